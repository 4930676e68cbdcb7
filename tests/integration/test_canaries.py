# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project with a canary in every place for a secret, all that can be done with it, and every witness there is (G7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._fields import value_at
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.canaries import age_identity, bare_secret, leaks, secret
from tests.integration.ansible_run import Json, Run, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import QUICK, PlaybookRun, play
from tests.integration.secret_places import CALENDAR, DESIRED, FILES, INPUT_SECRETS, PLANTED, REFUSED, seed
from tests.integration.witness import noting_syslog, watched_processes
from tests.object_store import NOWHERE
from tests.scan import assert_nothing_leaked
from tests.structure.test_no_log import MODULES, options, spec_of

LOUD = ("-vvvv", "--diff")
FREE: Json = {"auto_apply_max_changes": 100, "max_deletes": 100, "max_delete_percent": 100}
SURROUNDINGS = {
    **NOWHERE,
    "DESCOPE_MANAGEMENT_KEY": bare_secret("management key in the environment"),  # the tasks have another one
    "AWS_SECRET_ACCESS_KEY": bare_secret("S3 secret key of the environment"),
    "CONTROLLER_OAUTH_TOKEN": secret("AWX token"),
    "GIT_TOKEN": secret("git token"),
    "ANSIBLE_INJECT_INVOCATION": "true",  # core 2.21 tells a module's options only when asked to
}
BUCKET: Json = {
    "bucket": "backups",
    "endpoint_url": "http://127.0.0.1:9",
    "region": "us-east-1",
    "access_key": bare_secret("S3 access key"),
    "secret_key": bare_secret("S3 secret key"),
    "session_token": bare_secret("S3 session token"),
}


@dataclass(frozen=True)
class Seen:
    """A run, and the command lines that were in the list of processes meanwhile."""

    run: Run
    processes: set[str]
    syslog: str

    def result(self, name: str) -> Json:
        return self.run.results[list(TASKS).index(name)].values


def var(name: str) -> str:
    """Return the template of a secret that the play reads from a file."""
    return "{{ " + name + " }}"


VAULT = {"encryption": "vault", "encryption_passphrase": var("passphrase")}
AGE = {
    "encryption": "age",
    "encryption_recipients": [str(pyrage.x25519.Identity.from_str(age_identity("age identity")).to_public())],
    "encryption_identity_path": var("identity"),
}
SOURCE = {"source_project_id": var("source_id"), "source_management_key": var("source_key"), "kinds": ["permissions"]}
SNAPSHOT = {"snapshot": {"files": FILES, "input_secrets": INPUT_SECRETS}}
NOBODY = {"outbound_apps": {"nobody": {"client_secret": secret("outbound application client secret for nobody")}}}
GIVEN = {"outbound_apps": {"calendar": {"client_secret": secret("outbound application client secret at restore")}}}
TYPO: Json = {"connectors": {"CI1": {"apikei": secret("connector API key refused")}}}
SNAPSHOT_OF_TYPOS = {"snapshot": {"files": FILES, "input_secrets": TYPO}}
INBOUND = {**DESIRED["inbound_apps"][0], "client_secret": secret("inbound application client secret refused")}
AGAIN = {**CALENDAR, "pkce": True, "client_secret": secret("outbound application client secret of another run")}

