# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stops a run in which too many writes are of unknown outcome: better none than ever more of them (reliability #99, 4.7)."""

from __future__ import annotations

import asyncio
import typing as t
from collections import deque

from .._errors import CircuitOpen, DescopeError
from .._kinds._base import Client
from .journal import Outcome

IN_A_ROW = 3
OF_THE_LAST = (5, 20)
PAUSE = 5.0  # seconds before the look that says whether the service is back


class Breaker:
    """Counts outcomes; `after` raises CircuitOpen when the service is not to be trusted with more writes."""

    def __init__(self) -> None:
        self._row = 0
        self._last: deque[bool] = deque(maxlen=OF_THE_LAST[1])
        self._tripped = False

    async def after(self, outcomes: t.Iterable[Outcome], client: Client) -> None:
        """Take note of what came of a few writes; when it is too bad, pause, and look whether a read works."""
        doubtful = None
        for outcome in outcomes:
            unknown = outcome.status == "unknown"
            self._row = self._row + 1 if unknown else 0
            self._last.append(unknown)
            doubtful = outcome if unknown else doubtful
        if doubtful is None or (self._row < IN_A_ROW and sum(self._last) < OF_THE_LAST[0]):
            return
        if self._tripped:
            raise self._open("again, after a pause")
        self._tripped = True
        self._row = 0
        self._last.clear()
        await asyncio.sleep(PAUSE)
        try:
            await doubtful.change.kind.fetch_one(client, doubtful.change.document)
        except DescopeError as error:
            raise self._open(f"and a read after a pause failed too: {error.message}") from error

    def _open(self, why: str) -> CircuitOpen:
        return CircuitOpen(
            f"The outcome of too many writes in a row is not known, {why}. Nothing more was sent.",
            hint="See that the service and the network are well, then run it again: what is in doubt is read first.",
        )
