# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted differences: what an entry is for, from field to document, and that it ends when it says so."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_accepted import (
    Sorted,
    acceptances_of,
    expired,
    sort_out,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_rules import worst_of
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from tests.unit.plugins.builders import TENANT

Json = dict[str, t.Any]

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
SEVERITIES = {"enforce_sso": "critical", "name": "info", "custom_attributes": "warning"}


def changed(*fields: str, key: str = "acme") -> Json:
    """Return a difference of a tenant in some fields."""
    told: list[Json] = [{"field": one, "live": 1, "wanted": 2, "severity": SEVERITIES[one]} for one in fields]
    worst = worst_of({one["severity"] for one in told}) if told else "critical"
    return {"kind": "tenant", "key": key, "difference": "changed", "severity": worst, "fields": told}


def whole(difference: str = "missing", key: str = "acme") -> Json:
    """Return a difference of a tenant as a whole."""
    return {"kind": "tenant", "key": key, "difference": difference, "severity": "critical", "fields": []}


def entry(**written: t.Any) -> Json:
    """Return an entry that accepts everything of tenants, unless it says otherwise."""
    return {"kind": "tenant", "reason": "known", **written}


def sorted_out(difference: Json, *entries: Json, now: datetime = NOW) -> Sorted:
    return sort_out([(TENANT, difference)], acceptances_of(entries), now)


def names(found: list[Json]) -> list[list[str]]:
    return [[one["field"] for one in difference["fields"]] for difference in found]


# --- what is accepted ----------------------------------------------------------------------------------------------------


def test_a_difference_that_nobody_accepts_is_left_as_it_is() -> None:
    found = sorted_out(changed("name"), entry(key="globex"), entry(kind="role"), entry(fields=["enforce_sso"]))
    assert (found.left, found.accepted, found.used) == ([changed("name")], [], set())


def test_a_difference_of_which_every_field_is_accepted_is_not_left_and_says_why() -> None:
    found = sorted_out(changed("name", "enforce_sso"), entry(key="a*", reason=" OPS-1 ", until="2026-12-31"))
    assert found.left == []
    (accepted,) = found.accepted
    assert (accepted["key"], accepted["severity"], accepted["reason"], accepted["until"]) == (
        "acme",
        "critical",
        "OPS-1",
        "2026-12-31",
    )
    assert names(found.accepted) == [["name", "enforce_sso"]]


def test_a_difference_that_is_accepted_in_part_is_as_bad_as_the_rest_and_says_what_was() -> None:
    found = sorted_out(changed("name", "enforce_sso", "custom_attributes"), entry(fields=["enforce_*"]))
    (left,) = found.left
    assert (left["severity"], left["accepted"], names([left])) == ("warning", ["enforce_sso"], [["name", "custom_attributes"]])
    assert names(found.accepted) == [["enforce_sso"]]
    assert found.accepted[0]["until"] is None


def test_fields_may_be_accepted_by_several_entries_each_for_its_reason() -> None:
    found = sorted_out(changed("name", "enforce_sso"), entry(fields=["name"], reason="a"), entry(reason="b"))
    assert found.left == []
    assert [(one["reason"], one["severity"]) for one in found.accepted] == [("a", "info"), ("b", "critical")]
    assert names(found.accepted) == [["name"], ["enforce_sso"]]


@pytest.mark.parametrize("difference", ["missing", "unexpected"])
def test_a_whole_document_is_accepted_only_by_an_entry_without_fields(difference: str) -> None:
    assert sorted_out(whole(difference), entry(fields=["*"])).left == [whole(difference)]
    found = sorted_out(whole(difference), entry(fields=["*"]), entry())
    assert (found.left, [one["difference"] for one in found.accepted]) == ([], [difference])


def test_a_change_that_names_no_field_is_not_lost() -> None:
    assert sorted_out(changed(), entry(fields=["name"])).left == [changed()]


# --- until when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2026-11-23", datetime(2026, 11, 23, 23, 59, 59, tzinfo=timezone.utc)),
        ("2026-11-23T12:00:00Z", NOW),
        ("2026-11-23T12:00:00+01:00", NOW - timedelta(hours=1)),
        ("9999-12-31", datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)),
    ],
)
def test_an_entry_accepts_until_its_end_and_not_a_moment_longer(until: str, last: datetime) -> None:
    assert sorted_out(changed("name"), entry(until=until), now=last).left == []
    if last.year < 9999:
        assert sorted_out(changed("name"), entry(until=until), now=last + timedelta(seconds=1)).left == [changed("name")]
        assert sorted_out(whole(), entry(until=until), now=last + timedelta(seconds=1)).left == [whole()]


def test_an_entry_that_is_over_is_named_and_gives_way_to_the_next() -> None:
    over, valid = entry(key="acme", fields=["name"], until="2026-11-22", reason="trial"), entry(reason="later")
    assert expired(acceptances_of([over, valid]), NOW) == [
        "Drift of tenant acme (name) was accepted until 2026-11-22 and is no longer: trial"
    ]
    found = sorted_out(changed("name"), over, valid)
    assert ([one["reason"] for one in found.accepted], len(found.used)) == (["later"], 2)


# --- what can't be meant -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (entry(reason=" "), r"accepted\[1\]\.reason is empty\. Say why"),
        (entry(kind="tenat"), r"accepted\[1\]\.kind: 'tenat' fits no kind\."),
        (entry(kind=""), r"accepted\[1\]\.kind: '' fits no kind\."),
        (entry(until="tomorrow"), r"accepted\[1\]\.until: 'tomorrow' is neither a day nor a time with its zone\."),
        (entry(until="2026-02-30"), r"accepted\[1\]\.until: '2026-02-30' is neither"),
        (entry(until="2026-12-31T12:00:00"), r"accepted\[1\]\.until: '2026-12-31T12:00:00' is neither"),
    ],
)
def test_what_can_not_be_meant_is_refused_by_its_place(written: Json, what: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        acceptances_of([entry(), written])
    assert refused.match(what.partition(" Say")[0])
    assert refused.value.hint
