# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("role")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_fills_what_is_left_out_with_zero_values(sdk: Sdk) -> None:
    sdk.role.create("reader")
    made = _only(sdk, "reader")
    assert made["id"].startswith("ROL")
    assert made["createdTime"] > 0
    rest = {name: made[name] for name in made if name not in ("id", "createdTime")}
    assert rest == {
        "name": "reader",
        "description": "",
        "permissionNames": [],
        "tenantId": "",
        "default": False,
        "private": False,
    }


@COVERAGE.of("create")
def test_create_puts_a_role_into_a_tenant(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", id="acme")
    sdk.role.create("reader", "of Acme", tenant_id="acme", default=True, private=True)
    made = _only(sdk, "reader")
    assert (made["tenantId"], made["default"], made["private"]) == ("acme", True, True)


@COVERAGE.of("create_batch")
def test_create_batch_makes_every_role(sdk: Sdk) -> None:
    sdk.role.create_batch([{"name": "a"}, {"name": "b", "default": True}])
    assert (_only(sdk, "a")["default"], _only(sdk, "b")["default"]) == (False, True)


@COVERAGE.of("create_batch")
def test_create_batch_makes_all_or_none(sdk: Sdk) -> None:
    with pytest.raises(AuthException):
        sdk.role.create_batch([{"name": "a"}, {"name": "b", "permissionNames": ["no such permission"]}])
    assert _named(sdk, "a") == []


@COVERAGE.of("update")
def test_update_empties_what_is_left_out(sdk: Sdk) -> None:
    sdk.permission.create("doc.read")
    sdk.role.create("reader", "text", ["doc.read"], default=True)
    sdk.role.update("reader", "reader")
    updated = _only(sdk, "reader")
    assert (updated["description"], updated["permissionNames"], updated["default"]) == ("", [], False)


@COVERAGE.of("update_by_id")
def test_update_by_id_renames_and_keeps_the_id(sdk: Sdk) -> None:
    sdk.role.create("reader")
    key = _only(sdk, "reader")["id"]
    sdk.role.update_by_id(key, "lector", description="text")
    assert _only(sdk, "lector")["id"] == key


@COVERAGE.of("update_batch")
def test_update_batch_takes_names_and_ids(sdk: Sdk) -> None:
    sdk.role.create_batch([{"name": "a"}, {"name": "b"}])
    key = _only(sdk, "b")["id"]
    sdk.role.update_batch([{"name": "a", "newName": "a2"}, {"id": key, "newName": "b2", "description": "B"}])
    assert _only(sdk, "a2")["description"] == ""
    assert _only(sdk, "b2")["id"] == key


@COVERAGE.of("update")
def test_the_built_in_role_cannot_be_updated(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.role.update("Tenant Admin", "Tenant Admin", "mine now")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (400, "E024214")


@COVERAGE.of("delete")
def test_delete_takes_the_role_of_the_given_tenant_only(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", id="acme")
    sdk.role.create("reader")
    sdk.role.create("reader", tenant_id="acme")
    sdk.role.delete("reader", "acme")
    assert _only(sdk, "reader")["tenantId"] == ""


@COVERAGE.of("delete_by_id")
def test_delete_by_id_deletes_that_one(sdk: Sdk) -> None:
    sdk.role.create("a")
    sdk.role.delete_by_id(_only(sdk, "a")["id"])
    assert _named(sdk, "a") == []


@COVERAGE.of("delete_batch")
def test_delete_batch_deletes_the_named_ones_only(sdk: Sdk) -> None:
    sdk.role.create_batch([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    sdk.role.delete_batch(["a", {"name": "b"}])
    assert _named(sdk, "a") + _named(sdk, "b") == []
    assert _only(sdk, "c")


@COVERAGE.of("delete_batch_by_ids")
def test_delete_batch_by_ids_deletes_those_only(sdk: Sdk) -> None:
    sdk.role.create_batch([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    sdk.role.delete_batch_by_ids([_only(sdk, "a")["id"], _only(sdk, "b")["id"]])
    assert _named(sdk, "a") + _named(sdk, "b") == []
    assert _only(sdk, "c")


@COVERAGE.of("load_all")
def test_load_all_lists_roles_of_the_project_and_of_tenants(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", id="acme")
    sdk.role.create("reader", tenant_id="acme")
    assert {role["name"] for role in sdk.role.load_all()["roles"]} == {"Tenant Admin", "reader"}


@COVERAGE.of("search")
def test_search_finds_by_part_of_the_name_and_adds_project_roles_on_request(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", id="acme")
    sdk.role.create("Reader")
    sdk.role.create("reader of Acme", tenant_id="acme")
    assert len(sdk.role.search(role_name_like="READER")["roles"]) == 2
    assert len(sdk.role.search(role_name_like="READER", tenant_ids=["acme"])["roles"]) == 1
    both = sdk.role.search(role_name_like="READER", tenant_ids=["acme"], include_project_roles=True)["roles"]
    assert {role["tenantId"] for role in both} == {"", "acme"}


@COVERAGE.of("search")
def test_search_finds_by_permission_and_by_id(sdk: Sdk) -> None:
    sdk.permission.create("doc.read")
    sdk.role.create("reader", permission_names=["doc.read"])
    sdk.role.create("other")
    key = _only(sdk, "reader")["id"]
    for found in (sdk.role.search(permission_names=["doc.read"]), sdk.role.search(role_ids=[key])):
        assert [role["name"] for role in found["roles"]] == ["reader"]


def _named(sdk: Sdk, name: str) -> list[dict[str, Any]]:
    return [role for role in sdk.role.load_all()["roles"] if role["name"] == name]


def _only(sdk: Sdk, name: str) -> dict[str, Any]:
    (role,) = _named(sdk, name)
    return role
