# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention as a decision: what goes, what stays, and what is none of its business."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine.retention import Candidate, Decision, choose
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput

NEWEST = datetime(2026, 11, 22, tzinfo=timezone.utc)


def aged(days: float, verified: bool = True) -> Candidate:
    made = NEWEST - timedelta(days=days)
    return Candidate(made.strftime("%Y%m%dT%H%M%SZ"), made, verified)


def removed(decisions: list[Decision]) -> set[str]:
    return {decision.id for decision in decisions if decision.action == "remove"}


def test_removes_what_is_older_than_the_days_and_not_among_the_last() -> None:
    backups = [aged(days) for days in (0, 1, 2, 3, 29, 31, 60)]

    assert removed(choose(backups, keep_days=30, keep_last=3)) == {aged(31).id, aged(60).id}


def test_keeps_the_last_ones_however_old_they_are() -> None:
    backups = [aged(days) for days in (0, 100, 200, 300, 400, 500)]

    assert removed(choose(backups, keep_days=1, keep_last=5)) == {aged(500).id}


def test_never_removes_the_newest_three_even_when_asked_to_keep_one() -> None:
    backups = [aged(days) for days in (0, 100, 200, 300)]

    assert removed(choose(backups, keep_days=1, keep_last=1)) == {aged(300).id}


def test_ages_count_from_the_newest_verified_backup_and_not_from_a_damaged_newer_one() -> None:
    backups = [aged(-1000, verified=False), *(aged(days) for days in (0, 1, 2, 3, 4))]

    assert removed(choose(backups, keep_days=30, keep_last=1)) == set()


def test_a_store_that_stopped_receiving_backups_keeps_them_all() -> None:
    backups = [aged(3000 + days) for days in range(10)]

    assert removed(choose(backups, keep_days=10, keep_last=1)) == set()


def test_a_backup_of_exactly_the_allowed_age_stays_and_one_second_more_goes() -> None:
    exactly, more = aged(30), aged(30 + 1 / 86400)
    backups = [aged(0), aged(1), aged(2), exactly, more]

    assert removed(choose(backups, keep_days=30, keep_last=1)) == {more.id}


def test_a_backup_that_is_not_verified_neither_counts_nor_goes() -> None:
    backups = [
        aged(0),
        aged(1, verified=False),
        aged(2, verified=False),
        aged(200),
        aged(300),
        aged(400),
        aged(500, verified=False),
    ]

    decisions = choose(backups, keep_days=1, keep_last=1)

    assert removed(decisions) == {aged(400).id}
    assert {decision.id for decision in decisions if decision.action == "leave"} == {aged(1).id, aged(2).id, aged(500).id}


def test_nothing_goes_when_nothing_is_verified() -> None:
    assert removed(choose([aged(days, verified=False) for days in range(100)], keep_days=1, keep_last=1)) == set()


def test_decisions_come_newest_first_each_with_a_reason() -> None:
    decisions = choose([aged(9), aged(0), aged(5)], keep_days=30, keep_last=3)

    assert [decision.id for decision in decisions] == [aged(0).id, aged(5).id, aged(9).id]
    assert all(decision.reason for decision in decisions)


@pytest.mark.parametrize(("keep_days", "keep_last"), [(0, 3), (-1, 3), (30, 0), (30, -5)])
def test_refuses_a_policy_that_keeps_nothing(keep_days: int, keep_last: int) -> None:
    with pytest.raises(InvalidInput):
        choose([aged(0)], keep_days=keep_days, keep_last=keep_last)


candidates = st.dictionaries(st.integers(0, 10**9), st.booleans(), max_size=40).map(
    lambda found: [aged(seconds / 86400 * 3, verified) for seconds, verified in found.items()]
)
policies = st.fixed_dictionaries({"keep_days": st.integers(1, 40000), "keep_last": st.integers(1, 50)})


@given(candidates, policies)
def test_at_least_three_verified_backups_stay_and_as_many_as_asked(backups: list[Candidate], policy: dict[str, int]) -> None:
    gone = removed(choose(backups, **policy))
    verified = [backup for backup in backups if backup.verified]

    assert len([backup for backup in verified if backup.id not in gone]) >= min(max(3, policy["keep_last"]), len(verified))


@given(candidates, policies)
def test_no_unverified_backup_is_touched(backups: list[Candidate], policy: dict[str, int]) -> None:
    assert removed(choose(backups, **policy)) <= {backup.id for backup in backups if backup.verified}


@given(candidates, policies)
def test_doing_it_again_removes_nothing_more(backups: list[Candidate], policy: dict[str, int]) -> None:
    gone = removed(choose(backups, **policy))

    assert removed(choose([backup for backup in backups if backup.id not in gone], **policy)) == set()


@given(candidates, policies, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(backups: list[Candidate], policy: dict[str, int], random: Random) -> None:
    shuffled = list(backups)
    random.shuffle(shuffled)

    assert choose(shuffled, **policy) == choose(backups, **policy)


@given(candidates, policies)
def test_every_backup_gets_exactly_one_decision_and_no_kept_one_is_older_than_a_removed_one(
    backups: list[Candidate], policy: dict[str, int]
) -> None:
    decisions = choose(backups, **policy)
    actions = [decision.action for decision in decisions if decision.action != "leave"]

    assert sorted(decision.id for decision in decisions) == sorted(backup.id for backup in backups)
    assert actions == sorted(actions)  # newest first: "keep" before "remove"
