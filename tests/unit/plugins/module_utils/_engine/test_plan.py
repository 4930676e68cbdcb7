# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing two states: what becomes a change, what is left alone, what is refused."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields, same
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Conflict, InvalidInput
from tests.unit.plugins.builders import (
    ROLE,
    TENANT,
    described,
    live,
    permission,
    planned,
    role,
    state,
    tenant,
)

# --- what is compared ----------------------------------------------------------------------------------------------------


def test_a_document_that_is_not_live_is_created() -> None:
    plan = planned(live(), state(tenants=[{"id": "acme", "name": "Acme"}]))
    assert described(plan.changes) == ["create tenant acme"]
    assert plan.changes[0].after == tenant("acme", name="Acme")


def test_only_written_fields_are_compared() -> None:
    current = live(tenants=[tenant("acme", disabled=True)])
    assert planned(current, state(tenants=[{"id": "acme"}])).changes == ()


def test_an_update_holds_the_full_document_with_unknown_fields() -> None:
    before = tenant("acme", disabled=True, customAttributes={"plan": "gold"}, betaFlag=1)
    change = planned(live(tenants=[before]), state(tenants=[{"id": "acme", "enforceSSO": True}])).changes[0]
    assert change.fields == ("enforceSSO",)
    assert change.after == {**before, "enforceSSO": True}


def test_an_empty_list_empties_and_an_omitted_one_does_not() -> None:
    current = live(tenants=[tenant("acme", selfProvisioningDomains=["acme.com"])])
    emptied = planned(current, state(tenants=[{"id": "acme", "selfProvisioningDomains": []}]))
    assert emptied.changes[0].fields == ("selfProvisioningDomains",)
    assert planned(current, state(tenants=[{"id": "acme", "disabled": False}])).changes == ()


@pytest.mark.parametrize("name", ["createdTime", "successors", "domains", "authType"])
def test_what_the_server_makes_up_is_never_compared(name: str) -> None:
    current = live(tenants=[tenant("acme")])
    assert planned(current, state(tenants=[{"id": "acme", name: ["x"]}])).changes == ()


def test_attributes_are_replaced_as_a_whole() -> None:
    current = live(tenants=[tenant("acme", customAttributes={"plan": "gold", "seats": 5})])
    change = planned(current, state(tenants=[{"id": "acme", "customAttributes": {"plan": "gold"}}])).changes[0]
    assert change.document["customAttributes"] == {"plan": "gold"}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (None, "", True),
        ([], None, True),
        (False, None, True),
        (1, 1.0, True),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
        ("1", 1, False),
        (True, 1, False),
        (["a", "b"], ["b", "a"], False),
    ],
)
def test_a_missing_value_is_the_zero_value_and_whole_numbers_have_one_spelling(one: t.Any, other: t.Any, equal: bool) -> None:
    assert same(TENANT, "customAttributes", one, other) is equal


def test_a_list_without_order_is_compared_as_a_set() -> None:
    assert same(ROLE, "permissionNames", ["a", "b"], ["b", "a"])
    assert not same(ROLE, "permissionNames", ["a", "b"], ["a"])


def test_changed_fields_are_sorted_and_count_unknown_fields() -> None:
    before, after = tenant("acme", zeta=1), tenant("acme", alpha=2, disabled=True)
    assert changed_fields(TENANT, before, after) == ("alpha", "disabled", "zeta")


# --- which live document is meant ----------------------------------------------------------------------------------------


def test_a_tenant_without_an_id_is_found_by_its_name_and_keeps_its_id() -> None:
    current = live(tenants=[tenant("T2x", name="Acme")])
    change = planned(current, state(tenants=[{"name": "Acme", "disabled": True}])).changes[0]
    assert (change.operation, change.key, change.document["id"]) == ("update", "T2x", "T2x")


def test_two_desired_documents_may_not_mean_the_same_live_one() -> None:
    current = live(tenants=[tenant("acme", name="Acme")])
    with pytest.raises(InvalidInput, match="mean the same tenant, acme"):
        planned(current, state(tenants=[{"id": "acme"}, {"name": "Acme"}]))


def test_a_tenant_cannot_take_the_name_of_another_one() -> None:
    current = live(tenants=[tenant("acme", name="Acme")])
    with pytest.raises(Conflict, match="name of tenant acme already"):
        planned(current, state(tenants=[{"id": "other", "name": "Acme"}]))


def test_two_tenants_do_not_swap_names_in_one_run() -> None:
    current = live(tenants=[tenant("a", name="A"), tenant("b", name="B")])
    with pytest.raises(Conflict):
        planned(current, state(tenants=[{"id": "a", "name": "B"}, {"id": "b", "name": "A"}]))


def test_a_tenant_of_another_name_than_the_desired_one_is_renamed() -> None:
    change = planned(live(tenants=[tenant("acme")]), state(tenants=[{"id": "acme", "name": "New"}])).changes[0]
    assert (change.fields, change.document["name"]) == (("name",), "New")


def test_a_parent_cannot_change() -> None:
    current = live(tenants=[tenant("acme"), tenant("globex")])
    with pytest.raises(InvalidInput, match="parent of tenant acme can't be changed"):
        planned(current, state(tenants=[{"id": "acme", "parent": "globex"}]))


# --- renames -------------------------------------------------------------------------------------------------------------


def test_a_new_name_renames() -> None:
    change = planned(live(permissions=[permission("A")]), state(permissions=[{"name": "A", "newName": "B"}])).changes[0]
    assert (change.operation, change.key, change.new_key, change.fields) == ("update", "A", "B", ("name",))


