# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_sync: a whole desired state in one call."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, Result, Run, preview_of, task
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project

DESIRED: Json = {
    "tenants": [
        {"id": "umbra-lab", "name": "Umbra Lab", "parent": "umbra", "default_roles": ["Auditor"]},
        {"id": "umbra", "name": "Umbra"},
        {"id": "acme", "name": "Acme Corporation"},
    ],
    "roles": [
        {"name": "Auditor", "permission_names": ["audit.read", "invoice.read"]},
        {"name": "Local", "tenant_id": "umbra-lab", "permission_names": ["audit.read"]},
    ],
    "permissions": [{"name": "audit.read", "description": "See the audit trail"}],
}
SERVER_MADE = {"domains": ["other.example"], "created_time": 1, "successors": ["x"], "auth_type": "oidc"}
STEPS: dict[str, Json] = {
    "preview": preview_of("sync", desired=DESIRED),
    "first": task("sync", desired=DESIRED),
    "again": task("sync", desired=DESIRED),
    "server_made": task("sync", desired={"tenants": [{"id": "acme", **SERVER_MADE}]}),
    "extra": task("sync", desired={"tenants": [{"id": "globex", "extra": {"regionCode": "us-1"}}]}, backup=False),
    "extra_again": task("sync", desired={"tenants": [{"id": "globex", "extra": {"regionCode": "us-1"}}]}),
    "created": task("sync", desired={"tenants": [{"id": "new", "name": "New"}]}),
}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def before(shared_project: Project) -> dict[str, Json]:
    return shared_project.documents("tenants")


@pytest.fixture(scope="module")
def run(shared_project: Project, before: dict[str, Json]) -> Run:
    return shared_project.play(*STEPS.values())


@pytest.fixture(scope="module")
def results(run: Run) -> Results:
    return dict(zip(STEPS, run.results, strict=True))


def test_a_desired_state_is_reached(shared_project: Project, before: dict[str, Json], results: Results) -> None:
    first = results["first"]

    assert_result_is_complete(first)
    assert set(first.statuses) == {
        ("permission", "audit.read", "create", "applied"),
        ("role", "Auditor", "create", "applied"),
        ("role", "umbra-lab/Local", "create", "applied"),
        ("tenant", "umbra", "create", "applied"),
        ("tenant", "umbra-lab", "create", "applied"),
        ("tenant", "acme", "update", "applied"),
    }
    assert shared_project.tenant("umbra-lab")["defaultRoles"] == ["Auditor"]
    assert shared_project.tenant("acme") == {**before["acme"], "name": "Acme Corporation"}
    assert shared_project.tenant("globex") == {**before["globex"], "regionCode": "us-1"}


def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, results: Results) -> None:
    assert shared_project.writes(results["preview"]) == []
    assert_predicted(results["preview"], results["first"])


@pytest.mark.parametrize("again", ["again", "server_made", "extra_again"])
def test_a_run_with_nothing_to_do_writes_nothing(shared_project: Project, results: Results, again: str) -> None:
    """Also when what the server makes up is given otherwise: it is never compared."""
    result = results[again]

    assert not result.failed, result.message
    assert (result.changed, result["diff"], result["results"], result["backup"]) == (False, [], [], None)
    assert shared_project.writes(result) == []


def test_counts_are_per_kind_and_unmanaged_documents_are_named(results: Results) -> None:
    plan = results["preview"]["plan"]

    assert (plan["creates"], plan["updates"], plan["deletes"], plan["total"]) == (5, 1, 0, 6)
    assert plan["kinds"]["tenants"] == {"creates": 2, "updates": 1, "deletes": 0, "unchanged": 0, "unmanaged": 3, "live": 4}
    assert {(one["kind"], one["key"]) for one in results["preview"]["unmanaged"]} == {
        ("permission", "invoice.read"),
        ("permission", "invoice.write"),
        ("role", "Viewer"),
        ("role", "Editor"),
        ("role", "acme/Approver"),
        ("tenant", "acme-labs"),
        ("tenant", "acme-labs-x"),
        ("tenant", "globex"),
    }


def test_what_is_used_is_made_before_what_uses_it(shared_project: Project, results: Results) -> None:
    def calls(path: str) -> list[Json]:
        return [one for one in shared_project.requests(results["first"]) if one["path"].endswith(path)]

    (permission,), (auditor, local) = calls("permission/create"), calls("role/create")
    (parent, child), (default_roles,) = calls("tenant/create"), calls("tenant/updateDefaultRoles")
    for earlier, later in [
        (permission, auditor),
        (auditor, default_roles),
        (auditor, child),
        (parent, child),
        (child, local),
    ]:
        assert earlier["ended"] <= later["started"]


def test_a_diff_shows_each_document_before_and_after_in_the_users_spelling(run: Run, results: Results) -> None:
    shown = {one["after_header"]: one for one in results["preview"]["diff"]}

    assert shown["tenant acme"]["before"]["name"] == "Acme"
    assert shown["tenant acme"]["after"] == {**shown["tenant acme"]["before"], "name": "Acme Corporation"}
    assert shown["tenant umbra-lab"]["after"]["default_roles"] == ["Auditor"]
    assert "--- before: tenant acme" in run.output
    assert '+    "name": "Acme Corporation"' in run.output


def test_an_update_makes_a_backup_first_and_a_creation_none(shared_project: Project, results: Results) -> None:
    assert results["first"]["backup"]["reason"] == "before sync"
    assert results["created"]["backup"] is None
    assert shared_project.saved == [results["first"]["backup"]["id"]]


def test_deletes_come_last_and_children_before_parents(company_project: Project) -> None:
    desired = {"tenants": [{"id": "globex", "name": "Globex"}, {"id": "new", "name": "New"}]}
    result = company_project.run_one(
        task("sync", desired=desired, purge=True, confirm=company_project.id, max_delete_percent=100)
    )

    assert not result.failed, result.message
    assert company_project.writes() == ["tenant/create", "tenant/delete", "tenant/delete", "tenant/delete"]
    assert [key for _, key, _, _ in result.statuses] == ["new", "acme-labs-x", "acme-labs", "acme"]
    assert sorted(company_project.documents("tenants")) == ["globex", "new"]
    assert company_project.backups.joinpath(result["backup"]["id"], "tenants.json").is_file()
