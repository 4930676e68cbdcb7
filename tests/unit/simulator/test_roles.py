# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role rules that are easy to get wrong."""

from __future__ import annotations

import pytest

from tests.simulator.raw_client import RawClient


def test_create_and_update_answer_the_role_itself(api: RawClient) -> None:
    made = api.post("role/create", name="reader").json()
    assert made == api.named("role", "reader")
    assert api.post("role/update", id=made["id"], newName="lector").json() == api.named("role", "lector")


def test_update_resets_every_field_that_is_absent(api: RawClient) -> None:
    api.post("permission/create", name="doc.read")
    made = api.post(
        "role/create",
        name="reader",
        description="text",
        permissionNames=["doc.read"],
        default=True,
        private=True,
        fromTheFuture=1,
    ).json()
    updated = api.post("role/update", name="reader", newName="reader", evenNewer=2).json()
    reset = {"description": "", "permissionNames": [], "default": False, "private": False, "evenNewer": 2}
    assert updated == {
        "id": made["id"],
        "name": "reader",
        "createdTime": made["createdTime"],
        "tenantId": "",
        **reset,
    }


def test_update_needs_the_new_name_even_when_it_stays(api: RawClient) -> None:
    api.post("role/create", name="reader")
    refused = api.post("role/update", name="reader", description="text")
    assert refused.json()["errorMessage"] == "The newName field is required"


def test_permissions_must_exist_at_create_and_update(api: RawClient) -> None:
    api.post("role/create", name="reader")
    assert api.post("role/create", name="other", permissionNames=["nope"]).status_code == 400
    assert api.post("role/update", name="reader", newName="reader", permissionNames=["nope"]).status_code == 400
    assert api.names("role") == ["Tenant Admin", "reader"]


def test_a_name_may_be_used_once_in_the_project_and_once_in_each_tenant(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    for scope in ("", "acme"):
        assert api.post("role/create", name="reader", tenantId=scope).status_code == 200
        refused = api.post("role/create", name="reader", tenantId=scope)
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "E011003")
        assert "already exists" in refused.json()["errorDescription"]


def test_an_unknown_tenant_is_refused(api: RawClient) -> None:
    assert api.post("role/create", name="reader", tenantId="nobody").status_code == 400


def test_update_by_name_looks_in_the_given_scope_and_never_moves_the_role(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create", name="reader")
    inside = api.post("role/create", name="reader", tenantId="acme").json()
    moved = api.post("role/update", name="reader", newName="lector", tenantId="acme").json()
    assert (moved["id"], moved["tenantId"]) == (inside["id"], "acme")
    assert api.named("role", "reader")["tenantId"] == ""


def test_a_role_of_another_tenant_is_not_found_by_its_id(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    key = api.post("role/create", name="reader").json()["id"]
    assert api.post("role/delete", id=key, tenantId="acme").status_code == 404


@pytest.mark.parametrize("call", ["update", "delete"])
def test_the_built_in_role_is_protected(api: RawClient, call: str) -> None:
    for selector in ({"name": "Tenant Admin"}, {"id": api.named("role", "Tenant Admin")["id"]}):
        refused = api.post(f"role/{call}", **selector, newName="Tenant Admin")
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "E024214")


@pytest.mark.parametrize("call", ["update", "delete"])
def test_an_unknown_role_is_a_404(api: RawClient, call: str) -> None:
    assert api.post(f"role/{call}", name="nobody", newName="x").status_code == 404
    assert api.post(f"role/{call}", id="ROLnobody", newName="x").status_code == 404


def test_a_rename_follows_into_default_roles_and_a_deletion_leaves_them(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create/batch", roles=[{"name": "a"}, {"name": "b"}])
    api.post("tenant/updateDefaultRoles", id="acme", defaultRoles=["a", "b"])
    api.post("role/update", name="a", newName="a2")
    assert api.tenant("acme")["defaultRoles"] == ["a2", "b"]
    api.post("role/delete", name="b")
    assert api.tenant("acme")["defaultRoles"] == ["a2"]


def test_a_tenants_role_does_not_touch_default_roles_of_the_same_name(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create", name="a")
    api.post("role/create", name="a", tenantId="acme")
    api.post("tenant/updateDefaultRoles", id="acme", defaultRoles=["a"])
    api.post("role/update", name="a", newName="b", tenantId="acme")
    assert api.tenant("acme")["defaultRoles"] == ["a"]
    api.post("role/update", name="b", newName="a", tenantId="acme")
    api.post("role/delete", name="a", tenantId="acme")
    assert api.tenant("acme")["defaultRoles"] == ["a"]


@pytest.mark.parametrize(
    ("call", "bad"),
    [
        ("create", {"roles": [{"name": "new"}, {"name": "reader"}]}),
        ("create", {"roles": [{"name": "new"}, {"name": "new"}]}),
        ("update", {"roles": [{"name": "reader", "newName": "new"}, {"name": "nobody", "newName": "x"}]}),
        ("delete", {"roleNames": ["reader", "nobody"]}),
        ("delete", {"roleNames": ["reader", "Tenant Admin"]}),
        ("delete", {}),
        ("delete", {"roleNames": [], "roleIds": [], "tenantId": ""}),
    ],
)
def test_a_batch_does_all_or_nothing(api: RawClient, call: str, bad: dict[str, object]) -> None:
    api.post("role/create", name="reader")
    before = api.listed("role")
    assert api.post(f"role/{call}/batch", **bad).status_code in (400, 404)
    assert api.listed("role") == before


def test_a_batch_deletes_names_in_one_scope_and_ids(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create", name="a")
    api.post("role/create", name="a", tenantId="acme")
    key = api.post("role/create", name="b", tenantId="acme").json()["id"]
    api.post("role/delete/batch", roleNames=["a"], roleIds=[key], tenantId="acme")
    assert [(role["name"], role["tenantId"]) for role in api.listed("role")] == [("Tenant Admin", ""), ("a", "")]


def test_search_looks_at_text_and_sorts(api: RawClient) -> None:
    roles = [{"name": "b", "description": "Find ME"}, {"name": "c", "description": "find me"}]
    api.post("role/create/batch", roles=roles)
    found = api.post("role/search", text="find me", sort=[{"field": "name", "desc": True}]).json()["roles"]
    assert [role["name"] for role in found] == ["c", "b"]
