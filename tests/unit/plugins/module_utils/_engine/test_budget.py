# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that a plan takes are counted without making any."""

from __future__ import annotations

import asyncio

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.budget import calls_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from tests.unit.plugins.builders import live, permission, planned, role, state, tenant

MANY = [tenant(f"t{number}") for number in range(100)]


def counted(plan: Plan, concurrency: int = 8) -> dict[str, int]:
    calls = asyncio.run(calls_of(plan, concurrency))
    return {path.removeprefix("/v1/mgmt/"): count for path, count in calls.items()}


def test_a_create_is_one_call_and_one_more_where_a_field_has_a_call_of_its_own() -> None:
    roles = [role("r")]
    plan = planned(live(roles=roles), state(tenants=[tenant("a"), tenant("b", defaultRoles=["r"])]))
    assert counted(plan) == {"tenant/create": 2, "tenant/updateDefaultRoles": 1}


@pytest.mark.parametrize(("concurrency", "look"), [(1, {"tenant": 100}), (8, {"tenant/search": 5})])
def test_tenants_are_looked_at_together_unless_they_are_written_one_by_one(concurrency: int, look: dict[str, int]) -> None:
    plan = planned(live(tenants=MANY), state(tenants=[{"id": one["id"], "disabled": True} for one in MANY]))
    assert counted(plan, concurrency) == {"tenant/update": 100, **look}


def test_those_who_look_at_a_listing_share_it() -> None:
    roles = [role(f"r{number}") for number in range(24)]
    plan = planned(live(roles=roles), state(roles=[{"name": one["name"], "description": "x"} for one in roles]))
    assert counted(plan) == {"role/update": 24, "role/all": 1}


def test_a_delete_is_one_call_and_a_look() -> None:
    plan = planned(live(permissions=[permission("p")]), state(), absent={"permissions": ({"name": "p"},)})
    assert counted(plan) == {"permission/delete": 1, "permission/all": 1}


def test_nothing_takes_nothing() -> None:
    assert counted(planned(live(tenants=MANY), state(tenants=MANY))) == {}
