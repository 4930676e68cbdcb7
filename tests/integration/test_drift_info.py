# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_drift_info: how a live project differs from what is desired or from a backup."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.project import Project
from tests.integration.stored import publish

DESIRED: Json = {
    "tenants": [
        {"id": "acme", "name": "Acme", "enforce_sso": False, "custom_attributes": {"plan": "silver"}},
        {"id": "acme-labs", "name": "The Labs"},
        {"id": "umbra", "name": "Umbra"},
    ],
    "roles": [{"name": "Viewer", "description": "Sees"}],
}

RULES = [{"kind": "tenant", "key": "acme", "severity": "info"}, {"kind": "tenants", "key": "umbra", "severity": "warning"}]
ANYTHING = {"kind": "tenant", "reason": "a trial"}
ACCEPTED = [
    {"kind": "tenant", "key": "acme", "fields": ["enforce_*"], "reason": "until SAML is back", "until": "2999-12-31"},
    {"kind": "tenant", "key": "umbra", "reason": "opens in spring"},
    {"kind": "tenant", "key": "acme-labs", "reason": "a rename", "until": "2020-01-31"},
    {"kind": "tenant", "key": "gone", "reason": "no longer there"},
    {"kind": "role", "key": "gone", "reason": "not compared"},
]

Results = dict[str, Result]


@pytest.fixture(scope="module")
def results(shared_project: Project) -> Results:
    return shared_project.run_named(
        {
            "plain": task("drift_info", desired=DESIRED, kinds=["tenants"]),
            "preview": preview_of("drift_info", desired=DESIRED, kinds=["tenants"]),
            "purging": task("drift_info", desired=DESIRED, kinds=["tenants"], purge=True),
            "kinds": task("drift_info", desired=DESIRED, kinds=["roles"]),
            "keys": task("drift_info", desired=DESIRED, keys=["acme*"]),
            "neither": task("drift_info"),
            "both": task("drift_info", desired=DESIRED, backup="latest"),
            "ruled": task("drift_info", desired=DESIRED, kinds=["tenants"], severities=RULES),
            "accepting": task("drift_info", desired=DESIRED, kinds=["tenants"], accepted=ACCEPTED),
            "accepting_in_check_mode": preview_of("drift_info", desired=DESIRED, kinds=["tenants"], accepted=ACCEPTED),
            "accepting_all": task("drift_info", desired=DESIRED, kinds=["tenants"], accepted=[ANYTHING]),
            "no_such_kind": task("drift_info", desired=DESIRED, severities=[{"kind": "tenat", "severity": "info"}]),
            "no_such_severity": task("drift_info", desired=DESIRED, severities=[{"kind": "tenant", "severity": "high"}]),
            "no_reason": task("drift_info", desired=DESIRED, accepted=[{"kind": "tenant"}]),
            "empty_reason": task("drift_info", desired=DESIRED, accepted=[{"kind": "tenant", "reason": " "}]),
            "no_such_end": task("drift_info", desired=DESIRED, accepted=[{**ANYTHING, "until": "soon"}]),
            "fixed": task("drift_info", desired={"tenants": [{"id": "globex", "name": "Acme", "parent": "acme"}]}),
        }
    )


def test_differences_come_with_both_values_and_the_worst_first(results: Results) -> None:
    plain = results["plain"]

    assert (plain.changed, plain["drift"], plain["source"]) == (False, True, None)
    found = [(one["key"], one["difference"], one["severity"]) for one in plain["differences"]]
    assert found == [("acme", "changed", "critical"), ("umbra", "missing", "critical"), ("acme-labs", "changed", "info")]
    assert (plain["worst"], plain["counts"]) == ("critical", {"critical": 2, "warning": 0, "info": 1})
    assert (plain["against"], plain["accepted"], plain["accepted_unused"]) == ("desired state", [], [])
    fields = {one["field"]: (one["live"], one["wanted"], one["severity"]) for one in plain["differences"][0]["fields"]}
    assert fields == {
        "enforce_sso": (True, False, "critical"),
        "custom_attributes": ({"plan": "gold"}, {"plan": "silver"}, "warning"),
    }


def test_rules_say_how_bad_a_difference_is(results: Results) -> None:
    ruled = results["ruled"]

    found = [(one["key"], one["severity"]) for one in ruled["differences"]]
    assert found == [("umbra", "warning"), ("acme", "info"), ("acme-labs", "info")]
    assert (ruled["worst"], ruled["counts"]) == ("warning", {"critical": 0, "warning": 1, "info": 2})


