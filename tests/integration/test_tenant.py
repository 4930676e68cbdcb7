# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_tenant: one tenant, present or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, role, tenant
from tests.integration.project import Project
from tests.integration.stored import read

UMBRA = {"id": "umbra", "name": "Umbra", "self_provisioning_domains": ["umbra.example"], "custom_attributes": {"plan": "gold"}}
ALL_WRITES = [("create", "created"), ("update", "updated"), ("delete", "deleted")]

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """A tenant's life in one playbook, each step previewed in check mode."""
    globex = {"id": "globex", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("tenant", **UMBRA),
            "created": task("tenant", **UMBRA),
            "created_again": task("tenant", **UMBRA),
            "update": preview_of("tenant", id="umbra", name="Umbra Corporation"),
            "updated": task("tenant", id="umbra", name="Umbra Corporation"),
            "deleted_without_backup": task("tenant", id="umbra", state="absent", backup=False, cascade=True),
            "delete": preview_of("tenant", **globex),
            "deleted": task("tenant", **globex),
            "deleted_again": task("tenant", **globex),
        }
    )


def test_a_tenant_is_created_and_the_same_task_again_writes_nothing(shared_project: Project, life: Results) -> None:
    first, again = life["created"], life["created_again"]

    assert shared_project.writes(first) == ["tenant/create"]
    assert first.statuses == [("tenant", "umbra", "create", "applied")]
    assert first["diff"][0]["before"] == {}
    assert UMBRA.items() <= first["tenant"].items()
    assert shared_project.writes(again) == []
    assert (again.changed, again["diff"], again["results"], again["tenant"]) == (False, [], [], first["tenant"])


@pytest.mark.parametrize(("preview", "run"), ALL_WRITES)
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.requests(life[preview])
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])
    assert life[preview]["backup"] is None


def test_a_plan_for_one_tenant_says_that_it_needs_no_approval(life: Results) -> None:
    assert {name: life[name]["plan"]["needs_approval"] for name in ("create", "update", "delete")} == dict.fromkeys(
        ("create", "update", "delete"), ""
    )


def test_a_deletion_first_makes_a_verified_backup_and_names_it(shared_project: Project, life: Results) -> None:
    deleted = life["deleted"]
    path = Path(deleted["backup"]["path"])

    assert (deleted["tenant"], deleted["backup"]["reason"]) == (None, "before deletion of tenant globex")
    assert path == shared_project.backups / deleted["backup"]["id"]
    assert [one["regionCode"] for one in read(path / "tenants.json") if one["id"] == "globex"] == ["eu-7"]
    listed = shared_project.run_one(task("backup_info"))["backups"]
    assert [(one["id"], one["status"]) for one in listed] == [(path.name, "verified")]


def test_deleting_what_is_gone_writes_nothing(shared_project: Project, life: Results) -> None:
    again = life["deleted_again"]

    assert (again.changed, again["backup"], shared_project.writes(again)) == (False, None, [])


def test_a_deletion_without_a_backup_says_what_is_lost(life: Results) -> None:
    deleted = life["deleted_without_backup"]

    assert (deleted.changed, deleted["backup"]) == (True, None)
    assert "users and access keys" in deleted["plan"]["lines"][0]


def test_a_tenant_without_an_id_gets_one_and_is_found_by_its_name_afterwards(project: Project) -> None:
    first, again = project.run(task("tenant", name="Acme"), task("tenant", name="Acme"))

    (made,) = project.documents("tenants").values()
    assert first["tenant"]["id"] == again["tenant"]["id"] == made["id"]
    assert (again.changed, project.writes(again)) == (False, [])


def test_a_rename_leaves_everything_else_as_it_was(make_project: MakeProject) -> None:
    written = tenant(
        "acme",
        disabled=True,
        enforceSSO=True,
        enforceSSOExclusions=["glass@acme.example"],
        authType="saml",
        domains=["acme.example"],
        federatedAppIds=["app1"],
        customAttributes={"plan": "gold", "seats": 2.5},
        defaultRoles=["Viewer"],
        roleInheritance="userOnly",
        selfProvisioningDomains=["acme.example"],
        regionCode={"a": ["field", "nobody", "knows"]},
    )
    project = make_project(roles=[role("Viewer")], tenants=[written])
    before = project.tenant("acme")
    renamed = project.run_one(task("tenant", id="acme", name="Acme Corporation"))

    assert project.tenant("acme") == {**before, "name": "Acme Corporation"}
    assert project.writes() == ["tenant/update"]
    assert renamed["plan"]["lines"] == ["~ update tenant acme: name"]
    assert renamed["diff"][0]["after"]["extra"] == {"regionCode": written["regionCode"]}

    project.run(task("tenant", id="acme", disabled=False, self_provisioning_domains=[]))
    changed = {"name": "Acme Corporation", "disabled": False, "selfProvisioningDomains": []}
    assert project.tenant("acme") == {**before, **changed}


