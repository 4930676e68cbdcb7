# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References that an undo gives back: after one that was cut off, and beside renames that it takes back."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Start, way_back
from tests.unit.plugins.builders import TARGET, permission, planned, read, role, run_plan, state, tenant
from tests.unit.plugins.model_api import ModelApi, refused


def test_what_was_made_anew_gets_back_the_references_to_it() -> None:
    api = ModelApi(permissions=[permission("p"), permission("q")], roles=[role("r", permissionNames=["p", "q"])])
    before = read(api)
    absent = {"permissions": ({"name": "p"}, {"name": "q"})}
    attempted = run_plan(planned(before, state(), absent=absent), api).attempted
    cut_off = way_back(attempted, Start.of(before), read(api), TARGET).plan
    api.faults = {len(api.writes) + 1: refused("no")}
    run_plan(cut_off, api, concurrency=1)
    halfway = read(api)
    assert (list(halfway.keyed("permissions")), halfway.documents["roles"][0]["permissionNames"]) == (["p"], [])

    run_plan(way_back(attempted, Start.of(before), halfway, TARGET, cut_off.changes).plan, api)
    assert read(api).documents["roles"][0]["permissionNames"] == ["p", "q"]


def test_a_reference_that_a_delete_took_makes_no_loop_with_a_rename_that_is_taken_back() -> None:
    permissions, own = ["p", "q"], role("own", tenantId="acme", permissionNames=["p", "q"])
    roles = [role("r", permissionNames=["p"]), own]
    acme = tenant("acme", defaultRoles=["r"])
    api = ModelApi(permissions=[permission(name) for name in permissions], roles=roles, tenants=[acme])
    before = read(api)
    desired = state(permissions=[{"name": "p", "newName": "new"}], tenants=[{"id": "acme", "defaultRoles": []}])
    absent = {"permissions": ({"name": "q"},), "roles": ({"name": "r"},)}
    attempted = run_plan(planned(before, desired, absent=absent), api).attempted
    assert read(api).keyed("roles")["acme/own"]["permissionNames"] == ["new"]

    run_plan(way_back(attempted, Start.of(before), read(api), TARGET).plan, api)
    now = read(api)
    assert sorted(now.keyed("roles")["acme/own"]["permissionNames"]) == ["p", "q"]
    assert now.keyed("tenants")["acme"]["defaultRoles"] == ["r"]


def test_what_was_made_anew_keeps_its_references_to_what_could_not_be_made_with_it() -> None:
    api = ModelApi(roles=[role("kept"), role("r")], tenants=[tenant("acme", defaultRoles=["kept", "r"])])
    before = read(api)
    absent = {"roles": ({"name": "r"},), "tenants": ({"id": "acme"},)}
    attempted = run_plan(planned(before, state(), absent=absent), api).attempted
    cut_off = way_back(attempted, Start.of(before), read(api), TARGET).plan
    api.faults = {len(api.writes): refused("no")}
    run_plan(cut_off, api, concurrency=1, on_error="continue")
    halfway = read(api)
    assert (list(halfway.keyed("roles")), halfway.documents["tenants"][0]["defaultRoles"]) == (["kept"], [])

    run_plan(way_back(attempted, Start.of(before), halfway, TARGET, cut_off.changes).plan, api)
    assert read(api).documents["tenants"][0]["defaultRoles"] == ["kept", "r"]
