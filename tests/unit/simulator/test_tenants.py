# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant rules that are easy to get wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

EVERYTHING: dict[str, Any] = {
    "id": "acme",
    "name": "Acme",
    "selfProvisioningDomains": ["acme.example"],
    "customAttributes": {"plan": "gold"},
    "authType": "saml",
    "disabled": True,
    "enforceSSO": True,
    "enforceSSOExclusions": ["root@acme.example"],
    "federatedAppIds": ["app"],
    "roleInheritance": "userOnly",
}


def test_load_is_flat_and_has_every_zero_value(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    tenant = api.tenant("acme")
    assert tenant.pop("createdTime") > 1_700_000_000
    assert tenant == {
        "id": "acme",
        "name": "Acme",
        "selfProvisioningDomains": [],
        "customAttributes": {},
        "authType": "none",
        "domains": [],
        "disabled": False,
        "enforceSSO": False,
        "enforceSSOExclusions": [],
        "federatedAppIds": [],
        "parent": "",
        "successors": [],
        "defaultRoles": [],
        "roleInheritance": "",
    }


@pytest.mark.parametrize("absent", [None, ""])
def test_create_makes_an_id_of_28_characters_when_none_is_given(api: RawClient, absent: str | None) -> None:
    made = api.post("tenant/create", id=absent, name="Acme").json()["id"]
    assert made.startswith("T")
    assert len(made) == 28


@pytest.mark.parametrize("tenant_id", ["a b", "ä", "a/b", "x" * 255])
def test_create_refuses_an_id_with_characters_nobody_uses(api: RawClient, tenant_id: str) -> None:
    assert api.post("tenant/create", id=tenant_id, name="Acme").status_code == 400


@pytest.mark.parametrize("twin", [{"id": "acme", "name": "Other"}, {"id": "other", "name": "Acme"}, {"name": "Acme"}])
def test_create_refuses_a_taken_id_and_a_taken_name(api: RawClient, twin: dict[str, str]) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    refused = api.post("tenant/create", **twin)
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E011003")
    assert "already exists" in refused.json()["errorDescription"]


def test_names_that_differ_in_case_are_different(api: RawClient) -> None:
    api.post("tenant/create", name="Acme")
    assert api.post("tenant/create", name="ACME").status_code == 200


def test_create_accepts_null_for_every_optional_field(api: RawClient) -> None:
    body: dict[str, Any] = {**dict.fromkeys([*EVERYTHING, "parent"]), "name": "Acme"}
    assert api.post("tenant/create", **body).status_code == 200


def test_update_resets_every_field_that_is_absent(api: RawClient) -> None:
    api.post("tenant/create", **EVERYTHING)
    assert api.post("tenant/update", id="acme", name="Acme").json() == {}
    tenant = api.tenant("acme")
    assert tenant["selfProvisioningDomains"] == tenant["enforceSSOExclusions"] == tenant["federatedAppIds"] == []
    assert (tenant["customAttributes"], tenant["disabled"], tenant["enforceSSO"]) == ({}, False, False)
    assert tenant["roleInheritance"] == ""


def test_update_keeps_auth_type_when_it_is_absent(api: RawClient) -> None:
    api.post("tenant/create", **EVERYTHING)
    api.post("tenant/update", id="acme", name="Acme")
    assert api.tenant("acme")["authType"] == "saml"


def test_update_stores_an_unknown_field_and_the_next_one_drops_it(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme", fromTheFuture={"a": [1]})
    assert api.tenant("acme")["fromTheFuture"] == {"a": [1]}
    api.post("tenant/update", id="acme", name="Acme", evenNewer=2)
    tenant = api.tenant("acme")
    assert "fromTheFuture" not in tenant
    assert tenant["evenNewer"] == 2


def test_update_cannot_set_what_other_calls_or_the_server_write(api: RawClient) -> None:
    api.post("tenant/create", id="top", name="Top")
    api.post("role/create", name="reader")
    api.post("tenant/create", id="acme", name="Acme", parent="top")
    api.post("tenant/updateDefaultRoles", id="acme", defaultRoles=["reader"])
    before = api.tenant("acme")
    api.post(
        "tenant/update",
        id="acme",
        name="Acme",
        createdTime=1,
        successors=["x"],
        domains=["x"],
        defaultRoles=["x"],
        parent="",
    )
    assert api.tenant("acme") == before


def test_patch_changes_only_what_is_sent(api: RawClient) -> None:
    api.post("tenant/create", **EVERYTHING, fromTheFuture=1)
    before = api.tenant("acme")
    api.patch("tenant/patch", id="acme", disabled=False, selfProvisioningDomains=[], name=None)
    assert api.tenant("acme") == {**before, "disabled": False, "selfProvisioningDomains": []}


def test_patch_replaces_custom_attributes_as_a_whole(api: RawClient) -> None:
    api.post("tenant/create", **EVERYTHING)
    api.patch("tenant/patch", id="acme", customAttributes={"seats": 1})
    assert api.tenant("acme")["customAttributes"] == {"seats": 1}


@pytest.mark.parametrize("call", ["create", "update", "patch"])
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("roleInheritance", "everyone", "E011003"),
        ("authType", "ldap", "E011003"),
        ("disabled", "yes", "E011001"),
        ("selfProvisioningDomains", "acme.example", "E011001"),
        ("selfProvisioningDomains", [1], "E011001"),
        ("customAttributes", [], "E011001"),
    ],
)
def test_an_impossible_value_is_refused(api: RawClient, call: str, field: str, value: object, code: str) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    body = {"id": "other" if call == "create" else "acme", "name": "Other", field: value}
    refused = api.patch("tenant/patch", **body) if call == "patch" else api.post(f"tenant/{call}", **body)
    assert (refused.status_code, refused.json()["errorCode"]) == (400, code)


