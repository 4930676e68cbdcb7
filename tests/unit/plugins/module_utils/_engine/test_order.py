# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waves: what is referred to comes first, deletes come last and the other way round."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Kind, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import described, live, permission, planned, read, role, run_plan, state, tenant
from tests.unit.plugins.model_api import ModelApi
from tests.unit.plugins.module_utils._kinds.toys import Box, Desk


def waves(plan: Plan) -> list[list[str]]:
    return [described(wave) for wave in plan.waves]


def test_what_does_not_depend_on_each_other_is_one_wave_in_registry_order() -> None:
    plan = planned(live(), state(tenants=[tenant("b"), tenant("a")], roles=[role("z")], permissions=[permission("y")]))
    assert waves(plan) == [["create permission y", "create role z", "create tenant a", "create tenant b"]]


def test_permissions_come_before_roles_and_roles_before_tenants() -> None:
    plan = planned(
        live(),
        state(
            tenants=[tenant("acme", defaultRoles=["r"])],
            roles=[role("r", permissionNames=["p"])],
            permissions=[permission("p")],
        ),
    )
    assert waves(plan) == [["create permission p"], ["create role r"], ["create tenant acme"]]


def test_parents_are_created_before_their_children_and_deleted_after_them() -> None:
    family = [tenant("c", parent="b"), tenant("b", parent="a"), tenant("a")]
    assert waves(planned(live(), state(tenants=family))) == [["create tenant a"], ["create tenant b"], ["create tenant c"]]
    gone = planned(live(tenants=family), state(tenants=[]), purge=True)
    assert waves(gone) == [["delete tenant c"], ["delete tenant b"], ["delete tenant a"]]


def test_a_tenants_own_role_waits_for_the_tenant_and_goes_before_it() -> None:
    acme, own = tenant("acme"), role("r", tenantId="acme")
    assert waves(planned(live(), state(tenants=[acme], roles=[own]))) == [["create tenant acme"], ["create role acme/r"]]
    gone = planned(live(tenants=[acme], roles=[own]), state(tenants=[], roles=[]), purge=True)
    assert waves(gone) == [["delete role acme/r"], ["delete tenant acme"]]


def test_every_delete_comes_after_every_write() -> None:
    plan = planned(live(permissions=[permission("old")]), state(permissions=[permission("new")]), purge=True)
    assert waves(plan) == [["create permission new"], ["delete permission old"]]


def test_a_rename_comes_before_what_refers_to_the_new_name() -> None:
    current = live(permissions=[permission("old")], roles=[role("r")])
    desired = state(permissions=[{"name": "old", "newName": "new"}], roles=[{"name": "r", "permissionNames": ["new"]}])
    assert waves(planned(current, desired)) == [["update permission old"], ["update role r"]]


def test_a_role_can_change_while_one_of_its_permissions_is_renamed() -> None:
    api = ModelApi(permissions=[permission("old")], roles=[role("r", permissionNames=["old"])])
    current = live(permissions=[permission("old")], roles=[role("r", permissionNames=["old"])])
    desired = state(permissions=[{"name": "old", "newName": "new"}], roles=[{"name": "r", "description": "changed"}])
    journal = run_plan(planned(current, desired), api, concurrency=1)
    assert journal.failures == []


def test_a_reference_that_is_left_as_it_is_makes_no_loop_with_a_rename() -> None:
    """The role waits for its tenant, and that for what needs the new name."""
    acme, own = tenant("acme"), role("own", tenantId="acme", permissionNames=["old"])
    api = ModelApi(permissions=[permission("old")], roles=[own], tenants=[acme])
    desired = state(
        permissions=[{"name": "old", "newName": "new"}],
        roles=[{"name": "r", "permissionNames": ["new"]}, {"name": "own", "tenantId": "acme", "description": "changed"}],
        tenants=[{"id": "acme", "defaultRoles": ["r"]}],
    )
    plan = planned(read(api), desired)
    assert waves(plan) == [["update permission old"], ["create role r"], ["update tenant acme"], ["update role acme/own"]]
    assert plan.changes[-1].fields == ("description",)
    assert run_plan(plan, api).failures == []
    assert read(api).keyed("roles")["acme/own"]["permissionNames"] == ["new"]
    assert planned(read(api), desired).changes == ()