TASKS: dict[str, Json] = {
    "preview": preview_of("sync", desired=DESIRED, **FREE),
    "synced": {**task("sync", desired=DESIRED, **FREE), "vars": {"descope_mgmt_in_process": False}},
    "synced_again": task("sync", desired=DESIRED, **FREE),
    "refused": task("sync", desired=REFUSED, on_error="continue", concurrency=1),
    "rolled_back": task("sync", desired=REFUSED, on_error="rollback", concurrency=1),
    "backup": task("backup"),
    "backup_vault": task("backup", secrets="include", **VAULT),
    "backup_age": task("backup", secrets="include", **AGE),
    "outbound_app": task("outbound_app", **AGAIN),
    "undone": task("undo", confirm=var("project_id")),
    "sso": preview_of("sso", **DESIRED["sso"][0]),
    "sso_application": preview_of("sso_application", **{**DESIRED["sso_applications"][0], "name": "CRM 2", "id": "crm2"}),
    "inbound_app": task("inbound_app", **{**INBOUND, "name": "Mail 2", "id": "mail2", "client_id": "mail2-client"}),
    "deleted": task("outbound_app", id="calendar", state="absent", **VAULT),
    "restore_preview": preview_of("restore", backup="{{ backup.backup.id }}", secrets=GIVEN, **FREE),
    "restore_refused": task("restore", backup="{{ backup.backup.id }}", secrets=NOBODY),
    "restored": task("restore", backup="{{ backup.backup.id }}", secrets=GIVEN, **FREE),
    "restored_vault": task("restore", backup="{{ backup_vault.backup.id }}", mode="mirror", **VAULT, **FREE),
    "wrong_passphrase": task("restore", backup="{{ backup_vault.backup.id }}", encryption_passphrase=var("wrong")),
    "drift": task("drift_info", desired=DESIRED),
    "drift_age": task("drift_info", backup="{{ backup_age.backup.id }}", **AGE),
    "backups": task("backup_info", **VAULT),
    "state": task("state_info"),
    "exported": {
        "ansible.builtin.copy": {"content": "{{ state.desired | descope.mgmt.to_desired_yaml }}", "dest": "exported.yml"},
        "ignore_errors": True,
    },
    "tenants": task("tenant_info"),
    "project": task("project_info"),
    "audit": task("audit_info"),
    "snapshot_refused": task("sync", desired=SNAPSHOT_OF_TYPOS, confirm=var("project_id")),
    "snapshot_echoed": task("sync", desired=SNAPSHOT, confirm=var("project_id")),
    "snapshot": task("sync", desired=SNAPSHOT, confirm=var("project_id")),
    "promoted": task("sync", **SOURCE, **FREE),
    "offsite": task("backup_offsite", **BUCKET, **VAULT),
}
FAILING = {
    "refused",
    "rolled_back",
    "restore_refused",
    "wrong_passphrase",
    "inbound_app",
    "snapshot_refused",
    "snapshot_echoed",
}
ECHOING = {  # the path, and which of the requests to it
    "outbound/app/update": (1, 1),
    "sso/oidc": (4, 2),
    "sso/idp/app/oidc/update": (1, 1),
    "thirdparty/app/create": (2, 1),
    "project/snapshot/import": (1, 1),
}


@pytest.fixture(scope="module")
def project(make_shared_project: MakeProject) -> Project:
    project = make_shared_project()
    seed(project)
    return project


