# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at many documents right before they are written, in as few calls as there can be: who has to wait asks together."""

from __future__ import annotations

import asyncio
import contextlib
import typing as t
from collections import defaultdict

from .._canonical import canonical
from .._errors import DescopeError
from .._kinds._base import Client, Document, Kind

LINGER = 0.1  # seconds that a group waits for more; the first one does not
GROUP = 2  # for each change that may be sent at once, so many are looked at together


class SharedReads:
    """A client whose equal reads are joined: each answer was asked for after the last of those who get it came."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._next: dict[str, asyncio.Future[t.Any]] = {}
        self._one_at_a_time: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def project_id(self) -> str:
        return self._client.project_id

    async def get(self, path: str, **query: str) -> t.Any:
        return await self._joined(canonical([path, query]), lambda: self._client.get(path, **query))

    async def read(self, path: str, body: Document) -> t.Any:
        return await self._joined(canonical([path, body]), lambda: self._client.read(path, body))

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        return await self._client.write(path, body, method=method, **query)

    async def _joined(self, call: str, ask: t.Callable[[], t.Awaitable[t.Any]]) -> t.Any:
        if call not in self._next:
            self._next[call] = asyncio.ensure_future(self._asked(call, ask))
        return await asyncio.shield(self._next[call])

    async def _asked(self, call: str, ask: t.Callable[[], t.Awaitable[t.Any]]) -> t.Any:
        async with self._one_at_a_time[call]:
            del self._next[call]  # who comes from now on needs a later answer
            return await ask()


class Looks:
    """The last looks at what is about to be written, at most `concurrency` at a time: together where more are to come."""

    def __init__(self, client: Client, concurrency: int) -> None:
        self._reads = SharedReads(client)
        self._enough = GROUP * concurrency if concurrency > 1 else 1
        self._groups: dict[str, _Group] = {}

    async def at_group(self, kind: Kind, document: Document) -> Document | None:
        """Return `document` as it is by now, asked for along with others; None where that does not tell."""
        if kind.together == 1 or self._enough == 1:
            return None
        group = self._groups.setdefault(kind.plural, _Group(kind, self._reads, self._enough))
        return await group.at(document)

    async def at(self, kind: Kind, document: Document) -> Document | None:
        """Return `document` as it is by now, or None when it is gone."""
        return await kind.fetch_one(self._reads, document)


class _Group:
    """Who asks while a call is under way shares the next one with all others who do; that waits a little for enough of them."""

    def __init__(self, kind: Kind, client: Client, enough: int) -> None:
        self._kind = kind
        self._client = client
        self._enough = min(enough, kind.together)
        self._next: list[Document] = []
        self._answer: asyncio.Future[dict[str, Document]]
        self._are_enough = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._has_asked = False

    async def at(self, document: Document) -> Document | None:
        if not self._next:
            self._are_enough = asyncio.Event()
            self._answer = asyncio.ensure_future(self._asked(self._next, self._are_enough))
        self._next.append(document)
        answer = self._answer
        if len(self._next) >= self._enough:
            self._are_enough.set()
        if len(self._next) == self._kind.together:
            self._next = []
        return (await asyncio.shield(answer)).get(self._kind.key(document))

    async def _asked(self, documents: list[Document], are_enough: asyncio.Event) -> dict[str, Document]:
        async with self._one_at_a_time:
            if self._has_asked:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(are_enough.wait(), LINGER)
            self._has_asked = True
            if self._next is documents:
                self._next = []  # who comes from now on needs a later answer
            if len(documents) == 1:
                return {}
            try:
                found = await self._kind.fetch_together(self._client, documents)
            except DescopeError:
                return {}  # each is then looked at by itself, which says what is wrong with it
            return {self._kind.key(one): one for one in found}
