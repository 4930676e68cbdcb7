# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted backups in real runs: opened by ansible-vault itself, restored with the key, refused without it before any call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._canonical import digest
from ansible_collections.descope.mgmt.plugins.module_utils._strict_json import to_bytes
from tests.canaries import age_identity, secret
from tests.integration.ansible_run import Json, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import Project
from tests.integration.stored import copy_of, names, read

PASSPHRASE = secret("passphrase of backups")
WRONG = secret("passphrase that is wrong")
SECRET = secret("SSO application client secret in a vault backup")
IDENTITY = pyrage.x25519.Identity.from_str(age_identity("age identity"))
VAULT = {"encryption": "vault", "encryption_passphrase": "{{ lookup('ansible.builtin.env', 'TEST_PASSPHRASE') }}"}
AGE = {"encryption": "age", "encryption_recipients": [str(IDENTITY.to_public())]}
ENVIRONMENT = {"TEST_PASSPHRASE": PASSPHRASE}
CRM = {"id": "crm", "name": "CRM", "enabled": True, "clientId": "crm-client", "clientSecret": SECRET}
METHODS = ("vault", "age")
QUICK: Json = {"auto_apply_max_changes": 100, "max_delete_percent": 100.0, "max_deletes": 100}


def identity_file(project: Project) -> str:
    project.home.mkdir(parents=True, exist_ok=True)
    path = project.home.parent / "identity.txt"
    path.write_text(f"# of a test\n{IDENTITY}\n")
    path.chmod(0o600)
    return str(path)


def key_of(project: Project, method: str) -> Json:
    """The options that read a backup; those that only write it are in VAULT and AGE."""
    return VAULT if method == "vault" else {**AGE, "encryption_identity_path": identity_file(project)}


def password_file(home: Path, passphrase: str) -> Path:
    """Write the passphrase beside a home, where no scan takes it for a leak."""
    password = home.parent / "password"
    password.write_text(passphrase, encoding="utf-8")
    return password


