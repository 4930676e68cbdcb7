# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_tenant_settings: what is theirs changes, and what other documents keep in the same place stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company, tenant
from tests.integration.project import Project
from tests.integration.stored import read

SHORT = {"tenant_id": "acme", "enabled": True, "session_token_expiration": 15, "session_token_expiration_unit": "minutes"}
PAGES = {"tenant_id": "acme", "sso_setup_suite_settings": {"disabled_features": {"scim": True}}}

Results = dict[str, Result]


def live(project: Project, tenant_id: str = "acme") -> Json:
    answer: Json = project.api.get("tenant/settings", id=tenant_id).json()
    return answer


@pytest.fixture(scope="module")
def before(shared_project: Project) -> Json:
    return live(shared_project)


@pytest.fixture(scope="module")
def life(shared_project: Project, before: Json) -> Results:
    return shared_project.run_named(
        {
            "change": preview_of("tenant_settings", **SHORT),
            "changed": task("tenant_settings", **SHORT),
            "changed_again": task("tenant_settings", **SHORT),
            "part": task("tenant_settings", **PAGES),
            "part_again": task("tenant_settings", **PAGES),
        }
    )


def test_what_is_given_changes_and_everything_else_in_the_same_place_stays(
    shared_project: Project, life: Results, before: Json
) -> None:
    assert before["enforceSSO"] and not before["enabled"]
    pages = before["ssoSetupSuiteSettings"]
    changed = {"enabled": True, "sessionTokenExpiration": 15, "sessionTokenExpirationUnit": "minutes"}
    scim = {**pages, "disabledFeatures": {**pages["disabledFeatures"], "scim": True}}
    assert live(shared_project) == {**before, **changed, "ssoSetupSuiteSettings": scim}


def test_a_change_is_one_call_and_a_backup_before_it_holds_the_settings_as_they_were(
    shared_project: Project, life: Results, before: Json
) -> None:
    changed = life["changed"]

    assert shared_project.writes(changed) == ["tenant/settings"]
    assert changed.statuses == [("tenant_settings", "acme", "update", "applied")]
    assert changed["plan"]["lines"] == ["~ update tenant_settings acme: enabled, session_token_expiration"]
    (stored,) = read(Path(changed["backup"]["path"]) / "tenant_settings.json")
    assert (stored["tenantId"], stored["sessionTokenExpiration"]) == ("acme", before["sessionTokenExpiration"])
    assert "selfProvisioningDomains" not in stored


def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results) -> None:
    assert shared_project.requests(life["change"])
    assert shared_project.writes(life["change"]) == []
    assert_predicted(life["change"], life["changed"])
    assert_result_is_complete(life["changed"])


@pytest.mark.parametrize("again", ["changed_again", "part_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.failed, result.changed, result["diff"], shared_project.writes(result)) == (False, False, [], [])
    assert result["tenant_settings"]["session_token_expiration"] == 15


def test_only_the_settings_of_the_tenant_are_read(shared_project: Project, life: Results) -> None:
    asked = [one["query"] for one in shared_project.requests(life["changed_again"]) if one["path"].endswith("/settings")]
    assert asked == [{"id": "acme"}]


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    def desired(**fields: object) -> Json:
        return task("sync", desired={"tenants": [{"id": "acme", "settings": fields}]})

    cases: dict[str, Json] = {
        "tenant_settings nowhere: its tenant_id names the tenant nowhere": task(
            "tenant_settings", tenant_id="nowhere", enabled=True
        ),
        "session_token_expiration_unit is 'seconds'": desired(
            session_token_expiration=5, session_token_expiration_unit="seconds"
        ),
        "desired.tenants[0].settings.enforce_sso: belongs to the tenant itself": desired(enforce_sso=False),
        "desired.tenants[0].settings.auth_type is 'ldap'": desired(auth_type="ldap"),
        "options.session_token_expiration": task("tenant_settings", tenant_id="acme", session_token_expiration=-5),
        "tenant_settings new: session_token_expiration is given": task(
            "sync", desired={"tenants": [{"id": "new", "name": "New", "settings": {"session_token_expiration": 5}}]}
        ),
    }
    results = company_project.run(*cases.values())

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []


def test_settings_of_many_tenants_and_of_a_new_one_are_written_in_one_run(company_project: Project) -> None:
    desired = {
        "tenants": [
            {"id": "acme", "name": "Acme Corporation", "enforce_sso": False, "settings": {"jit_disabled": True}},
            {"id": "new", "name": "New", "self_provisioning_domains": ["new.example"], "settings": {"enabled": True}},
        ],
        "tenant_settings": [{"tenant_id": "globex", "enable_inactivity": True, "inactivity_time": 20}],
    }
    first, again = company_project.run(task("sync", desired=desired), task("sync", desired=desired))

    assert not first.failed, first.message
    assert (again.changed, company_project.writes(again)) == (False, [])
    acme, new, globex = (live(company_project, name) for name in ("acme", "new", "globex"))
    assert (acme["JITDisabled"], acme["enforceSSO"]) == (True, False)
    assert (new["enabled"], new["selfProvisioningDomains"], new["sessionTokenExpiration"]) == (True, ["new.example"], 10)
    assert (globex["inactivityTime"], globex["inactivityTimeUnit"]) == (20, "minutes")


def test_a_restore_brings_the_settings_back_and_leaves_the_rest(make_project: MakeProject) -> None:
    project = make_project(**company())
    project.run_one(task("tenant_settings", **SHORT))
    before = {name: live(project, name) for name in ("acme", "globex")}
    backup, *_, restored, verified = project.run(
        {**task("backup"), "register": "made"},
        task(
            "tenant_settings", tenant_id="acme", enabled=False, refresh_token_expiration=1, refresh_token_expiration_unit="days"
        ),
        task("tenant", id="acme", self_provisioning_domains=["later.example"]),
        task("restore", backup="{{ made.backup.id }}", kinds=["tenant_settings"]),
        task("restore", backup="{{ made.backup.id }}", kinds=["tenant_settings"]),
    )

    assert not backup.failed and not restored.failed, backup.message + restored.message
    assert project.writes(restored) == ["tenant/settings"]
    assert (verified.changed, project.writes(verified)) == (False, [])
    assert live(project, "acme") == {**before["acme"], "selfProvisioningDomains": ["later.example"]}
    assert live(project, "globex") == before["globex"]


def test_a_tenant_that_was_deleted_comes_back_with_its_settings(make_project: MakeProject) -> None:
    project = make_project(tenants=[tenant("acme", enforceSSO=True)])
    project.run_one(task("tenant_settings", **SHORT))
    before = live(project)
    deleted, restored = project.run(
        {**task("tenant", id="acme", state="absent"), "register": "gone"}, task("restore", backup="{{ gone.backup.id }}")
    )

    assert not restored.failed, restored.message
    assert "tenant_settings" not in deleted["plan"]["lines"][0]
    assert live(project) == before
