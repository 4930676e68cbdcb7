# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Very many things are worked on some at a time."""

from __future__ import annotations

import asyncio

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._turns import AT_ONCE, in_turns


def test_results_come_in_the_order_of_the_things_whatever_ends_first() -> None:
    async def work(number: int) -> int:
        await asyncio.sleep(0 if number % 3 else 0.01)
        return number * 2

    assert asyncio.run(in_turns(work, range(200))) == [number * 2 for number in range(200)]


def test_no_more_are_begun_than_there_may_be_at_once() -> None:
    under_way = most = 0

    async def work(_number: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1

    asyncio.run(in_turns(work, range(3 * AT_ONCE)))
    assert most == AT_ONCE


def test_what_the_work_raises_is_raised() -> None:
    async def work(number: int) -> None:
        if number == 7:
            raise ValueError("seven")

    with pytest.raises(ValueError, match="seven"):
        asyncio.run(in_turns(work, range(10)))


def test_nothing_takes_no_work() -> None:
    assert asyncio.run(in_turns(asyncio.sleep, [])) == []