def ansible_vault_view(path: Path, home: Path, passphrase: str = PASSPHRASE) -> str:
    password = password_file(home, passphrase)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("ansible-vault")), "view", "--vault-password-file", str(password), str(path)],
        env={**os.environ, "HOME": str(home), "ANSIBLE_HOME": str(home / ".ansible"), "PAGER": "cat"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def secret_of(project: Project) -> str:
    return str(project.api.get("sso/idp/app/secret", id="crm").json()["cleartext"])


@pytest.mark.parametrize("method", METHODS)
def test_an_encrypted_backup_with_secrets_is_restored_elsewhere_and_nothing_of_them_is_seen(
    make_project: MakeProject, method: str
) -> None:
    """Reliability 3.4: the secret of an OIDC application goes there and back; each run looks for it in files and output."""
    project, other = make_project(**company()), make_project()
    assert project.api.post("sso/idp/app/oidc/create", **CRM).status_code == 200
    writing = VAULT if method == "vault" else AGE
    made = project.play(task("backup", secrets="include", **writing), environment=ENVIRONMENT, arguments=("-vvv", "--diff"))
    (saved,) = made.results
    assert not saved.failed, saved.message
    path = Path(saved["backup"]["path"])
    assert (saved["backup"]["encryption"], saved["secrets_template"]) == (method, {})
    if method == "vault":
        tenants = json.loads(ansible_vault_view(path / "tenants.json.vault", project.home))
        assert {one["id"] for one in tenants} == set(project.documents("tenants"))
        (kept,) = (
            one
            for one in json.loads(ansible_vault_view(path / "sso_applications.json.vault", project.home))
            if one["id"] == "crm"
        )
        assert kept["clientSecret"] == SECRET

    restoring = {**key_of(project, method), "backup": str(path), "allow_other_project": True, "kinds": ["sso_applications"]}
    back = other.play(
        task("restore", require_seal=True, **restoring, **QUICK), environment=ENVIRONMENT, arguments=("-vvv", "--diff")
    )
    (restored,) = back.results
    assert not restored.failed, restored.message
    assert restored["secrets_template"] == {}
    assert secret_of(other) == SECRET


def cases(project: Project, plain: Path, vault: Path, age: Path) -> dict[str, tuple[Json, str]]:
    """Restores that must be refused, with the code of the error."""
    wrong = project.home.parent / "wrong.txt"
    wrong.write_text(f"{age_identity('age identity that is wrong')}\n")
    mixed = copy_of(vault, "mixed")
    (mixed / "roles.json").write_bytes((plain / "roles.json").read_bytes())
    edited = copy_of(vault, "edited")
    forge_reason(edited)
    return {
        "no passphrase": ({"backup": str(vault)}, "key_missing"),
        "no identity": ({"backup": str(age)}, "key_missing"),
        "wrong passphrase": ({"backup": str(vault), "encryption_passphrase": WRONG}, "decrypt_failed"),
        "short passphrase": ({"backup": str(vault), "encryption_passphrase": "short"}, "invalid_input"),
        "wrong identity": ({"backup": str(age), "encryption_identity_path": str(wrong)}, "decrypt_failed"),
        "lost identity": ({"backup": str(age), "encryption_identity_path": "/nowhere/key.txt"}, "invalid_input"),
        "plain and encrypted": ({"backup": str(mixed), **VAULT}, "encryption_mismatch"),
        "edited without the key": ({"backup": str(edited), **VAULT}, "seal_invalid"),
        "no seal": ({"backup": str(plain), "require_seal": True}, "unsealed"),
        "seal unchecked": ({"backup": str(vault), "require_seal": True}, "unsealed"),
        "no passphrase to write": ({"backup": str(plain), "encryption": "vault"}, "invalid_input"),
        "no recipients to write": ({"backup": str(plain), "encryption": "age"}, "invalid_input"),
    }


def forge_reason(backup: Path) -> None:
    """Edit a manifest and make its checksum right again, as somebody who knows the format would."""
    manifest = {**read(backup / "manifest.json"), "reason": "forged"}
    manifest["checksum"] = digest({name: value for name, value in manifest.items() if name != "checksum"})
    (backup / "manifest.json").write_bytes(to_bytes(manifest))


def test_what_can_not_be_read_is_refused_before_any_call_of_the_api(company_project: Project) -> None:
    """Reliability #69, #80, #82."""
    made = company_project.run(
        *(task("backup", **one, kinds=["tenants", "roles"]) for one in ({}, VAULT, AGE)), environment=ENVIRONMENT
    )
    tasks = cases(company_project, *(Path(one["backup"]["path"]) for one in made))
    company_project.control.clear_requests()

    results = company_project.run(*(task("restore", **options) for options, _code in tasks.values()), environment=ENVIRONMENT)

    told = dict(zip(tasks, results, strict=True))
    assert {name: one.code for name, one in told.items()} == {name: code for name, (_options, code) in tasks.items()}
    assert all(one["error"]["hint"] for one in results)
    assert told["wrong passphrase"].message.replace(str(made[1]["backup"]["id"]), "") == told["wrong identity"].message.replace(
        str(made[2]["backup"]["id"]), ""
    )
    assert company_project.requests() == []


def test_backups_are_listed_and_retired_without_a_key_and_looked_into_with_it(company_project: Project) -> None:
    results = company_project.run(
        *(task("backup", **one, kinds=["tenants"]) for one in (VAULT, AGE)),
        task("backup_info"),
        task("backup_info", **VAULT),
        task("backup_info", encryption_passphrase=WRONG),
        task("backup", kinds=["tenants"]),
        environment=ENVIRONMENT,
    )

    vault, age, without, with_one, with_wrong, later = results
    assert [(one["status"], one["seal"], one["encryption"]["method"]) for one in without["backups"]] == [
        ("verified", "unchecked", "age"),
        ("verified", "unchecked", "vault"),
    ]
    assert [one["seal"] for one in with_one["backups"]] == ["unchecked", "valid"]
    assert [one["status"] for one in with_wrong["backups"]] == ["verified", "not_decrypted"]
    kept = [one["id"] for one in later["retention"]["kept"]]
    assert {vault["backup"]["id"], age["backup"]["id"]} <= set(kept)
    assert later["retention"]["left_alone"] == []


def test_a_vault_id_of_the_playbook_is_the_passphrase_also_of_a_safety_backup(company_project: Project) -> None:
    """With an action plugin of its own, and with the one that the modules for single documents share."""
    passphrase = secret("passphrase of a vault id")
    password = password_file(company_project.home, passphrase)
    by_id = {"encryption": "vault", "encryption_vault_id": "backups"}

    backup, deleted, found, missing = company_project.run(
        task("backup", kinds=["tenants"], **by_id),
        task("tenant", id="globex", state="absent", **by_id),
        task("backup_info", **by_id),
        task("backup_info", encryption_vault_id="nowhere"),
        arguments=("--vault-id", f"backups@{password}"),
    )

    assert not deleted.failed, deleted.message
    first, second = Path(backup["backup"]["path"]), Path(deleted["backup"]["path"])
    for path in (first, second):
        assert (path / "tenants.json.vault").read_bytes().startswith(b"$ANSIBLE_VAULT;1.2;AES256;backups\n")
        assert json.loads(ansible_vault_view(path / "tenants.json.vault", company_project.home, passphrase))
    assert [one["seal"] for one in found["backups"]] == ["valid", "valid"]
    assert missing.failed
    assert "--vault-id nowhere@prompt" in missing.message


def test_keys_come_from_the_environment_and_secrets_need_encryption(company_project: Project) -> None:
    identity = identity_file(company_project)
    environment = {"DESCOPE_BACKUP_PASSPHRASE": f"{PASSPHRASE}\n", "DESCOPE_BACKUP_IDENTITY_PATH": identity}

    vault, age, found, plain = company_project.run(
        task("backup", kinds=["tenants"], encryption="vault"),
        task("backup", kinds=["tenants"], **AGE),
        task("backup_info"),
        task("backup", secrets="include"),
        environment=environment,
    )

    assert (vault["backup"]["encryption"], age["backup"]["encryption"]) == ("vault", "age")
    assert [one["seal"] for one in found["backups"]] == ["valid", "valid"]
    assert plain.code == "invalid_input"
    made = [name for name in names(company_project.backups) if not name.startswith(".")]
    assert made == [vault["backup"]["id"], age["backup"]["id"]]
