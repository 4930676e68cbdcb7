# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_user, and users by the hundred: created in batches, changed field by field, never invited or backed up unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company
from tests.integration.project import Project
from tests.integration.stored import names, read

ANN = {
    "login_id": "ann@acme.example",
    "login_ids": ["ann@acme.example", "+1-555-555-0100"],
    "name": "Ann Acme",
    "email": "ann@acme.example",
    "verified_email": True,
    "phone": "+1 (555) 555-0100",
    "role_names": ["Viewer"],
    "user_tenants": [{"tenant_id": "acme", "role_names": ["Approver"]}, {"tenant_id": "globex"}],
    "custom_attributes": {"plan": "gold", "seats": 5},
}
CHANGE = {
    "login_id": "+15555550100",
    "name": "",
    "status": "disabled",
    "role_names": ["Editor"],
    "user_tenants": [{"tenant_id": "acme"}],
    "custom_attributes": {"seats": 6},
}
RENAME = {"login_id": "ann@acme.example", "login_ids": ["ann@new.example"]}
MADE = ("id", "userId", "createdTime", "modifiedTime")
ATTRIBUTES = [{"name": "plan", "type": 1}, {"name": "seats", "type": 2}]

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(make_shared_project: MakeProject) -> tuple[Project, Results]:
    """A user's life in one playbook, each step previewed in check mode."""
    project = make_shared_project(**company(), user_attributes=ATTRIBUTES)
    gone = {"login_id": "ann@new.example", "state": "absent"}
    return project, project.run_named(
        {
            "create": preview_of("user", **ANN),
            "created": task("user", **ANN),
            "created_again": task("user", **ANN),
            "update": preview_of("user", **CHANGE),
            "updated": task("user", **CHANGE),
            "updated_again": task("user", **CHANGE),
            "renamed": task("user", **RENAME),
            "renamed_again": task("user", user_id="{{ created.user.user_id }}", login_ids=["ann@new.example"]),
            "delete": preview_of("user", **gone),
            "deleted": task("user", **gone),
            "deleted_again": task("user", **gone),
        }
    )


def users(project: Project) -> dict[str, Json]:
    return {one["loginIds"][0]: one for one in project.control.dump(project.id)["users"]}


def without_made(project: Project) -> dict[str, Json]:
    """The users without what Descope makes up anew, and without the order of what has none."""
    return {
        name: {field: value for field, value in document.items() if field not in MADE}
        for name, document in users(project).items()
    }


def test_a_user_is_created_with_what_was_given(life: tuple[Project, Results]) -> None:
    project, results = life
    created = results["created"]

    assert project.writes(created) == ["create/batch", "user/patch"]
    assert created.statuses == [("user", "ann@acme.example", "create", "applied")]
    told = created["user"]
    assert told["login_ids"] == ["ann@acme.example", "+15555550100"]
    assert (told["phone"], told["status"], told["role_names"]) == ("+15555550100", "invited", ["Viewer"])
    assert told["user_tenants"] == [ANN["user_tenants"][0], {"tenant_id": "globex", "role_names": []}]  # type: ignore[index]


