# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: what was about to happen, and what came of it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_disk import Directory
from ansible_collections.descope.mgmt.plugins.module_utils._engine.chained_log import ChainedLog, Record, read_chain
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import DurableJournal, Journal, Outcome
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError, StorageFailed
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


def test_what_is_noted_at_the_same_time_goes_to_the_disk_together_and_in_order(tmp_path: Path) -> None:
    batches: list[int] = []

    class Slow(ChainedLog):
        def append(self, *records: Record) -> None:
            batches.append(len(records))
            time.sleep(0.05)
            super().append(*records)

    directory = Directory.open(str(tmp_path))
    assert directory is not None
    changes = (FIRST, SECOND, THIRD)

    async def noted(journal: Journal, change: Change) -> None:
        await journal.announce(change)
        await journal.conclude(Outcome(change, "applied"))

    async def all_at_once(journal: Journal) -> None:
        await asyncio.gather(*(noted(journal, change) for change in changes))

    with directory:
        with Slow(directory, "log") as log:
            asyncio.run(all_at_once(DurableJournal(log, changes)))
        found = [(record["record"], record["change"]) for record in read_chain(directory, "log").records]
    assert batches == [3, 3]
    assert found == [(what, place) for what in ("intent", "outcome") for place in range(3)]


def test_everybody_whose_line_is_not_on_the_disk_hears_of_it(tmp_path: Path) -> None:
    """Covers reliability #103: none of them may be sent."""
    directory = Directory.open(str(tmp_path))
    assert directory is not None
    with directory, ChainedLog(directory, "log") as log:
        journal = DurableJournal(log, (FIRST, SECOND))

        async def both() -> list[BaseException | None]:
            return await asyncio.gather(*(journal.announce(one) for one in (FIRST, SECOND)), return_exceptions=True)

        log.close()
        found = asyncio.run(both())
    assert [type(one) for one in found] == [StorageFailed] * 2
    assert journal.attempted == []
