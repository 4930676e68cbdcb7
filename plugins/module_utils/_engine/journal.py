# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run was about to change and what came of it, in order.

The intent is noted before the request leaves, so an undo knows of every change that may have happened, also of one whose answer
was lost. `Journal` keeps that in memory; `DurableJournal` also on the disk, for runs that must survive their process.
What a run notes at the same time goes to the disk together: a disk takes as long for a line as for a hundred.
"""

from __future__ import annotations

import asyncio
import typing as t
from dataclasses import dataclass, field

from .._errors import DescopeError
from .._kinds._base import Document
from .chained_log import ChainedLog, Record
from .changes import Change

Status = t.Literal["applied", "failed", "conflict", "unknown", "not_attempted"]


@dataclass(frozen=True)
class Outcome:
    """What came of one change; `error` says why it is not `applied`.

    `made` is what the service made up and will not tell again, such as the secret of an access key: for the result of the task
    that asked for it, and for nothing else.
    """

    change: Change
    status: Status
    error: DescopeError | None = None
    made: Document | None = field(default=None, repr=False)


class Journal:
    """The record of one run: intents, then outcomes."""

    def __init__(self) -> None:
        self._intents: dict[int, Change] = {}  # by identity: equal changes are still two
        self._outcomes: dict[int, Outcome] = {}

    async def announce(self, *changes: Change) -> None:
        """Note that `changes` are about to be sent, together; return when that will survive."""
        self.intent(*changes)

    async def conclude(self, *outcomes: Outcome) -> None:
        """Note what came of changes; return when that will survive."""
        self.outcome(*outcomes)

    def intent(self, *changes: Change) -> None:
        """Note in memory that `changes` are about to be sent."""
        self._intents |= {id(change): change for change in changes}

    def outcome(self, *outcomes: Outcome) -> None:
        """Note in memory what came of changes."""
        self._outcomes |= {id(outcome.change): outcome for outcome in outcomes}

    def outcome_of(self, change: Change) -> Outcome:
        """Return what came of `change`: `not_attempted` without an intent, `unknown` while nothing came of it."""
        return self._outcomes.get(id(change)) or Outcome(change, "unknown" if id(change) in self._intents else "not_attempted")

    @property
    def attempted(self) -> list[Change]:
        """The changes that were sent or may have been, in the order of their intents."""
        return list(self._intents.values())

    @property
    def failures(self) -> list[Outcome]:
        """The outcomes that are not `applied`: in the order of their intents, then those that were not even announced."""
        announced = [self.outcome_of(change) for change in self._intents.values()]
        others = [outcome for place, outcome in self._outcomes.items() if place not in self._intents]
        return [outcome for outcome in (*announced, *others) if outcome.status != "applied"]


class DurableJournal(Journal):
    """A journal that is on the disk before the next step; `changes` are those of the recorded plan, in its order.

    A change is written as its place in the plan. Raises StorageFailed when a line can't be made durable: then the request it
    announces must not be sent (reliability #103).
    """

    def __init__(self, log: ChainedLog, changes: t.Sequence[Change]) -> None:
        super().__init__()
        self._log = _SharedLog(log)
        self._places = {id(change): place for place, change in enumerate(changes)}

    async def announce(self, *changes: Change) -> None:
        """Note on the disk that `changes` are about to be sent."""
        await self._log.append(*({"record": "intent", "change": self._places[id(change)]} for change in changes))
        self.intent(*changes)

    async def conclude(self, *outcomes: Outcome) -> None:
        """Note on the disk what came of changes; never what the service made up."""
        self.outcome(*outcomes)
        await self._log.append(
            *({"record": "outcome", "change": self._places[id(one.change)], "status": one.status} for one in outcomes)
        )


class _SharedLog:
    """A log to which many append at once: who comes while lines are on their way to the disk goes there with the next ones.

    The disk is waited for in a thread, so that requests and answers go on meanwhile.
    """

    def __init__(self, log: ChainedLog) -> None:
        self._log = log
        self._next: list[Record] | None = None
        self._written: asyncio.Future[None]
        self._one_at_a_time = asyncio.Lock()

    async def append(self, *records: Record) -> None:
        """Return when the records are on the disk; raises StorageFailed when it does not take them."""
        if self._next is None:
            self._next = []
            self._written = asyncio.ensure_future(self._write(self._next))
        self._next.extend(records)
        await asyncio.shield(self._written)

    async def _write(self, records: list[Record]) -> None:
        async with self._one_at_a_time:
            self._next = None
            await asyncio.to_thread(self._log.append, *records)
