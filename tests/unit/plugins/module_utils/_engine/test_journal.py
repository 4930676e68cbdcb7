# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: what was about to happen, and what came of it."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Journal, Outcome
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError
from tests.unit.plugins.builders import live, planned, state, tenant

FIRST, SECOND, THIRD = planned(live(), state(tenants=[tenant("a"), tenant("b"), tenant("c")])).changes


def test_a_change_without_an_intent_was_not_attempted() -> None:
    assert Journal().outcome_of(FIRST) == Outcome(FIRST, "not_attempted")


def test_an_intent_without_an_outcome_is_unknown() -> None:
    journal = Journal()
    journal.intent(FIRST)
    assert journal.outcome_of(FIRST) == Outcome(FIRST, "unknown")
    assert journal.attempted == [FIRST]


def test_failures_are_what_is_not_applied_in_the_order_of_intents() -> None:
    journal = Journal()
    for change in (FIRST, SECOND, THIRD):
        journal.intent(change)
    failed = Outcome(SECOND, "failed", ApiError("no"))
    for outcome in (failed, Outcome(FIRST, "applied")):
        journal.outcome(outcome)
    assert journal.failures == [failed, Outcome(THIRD, "unknown")]


def test_an_equal_change_of_another_plan_is_another_change() -> None:
    journal = Journal()
    journal.intent(FIRST)
    twin = planned(live(), state(tenants=[tenant("a")])).changes[0]
    assert twin == FIRST
    assert journal.outcome_of(twin).status == "not_attempted"
