# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan hash: what it covers, and how a refusal names what moved."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan, Scope, Target
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import MOST_FINGERPRINTS, plan_hash, refuse_stale
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import StalePlan
from tests.unit.plugins.builders import TARGET, live, planned, role, state, tenant

CURRENT = live(tenants=[tenant("acme"), tenant("globex")])
DESIRED = state(tenants=[{"id": "acme", "disabled": True}, {"id": "globex", "disabled": True}])
PLAN = planned(CURRENT, DESIRED)


def moved(approved: Plan | str, current: State, desired: State, **scope: t.Any) -> list[str]:
    text = approved if isinstance(approved, str) else plan_hash(approved)
    with pytest.raises(StalePlan) as refusal:
        refuse_stale(planned(current, desired, **scope), text, current, desired)
    found: list[str] = refusal.value.details["moved"]
    return found


def test_a_hash_is_a_sha256_with_fingerprints_behind_a_dot() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}\.[A-Za-z0-9_-]{14}", plan_hash(PLAN))


def test_an_empty_plan_has_no_fingerprints() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", plan_hash(planned(CURRENT, state(tenants=[]))))


def test_a_very_large_plan_has_no_fingerprints_but_a_hash() -> None:
    many = state(tenants=[tenant(f"t{number}") for number in range(MOST_FINGERPRINTS + 1)])
    assert "." not in plan_hash(planned(live(), many))


@pytest.mark.parametrize(
    "target", [Target("P999", TARGET.api_base), Target(TARGET.project_id, "https://elsewhere.example.com")]
)
def test_the_same_changes_for_another_target_have_another_hash(target: Target) -> None:
    assert plan_hash(plan(CURRENT, DESIRED, Scope(), target)) != plan_hash(PLAN)


def test_the_live_documents_count_also_in_fields_that_stay() -> None:
    edited = live(tenants=[tenant("acme", enforceSSO=True), tenant("globex")])
    assert plan_hash(planned(edited, DESIRED)) != plan_hash(PLAN)


def test_what_the_server_makes_up_does_not_count() -> None:
    later = live(tenants=[tenant("acme", createdTime=99, authType="saml"), tenant("globex")])
    assert plan_hash(planned(later, DESIRED)) == plan_hash(PLAN)


def test_the_options_of_a_delete_count() -> None:
    def deleting(cascade: bool) -> Plan:
        return planned(CURRENT, state(), absent={"tenants": ({"id": "acme"},)}, options={"tenants": {"cascade": cascade}})

    assert plan_hash(deleting(True)) != plan_hash(deleting(False))


def test_what_a_delete_takes_along_counts() -> None:
    def deleting(*roles: str) -> Plan:
        current = live(tenants=[tenant("acme")], roles=[role(name, tenantId="acme") for name in roles])
        return planned(current, state(), absent={"tenants": ({"id": "acme"},)})

    assert plan_hash(deleting("seen")) != plan_hash(deleting("seen", "added since the preview"))


def test_the_approved_plan_passes() -> None:
    refuse_stale(PLAN, plan_hash(PLAN), CURRENT, DESIRED)
    assert plan_hash(PLAN) == plan_hash(planned(CURRENT, DESIRED))


def test_a_refusal_names_the_document_that_was_changed_since() -> None:
    edited = live(tenants=[tenant("acme"), tenant("globex", name="New")])
    assert moved(PLAN, edited, DESIRED) == ["tenant globex"]


def test_a_refusal_names_a_document_that_needs_nothing_any_more() -> None:
    done = live(tenants=[tenant("acme"), tenant("globex", disabled=True)])
    assert moved(PLAN, done, DESIRED) == ["tenant globex"]


def test_a_refusal_names_a_document_that_came_into_the_plan() -> None:
    more = state(tenants=[*DESIRED.documents["tenants"], tenant("initech")])
    assert moved(PLAN, CURRENT, more) == ["tenant initech"]


def test_a_refusal_counts_what_it_cannot_name_any_more() -> None:
    purging = planned(CURRENT, state(tenants=[{"id": "acme"}]), purge=True)
    current, desired = live(tenants=[tenant("acme"), tenant("b")]), state(tenants=[{"id": "acme"}])
    assert moved(purging, current, desired, purge=True) == ["tenant b", "1 that no longer exist"]


def test_a_refusal_for_another_target_says_so() -> None:
    other = plan(CURRENT, DESIRED, Scope(), Target("P999", TARGET.api_base))
    with pytest.raises(StalePlan, match="made for another project"):
        refuse_stale(PLAN, plan_hash(other), CURRENT, DESIRED)


@pytest.mark.parametrize("approved", ["x", "0" * 64, "0" * 64 + ".A", "….…", "a.b.c"])
def test_nonsense_is_a_stale_plan_and_nothing_worse(approved: str) -> None:
    assert moved(approved, CURRENT, DESIRED)