def test_an_update_that_keeps_its_name_holds_nobody_up() -> None:
    current = live(permissions=[permission("p")], roles=[role("r", permissionNames=["p"])])
    desired = state(permissions=[permission("p", description="x")], roles=[role("r", permissionNames=["p"], private=True)])
    assert waves(planned(current, desired)) == [["update permission p", "update role r"]]


def test_a_loop_is_refused_and_named() -> None:
    with pytest.raises(InvalidInput, match=r"tenant a -> tenant b -> tenant a|tenant b -> tenant a -> tenant b"):
        planned(live(), state(tenants=[tenant("a", parent="b"), tenant("b", parent="a")]))


def test_a_tenant_that_is_its_own_parent_is_refused() -> None:
    with pytest.raises(InvalidInput, match="loop"):
        planned(live(), state(tenants=[tenant("a", parent="a")]))


# --- inside another, and only after another ------------------------------------------------------------------------------


class LateBox(Box):
    """Boxes that are only written after the role and the box that they are labelled with, which need not exist."""

    plural = "late_boxes"

    def references(self, document: Document) -> t.Iterable[Reference]:
        if document.get("labelText"):
            yield Reference("roles", document["labelText"], "labelText", "nothing")
            yield Reference("late_boxes", document["labelText"], "labelText", "nothing")


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Kind:
    monkeypatch.setitem(KINDS, "desks", Desk())
    return KINDS["desks"]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> Kind:
    monkeypatch.setitem(KINDS, "late_boxes", LateBox())
    return KINDS["late_boxes"]


def test_what_lives_inside_a_tenant_waits_for_its_update(desks: Kind) -> None:
    """The calls of the two may write the same fields."""
    current = live(tenants=[tenant("a"), tenant("b")], desks=[])
    desired = state(
        tenants=[{"id": "a", "disabled": True}],
        desks=[{"tenantId": "a", "name": "x"}, {"tenantId": "b", "name": "y"}],
    )
    assert waves(planned(current, desired)) == [["update tenant a", "create desk b/y"], ["create desk a/x"]]


def test_the_update_of_what_lives_inside_a_tenant_waits_too() -> None:
    settings = KINDS["tenant_settings"].from_api({"tenantId": "a"})
    current = live(tenants=[tenant("a")], tenant_settings=[settings])
    desired = state(tenants=[{"id": "a", "disabled": True}], tenant_settings=[{"tenantId": "a", "enabled": True}])
    assert waves(planned(current, desired)) == [["update tenant a"], ["update tenant_settings a"]]


def test_a_tenants_own_role_waits_for_the_update_of_the_tenant() -> None:
    current = live(tenants=[tenant("a")])
    desired = state(tenants=[{"id": "a", "disabled": True}], roles=[role("r", tenantId="a")])
    assert waves(planned(current, desired)) == [["update tenant a"], ["create role a/r"]]


def test_what_lives_inside_a_tenant_goes_before_it(desks: Kind) -> None:
    current = live(tenants=[tenant("a")], desks=[{"tenantId": "a", "name": "x"}])
    gone = planned(current, state(tenants=[], desks=[]), purge=True)
    assert waves(gone) == [["delete desk a/x"], ["delete tenant a"]]


def test_what_is_only_to_come_first_need_not_exist_and_keeps_nothing_from_going(boxes: Kind) -> None:
    current = live(roles=[role("r")], late_boxes=[boxes.from_api({"name": "old", "labelText": "r"})])
    desired = state(late_boxes=[{"name": "new", "labelText": "nowhere"}])
    assert waves(planned(current, desired)) == [["create box new"]]
    [change] = planned(current, state(), absent={"roles": ({"name": "r"},)}).changes
    assert change.effects == ()


def test_what_is_only_to_come_first_does_and_also_when_it_is_updated(boxes: Kind) -> None:
    box = {"name": "new", "labelText": "r"}
    assert waves(planned(live(late_boxes=[]), state(roles=[role("r")], late_boxes=[box]))) == [
        ["create role r"],
        ["create box new"],
    ]
    current = live(roles=[role("r")], late_boxes=[])
    updated = planned(current, state(roles=[{"name": "r", "private": True}], late_boxes=[box]))
    assert waves(updated) == [["update role r"], ["create box new"]]


def test_what_only_orders_may_name_a_document_of_its_own_kind(boxes: Kind) -> None:
    desired = state(late_boxes=[{"name": "a", "labelText": "b"}, {"name": "b"}])
    assert waves(planned(live(late_boxes=[]), desired)) == [["create box b"], ["create box a"]]
