# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loop whose clock jumps from event to event, and a server on it: days pass in milliseconds."""

from __future__ import annotations

import asyncio
import selectors
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._pacing import Pacer

TINY = 1e-4


class JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting, moves the time on; a nanosecond at least, as no clock stands still."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += max(timeout or 0.0, 1e-9)
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time."""

    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


Latency = tuple[float, float]  # to the server and back


class Server:
    """Notes when calls arrive and answers them; `refuse` says how long to wait, or None."""

    def __init__(self, pacer: Pacer, refuse: t.Callable[[Server], float | None] = lambda server: None) -> None:
        self.pacer = pacer
        self.refuse = refuse
        self.starts: list[float] = []
        self.arrivals: list[float] = []
        self.within_budget = True

    async def call(self, latency: Latency = (0.0, 0.0)) -> bool:
        """Make one call and tell whether it was refused."""
        now = asyncio.get_running_loop().time
        async with self.pacer:
            self.starts.append(now())
            await asyncio.sleep(latency[0])
            self.arrivals.append(now())
            wait = self.refuse(self)
            await asyncio.sleep(latency[1])
        if wait is not None:
            self.within_budget &= self.pacer.refused(wait)
        return wait is not None

    async def all(self, latencies: t.Iterable[Latency]) -> None:
        await asyncio.gather(*(self.call(latency) for latency in latencies))

    def most_within(self, window: float) -> int:
        arrivals = sorted(self.arrivals)
        return max(sum(first <= other < first + window - TINY for other in arrivals) for first in arrivals)


def on_a_jumping_clock(limit: int, window: float, work: t.Callable[[Pacer], t.Awaitable[t.Any]]) -> t.Any:
    loop = JumpingLoop()
    pacer = Pacer(limit, window, now=loop.time)

    async def run() -> t.Any:
        return await work(pacer)

    try:
        return loop.run_until_complete(run())
    finally:
        loop.close()
