# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States: read from the API all or nothing."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import read_state
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, InconsistentListing
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import needed_by, users_of
from tests.unit.plugins.builders import permission, read, role, state, tenant
from tests.unit.plugins.model_api import ModelApi


def test_a_state_holds_every_kind_sorted_by_key() -> None:
    found = read(ModelApi(tenants=[tenant("b"), tenant("a")], roles=[role("r")], permissions=[permission("p")]))
    assert found.counts == {"permissions": 1, "roles": 1, "tenants": 2}
    assert [document["id"] for document in found.documents["tenants"]] == ["a", "b"]


def test_each_kind_is_told_as_it_arrives() -> None:
    told: list[tuple[str, int]] = []
    api = ModelApi(tenants=[tenant("a")])
    asyncio.run(read_state(api, ["tenants", "roles"], lambda plural, count: told.append((plural, count))))
    assert sorted(told) == [("roles", 0), ("tenants", 1)]


# reliability #22
def test_one_failing_listing_fails_the_whole_read() -> None:
    class Partly(ModelApi):
        async def get(self, path: str, **query: str) -> t.Any:
            if path == "/v1/mgmt/role/all":
                raise ApiUnavailable("no answer")
            return await super().get(path, **query)

    with pytest.raises(ApiUnavailable):
        read(Partly(tenants=[tenant("a")]))


# reliability #19
def test_the_same_key_twice_makes_a_listing_useless() -> None:
    twice = ModelApi(roles=[role("r", id="ROL1"), role("r", id="ROL2")])
    with pytest.raises(InconsistentListing, match="role r twice"):
        read(twice)


def test_the_same_name_in_two_tenants_is_two_roles() -> None:
    api = ModelApi(tenants=[tenant("a"), tenant("b")], roles=[role("r", tenantId="a"), role("r", tenantId="b"), role("r")])
    assert list(read(api).keyed("roles")) == ["a/r", "b/r", "r"]


def test_a_kind_needs_what_it_refers_to_and_is_used_by_what_refers_to_it() -> None:
    assert needed_by(["permissions"]) == ["permissions"]
    assert needed_by(["roles"]) == ["permissions", "roles", "tenants"]
    assert users_of(["permissions"]) == ["roles"]
    assert needed_by([]) == users_of([]) == []


def test_a_state_can_be_narrowed_to_some_kinds() -> None:
    both = state(tenants=[tenant("a")], roles=[])
    assert both.only(["tenants"]) == state(tenants=[tenant("a")])
    assert (both.kinds, len(both.keyed("permissions"))) == (["roles", "tenants"], 0)