def test_a_rename_that_is_done_needs_nothing() -> None:
    current = live(permissions=[permission("B")])
    assert planned(current, state(permissions=[{"name": "A", "newName": "B"}])).changes == ()


def test_a_rename_of_nothing_creates_under_the_new_name() -> None:
    plan = planned(live(), state(roles=[{"name": "A", "newName": "B"}]))
    assert described(plan.changes) == ["create role B"]


def test_a_rename_onto_a_live_name_is_refused() -> None:
    current = live(permissions=[permission("A"), permission("B")])
    with pytest.raises(InvalidInput, match="there is a permission B already"):
        planned(current, state(permissions=[{"name": "A", "newName": "B"}]))


def test_an_id_finds_a_document_that_was_renamed_since() -> None:
    current = live(roles=[role("B", id="ROL1")])
    change = planned(current, state(roles=[role("A", id="ROL1")])).changes[0]
    assert (change.operation, change.key, change.new_key) == ("update", "B", "A")


def test_a_rename_by_id_onto_a_live_name_is_refused() -> None:
    current = live(roles=[role("A2", id="ROL1"), role("A", id="ROL9")])
    with pytest.raises((InvalidInput, Conflict)):
        planned(current, state(roles=[role("A", id="ROL1")]))


def test_two_documents_cannot_be_renamed_to_the_same_name() -> None:
    current = live(permissions=[permission("A"), permission("C")])
    with pytest.raises((InvalidInput, Conflict)):
        planned(current, state(permissions=[{"name": "A", "newName": "B"}, {"name": "C", "newName": "B"}]))


def test_a_document_cannot_be_renamed_to_the_name_of_one_that_is_created() -> None:
    current = live(permissions=[permission("A")])
    with pytest.raises((InvalidInput, Conflict)):
        planned(current, state(permissions=[{"name": "A", "newName": "B"}, {"name": "B"}]))


# --- deletes and what stays ----------------------------------------------------------------------------------------------


def test_without_purge_what_is_not_desired_is_unmanaged() -> None:
    current = live(tenants=[tenant("acme"), tenant("globex")])
    plan = planned(current, state(tenants=[{"id": "acme"}]))
    assert (plan.changes, plan.unmanaged) == ((), ((TENANT, "globex"),))


def test_purge_deletes_what_is_not_desired() -> None:
    current = live(tenants=[tenant("acme"), tenant("globex")])
    plan = planned(current, state(tenants=[{"id": "acme"}]), purge=True)
    assert (described(plan.changes), plan.unmanaged) == (["delete tenant globex"], ())


def test_purge_leaves_a_kind_alone_that_was_not_written() -> None:
    current = live(tenants=[tenant("acme")], roles=[role("r")])
    assert planned(current, state(tenants=[{"id": "acme"}]), purge=True).changes == ()


def test_purge_leaves_built_in_documents_alone() -> None:
    current = live(roles=[role("Tenant Admin"), role("r")], permissions=[permission("Impersonate", systemDefault=True)])
    plan = planned(current, state(roles=[], permissions=[]), purge=True)
    assert described(plan.changes) == ["delete role r"]


def test_purge_deletes_only_what_the_scope_covers() -> None:
    current = live(tenants=[tenant("acme"), tenant("globex")])
    plan = planned(current, state(tenants=[]), purge=True, covers=lambda kind, document: document["id"] == "acme")
    assert described(plan.changes) == ["delete tenant acme"]


def test_a_desired_document_out_of_scope_is_not_written() -> None:
    plan = planned(live(), state(tenants=[tenant("acme"), tenant("b")]), covers=lambda kind, found: found["id"] == "b")
    assert described(plan.changes) == ["create tenant b"]


def test_absent_deletes_with_the_options_given_and_ignores_what_is_gone() -> None:
    plan = planned(
        live(tenants=[tenant("acme")]),
        state(),
        absent={"tenants": ({"id": "acme"}, {"id": "gone"})},
        options={"tenants": {"cascade": True}},
    )
    assert described(plan.changes) == ["delete tenant acme"]
    assert plan.changes[0].options == {"cascade": True}


@pytest.mark.parametrize(
    "desired",
    [
        {"roles": [{"name": "Tenant Admin", "description": "mine"}]},
        {"permissions": [{"name": "Impersonate", "description": "mine"}]},
    ],
)
def test_a_change_of_something_built_in_is_refused(desired: dict[str, list[dict[str, str]]]) -> None:
    current = live(roles=[role("Tenant Admin")], permissions=[permission("Impersonate", systemDefault=True)])
    with pytest.raises(InvalidInput, match="is built in"):
        planned(current, state(**desired))


def test_the_deletion_of_something_built_in_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is built in"):
        planned(live(roles=[role("Tenant Admin")]), state(), absent={"roles": ({"name": "Tenant Admin"},)})


def test_a_backup_of_built_in_documents_is_forgiven() -> None:
    current = live(permissions=[permission("Impersonate", systemDefault=True, description="new words")])
    desired = state(permissions=[permission("Impersonate", systemDefault=True), permission("Old", systemDefault=True)])
    assert planned(current, desired, whole=True).changes == ()


def test_a_plan_counts_live_and_unchanged_documents() -> None:
    current = live(permissions=[permission("A"), permission("B"), permission("C")])
    plan = planned(current, state(permissions=[{"name": "A"}, {"name": "B", "description": "x"}, {"name": "D"}]))
    assert (plan.live, plan.unchanged) == ({"permissions": 3}, {"permissions": 1})
    assert [change.key for change in plan.overwrites] == ["B"]


def test_a_new_document_must_be_creatable() -> None:
    with pytest.raises(InvalidInput, match="There is no tenant acme, and without a name"):
        planned(live(), state(tenants=[{"id": "acme"}]))
