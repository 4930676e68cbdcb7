# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_password_settings: the project's policy, and those of tenants that follow it until they have one of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company
from tests.integration.project import Project
from tests.integration.stored import read

LONGER = {"min_length": 12, "reuse": True, "reuse_amount": 3}
STRICT = {"tenant_id": "acme", "lock": True, "lock_attempts": 2}

Results = dict[str, Result]


def live(project: Project, tenant_id: str = "") -> Json:
    answer: Json = project.api.get("password/settings", tenantId=tenant_id).json()
    return {name: value for name, value in answer.items() if name != "tenantId"}


@pytest.fixture(scope="module")
def before(shared_project: Project) -> Json:
    return live(shared_project)


@pytest.fixture(scope="module")
def life(shared_project: Project, before: Json) -> Results:
    return shared_project.run_named(
        {
            "change": preview_of("password_settings", **LONGER),
            "changed": task("password_settings", **LONGER),
            "changed_again": task("password_settings", **LONGER),
            "own": task("password_settings", **STRICT),
            "own_again": task("password_settings", **STRICT),
        }
    )


def test_what_is_given_changes_and_everything_else_stays(shared_project: Project, life: Results, before: Json) -> None:
    project = {**before, "minLength": 12, "reuse": True, "reuseAmount": 3}
    assert live(shared_project) == live(shared_project, "globex") == project
    assert live(shared_project, "acme") == {**project, "lock": True, "lockAttempts": 2}


def test_a_change_is_one_call_and_a_backup_before_it_holds_the_policy_as_it_was(
    shared_project: Project, life: Results, before: Json
) -> None:
    changed = life["changed"]

    assert shared_project.writes(changed) == ["password/settings"]
    assert changed.statuses == [("password_settings", "(project)", "update", "applied")]
    (stored,) = read(Path(changed["backup"]["path"]) / "password_settings.json")
    assert (stored["tenantId"], stored["minLength"]) == ("", before["minLength"])


def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results) -> None:
    assert shared_project.requests(life["change"])
    assert shared_project.writes(life["change"]) == []
    assert_predicted(life["change"], life["changed"])
    assert_result_is_complete(life["changed"])


@pytest.mark.parametrize("again", ["changed_again", "own_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.failed, result.changed, result["diff"], shared_project.writes(result)) == (False, False, [], [])
    assert result["password_settings"]["min_length"] == 12


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "password_settings nowhere: its tenant_id names the tenant nowhere": {"tenant_id": "nowhere", "min_length": 9},
        "options.min_length": {"min_length": -1},
    }
    results = company_project.run(*(task("password_settings", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []


def test_a_restore_brings_policies_back_and_those_that_were_inherited_go_on_following(make_project: MakeProject) -> None:
    project = make_project(**company())
    project.run_one(task("password_settings", **STRICT))
    before = {name: live(project, name) for name in ("", "acme", "globex")}
    *_, restored, verified = project.run(
        {**task("backup"), "register": "made"},
        task("password_settings", **LONGER),
        task("password_settings", tenant_id="acme", min_length=20, lock=False),
        task("restore", backup="{{ made.backup.id }}", kinds=["password_settings"]),
        task("restore", backup="{{ made.backup.id }}", kinds=["password_settings"]),
    )

    assert not restored.failed, restored.message
    assert {name: live(project, name) for name in ("", "acme", "globex")} == before
    assert (verified.changed, project.writes(verified)) == (False, [])
    assert len(project.writes(restored)) == 2
    project.run_one(task("password_settings", min_length=15))
    assert (live(project, "globex")["minLength"], live(project, "acme")["minLength"]) == (15, before["acme"]["minLength"])


def test_a_tenant_keeps_what_is_desired_of_it_when_the_project_changes_in_the_same_run(company_project: Project) -> None:
    length = live(company_project)["minLength"]
    desired = {
        "password_settings": [{"min_length": length + 4}],
        "tenants": [{"id": "acme", "password_settings": {"min_length": length}}],
    }
    first, again = company_project.run(task("sync", desired=desired), task("sync", desired=desired))

    assert not first.failed, first.message
    assert live(company_project, "acme")["minLength"] == length
    assert live(company_project, "globex")["minLength"] == length + 4
    assert (again.changed, company_project.writes(again)) == (False, [])


def test_a_run_that_fails_leaves_the_policies_as_they_were(company_project: Project) -> None:
    before = {name: live(company_project, name) for name in ("", "acme", "globex")}
    length = before[""]["minLength"]
    desired = {
        "password_settings": [{"min_length": length + 4}, {"tenant_id": "globex", "lock_attempts": 9}],
        "tenants": [{"id": "acme", "password_settings": {"min_length": length}}, {"id": "new", "name": "New"}],
        "roles": [{"name": "Late", "tenant_id": "new"}],
    }
    company_project.control.faults([{"method": "POST", "path": "/v1/mgmt/role/create", "status": 400}])
    failed = company_project.run_one(task("sync", desired=desired, on_error="rollback"))

    assert failed.failed
    assert "nothing of this run is left" in failed.message, failed.message
    assert {name: live(company_project, name) for name in ("", "acme", "globex")} == before