def test_what_is_accepted_counts_no_more_until_its_time_is_over(results: Results) -> None:
    accepting = results["accepting"]

    left = {one["key"]: one for one in accepting["differences"]}
    assert sorted(left) == ["acme", "acme-labs"]
    assert (left["acme"]["severity"], left["acme"]["accepted"]) == ("warning", ["enforce_sso"])
    assert [one["field"] for one in left["acme"]["fields"]] == ["custom_attributes"]
    assert [(one["key"], one["difference"], one["reason"], one["until"]) for one in accepting["accepted"]] == [
        ("acme", "changed", "until SAML is back", "2999-12-31"),
        ("umbra", "missing", "opens in spring", None),
    ]
    assert (accepting["drift"], accepting["worst"]) == (True, "warning")
    assert [one["key"] for one in accepting["accepted_unused"]] == ["gone"]
    (warning,) = accepting["warnings"]
    assert "tenant acme-labs was accepted until 2020-01-31 and is no longer: a rename" in warning


def test_nothing_but_what_is_accepted_is_no_drift(results: Results) -> None:
    accepting = results["accepting_all"]

    assert (accepting["drift"], accepting["worst"], accepting["differences"]) == (False, "none", [])
    assert len(accepting["accepted"]) == 3


def test_what_is_accepted_is_the_same_in_check_mode(results: Results) -> None:
    told = ("drift", "worst", "counts", "differences", "accepted", "accepted_unused")
    assert {name: results["accepting_in_check_mode"][name] for name in told} == {
        name: results["accepting"][name] for name in told
    }


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_kind", "severities[0].kind: 'tenat' fits no kind. Use one of"),
        ("no_such_severity", "value of severity must be one of: critical, warning, info, got: high"),
        ("no_reason", "missing required arguments: reason"),
        ("empty_reason", "accepted[0].reason is empty. Say why"),
        ("no_such_end", "accepted[0].until: 'soon' is neither a day nor a time with its zone. Write it like"),
    ],
)
def test_rules_and_entries_that_can_not_be_meant_are_one_clear_error(results: Results, name: str, message: str) -> None:
    assert results[name].failed
    assert message in results[name].message


def test_what_is_not_desired_is_a_difference_only_if_asked(results: Results) -> None:
    plain, purging = results["plain"], results["purging"]

    assert [one["key"] for one in plain["unmanaged"]] == ["acme-labs-x", "globex"]
    unexpected = [one["key"] for one in purging["differences"] if one["difference"] == "unexpected"]
    assert (unexpected, purging["unmanaged"]) == (["acme-labs-x", "globex"], [])


def test_it_looks_at_the_named_kinds_and_keys_only(results: Results) -> None:
    assert [one["key"] for one in results["kinds"]["differences"]] == ["Viewer"]
    assert [one["key"] for one in results["keys"]["differences"]] == ["acme", "acme-labs"]


def test_what_no_sync_could_mend_is_a_difference_like_any_other(results: Results) -> None:
    (difference,) = results["fixed"]["differences"]
    assert {one["field"]: (one["live"], one["wanted"]) for one in difference["fields"]} == {
        "name": ("Globex", "Acme"),
        "parent": ("", "acme"),
    }


def test_it_compares_with_one_thing(results: Results) -> None:
    assert results["neither"].failed
    assert results["both"].failed
    assert "desired" in results["both"].message


def test_check_mode_is_the_same_as_a_run_and_neither_writes(shared_project: Project, results: Results) -> None:
    assert results["preview"]["differences"] == results["plain"]["differences"]
    assert shared_project.writes() == []


def test_a_backup_shows_what_happened_since(company_project: Project) -> None:
    backup = publish(company_project).name
    tenants, permissions = company_project.documents("tenants"), company_project.documents("permissions")
    tenants["globex"]["disabled"] = True
    del permissions["invoice.write"]
    company_project.load(tenants=tenants.values(), permissions=permissions.values())
    latest, by_id = company_project.run(
        task("drift_info", backup="latest", purge=True), task("drift_info", backup=backup, kinds=["permissions"])
    )

    assert (latest["source"]["id"], latest["against"]) == (backup, f"backup {backup}")
    found = {(one["kind"], one["key"]): one["difference"] for one in latest["differences"]}
    assert found == {("tenant", "globex"): "changed", ("permission", "invoice.write"): "missing"}
    assert [one["key"] for one in by_id["differences"]] == ["invoice.write"]
