# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What permissions and roles have in common: a name that can change, an id behind it, and the same five calls."""

from __future__ import annotations

import typing as t

from .._errors import InvalidInput
from ._base import Client, Document, Documents, Kind, listing


class NamedKind(Kind):
    """A kind that is addressed by name, keeps a server-made id behind it, and can be renamed.

    The API renames through `newName`, and references follow because they are kept by id (descope-api 2.2, 2.3). A backup's
    `id` therefore finds a document that was renamed since.
    """

    path: t.ClassVar[str]
    """What the paths of all calls begin with."""

    RENAME: t.ClassVar[str] = "newName"

    def find(self, wanted: Document, live: Documents) -> str | None:
        renamed = self.key({**wanted, "name": wanted[self.RENAME]}) if wanted.get(self.RENAME) else ""
        found = live.where("id", wanted.get("id")) or super().find(wanted, live)
        if found and renamed in live and renamed != found:
            raise InvalidInput(
                f"{self.name} {found} can't be renamed: there is a {self.name} {renamed} already.",
                hint="Delete or rename one of the two first.",
            )
        return found or (renamed if renamed in live else None)

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        document = super().from_api(raw)
        document.pop(self.RENAME, None)
        return document

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        name = wanted.get(self.RENAME) or wanted.get("name")
        after = super().overlay(live, {**wanted, "name": name})
        after.pop(self.RENAME, None)
        return after

    def check_new(self, document: Document) -> None:
        if not document["name"]:
            raise InvalidInput(f"A {self.name} needs a name.")

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get(f"{self.path}/all"), self.plural)]

    async def create(self, client: Client, document: Document) -> None:
        await client.write(f"{self.path}/create", self.body(document))

    async def update(self, client: Client, before: Document, after: Document) -> None:
        body = {**self.body(after), "name": before["name"], self.RENAME: after["name"]}  # needed without a rename too
        await client.write(f"{self.path}/update", body)

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write(f"{self.path}/delete", self._address(document))

    def _address(self, document: Document) -> Document:
        """Return what says in a delete which document is meant."""
        return {"name": document["name"]}
