# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the calls of one run under the service's rate limit without wasting it; knows nothing of HTTP.

At most `limit` calls in any `window` seconds, counting a call from its answer, so that no clock at the other end can see more.
A refusal (429) stops everybody for as long as the service says, and teaches once per incident: a long wait means that the quota
is smaller than believed, a short one that the calls came in too steep a burst. One run stands still so often and so long, but
not for ever: it has one budget for all its refusals together (reliability 2A, 1).
"""

from __future__ import annotations

import asyncio
import time
import typing as t
from collections import deque

WAIT_BUDGET = 300.0  # seconds that the calls of one run may be stopped by refusals, all together
FEW = 0.05  # share of the limit
LONG_WAIT = 0.5  # a wait of at least this share of the window speaks of the quota, not of the burst
IN_FLIGHT_POLL = 0.005  # seconds between looks when only calls in flight fill the window


class Budget:
    """The seconds that the calls of a run may still be stopped by refusals."""

    def __init__(self, left: float = WAIT_BUDGET) -> None:
        self.left = left


class Pacer:
    """A gate that every call passes: `async with pacer: …`, then `refused` when the answer was a 429.

    `limit` is calls, `window` seconds (descope-api 1.7: 1000 in 10 s with a licence header, 100 in 60 s without).
    """

    def __init__(
        self,
        limit: int,
        window: float,
        *,
        budget: Budget | None = None,
        now: t.Callable[[], float] = time.monotonic,
        sleep: t.Callable[[float], t.Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.limit = limit
        self.window = window
        self._budget = budget or Budget()
        self._now = now
        self._sleep = sleep
        self._answers: deque[float] = deque()
        self._in_flight = 0
        self._closed_until = 0.0
        self._spacing = 0.0
        self._next_start = 0.0

    def allow(self, limit: int, window: float) -> None:
        """Take over a better known limit, for example after the licence handshake."""
        self.limit, self.window = limit, window

    async def __aenter__(self) -> None:
        while (wait := self._wait()) > 0:
            await self._sleep(wait)
        self._in_flight += 1
        self._next_start = self._now() + self._spacing

    async def __aexit__(self, *exc: object) -> None:
        self._in_flight -= 1
        self._answers.append(self._now())

    def refused(self, wait: float) -> bool:
        """Close the gate for `wait` seconds after a 429 and say whether the budget allows it; when not, nothing changes.

        Learn from it unless the gate was closed already. Calls that wait at the same time spend the budget once.
        """
        now = self._now()
        longer = max(0.0, now + wait - max(now, self._closed_until))
        if longer > self._budget.left:
            return False
        if now >= self._closed_until:
            if wait >= LONG_WAIT * self.window:
                self._learn(now + wait)
            else:
                self._spacing = self.window / self.limit
        self._budget.left -= longer
        self._closed_until = max(self._closed_until, now + wait)
        return True

    def _learn(self, reopened: float) -> None:
        """Take what was let through for the quota, unless it is so little that others must have used it up.

        Its window is at least as long as from the first of these calls until the service takes calls again.
        """
        let_through = len(self._answers) - 1  # without the refused one
        if let_through >= FEW * self.limit:
            self.limit, self.window = min(self.limit, let_through), max(self.window, reopened - self._answers[0])

    def _wait(self) -> float:
        now = self._now()
        while self._answers and self._answers[0] <= now - self.window:
            self._answers.popleft()
        if self._in_flight + len(self._answers) >= self.limit:
            full = self._answers[0] + self.window - now if self._answers else IN_FLIGHT_POLL
        else:
            full = 0.0
        return max(full, self._closed_until - now, self._next_start - now)
