# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role with encrypted backups: made, compared with and restored by the same variables, and nothing of the key is seen."""

from __future__ import annotations

from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from tests.canaries import age_identity, secret
from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.role_support import QUICK, backups, desired, play, tenants

PASSPHRASE = secret("passphrase of the role")
TWELVE = [f"t{number}" for number in range(12)]


def test_the_role_backs_up_with_vault_and_restores_with_the_same_variables(make_project: MakeProject) -> None:
    project = make_project(tenants=tenants(TWELVE))
    vault = {"safe_sync_encryption": "vault", "safe_sync_encryption_passphrase": PASSPHRASE}
    changed = desired([*TWELVE[:11], "new"], safe_sync_purge=True, safe_sync_confirm=project.id, **vault, **QUICK)

    synced = play(project, "safe_sync", variables=changed)
    assert synced.ok, synced.output
    (made,) = (one for one in backups(project) if one.is_dir())
    compared = play(project, "drift", variables={"safe_sync_backup": made.name, "safe_sync_fail_on_drift": False, **vault})
    back = {"safe_sync_mode": "mirror", "safe_sync_confirm": project.id, **vault, **QUICK}
    restored = play(project, "restore", variables={"safe_sync_backup": made.name, **back})
    keyless = play(project, "restore", variables={"safe_sync_backup": made.name})

    for run in (synced, compared, restored):
        assert run.ok, run.output
    assert (made / "tenants.json.vault").read_bytes().startswith(b"$ANSIBLE_VAULT;1.1;AES256\n")
    assert "t11" in compared.output
    assert sorted(project.documents("tenants")) == sorted(TWELVE)
    assert {path.suffix for one in backups(project) for path in one.glob("tenants*")} == {".vault"}
    assert "there is no key to read it" in keyless.output
    assert "DESCOPE_BACKUP_PASSPHRASE" in keyless.output


def test_the_role_backs_up_for_age_recipients_and_restores_with_an_identity_beside_the_user(
    make_project: MakeProject, tmp_path: Path
) -> None:
    project = make_project(tenants=tenants(TWELVE))
    identity = pyrage.x25519.Identity.from_str(age_identity("age identity of the role"))
    elsewhere = tmp_path / "where the user stands"
    elsewhere.mkdir()
    (elsewhere / "key.txt").write_text(f"{identity}\n")
    age = {"safe_sync_encryption": "age", "safe_sync_encryption_recipients": [str(identity.to_public())]}

    there: Json = {"directory": elsewhere, "inputs": [elsewhere / "key.txt"]}
    saved = play(project, "backup", variables={"safe_sync_kinds": ["tenants"], **age}, **there)
    project.load(tenants=tenants(TWELVE[:11]))
    restoring = {**age, "safe_sync_encryption_identity_path": "key.txt", "safe_sync_kinds": ["tenants"], **QUICK}
    restored = play(project, "restore", variables=restoring, **there)

    assert saved.ok, saved.output
    assert restored.ok, restored.output
    assert sorted(project.documents("tenants")) == sorted(TWELVE)


def test_an_encryption_that_does_not_exist_and_one_without_a_key_are_refused_by_name(make_project: MakeProject) -> None:
    project = make_project(tenants=tenants(TWELVE))

    unknown = play(project, "backup", variables={"safe_sync_encryption": "gpg"})
    keyless = play(project, "backup", variables={"safe_sync_encryption": "vault"})

    assert "safe_sync_encryption must be none, vault or age." in unknown.output
    assert "encryption_passphrase is missing" in keyless.output
    assert not [path for path in backups(project) if path.is_dir()]
    assert project.requests() == []
