# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents inside a tenant have in common: they are read tenant by tenant, and come and go with it."""

from __future__ import annotations

import typing as t
from abc import abstractmethod

from .._errors import NotFound
from .._turns import in_turns
from ._base import Client, Document, Documents, Kind, Reference, listing


class TenantPart(Kind):
    """A kind whose documents live inside tenants; keyed by the tenant where there is one in each."""

    owner = "tenants"
    owner_field = "tenantId"
    identity: t.ClassVar[tuple[str, ...]] = ("tenantId",)
    depends_on: t.ClassVar[tuple[str, ...]] = ("tenants",)

    def key(self, document: Document) -> str:
        return str(document["tenantId"])

    def check_new(self, document: Document) -> None:
        """Nothing more is needed than the tenant, which `references` names."""

    def references(self, document: Document) -> t.Iterable[Reference]:
        yield Reference("tenants", document["tenantId"], "tenantId", "cascade")

    @abstractmethod
    async def fetch_in(self, client: Client, tenant_id: str) -> list[Document]:
        """Return the documents inside one tenant; raises NotFound when there is no such tenant."""

    async def fetch(self, client: Client) -> list[Document]:
        tenants = [raw.get("id") for raw in listing(await client.get("/v1/mgmt/tenant/all"), "tenants")]
        found = await self._fetch_in_each(client, [tenant_id for tenant_id in tenants if tenant_id])
        if found and all(isinstance(one, NotFound) for one in found):
            raise t.cast("NotFound", found[0])  # the tenants were there a moment ago: what is not there is the call
        return _flat(found)

    async def fetch_of(self, client: Client, owners: t.Collection[str]) -> list[Document]:
        return _flat(await self._fetch_in_each(client, sorted(owners)))

    async def fetch_one(self, client: Client, document: Document) -> Document | None:
        live = Documents({self.key(found): found for found in await self.fetch_of(client, [document["tenantId"]])})
        key = self.find(document, live)
        return None if key is None else live[key]

    async def _fetch_in_each(self, client: Client, tenant_ids: t.Sequence[str]) -> list[list[Document] | NotFound]:
        async def one(tenant_id: str) -> list[Document] | NotFound:
            try:
                return await self.fetch_in(client, tenant_id)
            except NotFound as error:
                return error

        return await in_turns(one, tenant_ids)


def _flat(found: t.Iterable[list[Document] | NotFound]) -> list[Document]:
    return [document for one in found if isinstance(one, list) for document in one]
