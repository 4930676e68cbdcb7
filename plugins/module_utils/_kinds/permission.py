# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: a name and a description that roles refer to (descope-api 2.3)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput
from ._base import Client, Document, Model, NamedKind, listing


class PermissionModel(Model):
    """A permission as the API returns it."""

    id: str = ""
    name: str = ""
    new_name: str = Field("", alias="newName")
    description: str = ""
    system_default: bool = Field(False, alias="systemDefault")


class Permission(NamedKind):
    """Keyed by name; those with `systemDefault` are Descope's own."""

    name = "permission"
    plural = "permissions"
    model = PermissionModel
    never_compared = frozenset({"id", "systemDefault"})

    def key(self, document: Document) -> str:
        return str(document["name"])

    def built_in(self, document: Document) -> bool:
        return bool(document.get("systemDefault"))

    def check_new(self, document: Document) -> None:
        if not document["name"]:
            raise InvalidInput("A permission needs a name.")

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get("/v1/mgmt/permission/all"), "permissions")]

    async def create(self, client: Client, document: Document) -> None:
        await client.write("/v1/mgmt/permission/create", _sendable(document))

    async def update(self, client: Client, before: Document, after: Document) -> None:
        body = {**_sendable(after), "name": before["name"], "newName": after["name"]}
        await client.write("/v1/mgmt/permission/update", body)

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write("/v1/mgmt/permission/delete", {"name": document["name"]})


def _sendable(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in Permission.never_compared}