def test_default_roles_are_read_back_and_compared_like_any_field(make_project: MakeProject) -> None:
    project = make_project(roles=[role("Viewer"), role("Editor")], tenants=[tenant("acme", defaultRoles=["Viewer"])])
    changed, reordered, emptied, again = project.run(
        task("tenant", id="acme", default_roles=["Viewer", "Editor"]),
        task("tenant", id="acme", default_roles=["Editor", "Viewer"]),
        task("tenant", id="acme", default_roles=[]),
        task("tenant", id="acme", default_roles=[]),
    )

    assert project.writes(changed) == ["tenant/updateDefaultRoles"]
    assert changed["diff"][0]["before"]["default_roles"] == ["Viewer"]
    assert (reordered.changed, project.writes(reordered)) == (False, [])
    assert (emptied.changed, emptied["tenant"]["default_roles"]) == (True, [])
    assert (again.changed, project.writes(again)) == (False, [])


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "invalid_input: tenant initech": {"id": "initech"},
        "invalid_input: parent of tenant acme-labs can't be changed": {"id": "acme-labs", "parent": "globex"},
        "invalid_input: Ghost": {"id": "acme", "default_roles": ["Ghost"]},
        "invalid_input: no spaces, please": {"id": "no spaces, please", "name": "Initech"},
        "conflict: Globex": {"id": "acme", "name": "Globex"},
        "conflict: acme-labs": {"id": "acme", "state": "absent"},
        ": one of the following is required: id, name": {},
        ": nmae": {"id": "acme", "nmae": "Acme"},
    }
    results = dict(zip(cases, company_project.run(*(task("tenant", **options) for options in cases.values())), strict=True))

    assert [name for name, result in results.items() if not result.failed] == []
    assert [name for name, result in results.items() if result.code != name.split(": ")[0]] == []
    assert [name for name, result in results.items() if name.split(": ", 1)[1] not in result.message] == []
    assert company_project.writes() == []
    assert company_project.saved == []


def test_a_tenant_whose_second_call_is_refused_is_not_left_half_made(project: Project) -> None:
    project.load(roles=[{"name": "Viewer"}])
    project.control.faults([{"method": "POST", "path": "/v1/mgmt/tenant/updateDefaultRoles", "status": 400}])

    result = project.run_one(task("tenant", id="new", name="New", default_roles=["Viewer"]))

    assert (result.failed, result.code) == (True, "apply_failed")
    assert "1 undone, nothing of this run is left" in result.message
    assert project.documents("tenants") == {}


def test_a_deletion_that_nobody_can_be_sure_of_is_not_taken_back(project: Project) -> None:
    project.load(tenants=[{"id": "old", "name": "Old"}])
    project.control.faults(
        [
            {"method": "POST", "path": "/v1/mgmt/tenant/delete", "reset": True, "when": "after"},
            {"method": "GET", "path": "/v1/mgmt/tenant", "nth": 3, "status": 400},  # two are before the delete
        ]
    )

    result = project.run_one(task("tenant", id="old", state="absent"))

    assert (result.failed, result.code) == (True, "apply_failed")
    assert result.statuses == [("tenant", "old", "delete", "unknown")]
    assert result["backup"]["id"]
    assert project.writes(result) == ["tenant/delete"]


def with_users(project: Project, tenant_id: str, count: int) -> None:
    """Have a tenant with so many users, one of them a test user."""
    for number in range(count):
        call = "user/create/test" if number == 0 else "user/create"
        answer = project.api.post(
            call, loginId=f"u{number}@{tenant_id}", userTenants=[{"tenantId": tenant_id}], test=number == 0
        )
        assert answer.status_code == 200, answer.text


def test_users_go_with_a_tenant_only_when_their_number_is_confirmed(company_project: Project) -> None:
    with_users(company_project, "globex", 3)
    company_project.api.post("accesskey/create", name="ci", keyTenants=[{"tenantId": "globex"}])
    cascade: Json = {"id": "globex", "state": "absent", "cascade": True}
    before = len(company_project.writes())
    preview, unconfirmed, wrong = company_project.run(
        preview_of("tenant", **cascade), task("tenant", **cascade), task("tenant", **cascade, confirm_users=2)
    )

    assert "in use by 3 users, 1 access keys" in preview["plan"]["lines"][0]
    assert preview["plan"]["needs_approval"] == "its deletes take up to 3 users along, see confirm_users"
    assert [unconfirmed.code, wrong.code] == ["confirmation_required"] * 2
    assert "give confirm_users: 3" in unconfirmed.message
    assert "confirm_users is 2" in wrong.message
    assert len(company_project.writes()) == before
    assert company_project.saved == []

    confirmed = company_project.run_one(task("tenant", **cascade, confirm_users=3))
    assert not confirmed.failed, confirmed.message
    assert company_project.writes(confirmed) == ["tenant/delete"]
    assert company_project.api.v2.post("user/search", tenantIds=["globex"], withTestUser=True).json()["total"] == 0


def test_a_deletion_that_leaves_the_users_needs_no_confirmation(company_project: Project) -> None:
    with_users(company_project, "globex", 1)
    deleted, empty = company_project.run(
        task("tenant", id="globex", state="absent"), task("tenant", id="acme-labs-x", state="absent", cascade=True)
    )

    assert not deleted.failed and not empty.failed, deleted.message + empty.message
    assert "in use by 1 users" in deleted["plan"]["lines"][0]


def test_a_key_that_may_not_read_users_deletes_a_tenant_but_never_its_users(company_project: Project) -> None:
    refused = {"method": "POST", "path": "/v2/mgmt/user/search", "status": 403, "count": 0}
    company_project.control.faults([refused])
    cascade, alone = company_project.run(
        task("tenant", id="globex", state="absent", cascade=True, confirm_users=0), task("tenant", id="globex", state="absent")
    )

    assert cascade.code == "confirmation_required"
    assert "may not read how many" in cascade.message
    assert (alone.failed, company_project.writes()) == (False, ["tenant/delete"])


def test_applications_that_do_not_exist_are_refused_and_those_that_do_are_assigned(company_project: Project) -> None:
    refused, assigned = company_project.run(
        task("tenant", id="globex", federated_app_ids=["nowhere"]),
        task("tenant", id="globex", federated_app_ids=["descope-default-oidc"]),
    )

    assert (refused.code, "sso_application nowhere" in refused.message) == ("invalid_input", True)
    assert (assigned.changed, company_project.writes()) == (True, ["tenant/update"])
