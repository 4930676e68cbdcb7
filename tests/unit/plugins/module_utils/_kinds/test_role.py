# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: keys, what is sent for each change, and what a role refers to."""

from __future__ import annotations

import asyncio

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, Forbidden, InvalidInput, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Documents, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.role import role_key
from tests.unit.plugins.builders import ROLE, role
from tests.unit.plugins.module_utils._kinds.noting_client import (
    NotingClient,
    fetched,
    sent_by_create,
    sent_by_delete,
    sent_by_update,
)

EDITOR = role("editor", description="x", permissionNames=["p"], tenantId="acme", default=True, private=True, createdTime=7)
FULL = {
    "name": "editor",
    "description": "x",
    "permissionNames": ["p"],
    "tenantId": "acme",
    "default": True,
    "private": True,
}


@pytest.mark.parametrize(
    ("name", "tenant_id", "key"),
    [
        ("editor", "", "editor"),
        ("editor", "acme", "acme/editor"),
        ("acme/editor", "", "/acme/editor"),
        ("b/c", "acme", "acme/b/c"),
    ],
)
def test_a_key_tells_a_tenants_role_from_a_role_with_a_slash(name: str, tenant_id: str, key: str) -> None:
    assert role_key(name, tenant_id) == key == ROLE.key(role(name, tenantId=tenant_id))


def test_create_sends_the_full_document_without_what_the_server_makes() -> None:
    assert sent_by_create(ROLE, EDITOR) == [("/v1/mgmt/role/create", FULL)]


def test_an_update_sends_everything_and_the_name_twice() -> None:
    after = {**EDITOR, "private": False}
    assert sent_by_update(ROLE, EDITOR, after) == [("/v1/mgmt/role/update", {**FULL, "private": False, "newName": "editor"})]


def test_a_rename_addresses_the_old_name() -> None:
    sent = sent_by_update(ROLE, EDITOR, {**EDITOR, "name": "writer"})
    assert sent == [("/v1/mgmt/role/update", {**FULL, "newName": "writer"})]


def test_unknown_fields_are_sent_back() -> None:
    before = {**EDITOR, "appId": "app1"}
    assert sent_by_update(ROLE, before, before)[0][1]["appId"] == "app1"
    assert sent_by_create(ROLE, before)[0][1]["appId"] == "app1"


@pytest.mark.parametrize("tenant_id", ["", "acme"])
def test_delete_names_role_and_tenant(tenant_id: str) -> None:
    sent = sent_by_delete(ROLE, role("editor", tenantId=tenant_id))
    assert sent == [("/v1/mgmt/role/delete", {"name": "editor", "tenantId": tenant_id})]


def test_a_listing_fills_missing_fields() -> None:
    assert fetched(ROLE, {"roles": [{"name": "r", "tenantId": None}]}) == [role("r", id="")]


def test_only_the_project_level_tenant_admin_is_built_in() -> None:
    assert ROLE.built_in(role("Tenant Admin"))
    assert not ROLE.built_in(role("Tenant Admin", tenantId="acme"))
    assert not ROLE.built_in(role("tenant admin"))


def test_a_role_refers_to_its_permissions_and_its_tenant() -> None:
    assert list(ROLE.references(EDITOR)) == [
        Reference("permissions", "p", "permissionNames", "detach"),
        Reference("tenants", "acme", "tenantId", "cascade"),
    ]


def test_a_role_needs_a_name() -> None:
    with pytest.raises(InvalidInput, match="needs a name"):
        ROLE.check_new(role(""))


# --- which role is meant -------------------------------------------------------------------------------------------------

LIVE = Documents({"a": role("a", id="ROL1"), "t/a": role("a", id="ROL2", tenantId="t"), "b": role("b", id="ROL3")})


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"name": "a"}, "a"),
        ({"name": "a", "tenantId": "t"}, "t/a"),
        ({"name": "gone", "id": "ROL3"}, "b"),
        ({"name": "a", "id": "of another project"}, "a"),
        ({"name": "gone"}, None),
        ({"name": "gone", "newName": "b"}, "b"),
        ({"name": "a", "newName": "c"}, "a"),
    ],
)
def test_an_id_finds_a_role_before_its_name_does(wanted: dict[str, str], key: str | None) -> None:
    assert ROLE.find(wanted, LIVE) == key


def test_a_rename_stays_within_its_tenant() -> None:
    assert ROLE.find({"name": "a", "tenantId": "t", "newName": "b"}, LIVE) == "t/a"


def test_the_new_name_is_the_name_of_the_document_to_be() -> None:
    after = ROLE.overlay(role("a"), {"name": "a", "newName": "c"})
    assert after == {**role("a"), "name": "c"}


# --- who has it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tenant_id", "asked"),
    [("", {"roleNames": ["editor"]}), ("acme", {"tenantRoleNames": {"acme": {"values": ["editor"], "and": True}}})],
)
def test_a_deletion_tells_how_many_users_have_the_role(tenant_id: str, asked: dict[str, object]) -> None:
    client = NotingClient(search={"users": [{}], "total": 12})
    assert asyncio.run(ROLE.impact(client, role("editor", tenantId=tenant_id))) == {"users": 12}
    assert client.asked == [("/v2/mgmt/user/search", {**asked, "withTestUser": True, "limit": 1, "page": 0})]


@pytest.mark.parametrize("error", [Forbidden("no"), NotFound("no")])
def test_a_key_that_may_not_read_users_can_delete_a_role_all_the_same(error: Exception) -> None:
    assert asyncio.run(ROLE.impact(NotingClient(search=error), role("editor"))) == {}


def test_other_trouble_is_not_taken_for_nobody() -> None:
    with pytest.raises(ApiUnavailable):
        asyncio.run(ROLE.impact(NotingClient(search=ApiUnavailable("no")), role("editor")))
