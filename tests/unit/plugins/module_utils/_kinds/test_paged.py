# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings in pages: where they end, and when they can't be trusted."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, InconsistentListing
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._paged import every_page


def read(count: int, given: int, *, total: int | None, size: int = 2, most: int | None = None) -> tuple[list[t.Any], int]:
    """Return what is read of `count` things in pages of `given`, and the number of pages that were asked for."""
    asked = []

    async def ask(page: int) -> Document:
        asked.append(page)
        things = [{"id": number} for number in range(count)][page * given : (page + 1) * given]
        return {"things": things} if total is None else {"things": things, "total": total}

    found = asyncio.run(every_page(ask, "things", size, most))
    assert asked == list(range(len(asked)))
    return [one["id"] for one in found], len(asked)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (2, 1), (3, 2), (5, 3)])
# reliability #20
def test_it_ends_at_the_number_that_the_service_says(count: int, pages: int) -> None:
    assert read(count, 2, total=count) == (list(range(count)), pages)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (2, 2), (3, 2)])
# reliability #20
def test_without_a_number_it_ends_at_a_page_that_is_not_full(count: int, pages: int) -> None:
    assert read(count, 2, total=None) == (list(range(count)), pages)


def test_a_service_that_gives_shorter_pages_than_asked_for_is_read_to_the_end() -> None:
    assert read(5, 2, total=5, size=1000) == ([0, 1, 2, 3, 4], 3)


def test_no_more_is_asked_for_than_is_wanted() -> None:
    assert read(9, 2, total=9, most=3) == ([0, 1, 2], 2)
    assert read(1, 2, total=1, most=3) == ([0], 1)


def test_fewer_than_the_service_says_can_not_be_trusted() -> None:
    with pytest.raises(InconsistentListing, match="there are 7 things, and lists 3"):
        read(3, 2, total=7)


def test_another_shape_is_never_an_empty_page() -> None:
    async def ask(page: int) -> Document:
        return {"total": 0}

    with pytest.raises(BadPayload):
        asyncio.run(every_page(ask, "things", 2))
