# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access key manager of the official client finds the API it was written for."""

from __future__ import annotations

import time
from typing import Any

import pytest
from descope import AssociatedTenant, AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("access_key")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_says_the_cleartext_once(sdk: Sdk) -> None:
    made = sdk.access_key.create("ci")
    key, cleartext = made["key"], made["cleartext"]
    assert cleartext.startswith(key["id"])
    assert sdk.access_key.load(key["id"]) == {"key": key}
    assert cleartext not in str(sdk.access_key.search_all_access_keys())


@COVERAGE.of("create")
def test_a_new_key_is_complete_active_and_never_expires(sdk: Sdk) -> None:
    key = sdk.access_key.create("ci")["key"]
    assert key.pop("createdTime") > 0
    assert [key.pop(name)[:1] for name in ("id", "createdBy", "clientId")] == ["K", "K", "U"]
    assert key == {
        "name": "ci",
        "description": "",
        "status": "active",
        "expireTime": 0,
        "boundUserId": "",
        "roleNames": [],
        "keyTenants": [],
        "customClaims": {},
        "permittedIps": [],
        "customAttributes": {},
        "editable": True,
    }


@COVERAGE.of("create")
def test_create_stores_every_field_the_client_knows(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.role.create("deployer", tenant_id="acme")
    user_id = sdk.user.create("ann")["user"]["userId"]
    expires = int(time.time()) + 3600
    key = sdk.access_key.create(
        "ci",
        expires,
        key_tenants=[AssociatedTenant("acme", ["deployer"])],
        user_id=user_id,
        custom_claims={"k": 1},
        description="For the pipeline",
        permitted_ips=["10.0.0.0/8"],
        custom_attributes={"team": "a"},
    )["key"]
    assert key["keyTenants"] == [{"tenantId": "acme", "tenantName": "Acme", "roleNames": ["deployer"]}]
    assert (key["expireTime"], key["boundUserId"], key["description"]) == (expires, user_id, "For the pipeline")
    assert (key["customClaims"], key["permittedIps"]) == ({"k": 1}, ["10.0.0.0/8"])
    assert key["customAttributes"] == {"team": "a"}


@COVERAGE.of("create")
def test_names_may_repeat_but_what_a_key_refers_to_must_exist(sdk: Sdk) -> None:
    first, second = sdk.access_key.create("ci")["key"], sdk.access_key.create("ci")["key"]
    assert first["id"] != second["id"]
    unknown: list[dict[str, Any]] = [
        {"role_names": ["nobody's"]},
        {"key_tenants": [AssociatedTenant("nowhere")]},
        {"user_id": "Unobody"},
    ]
    for bad in unknown:
        with pytest.raises(AuthException) as refused:
            sdk.access_key.create("ci", **bad)
        assert refusal(refused.value)[0] == 400


@COVERAGE.of("load")
def test_load_of_an_unknown_key_is_a_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.access_key.load("Knothing")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("search_all_access_keys")
def test_search_filters_by_tenant_binding_creator_and_attributes(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    user_id = sdk.user.create("ann")["user"]["userId"]
    sdk.access_key.create("plain", custom_attributes={"team": "a"})
    sdk.access_key.create("tenant", key_tenants=[AssociatedTenant("acme")])
    creator = sdk.access_key.create("bound", user_id=user_id)["key"]["createdBy"]

    def found(**filters: Any) -> list[str]:
        return [key["name"] for key in sdk.access_key.search_all_access_keys(**filters)["keys"]]

    assert found() == found(creating_user=creator) == ["plain", "tenant", "bound"]
    assert found(tenant_ids=["acme", "other"]) == ["tenant"]
    assert found(bound_user_id=user_id) == ["bound"]
    assert found(custom_attributes={"team": "a"}) == ["plain"]
    assert found(creating_user="Unobody") == []


@COVERAGE.of("update")
def test_update_keeps_what_is_left_out(sdk: Sdk) -> None:
    before = sdk.access_key.create("ci", description="text", custom_claims={"k": 1}, permitted_ips=["10.0.0.1"])["key"]
    sdk.access_key.update(before["id"], "ci 2", permitted_ips=[], custom_attributes={"a": 1})
    after = sdk.access_key.load(before["id"])["key"]
    assert after == {**before, "name": "ci 2", "permittedIps": [], "customAttributes": {"a": 1}}


@COVERAGE.of("deactivate")
def test_deactivate(sdk: Sdk) -> None:
    key_id = sdk.access_key.create("ci")["key"]["id"]
    sdk.access_key.deactivate(key_id)
    assert sdk.access_key.load(key_id)["key"]["status"] == "inactive"


@COVERAGE.of("activate")
def test_activate(sdk: Sdk) -> None:
    key_id = sdk.access_key.create("ci")["key"]["id"]
    sdk.access_key.deactivate(key_id)
    sdk.access_key.activate(key_id)
    assert sdk.access_key.load(key_id)["key"]["status"] == "active"


@COVERAGE.of("delete")
def test_a_deleted_key_is_gone(sdk: Sdk) -> None:
    key_id = sdk.access_key.create("ci")["key"]["id"]
    sdk.access_key.delete(key_id)
    assert sdk.access_key.search_all_access_keys() == {"keys": []}
    with pytest.raises(AuthException) as refused:
        sdk.access_key.delete(key_id)
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("rotate")
def test_rotate_gives_the_same_key_a_new_secret(sdk: Sdk) -> None:
    made = sdk.access_key.create("ci", description="text")
    rotated = sdk.access_key.rotate(made["key"]["id"])
    assert rotated["key"] == made["key"]
    assert rotated["cleartext"] != made["cleartext"]


@COVERAGE.of("rotate")
def test_only_a_key_that_works_is_rotated(sdk: Sdk) -> None:
    inactive = sdk.access_key.create("inactive")["key"]["id"]
    sdk.access_key.deactivate(inactive)
    expired = sdk.access_key.create("expired", int(time.time()) - 1)["key"]["id"]
    for key_id in (inactive, expired):
        with pytest.raises(AuthException) as refused:
            sdk.access_key.rotate(key_id)
        assert refusal(refused.value)[0] == 400


def _batch(sdk: Sdk) -> list[str]:
    return [sdk.access_key.create(name)["key"]["id"] for name in ("a", "b", "c")]


def _statuses(sdk: Sdk) -> list[str]:
    return [key["status"] for key in sdk.access_key.search_all_access_keys()["keys"]]


@COVERAGE.of("deactivate_batch")
def test_deactivate_batch_changes_all_or_none(sdk: Sdk) -> None:
    ids = _batch(sdk)
    with pytest.raises(AuthException):
        sdk.access_key.deactivate_batch([ids[0], "Knothing"])
    assert _statuses(sdk) == ["active"] * 3
    sdk.access_key.deactivate_batch(ids[:2])
    assert _statuses(sdk) == ["inactive", "inactive", "active"]


@COVERAGE.of("activate_batch")
def test_activate_batch(sdk: Sdk) -> None:
    ids = _batch(sdk)
    sdk.access_key.deactivate_batch(ids)
    sdk.access_key.activate_batch(ids[:2])
    assert _statuses(sdk) == ["active", "active", "inactive"]


@COVERAGE.of("delete_batch")
def test_delete_batch(sdk: Sdk) -> None:
    ids = _batch(sdk)
    sdk.access_key.delete_batch(ids[1:])
    assert [key["id"] for key in sdk.access_key.search_all_access_keys()["keys"]] == ids[:1]
