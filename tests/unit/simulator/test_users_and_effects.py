# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to users and access keys when roles, tenants and users are renamed or deleted (descope-api 6.3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient


@pytest.fixture(autouse=True)
def _company(api: RawClient) -> None:
    """Somebody in one tenant, somebody in two, somebody in none; a key in the same places. Both tenants know `same`."""
    for tenant_id in ("acme", "globex"):
        api.post("tenant/create", id=tenant_id, name=tenant_id.title())
    api.post("permission/create", name="doc.read")
    api.post("role/create/batch", roles=[{"name": "same"}, {"name": "viewer", "permissionNames": ["doc.read"]}])
    api.post("role/create", name="same", tenantId="acme")
    acme = {"tenantId": "acme", "roleNames": ["same", "viewer"]}
    both = [acme, {"tenantId": "globex", "roleNames": ["same"]}]
    for name, tenants in (("one", [acme]), ("two", both)):
        api.post("user/create", loginId=name, userTenants=tenants)
        api.post("accesskey/create", name=name, keyTenants=tenants)
    api.post("user/create", loginId="none", roleNames=["same", "viewer"])
    api.post("accesskey/create", name="none", roleNames=["same", "viewer"])


def _users(api: RawClient) -> dict[str, dict[str, Any]]:
    return {user["loginIds"][0]: user for user in api.post("user/search").json()["users"]}


def _keys(api: RawClient) -> dict[str, dict[str, Any]]:
    return {key["name"]: key for key in api.post("accesskey/search").json()["keys"]}


def _roles(api: RawClient) -> list[dict[str, list[str]]]:
    """Of the one in two tenants: the roles by tenant, for the user and for the key."""
    memberships = (_users(api)["two"]["userTenants"], _keys(api)["two"]["keyTenants"])
    return [{entry["tenantId"]: entry["roleNames"] for entry in each} for each in memberships]


def _project_roles(api: RawClient) -> list[list[str]]:
    return [_users(api)["none"]["roleNames"], _keys(api)["none"]["roleNames"]]


def test_a_role_of_a_tenant_is_followed_and_forgotten_there_only(api: RawClient) -> None:
    api.post("role/update", name="same", newName="own", tenantId="acme")
    assert _roles(api) == [{"acme": ["own", "viewer"], "globex": ["same"]}] * 2
    api.post("role/delete", name="own", tenantId="acme")
    assert _roles(api) == [{"acme": ["viewer"], "globex": ["same"]}] * 2
    assert _project_roles(api) == [["same", "viewer"]] * 2


def test_a_role_of_the_project_is_followed_and_forgotten_where_no_role_of_the_tenant_is_meant(api: RawClient) -> None:
    api.post("role/update", name="same", newName="shared")
    assert _roles(api) == [{"acme": ["same", "viewer"], "globex": ["shared"]}] * 2
    assert _project_roles(api) == [["shared", "viewer"]] * 2
    api.post("role/delete/batch", roleNames=["shared", "viewer"])
    assert _roles(api) == [{"acme": ["same"], "globex": []}] * 2
    assert _project_roles(api) == [[], []]


def test_permissions_follow_the_roles(api: RawClient) -> None:
    assert _users(api)["none"]["permissions"] == ["doc.read"]
    api.post("permission/update", name="doc.read", newName="doc.see")
    assert _users(api)["none"]["permissions"] == _users(api)["one"]["userTenants"][0]["permissions"] == ["doc.see"]
    api.post("permission/delete", name="doc.see")
    assert _users(api)["none"]["permissions"] == []


def test_the_name_of_a_tenant_follows(api: RawClient) -> None:
    api.post("tenant/update", id="acme", name="Acme Ltd")
    assert _users(api)["one"]["userTenants"][0]["tenantName"] == "Acme Ltd"
    assert _keys(api)["one"]["keyTenants"][0]["tenantName"] == "Acme Ltd"


def test_a_deleted_tenant_is_left_by_all(api: RawClient) -> None:
    api.post("tenant/delete", id="acme")
    assert (list(_users(api)), list(_keys(api))) == (["one", "two", "none"],) * 2
    assert _roles(api) == [{"globex": ["same"]}] * 2
    assert (_users(api)["one"]["userTenants"], _keys(api)["one"]["keyTenants"]) == ([], [])


def test_with_cascade_those_who_belong_to_it_alone_go_along(api: RawClient) -> None:
    api.post("tenant/delete", id="acme", cascade=True)
    assert (list(_users(api)), list(_keys(api))) == (["two", "none"],) * 2
    assert _roles(api) == [{"globex": ["same"]}] * 2


def test_a_refused_deletion_changes_nobody(api: RawClient, control: Control, project_id: str) -> None:
    api.post("tenant/create", id="leaf", name="Leaf", parent="acme")
    before = control.dump(project_id)
    assert api.post("tenant/delete", id="acme", cascade=True).status_code == 400
    assert control.dump(project_id) == before


def test_a_key_of_a_user_goes_with_the_user(api: RawClient) -> None:
    user_id = _users(api)["one"]["userId"]
    api.post("accesskey/create", name="bound", userId=user_id)
    api.post("user/delete", userId=user_id)
    assert list(_keys(api)) == ["one", "two", "none"]


def test_an_application_that_is_deleted_is_gone_from_users(api: RawClient) -> None:
    app = api.post("sso/idp/app/oidc/create", name="App", loginPageUrl="https://x.example").json()["id"]
    api.post("user/update/ssoapp/set", loginId="one", ssoAppIds=["other", app])
    api.post("sso/idp/app/delete", id=app)
    assert _users(api)["one"]["ssoAppIds"] == ["other"]
