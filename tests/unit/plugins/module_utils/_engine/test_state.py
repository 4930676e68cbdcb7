# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States: read from the API all or nothing, and from what a user wrote."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import (
    State,
    document_from_variables,
    read_state,
    state_from_variables,
)
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, InconsistentListing, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS, related
from tests.unit.plugins.builders import TENANT, permission, read, role, state, tenant
from tests.unit.plugins.model_api import ModelApi

# --- from the API --------------------------------------------------------------------------------------------------------


def test_a_state_holds_every_kind_sorted_by_key() -> None:
    found = read(ModelApi(tenants=[tenant("b"), tenant("a")], roles=[role("r")], permissions=[permission("p")]))
    assert found.counts == {"permissions": 1, "roles": 1, "tenants": 2}
    assert [document["id"] for document in found.documents["tenants"]] == ["a", "b"]


def test_each_kind_is_told_as_it_arrives() -> None:
    told: list[tuple[str, int]] = []
    api = ModelApi(tenants=[tenant("a")])
    asyncio.run(read_state(api, ["tenants", "roles"], lambda plural, count: told.append((plural, count))))
    assert sorted(told) == [("roles", 0), ("tenants", 1)]


def test_one_failing_listing_fails_the_whole_read() -> None:
    class Partly(ModelApi):
        async def get(self, path: str, **query: str) -> t.Any:
            if path == "/v1/mgmt/role/all":
                raise ApiUnavailable("no answer")
            return await super().get(path, **query)

    with pytest.raises(ApiUnavailable):
        read(Partly(tenants=[tenant("a")]))


def test_the_same_key_twice_makes_a_listing_useless() -> None:
    twice = ModelApi(roles=[role("r", id="ROL1"), role("r", id="ROL2")])
    with pytest.raises(InconsistentListing, match="role r twice"):
        read(twice)


def test_the_same_name_in_two_tenants_is_two_roles() -> None:
    api = ModelApi(tenants=[tenant("a"), tenant("b")], roles=[role("r", tenantId="a"), role("r", tenantId="b"), role("r")])
    assert list(read(api).keyed("roles")) == ["a/r", "b/r", "r"]


def test_related_kinds_are_those_that_refer_to_each_other() -> None:
    assert related(["permissions"]) == related(["tenants"]) == list(KINDS)
    assert related([]) == []


def test_a_state_can_be_narrowed_to_some_kinds() -> None:
    both = state(tenants=[tenant("a")], roles=[])
    assert both.only(["tenants"]) == state(tenants=[tenant("a")])
    assert (both.kinds, len(both.keyed("permissions"))) == (["roles", "tenants"], 0)


# --- from variables ------------------------------------------------------------------------------------------------------


def test_variables_are_snake_case_and_hold_only_what_was_written() -> None:
    found = state_from_variables({"tenants": [{"id": "acme", "enforce_sso": True, "self_provisioning_domains": []}]})
    assert found == State({"tenants": ({"id": "acme", "enforceSSO": True, "selfProvisioningDomains": []},)})


def test_null_counts_as_not_written() -> None:
    found = state_from_variables({"tenants": [{"id": "acme", "disabled": None, "extra": None}], "roles": None})
    assert found == State({"tenants": ({"id": "acme"},)})


def test_extra_carries_fields_that_are_not_known_yet() -> None:
    assert document_from_variables(TENANT, {"id": "a", "extra": {"betaFlag": 1}}, "x") == {"id": "a", "betaFlag": 1}


@pytest.mark.parametrize(
    ("desired", "said"),
    [
        ([], "desired must be a mapping with any of permissions, roles, tenants, not list"),
        ({"tenant": []}, "desired.tenant is not a kind of document"),
        ({"tenants": {}}, "desired.tenants must be a list of tenants, not dict"),
        ({"tenants": "acme"}, "desired.tenants must be a list"),
        ({"tenants": ["acme"]}, "desired.tenants[0] must be a mapping of tenant fields, not str"),
        ({"tenants": [{"id": "a"}, {"disabled": True}]}, "desired.tenants[1] does not say which tenant it is"),
        ({"tenants": [{"id": "", "name": ""}]}, "does not say which tenant it is"),
        ({"roles": [{"description": "x"}]}, "desired.roles[0] does not say which role it is"),
        ({"tenants": [{"id": "a", "enforceSSO": True}]}, "desired.tenants[0].enforceSSO (a): a tenant has no such field"),
        ({"tenants": [{"id": "a", "disabled": "perhaps"}]}, "desired.tenants[0].disabled (a): should be a valid boolean"),
        ({"tenants": [{"id": 5}]}, "desired.tenants[0].id: should be a valid string"),
        ({"tenants": [{"id": "a", "default_roles": "viewer"}]}, "desired.tenants[0].default_roles (a): should be a valid list"),
        ({"tenants": [{"id": "a", "default_roles": [1]}]}, "desired.tenants[0].default_roles (a): should be a valid string"),
        ({"tenants": [{"id": "a", "role_inheritance": "some"}]}, "desired.tenants[0].role_inheritance (a): should be ''"),
        ({"tenants": [{"id": "a", "extra": []}]}, "desired.tenants[0].extra (a): must be a mapping"),
        ({"tenants": [{"id": "a"}, {"id": "a", "name": "x"}]}, "desired.tenants has the tenant a twice"),
        ({"tenants": [{"id": "a", "name": "x"}, {"id": "b", "name": "x"}]}, "two tenants the same name: x"),
        ({"roles": [{"name": "r"}, {"name": "r"}]}, "desired.roles has the role r twice"),
        ({"tenants": [{1: 2, "id": "a"}]}, "desired.tenants[0].1 (a): a tenant has no such field"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(desired: t.Any, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        state_from_variables(desired)
    assert said in refusal.value.message


@pytest.mark.parametrize(
    ("field", "meant"),
    [("enforceSSO", "enforce_sso"), ("self_provisioning_domain", "self_provisioning_domains"), ("Name", "name")],
)
def test_a_misspelt_field_gets_a_suggestion(field: str, meant: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        state_from_variables({"tenants": [{"id": "a", field: []}]})
    assert refusal.value.hint == f"Did you mean {meant}?"


def test_extra_is_no_way_around_the_type_of_a_known_field() -> None:
    with pytest.raises(InvalidInput):
        state_from_variables({"tenants": [{"id": "a", "extra": {"selfProvisioningDomains": "acme.com"}}]})
