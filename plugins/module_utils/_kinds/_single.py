# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What kinds have in common of which a project has one document: it is read and written whole, never made or deleted."""

from __future__ import annotations

import typing as t
from abc import abstractmethod

from .._errors import InvalidInput
from ._base import Client, Document, Kind


class SingleKind(Kind):
    """A kind of one document per project; subclasses say how it is loaded and saved."""

    single = True
    identity = ()

    def key(self, document: Document) -> str:
        return "project"

    def check_new(self, document: Document) -> None:
        """Nothing is needed: it is there."""

    @abstractmethod
    async def load(self, client: Client) -> Document:
        """Return the document as it is."""

    @abstractmethod
    async def save(self, client: Client, document: Document) -> None:
        """Replace the document by `document`, which is complete."""

    async def fetch(self, client: Client) -> list[Document]:
        return [await self.load(client)]

    async def create(self, client: Client, document: Document) -> None:
        await self.save(client, self.overlay(await self.load(client), document))

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await self.save(client, after)

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        raise InvalidInput(f"The {self.name} of a project can't be deleted.")
