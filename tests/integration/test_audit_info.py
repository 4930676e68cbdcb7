# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_audit_info: what happened in a project; and descope_drift_info with who changed what differs."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.project import Project

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """Some changes by hand, and what the log says of them."""
    desired = {"tenants": [{"id": "acme", "disabled": False}], "roles": [{"name": "Viewer", "description": "Sees"}]}
    return shared_project.run_named(
        {
            "tenant": task("tenant", id="acme", disabled=True),
            "user": task("user", login_id="ann@acme.example", name="Ann"),
            "renamed": task("user", login_id="ann@acme.example", name="Ann Acme"),
            "all": task("audit_info"),
            "check": preview_of("audit_info", since="1h"),
            "actions": task("audit_info", since="1h", actions=["UserUpdated"]),
            "users": task("audit_info", users=["ann@acme.example"], limit=1),
            "tenants": task("audit_info", tenants=["acme"]),
            "strangers": task("audit_info", actor_ids=["K0"]),
            "text": task("audit_info", text="ann@acme.example"),
            "before": task("audit_info", since="2h", until="1h"),
            "who": task("drift_info", desired=desired, who=True),
            "accepted": task("drift_info", desired=desired, who=True, accepted=[{"kind": "*", "reason": "known"}]),
            "not_asked": task("drift_info", desired=desired),
        }
    )


def actions(result: Result) -> list[str]:
    return [event["action"] for event in result["events"]]


def test_everything_is_told_the_newest_first(life: Results) -> None:
    told = life["all"]["events"]

    assert {"TenantUpdated", "UserCreated", "UserUpdated"} <= set(actions(life["all"]))
    assert [one["time"] for one in told] == sorted((one["time"] for one in told), reverse=True)
    assert {"id", "time", "action", "type", "actor_id", "login_ids", "tenants", "remote_address", "data"} <= told[0].keys()
    assert all(one["time"].endswith("Z") for one in told)


def test_it_is_the_same_in_check_mode_and_changes_nothing(shared_project: Project, life: Results) -> None:
    assert (life["check"].changed, life["check"]["events"]) == (False, life["all"]["events"])
    assert shared_project.writes(life["all"], life["check"], life["who"]) == []


def test_a_search_is_narrowed_by_each_of_its_options(life: Results) -> None:
    assert set(actions(life["actions"])) == {"UserUpdated"}
    assert actions(life["users"]) == ["UserUpdated"]
    assert {tuple(event["tenants"]) for event in life["tenants"]["events"]} == {("acme",)}
    assert "UserUpdated" in actions(life["text"])
    assert (life["strangers"]["events"], life["before"]["events"]) == ([], [])


def test_a_difference_tells_who_made_it_where_that_can_be_found(life: Results) -> None:
    told = {one["kind"]: one for one in life["who"]["differences"]}
    (event,) = [one for one in life["all"]["events"] if one["action"] == "TenantUpdated"]

    assert told["tenant"]["changed_by"] == [{"actor": event["actor_id"], "action": "TenantUpdated", "time": event["time"]}]
    assert told["role"]["changed_by"] == []
    assert not any("changed_by" in one for one in life["not_asked"]["differences"])


def test_without_the_right_to_the_audit_log_drift_is_told_all_the_same(company_project: Project) -> None:
    path = "/v1/mgmt/audit/search"
    refused = {"method": "POST", "path": path, "nth": 1, "count": 0, "status": 403, "body": {"errorCode": "E011003"}}
    company_project.control.faults([refused])
    log, drift = company_project.run(
        task("audit_info"), task("drift_info", desired={"tenants": [{"id": "acme", "disabled": True}]}, who=True)
    )

    assert log.code == "forbidden"
    assert [one["changed_by"] for one in drift["differences"]] == [[]]
    (warning,) = drift["warnings"]
    assert warning.startswith("Who changed what is not known: not included in the plan or the key's role")


def test_nobody_is_asked_about_what_is_accepted(life: Results) -> None:
    assert (life["accepted"]["drift"], "warnings" in life["accepted"].values) == (False, False)
    assert all("changed_by" not in one for one in life["accepted"]["accepted"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"since": "yesterday"}, "since 'yesterday' is not a time"),
        ({"since": "1h", "until": "2h"}, "is not later than since"),
        ({"limit": 0}, "limit must be from 1 to 10000, not 0"),
    ],
    ids=["time", "order", "limit"],
)
def test_what_can_not_be_meant_is_refused(project: Project, options: dict[str, object], words: str) -> None:
    result = project.run_one(task("audit_info", **options))

    assert result.code == "invalid_input"
    assert words in result.message
    assert project.requests() == []