@pytest.fixture(scope="module")
def given(project: Project) -> Path:
    """Where the inputs of the run are that hold secrets: beside the home."""
    directory = project.home.parent / "given"
    directory.mkdir(exist_ok=True)
    identity = directory / "identity.txt"
    identity.write_text(f"{age_identity('age identity')}\n", encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def seen(project: Project, given: Path, make_shared_project: MakeProject) -> Iterator[Seen]:
    """All of it in one run, as loud as it gets; that nothing leaked into what it left is asserted wherever a run is made."""
    source = make_shared_project(permissions=[{"name": "promoted", "description": ""}])
    source_key = bare_secret("management key of the source") + "x"
    project.control.load(source.id, {"management_keys": [source_key]})
    values = {
        "passphrase": secret("passphrase of backups"),
        "wrong": secret("passphrase that is wrong"),
        "identity": str(given / "identity.txt"),
        "source_id": source.id,
        "source_key": source_key,
        "project_id": project.id,
    }
    (given / "variables.json").write_text(json.dumps(values), encoding="utf-8")
    project.control.faults(
        [{"path": f"/v1/mgmt/{path}", "nth": nth, "count": count, "echo": True} for path, (nth, count) in ECHOING.items()]
    )
    log = project.home / "syslog.txt"
    registered = ({**one, "register": name} for name, one in TASKS.items())
    with watched_processes(project.home) as processes:
        run = project.play(
            *registered,
            play={"vars_files": [str(given / "variables.json")]},
            environment={**SURROUNDINGS, **noting_syslog(given / "python", log)},
            arguments=LOUD,
        )
    yield Seen(run, processes, log.read_text(encoding="utf-8"))
    project.control.clear_faults()


# --- whether everything was tried ----------------------------------------------------------------------------------------


def test_every_secret_of_every_kind_is_planted() -> None:
    """A new kind with a secret needs a canary in `secret_places.py`."""
    missing = [
        f"{plural}.{path}"
        for plural, kind in KINDS.items()
        for path in kind.secrets
        if not any(planted(document, kind.user_path(path)) for document in PLANTED.get(plural, ()))
    ]
    assert missing == []
    assert sum(len(kind.secrets) for kind in KINDS.values()) >= 7


def planted(document: Json, path: str) -> bool:
    return bool(leaks(json.dumps(value_at(document, path), default=str).encode()))


def test_every_option_that_is_a_secret_is_given_to_some_task() -> None:
    given = {
        path
        for one in TASKS.values()
        for name, value in one.items()
        if name.startswith("descope.mgmt.")
        for path in paths(value)
    }
    wanted = {path for module in MODULES for path, option in options(spec_of(module)) if option.get("no_log") is True}

    assert wanted - given == {"management_key"}  # which every task has from the defaults of its module


def paths(value: object, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{above}{name}"
            yield from paths(inner, f"{above}{name}.")


def test_all_tasks_did_what_they_are_there_for(seen: Seen) -> None:
    results = dict(zip(TASKS, seen.run.results, strict=True))

    assert {name: one.message for name, one in results.items() if one.failed != (name in FAILING)} == {}
    assert results["offsite"]["status"] == "local_only"


def test_the_service_knows_the_secrets_and_repeated_them_in_its_refusals(project: Project, seen: Seen) -> None:
    """reliability #112: what was looked for below was there to be leaked."""
    stored = leaks(json.dumps(project.control.dump(project.id)).encode())

    for name in (
        "OIDC client secret inside a tenant",
        "SAML encryption key",
        "connector signing secret",
        "access key cleartext",
    ):
        assert f"{name} (JSON-escaped)" in stored
    assert [one["path"] for one in project.control.fault_counts() if not one["fired"]] == []
    assert "Descope refused POST" in str(seen.result("refused"))


# --- what the witnesses say ----------------------------------------------------------------------------------------------


def test_no_secret_is_in_a_result_of_a_callback_that_dumps_all_of_them(seen: Seen) -> None:
    """reliability #110, #119: such a callback does not ask `no_log`, and gets what is registered and what goes into events."""
    assert_nothing_leaked(json.dumps([one.values for one in seen.run.results]) + repr(seen.run.results))


def test_no_secret_is_printed_at_the_highest_verbosity(seen: Seen) -> None:
    """reliability #109, #110"""
    assert "invocation" in seen.run.output and "--- before: outbound_app calendar" in seen.run.output
    assert_nothing_leaked(seen.run.output)


def test_no_secret_is_in_the_journal_the_plans_the_audit_trail_and_plain_backups(project: Project, seen: Seen) -> None:
    """reliability #114"""
    names = {path.name for path in project.backups.rglob("*") if path.is_file()}

    assert "audit.jsonl" in names and "manifest.json" in names and "outbound_apps.json" in names
    assert [name for name in names if name.endswith(".plan.json")] and [name for name in names if name.endswith("Z.jsonl")]
    assert_nothing_leaked("", project.home, inputs=[project.home / "playbook.json"])


def test_no_secret_is_in_the_systems_log(seen: Seen) -> None:
    """reliability #113"""
    for name in ("sync", "sso", "outbound_app", "restore", "backup_offsite"):
        assert f"descope_{name}\nInvoked with" in seen.syslog
    assert_nothing_leaked(seen.syslog)


def test_no_secret_is_in_the_list_of_processes(seen: Seen) -> None:
    """reliability #109"""
    lines = "\n".join(seen.processes)

    assert "ansible-playbook -vvvv --diff" in lines
    assert "AnsiballZ_descope_sync.py" in lines
    assert_nothing_leaked(lines)


def test_no_secret_is_in_what_the_simulator_remembers(project: Project, seen: Seen) -> None:
    """reliability #117"""
    assert_nothing_leaked(json.dumps(project.control.requests()))


# --- the role ------------------------------------------------------------------------------------------------------------


def test_the_role_is_as_discreet_with_variables_that_hold_secrets(make_project: MakeProject, tmp_path: Path) -> None:
    """reliability #109, #110: what a role is given passes through facts, loops and the check of its arguments."""
    project = make_project()
    seed(project)
    variables = {
        "safe_sync_desired": DESIRED,
        "safe_sync_encryption": "vault",
        "safe_sync_encryption_passphrase": secret("passphrase of the role"),
        "safe_sync_management_key": project.key,
        **QUICK,
    }
    (tmp_path / "variables.json").write_text(json.dumps(variables), encoding="utf-8")
    with watched_processes(project.home) as processes:
        run: PlaybookRun = play(project, "safe_sync", "-e", f"@{tmp_path / 'variables.json'}", *LOUD)

    assert run.ok, run.output
    assert "outbound_app calendar" in run.output
    assert_nothing_leaked("\n".join(processes))
