# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run was about to change and what came of it, in order; kept in memory and gone with the run.

The intent is written before the request leaves, so an undo knows of every change that may have happened, also of one whose
answer was lost. A durable journal takes this class's place where a run must survive its process.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._errors import DescopeError
from .._kinds._base import Document
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

    def intent(self, change: Change) -> None:
        """Note that `change` is about to be sent."""
        self._intents[id(change)] = change

    def outcome(self, outcome: Outcome) -> None:
        """Note what came of a change."""
        self._outcomes[id(outcome.change)] = outcome

    def outcome_of(self, change: Change) -> Outcome:
        """Return what came of `change`: `not_attempted` without an intent, `unknown` while nothing came of it."""
        return self._outcomes.get(id(change)) or Outcome(change, "unknown" if id(change) in self._intents else "not_attempted")

    @property
    def attempted(self) -> list[Change]:
        """The changes that were sent or may have been, in the order of their intents."""
        return list(self._intents.values())

    @property
    def failures(self) -> list[Outcome]:
        """The outcomes that are not `applied`, in the order of their intents."""
        return [outcome for change in self._intents.values() if (outcome := self.outcome_of(change)).status != "applied"]
