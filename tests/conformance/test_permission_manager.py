# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The permission manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("permission")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_makes_a_permission_that_is_not_a_system_default(sdk: Sdk) -> None:
    sdk.permission.create("doc.read", "Read documents")
    made = _named(sdk)["doc.read"]
    assert made["id"].startswith("PERM")
    assert (made["description"], made["systemDefault"]) == ("Read documents", False)


@COVERAGE.of("create")
def test_create_of_an_existing_name_is_refused_with_the_attested_code(sdk: Sdk) -> None:
    sdk.permission.create("doc.read")
    with pytest.raises(AuthException) as refused:
        sdk.permission.create("doc.read")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (400, "E024104")


@COVERAGE.of("create_batch")
def test_create_batch_makes_all_or_none(sdk: Sdk) -> None:
    sdk.permission.create_batch([{"name": "a"}, {"name": "b", "description": "B"}])
    with pytest.raises(AuthException):
        sdk.permission.create_batch([{"name": "c"}, {"name": "a"}])
    assert {"a", "b"} <= set(_named(sdk))
    assert "c" not in _named(sdk)


@COVERAGE.of("update")
def test_update_renames_and_empties_the_description_that_is_left_out(sdk: Sdk) -> None:
    sdk.permission.create("old", "text")
    sdk.permission.update("old", "new")
    assert "old" not in _named(sdk)
    assert _named(sdk)["new"]["description"] == ""


@COVERAGE.of("update_by_id")
def test_update_by_id_keeps_the_id(sdk: Sdk) -> None:
    sdk.permission.create("old")
    key = _named(sdk)["old"]["id"]
    sdk.permission.update_by_id(key, "new", "text")
    assert (_named(sdk)["new"]["id"], _named(sdk)["new"]["description"]) == (key, "text")


@COVERAGE.of("update_batch")
def test_update_batch_takes_names_and_ids(sdk: Sdk) -> None:
    sdk.permission.create_batch([{"name": "a"}, {"name": "b"}])
    key = _named(sdk)["b"]["id"]
    sdk.permission.update_batch([{"name": "a", "newName": "a2"}, {"id": key, "newName": "b2"}])
    assert {"a2", "b2"} <= set(_named(sdk))


@COVERAGE.of("delete")
def test_delete_takes_the_permission_out_of_every_role(sdk: Sdk) -> None:
    sdk.permission.create_batch([{"name": "a"}, {"name": "b"}])
    sdk.role.create("reader", permission_names=["a", "b"])
    sdk.permission.delete("a")
    (role,) = sdk.role.search(role_names=["reader"])["roles"]
    assert role["permissionNames"] == ["b"]


@COVERAGE.of("delete_by_id")
def test_delete_by_id_deletes_that_one(sdk: Sdk) -> None:
    sdk.permission.create_batch([{"name": "a"}, {"name": "b"}])
    sdk.permission.delete_by_id(_named(sdk)["a"]["id"])
    assert "a" not in _named(sdk)
    assert "b" in _named(sdk)


@COVERAGE.of("delete_batch")
def test_delete_batch_deletes_the_named_ones_only(sdk: Sdk) -> None:
    sdk.permission.create_batch([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    sdk.permission.delete_batch(["a", "b"])
    assert {"a", "b", "c"} & set(_named(sdk)) == {"c"}


@COVERAGE.of("delete_batch_by_ids")
def test_delete_batch_by_ids_deletes_those_only(sdk: Sdk) -> None:
    sdk.permission.create_batch([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    sdk.permission.delete_batch_by_ids([_named(sdk)["a"]["id"], _named(sdk)["b"]["id"]])
    assert {"a", "b", "c"} & set(_named(sdk)) == {"c"}


@COVERAGE.of("load_all")
def test_a_new_project_ships_with_system_default_permissions(sdk: Sdk) -> None:
    shipped = sdk.permission.load_all()["permissions"]
    assert {"User Admin", "SSO Admin"} <= {permission["name"] for permission in shipped}
    assert all(permission["systemDefault"] for permission in shipped)


def _named(sdk: Sdk) -> dict[str, dict[str, Any]]:
    return {permission["name"]: permission for permission in sdk.permission.load_all()["permissions"]}
