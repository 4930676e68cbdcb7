# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings that come in pages numbered from 0, with the number of all (descope-api 1.9)."""

from __future__ import annotations

import itertools
import typing as t

from .._errors import InconsistentListing
from ._base import Document, listing


async def every_page(
    ask: t.Callable[[int], t.Awaitable[t.Any]], name: str, size: int, most: int | None = None
) -> list[Document]:
    """Return what the pages list under `name`, up to `most`; `ask` gets one page of `size`, though the service may give less.

    The end is where the service says that it is, or else the first page that is not full. Raises BadPayload for an answer of
    another shape, and InconsistentListing when the pages end before the number that there shall be.
    """
    found: list[Document] = []
    for page in itertools.count():
        answer = await ask(page)
        items = listing(answer, name)
        found += items
        total = int(answer.get("total") or 0)
        if most is not None and len(found) >= most:
            return found[:most]
        if not items or (len(found) >= total if total else len(items) < size):
            break
    if len(found) < total:
        raise InconsistentListing(
            f"Descope says that there are {total} {name}, and lists {len(found)}.", hint="Nothing was changed. Try again."
        )
    return found
