# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls carrying out a plan takes: its kinds are asked to make them, of a client that only counts."""

from __future__ import annotations

import contextlib
import math
import typing as t
from collections import Counter

from .._errors import DescopeError
from .._kinds._base import Document, Kind
from .apply import AHEAD, parcels
from .changes import Change, Plan
from .looks import GROUP


class Tally:
    """A client that notes the path of each call and answers with an empty object, whatever was asked."""

    def __init__(self, project_id: str) -> None:
        self.project_id = project_id
        self.calls: Counter[str] = Counter()

    async def get(self, path: str, **query: str) -> t.Any:
        self.calls[path] += 1
        return {}

    async def read(self, path: str, body: Document) -> t.Any:
        return await self.get(path)

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        return t.cast("Document", await self.get(path))


async def calls_of(plan: Plan, concurrency: int) -> Counter[str]:
    """Return about how many calls of which path it takes to carry out `plan`, with the looks before its writes.

    Without trouble: what goes wrong takes more. A kind that needs an answer to go on is counted up to there.
    """
    tally = Tally(plan.target.project_id)
    for wave in plan.waves:
        for parcel in parcels(wave):
            with contextlib.suppress(DescopeError):  # of an empty answer
                await _send(parcel, tally)
        for kind, changes in _looked_at(wave).items():
            tally.calls += await _looks(kind, changes, concurrency)
    return tally.calls


async def _send(parcel: tuple[Change, ...], tally: Tally) -> None:
    change = parcel[0]
    kind = change.kind
    if len(parcel) > 1:
        await kind.create_many(tally, [one.document for one in parcel])
    elif change.after is None:
        await kind.delete(tally, change.document, change.options)
    elif change.before is None:
        await kind.create(tally, change.after)
    else:
        await kind.update(tally, change.before, change.after)


def _looked_at(wave: t.Iterable[Change]) -> dict[Kind, list[Document]]:
    found: dict[Kind, list[Document]] = {}
    for change in wave:
        if change.before is not None:
            found.setdefault(change.kind, []).append(change.before)
    return found


async def _looks(kind: Kind, documents: list[Document], concurrency: int) -> Counter[str]:
    """Return the calls of the looks at documents of one wave: together where that can be, shared where a look lists all."""
    tally = Tally("")
    at_once = 1 + AHEAD * (concurrency - 1)
    together = kind.together > 1 and len(documents) > 1 and at_once > 1
    with contextlib.suppress(DescopeError):
        await (kind.fetch_together(tally, documents[:2]) if together else kind.fetch_one(tally, documents[0]))
    is_shared = together or type(kind).fetch_one is Kind.fetch_one
    later = max(0, len(documents) - at_once)
    group = GROUP * concurrency if together else concurrency  # a listing is asked for by all who were let in meanwhile
    times = 1 + math.ceil(later / group) if is_shared else len(documents)
    return Counter({path: times * count for path, count in tally.calls.items()})
