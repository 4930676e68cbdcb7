# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup of single documents, live and from a backup, in tasks of a playbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json, Result, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import KEY_FROM_ENVIRONMENT, Project

OIDC: Json = {"name": "Entra", "clientId": "c1", "clientSecret": secret("OIDC client secret"), "issuer": "https://op.test"}
MARKS = "{{ lookup('ansible.builtin.pipe', 'touch pwned') }}"


def look(*keys: str, query: bool = True, **options: Any) -> Json:
    """Return a task that registers what the lookup gives as the fact `found`."""
    given = "".join(f", {name}={value!r}" for name, value in options.items())
    terms = "".join(f", {key!r}" for key in keys)
    expression = f"{'query' if query else 'lookup'}('descope.mgmt.descope_document'{terms}{given})"
    return {"ansible.builtin.set_fact": {"found": f"{{{{ {expression} }}}}"}, "ignore_errors": True}


def found(result: Result) -> Any:
    assert not result.failed, result.message
    return result["ansible_facts"]["found"]


def run(project: Project, *tasks: Json, **variables: Any) -> list[Result]:
    """Run the tasks with the variables that a host of the inventory plugin has."""
    play = {"safe_sync_project_id": project.id, "safe_sync_management_key": KEY_FROM_ENVIRONMENT}
    return project.run(*tasks, play={"vars": {**play, "safe_sync_base_url": project.simulator.url, **variables}})


@pytest.fixture(scope="module")
def project(make_shared_project: MakeProject) -> Project:
    documents = company()
    documents["permissions"].append({"name": "odd", "description": MARKS})
    project = make_shared_project(**documents)
    assert project.api.post("sso/oidc", tenantId="acme", settings=OIDC, domains=[]).status_code == 200
    return project


@pytest.fixture(scope="module")
def results(project: Project) -> dict[str, Result]:
    """What all the lookups of this file give, in one playbook; the project changes after its backup."""
    tasks = {
        "two": look("globex", "acme", kind="tenants"),
        "alone": look("acme", query=False, kind="tenants"),
        "by name": look("Acme-Labs", kind="tenants"),
        "role": look("Editor", kind="roles"),
        "role of a tenant": look("Approver", kind="roles"),
        "theme": look(kind="theme"),
        "secret": look("acme", kind="sso"),
        "odd": look("odd", kind="permissions"),
        "gone": look("nobody", kind="tenants"),
        "skipped": look("nobody", "acme", kind="tenants", missing="skip"),
        "no key": look(kind="tenants"),
        "a key too many": look("x", kind="theme"),
        "wrong kind": look("x", kind="tenant"),
        "wrong project": look("acme", kind="tenants", project_id="P2nobody"),
        "backup": task("backup"),
        "change": task("tenant", id="acme", enforce_sso=False),
        "before": look("acme", kind="tenants", source="backup", management_key=""),
        "after": look("acme", kind="tenants"),
        "not in the backup": look("acme", kind="users", source="backup"),
        "no such backup": look("acme", kind="tenants", source="backup", backup="20200101T000000Z"),
    }
    return dict(zip(tasks, run(project, *tasks.values()), strict=True))


def test_documents_come_as_results_have_them_in_the_order_they_were_asked_for(results: dict[str, Result]) -> None:
    globex, acme = found(results["two"])
    assert (globex["id"], acme["id"]) == ("globex", "acme")
    assert acme["enforce_sso"] is True
    assert "created_time" not in acme


def test_lookup_gives_one_document_itself(results: dict[str, Result]) -> None:
    assert found(results["alone"]) == found(results["two"])[1]


def test_a_name_will_do_where_it_is_clear(results: dict[str, Result]) -> None:
    assert [one["id"] for one in found(results["by name"])] == ["acme-labs"]
    assert [sorted(one["permission_names"]) for one in found(results["role"])] == [["invoice.read", "invoice.write"]]
    assert [one["tenant_id"] for one in found(results["role of a tenant"])] == ["acme"]


def test_a_kind_of_one_document_needs_no_key(results: dict[str, Result]) -> None:
    assert len(found(results["theme"])) == 1


def test_secrets_are_not_shown(results: dict[str, Result]) -> None:
    (sso,) = found(results["secret"])
    assert sso["oidc"]["client_id"] == "c1"
    assert sso["oidc"].get("client_secret") in (None, "", "********")


def test_a_text_with_template_marks_stays_one(results: dict[str, Result], project: Project) -> None:
    assert [one["description"] for one in found(results["odd"])] == [MARKS]
    assert not list(project.home.rglob("pwned"))


def test_one_tenant_is_read_without_the_others(results: dict[str, Result], project: Project) -> None:
    paths = {one["path"] for one in project.requests(results["alone"])}
    assert paths == {"/v1/mgmt/tenant"}


def test_a_backup_is_read_without_the_service(results: dict[str, Result], project: Project) -> None:
    assert [one["enforce_sso"] for one in found(results["before"])] == [True]
    assert [one["enforce_sso"] for one in found(results["after"])] == [False]
    assert project.requests(results["before"]) == []


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("gone", "There is no tenant nobody in project"),
        ("no key", "The keys of tenants are missing. Name at least one."),
        ("a key too many", "A project has one theme, so it has no key. Leave out x."),
        ("wrong kind", "tenant"),
        ("wrong project", "Check project_id and management_key"),
        ("not in the backup", "does not hold users"),
        ("no such backup", "There is no backup 20200101T000000Z"),
    ],
)
def test_what_cannot_be_had_is_one_clear_error(results: dict[str, Result], case: str, message: str) -> None:
    assert results[case].failed
    assert message in results[case].message


def test_what_is_missing_can_be_left_out(results: dict[str, Result]) -> None:
    assert [one["id"] for one in found(results["skipped"])] == ["acme"]


def test_a_backup_can_be_of_another_directory_and_encrypted(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(**company())
    passphrase = secret("passphrase of backups")
    where: Json = {"backup_dir": str(tmp_path / "elsewhere")}
    environment = {"DESCOPE_BACKUP_PASSPHRASE": passphrase}
    made, read = project.run(
        task("backup", encryption="vault", **where),
        look("globex", kind="tenants", source="backup", **where),
        environment=environment,
        play={"vars": {"safe_sync_project_id": project.id, "safe_sync_management_key": KEY_FROM_ENVIRONMENT}},
    )
    assert made.changed
    assert [one["id"] for one in found(read)] == ["globex"]
