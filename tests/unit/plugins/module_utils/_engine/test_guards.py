# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards: the deletion budget, protected documents, approval, and a desired state that would empty a kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.guards import (
    Approval,
    Limits,
    check_approval,
    check_confirmed,
    check_limits,
    check_still_approved,
    is_named,
    needs_approval,
    needs_confirmation,
    refuse_company,
    refuse_empty_desired,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ConfirmationRequired,
    InvalidInput,
    LimitExceeded,
    ProtectedObject,
    StalePlan,
    SuspiciousDesired,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import ROLE, TARGET, TENANT, live, permission, planned, role, state, tenant

ANY = Limits(max_deletes=1000, max_delete_percent=100)


def deleting(count: int, of: int) -> Plan:
    everything = [tenant(f"t{number:03}") for number in range(of)]
    return planned(live(tenants=everything), state(tenants=everything[count:]), purge=True)


def passes(plan: Plan, limits: Limits) -> bool:
    check_limits(plan, limits)
    return True


def refused_delete(plan: Plan, limits: Limits) -> str:
    with pytest.raises(LimitExceeded) as refusal:
        check_limits(plan, limits)
    return refusal.value.message


# --- the deletion budget -------------------------------------------------------------------------------------------------


def test_the_budget_itself_may_be_used_up() -> None:
    assert passes(deleting(5, of=50), Limits())


# reliability #94
def test_the_number_of_deletes_is_limited_whatever_the_percentage() -> None:
    assert "The plan has 6 deletes and max_deletes is 5" in refused_delete(deleting(6, of=1000), Limits())


# reliability #94
def test_the_percentage_is_limited_whatever_the_number() -> None:
    assert "deletes 2 of 19 tenants, 11 %" in refused_delete(deleting(2, of=19), Limits())


def test_the_percentage_holds_for_each_kind() -> None:
    permissions = [permission(f"p{number}") for number in range(100)]
    current = live(permissions=permissions, roles=[role("a"), role("b")])
    plan = planned(current, state(permissions=permissions, roles=[role("a")]), purge=True)
    assert "deletes 1 of 2 roles, 50 %" in refused_delete(plan, Limits())


def test_the_number_counts_all_kinds_together() -> None:
    current = live(permissions=[permission(f"p{number}") for number in range(3)], roles=[role(f"r{n}") for n in range(3)])
    plan = planned(current, state(permissions=[], roles=[]), purge=True)
    assert "6 deletes" in refused_delete(plan, Limits(max_deletes=5, max_delete_percent=100))


def test_ten_of_the_deletes_are_named() -> None:
    message = refused_delete(deleting(12, of=12), Limits())
    assert "delete tenant t009 and 2 more" in message
    assert "t010" not in message


def test_a_budget_of_nothing_allows_no_delete() -> None:
    assert refused_delete(deleting(1, of=100), Limits(max_deletes=0))
    assert refused_delete(deleting(1, of=100), Limits(max_delete_percent=0))


def test_creates_and_updates_use_no_budget() -> None:
    plan = planned(live(tenants=[tenant("a")]), state(tenants=[tenant("a", disabled=True), tenant("b")]))
    assert passes(plan, Limits(max_deletes=0, max_delete_percent=0))


# --- protected documents -------------------------------------------------------------------------------------------------

ACME = live(
    tenants=[tenant("acme", name="Acme Corp")],
    roles=[role("auditor", tenantId="acme"), role("auditor", permissionNames=["p"])],
    permissions=[permission("p")],
)


@pytest.mark.parametrize("pattern", ["acme", "ac*", "Acme Corp", "Acme*", "tenants/acme", "tenants/*", "*"])
def test_a_glob_names_a_document_by_key_by_name_or_by_kind_and_key(pattern: str) -> None:
    assert is_named(TENANT, tenant("acme", name="Acme Corp"), "acme", [pattern])


@pytest.mark.parametrize("pattern", ["ACME", "roles/acme", "role/acme", "acm", "", "tenan/acme"])
def test_a_glob_names_nothing_else(pattern: str) -> None:
    assert not is_named(TENANT, tenant("acme", name="Acme Corp"), "acme", [pattern])


def test_a_document_is_named_by_either_name_of_its_kind() -> None:
    settings = KINDS["tenant_settings"]
    patterns = ["tenant_settings/acme", "tenant/acme"]
    named = [
        is_named(kind, document, "acme", [one])
        for kind, document in ((TENANT, tenant("acme")), (settings, {}))
        for one in patterns
    ]
    assert named == [False, True, True, False]


