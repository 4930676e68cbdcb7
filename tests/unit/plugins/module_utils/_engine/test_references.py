# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References: what may not dangle, and what a delete does to the documents that use the deleted one."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Conflict, InvalidInput
from tests.unit.plugins.builders import described, live, permission, planned, role, state, tenant


def effects(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    return {str(change): [(f"{one.kind.name} {one.key}", one.what) for one in change.effects] for change in plan.changes}


@pytest.mark.parametrize(
    ("desired", "named"),
    [
        (
            {"roles": [{"name": "r", "permissionNames": ["ghost"]}]},
            "its permission_names names the permission ghost, which",
        ),
        ({"roles": [{"name": "r", "tenantId": "ghost"}]}, "its tenant_id names the tenant ghost, which does not exist"),
        ({"tenants": [tenant("acme", parent="ghost")]}, "its parent names the tenant ghost, which does not exist"),
        ({"tenants": [tenant("acme", defaultRoles=["ghost"])]}, "its default_roles names the role ghost, which does not exist"),
    ],
)
def test_a_reference_to_nothing_is_refused(desired: dict[str, list[dict[str, t.Any]]], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        planned(live(), state(**desired))


def test_a_reference_to_something_the_plan_deletes_is_refused() -> None:
    current = live(permissions=[permission("p")], roles=[role("r")])
    desired = state(permissions=[], roles=[{"name": "r", "permissionNames": ["p"]}])
    with pytest.raises(InvalidInput, match="which this plan deletes or renames"):
        planned(current, desired, purge=True)


def test_a_reference_to_a_name_the_plan_takes_away_is_refused() -> None:
    current = live(permissions=[permission("p")], roles=[role("r")])
    desired = state(permissions=[{"name": "p", "newName": "q"}], roles=[{"name": "r", "permissionNames": ["p"]}])
    with pytest.raises(InvalidInput, match="which this plan deletes or renames"):
        planned(current, desired)


def test_default_roles_are_those_of_the_project_not_of_a_tenant() -> None:
    current = live(tenants=[tenant("acme")], roles=[role("r", tenantId="acme")])
    with pytest.raises(InvalidInput, match="names the role r"):
        planned(current, state(tenants=[{"id": "acme", "defaultRoles": ["r"]}]))


def test_a_reference_nobody_wrote_is_not_checked() -> None:
    current = live(roles=[role("r", permissionNames=["gone"])])
    assert described(planned(current, state(roles=[{"name": "r", "private": True}])).changes) == ["update role r"]


def test_references_to_a_kind_that_was_not_read_are_not_checked() -> None:
    plan = planned(state(roles=[]), state(roles=[{"name": "r", "permissionNames": ["p"]}]))
    assert described(plan.changes) == ["create role r"]


def test_a_deleted_permission_is_removed_from_the_roles_that_have_it() -> None:
    current = live(permissions=[permission("p")], roles=[role("r", permissionNames=["p"]), role("s")])
    assert effects(planned(current, state(permissions=[]), purge=True)) == {"permission p": [("role r", "detach")]}


def test_a_deleted_tenant_takes_its_own_roles_along() -> None:
    current = live(tenants=[tenant("acme")], roles=[role("r", tenantId="acme"), role("r")])
    assert effects(planned(current, state(tenants=[]), purge=True)) == {"tenant acme": [("role acme/r", "cascade")]}


def test_a_document_that_goes_too_is_no_effect() -> None:
    current = live(tenants=[tenant("acme")], roles=[role("r", tenantId="acme")])
    plan = planned(current, state(tenants=[], roles=[]), purge=True)
    assert effects(plan) == {"role acme/r": [], "tenant acme": []}


def test_a_parent_cannot_go_without_its_children() -> None:
    current = live(tenants=[tenant("acme"), tenant("east", parent="acme")])
    with pytest.raises(Conflict, match="tenant acme can't be deleted: it is the parent of tenant east"):
        planned(current, state(), absent={"tenants": ({"id": "acme"},)})
