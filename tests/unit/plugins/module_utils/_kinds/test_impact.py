# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What deletes of many tenants touch is asked for at once, and tenant by tenant only where one answer can't tell."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import Forbidden
from ansible_collections.descope.mgmt.plugins.module_utils._kinds import _impact
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._impact import in_tenants
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

Json = dict[str, t.Any]

USERS, KEYS = "/v2/mgmt/user/search", "/v1/mgmt/accesskey/search"


class Company(NotingClient):
    """Answers the two searches as the service would: whoever is in any of the tenants, in pages."""

    def __init__(self, users: t.Sequence[Json], keys: t.Sequence[Json] = (), refused: str = "") -> None:
        super().__init__()
        self.users, self.keys, self.refused = users, keys, refused
        self.calls: list[str] = []

    async def read(self, path: str, body: Json) -> t.Any:
        self.calls.append(path)
        if path == self.refused:
            raise Forbidden("no")
        name, field, found = ("users", "userTenants", self.users) if path == USERS else ("keys", "keyTenants", self.keys)
        homes = [{home["tenantId"] for home in one.get(field) or one.get("hidden") or ()} for one in found]
        ours = [one for one, home in zip(found, homes, strict=True) if home & {*body["tenantIds"]}]
        start, size = body.get("page", 0) * body.get("limit", 10**6), body.get("limit", 10**6)
        return {name: ours[start : start + size], "total": len(ours)}


def user(*tenants: str, field: str = "userTenants") -> Json:
    return {field: [{"tenantId": one} for one in tenants]}


def key(*tenants: str) -> Json:
    return user(*tenants, field="keyTenants")


def test_many_tenants_take_as_few_calls_as_one() -> None:
    client = Company([user("a"), user("a", "b"), user("elsewhere")], [key("b")])

    assert asyncio.run(in_tenants(client, ["a", "b", "c"])) == [
        {"users": 2, "access keys": 0},
        {"users": 1, "access keys": 1},
        {"users": 0, "access keys": 0},
    ]
    assert sorted(client.calls) == [KEYS, USERS, USERS]


def test_where_nobody_is_one_call_each_is_enough() -> None:
    client = Company([])
    assert asyncio.run(in_tenants(client, ["a", "b"])) == [{"users": 0, "access keys": 0}] * 2
    assert sorted(client.calls) == [KEYS, USERS]


def test_users_are_counted_over_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_impact, "PAGE", 2)
    client = Company([user("a")] * 5 + [user("b")])
    assert [one["users"] for one in asyncio.run(in_tenants(client, ["a", "b"]))] == [5, 1]


def test_very_many_users_are_asked_for_by_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_impact, "MOST_COUNTED", 3)
    client = Company([user("a")] * 4)
    assert [one["users"] for one in asyncio.run(in_tenants(client, ["a", "b"]))] == [4, 0]
    assert client.calls.count(USERS) == 3


def test_users_that_do_not_say_where_they_belong_are_asked_for_by_tenant() -> None:
    client = Company([user("a", field="hidden"), user("b")], [user("b", field="hidden")])
    assert asyncio.run(in_tenants(client, ["a", "b"])) == [{"users": 1, "access keys": 0}, {"users": 1, "access keys": 1}]


@pytest.mark.parametrize(("refused", "left"), [(USERS, {"access keys": 0}), (KEYS, {"users": 0})])
def test_what_the_key_may_not_read_is_counted_for_no_tenant(refused: str, left: Json) -> None:
    assert asyncio.run(in_tenants(Company([], refused=refused), ["a", "b"])) == [left, left]
