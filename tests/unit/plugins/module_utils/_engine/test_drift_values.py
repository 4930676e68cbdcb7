# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison as a result: the worst first, counted in full, without what is accepted."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_accepted import acceptances_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_rules import rules_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_values import Judgement, drift_notes, drift_result
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import MOST_RESULTS
from tests.unit.plugins.builders import live, planned, role, state, tenant

Json = dict[str, t.Any]

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
CURRENT = live(
    tenants=[tenant("a", name="Old"), tenant("b", disabled=True), tenant("c"), tenant("d", customAttributes={"plan": "x"})]
)
DESIRED = state(
    tenants=[{"id": "a", "name": "New"}, {"id": "b", "disabled": False}, tenant("e"), {"id": "d", "customAttributes": {}}]
)


def judgement(*accepted: Json, rules: t.Sequence[Json] = (), narrow: bool = False) -> Judgement:
    return Judgement(NOW, rules_of(rules), acceptances_of(accepted), narrow)


def result(*accepted: Json, plan: Plan | None = None, **how: t.Any) -> Json:
    return drift_result(plan or planned(CURRENT, DESIRED, purge=True), judgement(*accepted, **how))


def found(values: Json) -> list[tuple[str, str, str]]:
    return [(one["key"], one["difference"], one["severity"]) for one in values["differences"]]


def test_the_worst_comes_first_and_each_severity_is_counted() -> None:
    values = result()
    assert found(values) == [
        ("b", "changed", "critical"),
        ("c", "unexpected", "critical"),
        ("e", "missing", "critical"),
        ("d", "changed", "warning"),
        ("a", "changed", "info"),
    ]
    assert (values["drift"], values["worst"], values["counts"]) == (True, "critical", {"critical": 3, "warning": 1, "info": 1})
    assert (values["accepted"], values["accepted_unused"]) == ([], [])


def test_a_difference_is_as_bad_as_its_worst_field_and_shows_both_values() -> None:
    plan = planned(live(tenants=[tenant("a", name="Old")]), state(tenants=[{"id": "a", "name": "New", "enforceSSO": True}]))
    (one,) = result(plan=plan)["differences"]
    assert one["severity"] == "critical"
    assert one["fields"] == [
        {"field": "enforce_sso", "live": False, "wanted": True, "severity": "critical"},
        {"field": "name", "live": "Old", "wanted": "New", "severity": "info"},
    ]


def test_rules_have_the_last_word_on_fields_and_on_whole_documents() -> None:
    rules = [{"field": "disabled", "severity": "info"}, {"key": "[ce]", "severity": "warning"}]
    values = result(rules=rules)
    assert found(values)[:2] == [("c", "unexpected", "warning"), ("d", "changed", "warning")]
    assert (values["worst"], values["counts"]) == ("warning", {"critical": 0, "warning": 3, "info": 2})


def test_nothing_but_accepted_differences_is_no_drift() -> None:
    values = result({"kind": "tenant", "reason": "known"})
    assert (values["drift"], values["worst"], values["differences"]) == (False, "none", [])
    assert values["counts"] == {"critical": 0, "warning": 0, "info": 0}
    assert [one["key"] for one in values["accepted"]] == ["b", "c", "e", "d", "a"]


def test_what_is_accepted_counts_no_more() -> None:
    values = result({"kind": "tenant", "key": "[bce]", "reason": "known"})
    assert (values["worst"], values["counts"]) == ("warning", {"critical": 0, "warning": 1, "info": 1})


def test_entries_that_fit_nothing_are_told_unless_nobody_can_know() -> None:
    gone = {"kind": "tenant", "key": "z", "reason": "gone", "fields": ["name"]}
    other = {"kind": "role", "reason": "of a kind that is not compared"}
    told = [{**gone, "until": None}]
    assert result(gone, other)["accepted_unused"] == told
    assert result(gone, other, narrow=True)["accepted_unused"] == []


def test_an_entry_for_a_document_that_is_only_not_managed_is_of_use() -> None:
    plan = planned(CURRENT, DESIRED)
    assert result({"kind": "tenant", "key": "c", "reason": "by hand"}, plan=plan)["accepted_unused"] == []
    unused = result({"kind": "tenant", "key": "c", "fields": ["name"], "reason": "by hand"}, plan=plan)["accepted_unused"]
    assert [one["key"] for one in unused] == ["c"]


def test_an_entry_that_is_over_is_a_warning_and_its_difference_counts() -> None:
    over = {"kind": "tenant", "reason": "trial", "until": "2026-11-22"}
    assert result(over)["counts"] == result()["counts"]
    assert drift_notes(judgement(over)) == ["Drift of tenant * was accepted until 2026-11-22 and is no longer: trial"]
    assert drift_notes(judgement({**over, "until": "2026-11-23"})) == []


def test_what_is_not_managed_is_listed_and_no_difference() -> None:
    values = result(plan=planned(live(tenants=[tenant("a"), tenant("b")]), state(tenants=[{"id": "a"}])))
    assert (values["drift"], values["unmanaged"]) == (False, [{"kind": "tenant", "key": "b"}])


def test_a_long_list_is_cut_but_counted_in_full() -> None:
    plan = planned(live(), state(tenants=[tenant(f"t{number:04}") for number in range(MOST_RESULTS + 7)]))
    values = result(plan=plan)
    assert (len(values["differences"]), values["counts"]["critical"]) == (MOST_RESULTS, MOST_RESULTS + 7)


ENTRIES = st.builds(
    lambda kind, key, fields, until: {"kind": kind, "key": key, "fields": fields, "until": until, "reason": "known"},
    st.sampled_from(["tenant", "role*", "*"]),
    st.sampled_from(["*", "a", "[b-d]", "x"]),
    st.lists(st.sampled_from(["name", "disabled", "custom_*"]), max_size=2),
    st.sampled_from([None, "2026-11-22", "2026-11-23"]),
)


@given(st.lists(ENTRIES, max_size=5))
def test_nothing_is_lost_between_what_is_left_and_what_is_accepted(entries: list[Json]) -> None:
    """Every field that differs, and every document that does as a whole, is either left or accepted."""
    current = live(tenants=[tenant("a"), tenant("b"), tenant("c")], roles=[role("r", description="x")])
    desired = state(
        tenants=[{"id": "a", "name": "N", "disabled": True}, {"id": "b", "customAttributes": {"p": 1}}, tenant("d")],
        roles=[{"name": "r", "description": "y"}],
    )
    plan = planned(current, desired, purge=True)
    values = result(*entries, plan=plan)

    def parts(differences: list[Json]) -> list[tuple[str, str, str]]:
        return sorted(
            (one["kind"], one["key"], name)
            for one in differences
            for name in [field["field"] for field in one["fields"]] or [one["difference"]]
        )

    assert parts(values["differences"] + values["accepted"]) == parts(result(plan=plan)["differences"])
    assert sum(values["counts"].values()) == len(values["differences"])
    assert values["drift"] is (values["worst"] != "none")
    assert json.loads(json.dumps(values)) == values
