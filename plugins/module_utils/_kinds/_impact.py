# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many users and access keys a delete touches, for its preview; nothing where the key may not read them."""

from __future__ import annotations

import typing as t

from .._errors import Forbidden, NotFound
from ._base import Client, Document, listing


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