def test_a_tenants_own_role_is_named_by_its_name_too() -> None:
    own = role("auditor", tenantId="acme")
    assert all(is_named(ROLE, own, ROLE.key(own), [pattern]) for pattern in ("auditor", "acme/auditor", "acme/*"))


@pytest.mark.parametrize("protected", ["acme", "tenants/a*", "Acme Corp"])
def test_a_protected_document_may_be_neither_deleted_nor_changed(protected: str) -> None:
    limits = Limits(1000, 100, (protected,))
    with pytest.raises(ProtectedObject, match="delete tenant acme"):
        check_limits(planned(ACME, state(), absent={"tenants": ({"id": "acme"},)}), limits)
    with pytest.raises(ProtectedObject, match="update tenant acme"):
        check_limits(planned(ACME, state(tenants=[{"id": "acme", "disabled": True}])), limits)


@pytest.mark.parametrize("protected", ["Acme Corp", "Brand new"])
def test_a_rename_does_not_lead_past_protection_by_name(protected: str) -> None:
    plan = planned(ACME, state(tenants=[{"id": "acme", "name": "Brand new"}]))
    with pytest.raises(ProtectedObject):
        check_limits(plan, Limits(1000, 100, (protected,)))


@pytest.mark.parametrize("protected", ["acme/auditor", "roles/acme/*", "auditor"])
def test_what_a_delete_takes_along_is_protected_too(protected: str) -> None:
    plan = planned(ACME, state(), absent={"tenants": ({"id": "acme"},)})
    with pytest.raises(ProtectedObject):
        check_limits(plan, Limits(1000, 100, (protected,)))


def test_protection_is_said_before_the_budget() -> None:
    with pytest.raises(ProtectedObject):
        check_limits(planned(ACME, state(tenants=[]), purge=True), Limits(0, 0, ("acme",)))


def test_a_protected_document_may_be_created_and_left_alone() -> None:
    plan = planned(ACME, state(tenants=[{"id": "acme"}, tenant("acme-2")]))
    assert passes(plan, Limits(0, 0, ("acme*",)))


# --- approval ------------------------------------------------------------------------------------------------------------

CURRENT = live(tenants=[tenant("acme"), tenant("globex")])
UPDATE = state(tenants=[{"id": "acme", "disabled": True}])
ONE_LEFT = state(tenants=[{"id": "acme"}])


def approve(plan: Plan, approval: Approval) -> bool:
    check_still_approved(plan, approval, CURRENT, UPDATE)
    check_approval(plan, approval)
    return True


def test_an_empty_plan_needs_nothing_whatever_is_given() -> None:
    empty = planned(CURRENT, ONE_LEFT)
    assert approve(empty, Approval())
    assert approve(empty, Approval(plan_hash="of another plan", confirm="P999"))


def test_a_small_plan_without_deletes_needs_nobody() -> None:
    assert approve(planned(CURRENT, UPDATE), Approval())


def test_a_delete_needs_somebody() -> None:
    with pytest.raises(ConfirmationRequired, match=r"it deletes 1 document\."):
        approve(planned(CURRENT, ONE_LEFT, purge=True), Approval())


def test_a_large_plan_needs_somebody() -> None:
    plan = planned(live(), state(tenants=[tenant(f"t{number}") for number in range(26)]))
    assert needs_approval(plan, 25) == "it makes more changes, 26, than auto_apply_max_changes, 25"
    assert needs_approval(plan, 26) == ""
    with pytest.raises(ConfirmationRequired, match="more changes, 26"):
        approve(plan, Approval())


@pytest.mark.parametrize("purge", [False, True])
def test_the_project_id_approves(purge: bool) -> None:
    assert approve(planned(CURRENT, UPDATE, purge=purge), Approval(confirm=TARGET.project_id, auto_apply_max_changes=0))


@pytest.mark.parametrize("purge", [False, True])
# reliability #93
def test_another_project_id_refuses_even_what_needs_nobody(purge: bool) -> None:
    with pytest.raises(ConfirmationRequired, match="confirm is 'P999'"):
        approve(planned(CURRENT, UPDATE, purge=purge), Approval(confirm="P999"))


