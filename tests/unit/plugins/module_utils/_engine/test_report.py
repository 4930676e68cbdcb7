# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's result says of a plan and of what came of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Outcome, Status
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import (
    MOST_DIFFS,
    MOST_RESULTS,
    diff_values,
    line,
    managed_values,
    plan_values,
    report_values,
    result_values,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Undone
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError
from tests.unit.plugins.builders import TENANT, live, permission, planned, role, state, tenant

CURRENT = live(
    permissions=[permission("p")],
    roles=[role("r", permissionNames=["p"]), role("own", tenantId="old")],
    tenants=[tenant("acme"), tenant("old"), tenant("kept")],
)


def a_plan() -> Plan:
    desired = state(tenants=[{"id": "acme", "disabled": True}, tenant("new"), {"id": "kept"}])
    return planned(CURRENT, desired, purge=True)


def many(count: int) -> Plan:
    return planned(live(), state(tenants=[tenant(f"t{number:04}") for number in range(count)]))


def outcomes(plan: Plan, *statuses: Status) -> tuple[Outcome, ...]:
    error = ApiError("Descope refused it.")
    return tuple(
        Outcome(change, status, error if status == "failed" else None)
        for change, status in zip(plan.changes, statuses, strict=True)
    )


# --- lines ---------------------------------------------------------------------------------------------------------------


def test_lines_say_what_changes_in_the_users_spelling() -> None:
    current = live(tenants=[tenant("acme")])
    plan = planned(current, state(tenants=[{"id": "acme", "enforceSSO": True, "disabled": True}, tenant("new")]))
    assert [line(change) for change in plan.changes] == [
        "~ update tenant acme: disabled, enforce_sso",
        "+ create tenant new",
    ]


def test_the_line_of_a_delete_says_what_goes_along_and_what_is_lost() -> None:
    told = line(a_plan().deletes[0])
    assert told.startswith("- delete tenant old (also deletes role old/own; no backup holds the memberships of its users")


def test_the_line_of_an_update_says_what_it_destroys_besides_what_changes() -> None:
    (change,) = planned(CURRENT, state(tenants=[{"id": "acme", "disabled": True}])).changes
    assert line(replace(change, losses=("drops a", "drops b"))) == "~ update tenant acme: disabled (drops a; drops b)"


def test_the_line_of_a_cascade_names_the_users() -> None:
    plan = planned(CURRENT, state(), absent={"tenants": ({"id": "kept"},)}, options={"tenants": {"cascade": True}})
    assert "no backup holds users and access keys that belong to it alone, the memberships of its users" in line(
        plan.changes[0]
    )


def test_the_line_of_a_delete_says_who_loses_a_reference() -> None:
    plan = planned(CURRENT, state(), absent={"permissions": ({"name": "p"},)})
    assert line(plan.changes[0]) == "- delete permission p (removes it from role r)"


# --- the plan ------------------------------------------------------------------------------------------------------------


def test_a_plan_counts_by_kind_and_operation() -> None:
    plan = a_plan()
    values = plan_values(plan, 25)
    assert {name: values[name] for name in ("creates", "updates", "deletes", "total")} == {
        "creates": 1,
        "updates": 1,
        "deletes": 1,
        "total": 3,
    }
    assert values["kinds"] == {"tenants": {"creates": 1, "updates": 1, "deletes": 1, "unchanged": 1, "unmanaged": 0, "live": 3}}
    assert (values["hash"], values["project_id"]) == (plan_hash(plan), "P123")
    assert values["needs_approval"] == "it deletes 1 document"


def test_lines_are_cut_with_a_word_about_it() -> None:
    values = plan_values(many(MOST_RESULTS + 3), 0)
    assert len(values["lines"]) == MOST_RESULTS + 1
    assert values["lines"][-1] == "... and 3 more"
    assert values["total"] == MOST_RESULTS + 3


def test_lines_that_fit_are_not_cut() -> None:
    assert plan_values(many(MOST_RESULTS), 0)["lines"][-1] == "+ create tenant t0499"


# --- the diff ------------------------------------------------------------------------------------------------------------


def test_a_diff_has_both_sides_in_the_users_spelling_without_what_the_server_makes() -> None:
    before = tenant("acme", createdTime=7, betaFlag=1)
    entry = diff_values(planned(live(tenants=[before]), state(tenants=[{"id": "acme", "enforceSSO": True}])))[0]
    assert (entry["before_header"], entry["after_header"]) == ("tenant acme", "tenant acme")
    assert (entry["before"]["enforce_sso"], entry["after"]["enforce_sso"]) == (False, True)
    assert entry["after"]["extra"] == {"betaFlag": 1}
    assert "created_time" not in entry["before"]


def test_a_create_has_nothing_before_and_a_delete_nothing_after() -> None:
    sides = {entry["before_header"]: (entry["before"] == {}, entry["after"] == {}) for entry in diff_values(a_plan())}
    assert sides == {"tenant new": (True, False), "tenant acme": (False, False), "tenant old": (False, True)}


def test_a_diff_is_cut_with_a_word_about_it() -> None:
    entries = diff_values(many(MOST_DIFFS + 2))
    assert len(entries) == MOST_DIFFS + 1
    assert "2 further documents" in entries[-1]["prepared"]


def test_managed_values_of_nothing_are_nothing() -> None:
    assert managed_values(TENANT, None) is None


# --- what came of it -----------------------------------------------------------------------------------------------------


def test_without_outcomes_everything_is_planned() -> None:
    assert {result["status"] for result in result_values(Report(a_plan()))} == {"planned"}


def test_results_have_a_status_and_the_reason_of_a_failure() -> None:
    plan = a_plan()
    results = result_values(Report(plan, outcomes(plan, "applied", "failed", "not_attempted")))
    assert [result["status"] for result in results] == ["applied", "failed", "not_attempted"]
    assert [result.get("error") for result in results] == [None, "Descope refused it.", None]


def test_what_was_undone_says_so() -> None:
    plan = a_plan()
    undone = Undone((str(plan.changes[0]),), ())
    results = result_values(Report(plan, outcomes(plan, "applied", "failed", "not_attempted"), undone=undone))
    assert [result["status"] for result in results] == ["undone", "failed", "not_attempted"]


def test_a_result_of_a_deletion_says_what_it_takes_along_and_what_loses_a_reference() -> None:
    current = live(tenants=[tenant("acme"), tenant("b", defaultRoles=["r"])], roles=[role("r"), role("own", tenantId="acme")])
    plan = planned(current, state(), absent={"tenants": ({"id": "acme"},), "roles": ({"name": "r"},)})
    assert {one["key"]: one["affects"] for one in result_values(Report(plan))} == {
        "acme": [{"kind": "role", "key": "acme/own"}],
        "r": [{"kind": "tenant", "key": "b"}],
    }
    writing = planned(current, state(tenants=[{"id": "acme", "disabled": True}]))
    assert "affects" not in result_values(Report(writing))[0]


def test_results_are_cut() -> None:
    assert len(result_values(Report(many(MOST_RESULTS + 1)))) == MOST_RESULTS


@pytest.mark.parametrize(
    ("statuses", "check_mode", "changed"),
    [
        ((), True, True),
        (("applied", "failed", "not_attempted"), False, True),
        (("failed", "not_attempted", "not_attempted"), False, False),
    ],
)
def test_changed_is_what_would_be_in_check_mode_and_what_was_otherwise(
    statuses: tuple[Status, ...], check_mode: bool, changed: bool
) -> None:
    plan = a_plan()
    report = Report(plan, outcomes(plan, *statuses) if statuses else ())
    assert report_values(report, auto_apply_max_changes=25, check_mode=check_mode)["changed"] is changed


def test_an_empty_plan_changes_nothing() -> None:
    report = Report(planned(CURRENT, state(tenants=[{"id": "acme"}])))
    assert report_values(report, auto_apply_max_changes=25, check_mode=True)["changed"] is False


def test_unmanaged_documents_are_listed() -> None:
    report = Report(planned(CURRENT, state(tenants=[{"id": "acme"}])))
    values = report_values(report, auto_apply_max_changes=25, check_mode=True)
    assert values["unmanaged"] == [{"kind": "tenant", "key": "kept"}, {"kind": "tenant", "key": "old"}]


def test_a_result_is_json() -> None:
    plan = a_plan()
    report = Report(plan, outcomes(plan, "applied", "failed", "not_attempted"))
    assert json.loads(json.dumps(report_values(report, auto_apply_max_changes=1, check_mode=False)))