@pytest.mark.parametrize("again", ["created_again", "updated_again", "renamed_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing(life: tuple[Project, Results], again: str) -> None:
    project, results = life
    result = results[again]

    assert (result.message, result.changed, result["diff"], project.writes(result)) == ("", False, [], [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(life: tuple[Project, Results], preview: str, run: str) -> None:
    project, results = life

    assert project.writes(results[preview]) == []
    assert project.writes(results[run])
    assert_predicted(results[preview], results[run], *(["user"] if preview == "create" else []))  # its id is not known before
    assert_result_is_complete(results[run])


def test_an_update_keeps_what_is_not_given(life: tuple[Project, Results]) -> None:
    project, results = life
    (shown,) = results["updated"]["diff"]
    given = {
        "name": "",
        "status": "disabled",
        "role_names": ["Editor"],
        "user_tenants": [ANN["user_tenants"][0]],  # type: ignore[index]
        "custom_attributes": {"seats": 6},
    }

    assert shown["after"] == {**shown["before"], **given}
    assert project.writes(results["updated"]) == ["user/patch", "user/patch", "update/status"]


def test_login_ids_that_are_written_are_all_that_there_are(life: tuple[Project, Results]) -> None:
    project, results = life

    assert results["renamed"]["user"]["login_ids"] == ["ann@new.example"]
    assert project.writes(results["renamed"]) == ["update/loginid", "update/loginid"]


def test_a_single_user_is_read_without_listing_all(life: tuple[Project, Results]) -> None:
    project, results = life

    assert not [one for one in project.requests(results["updated"]) if one["path"].endswith("user/search")]


def test_a_deletion_says_what_is_lost_and_makes_a_backup_first(life: tuple[Project, Results]) -> None:
    deleted = life[1]["deleted"]

    assert "no backup holds its id, password, passkeys" in deleted["plan"]["lines"][0]
    assert [one["loginIds"] for one in read(Path(deleted["backup"]["path"]) / "users.json")] == [["ann@new.example"]]


def somebody(number: int, **fields: Any) -> Json:
    """Return a user of a larger company as the API has one."""
    return {
        "id": f"U{number:04}",
        "loginIds": [f"user{number:04}@acme.example", f"+1555555{number:04}"],
        "email": f"user{number:04}@acme.example",
        "verifiedEmail": True,
        "status": ("enabled", "invited", "disabled")[number % 3],
        "createdTime": 1700000000 + number,
        "test": number % 10 == 0,
        "userTenants": [{"tenantId": "acme", "roleNames": ["Approver"]}] if number % 2 else [],
        "roleNames": ["Viewer"] if number % 4 else [],
        "customAttributes": {"seats": number},
        **fields,
    }


def test_users_are_in_a_backup_only_where_they_are_named_and_come_back_equal(make_project: MakeProject) -> None:
    crowd = [somebody(number) for number in range(1, 131)]
    project = make_project(**company(), user_attributes=ATTRIBUTES, users=crowd)
    before = without_made(project)
    plain, named = project.run(task("backup"), task("backup", kinds=["users", "roles", "tenants", "permissions"]))
    assert "users.json" not in names(Path(plain["backup"]["path"]))
    assert named["backup"]["counts"]["users"] == 130

    project.load(users=[crowd[0], somebody(2, name="Edited", roleNames=[], userTenants=[], status="enabled")])
    wanted = {"backup": named["backup"]["id"], "kinds": ["users"], "confirm": project.id}
    preview, restored, again = project.run(
        {**task("restore", **wanted), "check_mode": True}, task("restore", **wanted), task("restore", **wanted)
    )

    assert (preview["plan"]["creates"], preview["plan"]["updates"]) == (128, 1)
    assert restored.message == ""
    assert project.writes(restored).count("create/batch") == 2
    assert (again.message, again["plan"]["total"], project.writes(again)) == ("", 0, [])
    assert without_made(project) == before


def test_a_failure_in_a_batch_is_one_of_its_user(company_project: Project) -> None:
    company_project.control.faults(
        [{"method": "POST", "path": "/v1/mgmt/user/create/batch", "reset": True, "when": "after", "count": 1}]
    )
    desired = {"users": [{"login_id": f"user{number}", "role_names": ["Viewer"]} for number in range(3)]}
    lost, again = company_project.run(task("sync", desired=desired), task("sync", desired=desired))

    assert [one[3] for one in lost.statuses] == ["applied"] * 3
    assert len(users(company_project)) == 3
    assert (again.changed, company_project.writes(again)) == (False, [])


def test_a_role_says_how_many_users_lose_it(make_project: MakeProject) -> None:
    project = make_project(**company(), users=[somebody(number, customAttributes={}) for number in (1, 2, 3, 4)])
    viewer, approver = project.run(
        preview_of("role", name="Viewer", state="absent"), preview_of("role", name="Approver", tenant_id="acme", state="absent")
    )

    assert "in use by 3 users" in viewer["plan"]["lines"][0]
    assert "in use by 2 users" in approver["plan"]["lines"][0]


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "There is no user of that user_id": {"user_id": "U9"},
        "options.phone (ann): '555' is no phone number": {"login_id": "ann", "phone": "555"},
        "options.login_ids (ann): a user has at least one": {"login_id": "ann", "login_ids": []},
        "user ann: its role_names names the role Nobody": {"login_id": "ann", "role_names": ["Nobody"]},
        "its user_tenants names the tenant nowhere": {"login_id": "ann", "user_tenants": [{"tenant_id": "nowhere"}]},
        "its user_tenants names the role globex/Approver": {
            "login_id": "ann",
            "user_tenants": [{"tenant_id": "globex", "role_names": ["Approver"]}],
        },
        "its sso_app_ids names the sso_application nothing": {"login_id": "ann", "sso_app_ids": ["nothing"]},
    }
    results = company_project.run(*(task("user", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []
