# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the calls of a run wait for refusals, all together, on a clock that jumps."""

from __future__ import annotations

import asyncio

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._pacing import Pacer
from tests.unit.plugins.module_utils.jumping_clock import TINY, Server, on_a_jumping_clock


def test_all_refusals_of_a_run_share_one_budget() -> None:
    """Covers reliability #1."""

    async def work(pacer: Pacer) -> list[bool]:
        allowed = []
        for wait in (100.0, 100.0, 101.0, 99.0, 2.0):
            allowed.append(pacer.refused(wait))
            async with pacer:
                pass
        return [*allowed, asyncio.get_running_loop().time() == pytest.approx(299.0, abs=TINY)]

    assert on_a_jumping_clock(100, 10.0, work) == [True, True, False, True, False, True]


def test_calls_that_wait_at_the_same_time_spend_the_budget_once() -> None:
    async def work(pacer: Pacer) -> list[bool]:
        together = [pacer.refused(90.0) for _ in range(8)]
        longer = [pacer.refused(290.0), pacer.refused(301.0)]
        async with pacer:
            return [*together, *longer, asyncio.get_running_loop().time() == pytest.approx(290.0, abs=TINY)]

    assert on_a_jumping_clock(100, 10.0, work) == [*[True] * 9, False, True]


def test_a_wait_beyond_the_budget_stops_nobody() -> None:
    async def work(pacer: Pacer) -> float:
        assert not pacer.refused(10_000.0)
        async with pacer:
            return asyncio.get_running_loop().time()

    assert on_a_jumping_clock(100, 10.0, work) < TINY


@pytest.mark.parametrize(("quota", "per"), [(100, 60.0), (200, 60.0), (1000, 60.0), (100, 10.0)])
def test_a_long_run_against_a_quota_that_it_did_not_know_stays_within_its_budget(quota: int, per: float) -> None:
    """What is learned from the first refusals keeps the run from meeting more of them: reliability 4.7."""
    refusals = 0

    def strict(server: Server) -> float | None:
        nonlocal refusals
        now = server.arrivals[-1]
        recent = sorted(one for one in server.arrivals[-quota - 1 :] if one > now - per)
        if len(recent) <= quota:
            return None
        refusals += 1
        server.arrivals.pop()
        return max(0.1, recent[0] + per - now)

    async def work(pacer: Pacer) -> bool:
        server = Server(pacer, strict)
        slots = asyncio.Semaphore(8)

        async def one() -> None:
            async with slots:
                while await server.call((0.04, 0.04)):
                    pass

        await asyncio.gather(*(one() for _ in range(20 * quota)))
        return server.within_budget

    assert on_a_jumping_clock(1000, 10.0, work)
    assert refusals <= 40
