# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many users and access keys a delete touches, for its preview; nothing where the key may not read them."""

from __future__ import annotations

import asyncio
import typing as t
from collections import Counter

from .._errors import Forbidden, NotFound
from .._turns import in_turns
from ._base import Client, Document, listing
from ._paged import every_page

PAGE = 1000
MOST_COUNTED = 10_000
"""Users of all tenants together up to which they are listed; beyond, asking for each tenant's number is less work."""


async def in_tenants(client: Client, tenant_ids: t.Sequence[str]) -> list[dict[str, int]]:
    """Return, for each tenant, how many users and access keys it has, asking for all of them at once where that can be told."""
    users, keys = await asyncio.gather(_users_in(client, tenant_ids), _keys_in(client, tenant_ids))
    return [{**of_users, **of_keys} for of_users, of_keys in zip(users, keys, strict=True)]


async def _users_in(client: Client, tenant_ids: t.Sequence[str]) -> list[dict[str, int]]:
    which: Document = {"tenantIds": list(tenant_ids)}
    total = await users_with(client, which)
    if len(tenant_ids) == 1 or not total.get("users"):
        return [dict(total) for _tenant in tenant_ids]
    counted = None
    if total["users"] <= MOST_COUNTED:

        async def page(number: int) -> t.Any:
            whole = {**which, "withTestUser": True, "limit": PAGE, "page": number}
            return await client.read("/v2/mgmt/user/search", whole)

        counted = _counted(await every_page(page, "users", PAGE), "userTenants", tenant_ids)
    if counted is None:
        return await in_turns(lambda one: users_with(client, {"tenantIds": [one]}), tenant_ids)
    return [{"users": number} for number in counted]


async def _keys_in(client: Client, tenant_ids: t.Sequence[str]) -> list[dict[str, int]]:
    answer = await _asked(client, "/v1/mgmt/accesskey/search", {"tenantIds": list(tenant_ids)})
    if answer is None:
        return [{} for _tenant in tenant_ids]
    keys = listing(answer, "keys")
    counted = [len(keys)] if len(tenant_ids) == 1 else _counted(keys, "keyTenants", tenant_ids)
    if counted is None:
        return await in_turns(lambda one: access_keys_with(client, {"tenantIds": [one]}), tenant_ids)
    return [{"access keys": number} for number in counted]


def _counted(found: t.Iterable[Document], field: str, tenant_ids: t.Sequence[str]) -> list[int] | None:
    """Return how many of `found` are in each tenant, or None when one of them does not say that it is in any."""
    homes = [{home.get("tenantId") for home in one.get(field) or ()} & {*tenant_ids} for one in found]
    if not all(homes):
        return None
    counts = Counter(tenant_id for ours in homes for tenant_id in ours)
    return [counts[tenant_id] for tenant_id in tenant_ids]


async def users_with(client: Client, which: Document) -> dict[str, int]:
    """Return the number of users, test users too, that the filters of a search name (descope-api 1.9, 2.4)."""
    answer = await _asked(client, "/v2/mgmt/user/search", {**which, "withTestUser": True, "limit": 1, "page": 0})
    return {} if answer is None else {"users": max(int(answer.get("total") or 0), len(listing(answer, "users")))}


async def access_keys_with(client: Client, which: Document) -> dict[str, int]:
    """Return the number of access keys that the filters of a search name; they come in one answer (descope-api 1.9, 2.5)."""
    answer = await _asked(client, "/v1/mgmt/accesskey/search", which)
    return {} if answer is None else {"access keys": len(listing(answer, "keys"))}


async def _asked(client: Client, path: str, body: Document) -> t.Any:
    try:
        return await client.read(path, body)
    except (Forbidden, NotFound):
        return None