def test_the_plans_hash_approves() -> None:
    plan = planned(CURRENT, UPDATE, purge=True)
    assert approve(plan, Approval(plan_hash=plan_hash(plan), auto_apply_max_changes=0))


def test_the_hash_of_another_plan_refuses_even_what_needs_nobody_and_even_with_confirm() -> None:
    other = plan_hash(planned(CURRENT, state(tenants=[{"id": "globex", "disabled": True}])))
    with pytest.raises(StalePlan, match="tenant acme, tenant globex"):
        approve(planned(CURRENT, UPDATE), Approval(plan_hash=other, confirm=TARGET.project_id))


# --- an empty wish -------------------------------------------------------------------------------------------------------


def test_purging_a_kind_to_nothing_is_refused() -> None:
    with pytest.raises(SuspiciousDesired, match="empty list of roles, tenants"):
        refuse_empty_desired(state(tenants=[], roles=[], permissions=[permission("p")]), purge=True)


def test_an_empty_list_without_purge_is_harmless() -> None:
    refuse_empty_desired(state(tenants=[]), purge=False)
    assert planned(CURRENT, state(tenants=[])).changes == ()


# --- what goes along with a delete ---------------------------------------------------------------------------------------


def deleting_with_users(*users: int | None, cascade: bool = True) -> Plan:
    """Return the deletes of tenants that have so many users; None: as many as the key may not read."""
    tenants = [tenant(f"t{number}") for number in range(len(users))]
    options = {"tenants": {"cascade": cascade}}
    plan = planned(live(tenants=tenants), state(), absent={"tenants": tuple(tenants)}, options=options)
    counts = dict(zip((document["id"] for document in tenants), users, strict=True))
    impact = {key: {} if count is None else {"users": count, "access keys": 9} for key, count in counts.items()}
    return replace(plan, waves=tuple(tuple(replace(one, impact=impact[one.key]) for one in wave) for wave in plan.waves))


def confirmed(plan: Plan, given: dict[str, int]) -> bool:
    check_confirmed(plan, given)
    return True


# reliability #96
def test_users_that_go_along_are_confirmed_by_their_number_over_all_deletes() -> None:
    assert confirmed(deleting_with_users(3), {"users": 3})
    assert confirmed(deleting_with_users(3, 4), {"users": 7})


@pytest.mark.parametrize(
    ("given", "told"),
    [({}, "nobody confirmed that"), ({"users": 2}, "confirm_users is 2"), ({"users": 0}, "confirm_users is 0")],
)
def test_another_number_of_users_is_refused_with_the_right_one(given: dict[str, int], told: str) -> None:
    with pytest.raises(ConfirmationRequired) as refusal:
        check_confirmed(deleting_with_users(3), given)
    assert "delete tenant t0" in refusal.value.message
    assert told in refusal.value.message
    assert "confirm_users: 3" in refusal.value.hint


@pytest.mark.parametrize(
    "plan", [deleting_with_users(0), deleting_with_users(3, cascade=False), planned(live(), state(tenants=[tenant("a")]))]
)
def test_where_no_user_goes_along_nothing_is_to_be_confirmed(plan: Plan) -> None:
    assert confirmed(plan, {})
    assert confirmed(plan, {"users": 5})
    assert needs_confirmation(plan) == ""


def test_users_that_the_key_may_not_count_do_not_go_along_at_all() -> None:
    for given in ({}, {"users": 0}, {"users": 3}):
        with pytest.raises(ConfirmationRequired, match="this key may not read how many"):
            check_confirmed(deleting_with_users(3, None), given)


def test_a_preview_says_what_is_to_be_confirmed() -> None:
    assert needs_confirmation(deleting_with_users(3)) == "its deletes take up to 3 users along, see confirm_users"
    assert "an unknown number of users" in needs_confirmation(deleting_with_users(None))


# --- what goes alone -----------------------------------------------------------------------------------------------------


def test_a_kind_that_goes_alone_is_refused_together_with_others() -> None:
    with pytest.raises(InvalidInput, match="snapshot can't be written together with roles, tenants"):
        refuse_company(state(snapshot=[{}], tenants=[tenant("a")], roles=[]))


def test_a_kind_that_goes_alone_goes_alone_and_all_others_in_company() -> None:
    refuse_company(state(snapshot=[{}]))
    refuse_company(state(tenants=[tenant("a")], roles=[]))
    assert [plural for plural, kind in KINDS.items() if kind.alone] == ["snapshot"]
