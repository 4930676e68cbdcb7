# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States from what a user wrote: checked field by field before anything is read."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._engine.written import document_from_variables, state_from_variables
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from tests.unit.plugins.builders import TENANT


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
        ([], "desired must be a mapping with any of permissions, roles, "),
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
