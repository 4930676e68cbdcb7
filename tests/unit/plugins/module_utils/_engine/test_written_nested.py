# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user writes inside something else, and what there is only one of: the same state as written beside it, in a list."""

from __future__ import annotations

import copy
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._engine.written import state_from_variables
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput

Json = dict[str, t.Any]


def refusal(desired: Json) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        state_from_variables(desired)
    return caught.value


# --- inside something else -----------------------------------------------------------------------------------------------


def test_what_stands_inside_a_tenant_is_the_same_as_beside_it() -> None:
    inside = {"tenants": [{"id": "acme", "settings": {"enabled": True}, "password_settings": {"min_length": 9}}]}
    beside = {
        "tenants": [{"id": "acme"}],
        "tenant_settings": [{"tenant_id": "acme", "enabled": True}],
        "password_settings": [{"tenant_id": "acme", "min_length": 9}],
    }
    found = state_from_variables(inside)
    assert found == state_from_variables(beside)
    assert found.documents["tenant_settings"] == ({"tenantId": "acme", "enabled": True},)


def test_several_may_stand_inside_a_tenant_and_one_needs_no_list() -> None:
    one = {"oidc": {"client_id": "c"}}
    found = state_from_variables({"tenants": [{"id": "a", "sso": [one, {**one, "sso_id": "two"}]}, {"id": "b", "sso": one}]})
    assert [(sso["tenantId"], sso.get("ssoId")) for sso in found.documents["sso"]] == [("a", None), ("a", "two"), ("b", None)]
    assert [tenant.keys() for tenant in found.documents["tenants"]] == [{"id"}, {"id"}]


def test_inside_and_beside_may_be_mixed() -> None:
    mixed = {"tenants": [{"id": "a", "settings": {"enabled": True}}], "tenant_settings": [{"tenant_id": "b", "enabled": False}]}
    found = state_from_variables(mixed).documents["tenant_settings"]
    assert [document["tenantId"] for document in found] == ["b", "a"]


def test_saying_again_in_which_tenant_it_stands_is_no_mistake() -> None:
    found = state_from_variables({"tenants": [{"id": "a", "settings": {"tenant_id": "a", "enabled": True}}]})
    assert found.documents["tenant_settings"] == ({"tenantId": "a", "enabled": True},)


@pytest.mark.parametrize("nothing", [None, []])
def test_nothing_inside_a_tenant_means_that_it_is_not_managed(nothing: t.Any) -> None:
    assert state_from_variables({"tenants": [{"id": "a", "settings": nothing}]}) == State({"tenants": ({"id": "a"},)})


def test_an_empty_mapping_inside_a_tenant_is_settings_of_which_nothing_is_written() -> None:
    found = state_from_variables({"tenants": [{"id": "a", "settings": {}}]})
    assert found.documents["tenant_settings"] == ({"tenantId": "a"},)


def test_what_the_user_wrote_is_not_changed() -> None:
    desired: Json = {"tenants": [{"id": "a", "settings": {"enabled": True}}], "tenant_settings": [{"tenant_id": "b"}]}
    before = copy.deepcopy(desired)
    state_from_variables(desired)
    assert desired == before


@pytest.mark.parametrize(
    ("desired", "said"),
    [
        (
            {"tenants": [{"name": "Acme", "settings": {"enabled": True}}]},
            "desired.tenants[0].settings: its tenant is not named by id",
        ),
        (
            {"tenants": [{"id": "a", "settings": {"tenant_id": "b"}}]},
            "desired.tenants[0].settings.tenant_id is b, and it stands in a",
        ),
        (
            {"tenants": [{"id": "a", "settings": "on"}]},
            "desired.tenants[0].settings must be a mapping of tenant_settings fields",
        ),
        ({"tenants": [{"id": "a", "sso": [{}, 5]}]}, "desired.tenants[0].sso[1] must be a mapping of sso fields, not int"),
        ({"tenants": [{"id": "a", "sso": [None]}]}, "desired.tenants[0].sso[0] must be a mapping of sso fields, not NoneType"),
        (
            {"tenants": [{"id": "a", "settings": {"enabeld": True}}]},
            "desired.tenants[0].settings.enabeld (a): a tenant_settings",
        ),
        (
            {"tenants": [{"id": "a"}, {"id": "b", "sso": [{"oidc": {"client": 1}}]}]},
            "desired.tenants[1].sso[0].oidc.client (b)",
        ),
        (
            {"tenants": [{"id": "a", "settings": {}}], "tenant_settings": [{"tenant_id": "a"}]},
            "has the tenant_settings a twice",
        ),
        ({"tenants": [{"id": 5, "settings": {}}]}, "should be a valid string"),
        ({"tenants": ["a"]}, "desired.tenants[0] must be a mapping of tenant fields"),
        ({"tenant_settings": [{"enabled": True}]}, "desired.tenant_settings[0] does not say which tenant_settings it is"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(desired: Json, said: str) -> None:
    assert said in refusal(desired).message


# --- only one ------------------------------------------------------------------------------------------------------------


def test_what_there_is_one_of_needs_no_list_and_may_have_one() -> None:
    one = {"name": "Production", "tags": ["live"]}
    assert state_from_variables({"project": one}) == State({"project": (one,)}) == state_from_variables({"project": [one]})


def test_what_there_is_one_of_is_not_written_twice() -> None:
    assert "desired.project has the project project twice" in refusal({"project": [{"name": "a"}, {"name": "b"}]}).message


def test_a_mistake_in_it_is_found_without_a_number() -> None:
    assert refusal({"project": {"nam": "x"}}).message.startswith("desired.project.nam: a project has no such field")
    assert refusal({"project": "x"}).message.startswith("desired.project must be a mapping of project fields, not str")


def test_what_there_may_be_many_of_needs_a_list() -> None:
    assert refusal({"tenants": {"id": "a"}}).message.startswith("desired.tenants must be a list of tenants, not dict")
