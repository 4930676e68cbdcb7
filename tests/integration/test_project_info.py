# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_project_info: what a key and a plan can do, whatever they can't."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.integration.ansible_run import preview_of, task
from tests.integration.project import Project
from tests.integration.test_project import as_company


def test_it_counts_what_is_there_and_check_mode_does_the_same(company_project: Project) -> None:
    found, previewed, few = as_company(company_project).run(
        task("project_info"), preview_of("project_info"), task("project_info", kinds=["users", "tenants"])
    )

    assert [result.message for result in (found, previewed, few) if result.failed] == []
    assert found["kinds"]["tenants"] == {"readable": True, "count": 4, "reason": ""}
    assert found["kinds"].keys() == KINDS.keys() - {"users"}
    assert [plural for plural, one in found["kinds"].items() if not one["readable"]] == []
    assert previewed["kinds"] == found["kinds"]
    assert few["kinds"].keys() == {"users", "tenants"}
    assert found["project"]["id"] == company_project.id
    assert found["project"]["name"] == company_project.control.dump(company_project.id)["name"]
    assert found["licence_tier"] == "tier2"
    assert found["rate_limit"] == {"calls": 1000, "seconds": 10.0}
    assert (found.changed, [one for one in company_project.requests(found) if one["effect"]]) == (False, [])


def test_it_says_what_the_key_and_the_plan_do_not_include(project: Project) -> None:
    project.control.configure(tier="tier1")
    (found,) = project.run(task("project_info"))

    assert not found.failed, found.message
    assert found["licence_tier"] == "tier1"
    assert found["project"] == {"id": project.id, "name": None, "tags": None, "environment": None}
    for plural in ("project", "snapshot"):
        assert (found["kinds"][plural]["readable"], found["kinds"][plural]["count"]) == (False, None)
        assert "not included in the plan" in found["kinds"][plural]["reason"]
    assert found["kinds"]["roles"]["readable"]


def test_a_service_that_tells_no_tier_is_called_slowly(project: Project) -> None:
    project.control.faults([{"path": "/v1/mgmt/license", "status": 500, "count": 0}])
    found = project.run_one(task("project_info", kinds=["roles"]))

    assert not found.failed, found.message
    assert (found["licence_tier"], found["rate_limit"]) == ("", {"calls": 100, "seconds": 60.0})


def test_a_wrong_key_is_an_error_and_no_long_list_of_gaps(project: Project) -> None:
    refused = project.run_one(task("project_info", management_key="KWRONG"))

    assert refused.code == "auth_failed"
