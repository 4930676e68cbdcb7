# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pacing, on a loop whose clock jumps from event to event: days pass in milliseconds."""

from __future__ import annotations

import asyncio
import itertools
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._pacing import Pacer
from tests.unit.plugins.module_utils.jumping_clock import TINY, Latency, Server, on_a_jumping_clock

# --- the limit -----------------------------------------------------------------------------------------------------------

latencies = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), latencies)
def test_no_window_at_the_server_ever_sees_more_than_the_limit(limit: int, calls: list[Latency]) -> None:
    async def work(pacer: Pacer) -> Server:
        server = Server(pacer)
        await server.all(calls)
        return server

    server = on_a_jumping_clock(limit, 5.0, work)
    assert len(server.arrivals) == len(calls)
    assert server.most_within(5.0) <= limit


def test_calls_within_the_limit_do_not_wait() -> None:
    async def work(pacer: Pacer) -> Server:
        server = Server(pacer)
        await server.all([(0.1, 0.1)] * 10)
        return server

    assert max(on_a_jumping_clock(10, 60.0, work).starts) < TINY


def test_the_quota_is_not_wasted() -> None:
    async def work(pacer: Pacer) -> float:
        await Server(pacer).all([(0.01, 0.01)] * 1000)
        return asyncio.get_running_loop().time()

    assert on_a_jumping_clock(200, 2.0, work) <= 8.0 * 1.05 + 0.1


def test_a_better_known_limit_is_taken_over() -> None:
    async def work(pacer: Pacer) -> Server:
        server = Server(pacer)
        pacer.allow(20, 10.0)
        await server.all([(0.0, 0.0)] * 20)
        return server

    assert max(on_a_jumping_clock(1, 60.0, work).starts) < TINY


def test_a_call_that_fails_counts_and_frees_its_place() -> None:
    async def failing(pacer: Pacer) -> None:
        async with pacer:
            raise ValueError

    async def work(pacer: Pacer) -> float:
        for _ in range(3):
            with pytest.raises(ValueError):
                await failing(pacer)
        return asyncio.get_running_loop().time()

    assert on_a_jumping_clock(1, 10.0, work) == pytest.approx(20.0, abs=TINY)


# --- refusals ------------------------------------------------------------------------------------------------------------


def refused_once(at: int, wait: float) -> t.Callable[[Server], float | None]:
    return lambda server: wait if len(server.arrivals) == at else None


@pytest.mark.parametrize("wait", [1.0, 7.0])
def test_a_refusal_of_one_call_stops_everybody(wait: float) -> None:
    async def work(pacer: Pacer) -> Server:
        server = Server(pacer, refused_once(10, wait))
        await server.all([(0.0, 0.0)] * 10)
        await server.all([(0.0, 0.0)] * 10)
        return server

    server = on_a_jumping_clock(100, 10.0, work)
    assert min(server.starts[10:]) >= wait - TINY


def test_a_long_wait_teaches_that_the_quota_is_what_was_let_through() -> None:
    async def work(pacer: Pacer) -> int:
        server = Server(pacer, refused_once(50, 10.0))
        await server.all([(0.0, 0.0)] * 50)
        return pacer.limit

    assert on_a_jumping_clock(100, 10.0, work) == 49


def test_a_short_wait_teaches_to_spread_the_calls_and_leaves_the_quota() -> None:
    async def work(pacer: Pacer) -> tuple[int, list[float]]:
        server = Server(pacer, refused_once(5, 1.0))
        await server.all([(0.0, 0.0)] * 5)
        await server.all([(0.0, 0.0)] * 5)
        return pacer.limit, server.starts[5:]

    limit, starts = on_a_jumping_clock(100, 10.0, work)
    assert limit == 100
    assert [after - before for before, after in itertools.pairwise(starts)] == pytest.approx([0.1] * 4, abs=TINY)


@pytest.mark.parametrize("wait", [1.0, 10.0])
def test_the_refusals_of_one_incident_teach_once(wait: float) -> None:
    async def work(pacer: Pacer) -> tuple[int, int]:
        server = Server(pacer, lambda server: wait if len(server.arrivals) > 10 else None)
        await server.all([(0.0, 0.01 * number) for number in range(20)])
        learned = pacer.limit
        pacer.refused(wait)
        return learned, pacer.limit

    learned, later = on_a_jumping_clock(100, 10.0, work)
    assert learned == later
    assert learned >= 10


def test_a_longer_wait_within_an_incident_keeps_the_gate_closed_longer() -> None:
    async def work(pacer: Pacer) -> float:
        pacer.refused(1.0)
        pacer.refused(4.0)
        pacer.refused(2.0)
        async with pacer:
            return asyncio.get_running_loop().time()

    assert on_a_jumping_clock(100, 10.0, work) == pytest.approx(4.0, abs=TINY)


def test_a_wait_that_is_longer_than_the_window_teaches_a_longer_window() -> None:
    async def work(pacer: Pacer) -> tuple[int, float]:
        await Server(pacer, refused_once(50, 55.0)).all([(0.0, 0.0)] * 50)
        return pacer.limit, pacer.window

    assert on_a_jumping_clock(100, 10.0, work) == (49, 55.0)


@pytest.mark.parametrize("calls", [1, 3])
def test_a_refusal_of_the_first_calls_says_nothing_of_the_quota(calls: int) -> None:
    async def work(pacer: Pacer) -> int:
        server = Server(pacer, lambda server: 60.0 if len(server.arrivals) <= calls else None)
        await server.all([(0.0, 0.0)] * calls)
        return pacer.limit

    assert on_a_jumping_clock(100, 60.0, work) == 100


def test_a_server_with_half_the_quota_refuses_few_calls() -> None:
    refusals = 0

    def half(server: Server) -> float | None:
        nonlocal refusals
        now = server.arrivals[-1]
        recent = sorted(one for one in server.arrivals if one > now - 2.0)
        if len(recent) <= 100:
            return None
        refusals += 1
        server.arrivals.pop()
        return recent[0] + 2.0 - now

    async def work(pacer: Pacer) -> None:
        server = Server(pacer, half)
        slots = asyncio.Semaphore(16)

        async def one() -> None:
            async with slots:
                while await server.call((0.01, 0.01)):
                    pass

        await asyncio.gather(*(one() for _ in range(1000)))

    on_a_jumping_clock(200, 2.0, work)
    assert refusals <= 40