def test_required_fields_are_reported_id_first(api: RawClient) -> None:
    message = "errorMessage"
    assert api.post("tenant/create", name="").json()[message] == "The name field is required"
    assert api.post("tenant/update", id="", name="").json()[message] == "The id field is required"
    assert api.post("tenant/update", id="acme", name="").json()[message] == "The name field is required"
    assert api.post("tenant/delete", id="").json()[message] == "The id field is required"
    assert api.patch("tenant/patch").json()[message] == "The id field is required"


def test_an_unknown_tenant_is_a_404_with_the_attested_code(api: RawClient) -> None:
    answers = [
        api.get("tenant", id="nobody"),
        api.post("tenant/update", id="nobody", name="Nobody"),
        api.patch("tenant/patch", id="nobody"),
        api.post("tenant/delete", id="nobody"),
        api.post("tenant/updateDefaultRoles", id="nobody", defaultRoles=[]),
    ]
    assert {(answer.status_code, answer.json()["errorCode"]) for answer in answers} == {(404, "E112202")}


def test_load_takes_the_older_name_of_its_parameter(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    assert api.get("tenant", tenantId="acme").json()["id"] == "acme"


def test_successors_are_all_descendants_nearest_first(api: RawClient) -> None:
    for tenant_id, parent in (("top", ""), ("left", "top"), ("right", "top"), ("leaf", "left")):
        api.post("tenant/create", id=tenant_id, name=tenant_id, parent=parent)
    assert {doc["id"]: doc["successors"] for doc in api.listed("tenant")} == {
        "top": ["left", "right", "leaf"],
        "left": ["leaf"],
        "right": [],
        "leaf": [],
    }


def test_a_parent_must_exist(api: RawClient) -> None:
    assert api.post("tenant/create", name="Acme", parent="nobody").status_code == 400


@pytest.mark.parametrize("cascade", [False, True])
def test_a_tenant_with_sub_tenants_is_not_deleted(api: RawClient, cascade: bool) -> None:
    api.post("tenant/create", id="top", name="Top")
    api.post("tenant/create", id="leaf", name="Leaf", parent="top")
    assert api.post("tenant/delete", id="top", cascade=cascade).status_code == 400
    assert api.post("tenant/delete", id="leaf", cascade=cascade).status_code == 200
    assert api.post("tenant/delete", id="top", cascade=cascade).status_code == 200
    assert api.listed("tenant") == []


def test_deleting_a_tenant_deletes_its_roles_and_no_others(api: RawClient) -> None:
    for tenant_id in ("acme", "globex"):
        api.post("tenant/create", id=tenant_id, name=tenant_id)
        api.post("role/create", name="reader", tenantId=tenant_id)
    api.post("role/create", name="reader")
    api.post("tenant/delete", id="acme")
    assert [role["tenantId"] for role in api.listed("role") if role["name"] == "reader"] == ["globex", ""]


def test_default_roles_must_be_roles_of_the_project(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create", name="of the tenant", tenantId="acme")
    for names in (["no such role"], ["of the tenant"]):
        assert api.post("tenant/updateDefaultRoles", id="acme", defaultRoles=names).status_code == 400
    assert api.post("tenant/updateDefaultRoles", id="acme", defaultRoles=["Tenant Admin"]).status_code == 200
    assert api.tenant("acme")["defaultRoles"] == ["Tenant Admin"]


def test_search_holds_every_filter_at_once(api: RawClient, control: Control, project_id: str) -> None:
    control.load(
        project_id,
        {
            "tenants": [
                {"id": "top", "name": "Top", "domains": ["sso.example"], "customAttributes": {"n": 1}},
                {"id": "leaf", "name": "Leaf", "parent": "top", "authType": "saml", "customAttributes": {"n": True}},
            ]
        },
    )

    def found(**filters: object) -> list[str]:
        return [doc["id"] for doc in api.post("tenant/search", **filters).json()["tenants"]]

    assert found() == found(tenantIds=None, topLevelOnly=False) == ["top", "leaf"]
    assert found(topLevelOnly=True) == found(tenantSSODomains=["sso.example", "x"]) == ["top"]
    assert found(customAttributes={"n": 1}) == found(customAttributes={"n": 1.0}) == ["top"]
    assert found(parentTenantId="top") == found(authType="saml") == found(customAttributes={"n": True}) == ["leaf"]
    assert found(topLevelOnly=True, authType="saml") == []
