# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that notes what a kind sends and answers what it is told."""

from __future__ import annotations

import asyncio
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Kind


class NotingClient:
    """Answers each call by its path; an error is raised. What was written is in `sent`, what was read in `asked`."""

    project_id = "P123"

    def __init__(self, **answers: t.Any) -> None:
        self.sent: list[tuple[str, Document]] = []
        self.asked: list[tuple[str, dict[str, t.Any]]] = []
        self.answers = answers

    async def get(self, path: str, **query: str) -> t.Any:
        self.asked.append((path, query))
        return self._answer(path)

    async def read(self, path: str, body: Document) -> t.Any:
        self.asked.append((path, body))
        return self._answer(path)

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        self.sent.append((path, body))
        return t.cast("Document", self._answer(path) or {})

    def _answer(self, path: str) -> t.Any:
        answer = self.answers.get(path.rpartition("/")[2])
        if isinstance(answer, DescopeError):
            raise answer
        return answer


def sent_by_create(kind: Kind, document: Document, **answers: t.Any) -> list[tuple[str, Document]]:
    client = NotingClient(**answers)
    asyncio.run(kind.create(client, document))
    return client.sent


def sent_by_update(kind: Kind, before: Document, after: Document) -> list[tuple[str, Document]]:
    client = NotingClient()
    asyncio.run(kind.update(client, before, after))
    return client.sent


def sent_by_delete(kind: Kind, document: Document, **options: t.Any) -> list[tuple[str, Document]]:
    client = NotingClient()
    asyncio.run(kind.delete(client, document, options))
    return client.sent


def fetched(kind: Kind, answer: t.Any) -> list[Document]:
    return asyncio.run(kind.fetch(NotingClient(all=answer)))
