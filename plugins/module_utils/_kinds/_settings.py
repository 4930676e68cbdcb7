# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of tenants: one document in each that is always there, read by one GET and replaced whole by one POST."""

from __future__ import annotations

import typing as t
from abc import abstractmethod

from .._errors import BadPayload, InvalidInput
from ._base import Client, Document
from ._model import merged
from ._part import TenantPart


class SettingsKind(TenantPart):
    """A kind whose documents are changed and never made or deleted.

    The POST resets every field that is left out (descope-api 1.10). So what is wanted is laid over the settings as they are
    right before, and where that makes no difference nothing is sent.
    """

    path: t.ClassVar[str]
    """The path of both calls."""

    def permanent(self, document: Document) -> bool:
        return True

    @abstractmethod
    async def read(self, client: Client, tenant_id: str) -> Document:
        """Return the settings of one tenant as the service gives them; raises NotFound when there is no such tenant."""

    async def fetch_in(self, client: Client, tenant_id: str) -> list[Document]:
        raw = await self.read(client, tenant_id)
        return [self.from_api({**self.body(raw), "tenantId": tenant_id})]

    async def create(self, client: Client, document: Document) -> None:
        await self.lay_over(client, document)

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await self.lay_over(client, after)

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        raise InvalidInput(f"The {self.name} {self.key(document)} can't be deleted: it is there as long as its tenant.")

    async def lay_over(self, client: Client, written: Document) -> None:
        """Write the fields in `written` and leave all others as they are."""
        live = {**await self.read(client, written["tenantId"]), "tenantId": written["tenantId"]}
        wanted = merged(self.model, live, self.body(written))
        if wanted != live:
            await client.write(self.path, wanted)


def settings_from(payload: t.Any, noun: str) -> Document:
    """Return an answer that is the settings themselves; raises BadPayload when it is of another shape."""
    if not isinstance(payload, dict):
        raise BadPayload(f"The answer for {noun} is not of the documented shape: it is no object.")
    return payload
