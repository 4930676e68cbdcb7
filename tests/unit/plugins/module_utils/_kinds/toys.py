# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds that are no noun of Descope's, to test what all kinds have in common without what is particular to any."""

from __future__ import annotations

import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._deps import Field
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Client, Document, Kind, Model
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._part import TenantPart


class LockModel(Model):
    """Something with a secret and with noise in it."""

    pin_code: str = Field("", alias="pinCode")
    serial_number: str = Field("", alias="serialNumber")
    turns: int = 0


class BoxModel(Model):
    """A document with a secret of its own and one further down."""

    name: str = ""
    label_text: str = Field("", alias="labelText")
    master_key: str = Field("", alias="masterKey")
    made_at: int = Field(0, alias="madeAt")
    lock: LockModel | None = None


class Silent(Kind):
    """Every document can be made, and nothing is sent."""

    def check_new(self, document: Document) -> None:
        pass

    async def create(self, client: Client, document: Document) -> None:
        pass

    async def update(self, client: Client, before: Document, after: Document) -> None:
        pass

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        pass


class Box(Silent):
    """A kind with secrets, and with what the server makes up, on two levels."""

    name = "box"
    plural = "boxes"
    model = BoxModel
    never_compared = frozenset({"madeAt", "lock.serialNumber"})
    secrets = frozenset({"masterKey", "lock.pinCode"})

    def key(self, document: Document) -> str:
        return str(document["name"])

    async def fetch(self, client: Client) -> list[Document]:
        return []


class OnlyBox(Box):
    """There is one in a project."""

    plural = "only_box"
    single = True
    identity = ()


class DeskModel(Model):
    """Something inside a tenant."""

    tenant_id: str = Field("", alias="tenantId")
    name: str = ""


class Desk(TenantPart, Silent):
    """Several in each tenant, as `inside` says; an error in the place of a tenant's desks is raised."""

    name = "desk"
    plural = "desks"
    model = DeskModel

    def __init__(self, **inside: list[str] | DescopeError) -> None:
        self.inside = inside
        self.asked: list[str] = []

    def key(self, document: Document) -> str:
        return f"{document['tenantId']}/{document['name']}"

    async def fetch_in(self, client: Client, tenant_id: str) -> list[Document]:
        self.asked.append(tenant_id)
        found = self.inside.get(tenant_id, NotFound(f"There is no tenant {tenant_id}.", status=404))
        if isinstance(found, DescopeError):
            raise found
        return [self.from_api({"tenantId": tenant_id, "name": name}) for name in found]
