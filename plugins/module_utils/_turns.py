# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work for very many things, some at a time: ten thousand tasks would take more memory than the things do."""

from __future__ import annotations

import asyncio
import typing as t

Thing = t.TypeVar("Thing")
Result = t.TypeVar("Result")

AT_ONCE = 64  # more than calls can be under way


async def in_turns(work: t.Callable[[Thing], t.Awaitable[Result]], things: t.Iterable[Thing]) -> list[Result]:
    """Return what `work` returns for each of `things`, in their order; raises the first thing that it raises."""
    todo = list(enumerate(things))
    found: dict[int, Result] = {}
    ahead = iter(todo)

    async def worker() -> None:
        for index, thing in ahead:
            found[index] = await work(thing)

    await asyncio.gather(*(worker() for _worker in range(min(AT_ONCE, len(todo)))))
    return [found[index] for index, _thing in todo]
