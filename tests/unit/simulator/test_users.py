# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User rules that are easy to get wrong: spellings, refusals, secrets, test users."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

LOGIN = "ann@acme.example"


def _user(api: RawClient, **query: str) -> dict[str, Any]:
    answer = api.get("user", **(query or {"loginId": LOGIN}))
    assert answer.status_code == 200, answer.text
    user: dict[str, Any] = answer.json()["user"]
    return user


def _logins(api: RawClient, **filters: Any) -> list[str]:
    return [user["loginIds"][0] for user in api.v2.post("user/search", **filters).json()["users"]]


def test_both_spellings_of_every_field_are_accepted(api: RawClient) -> None:
    older = {"loginId": "a", "additionalLoginIds": ["a2"], "displayName": "A", "phone": "+15555555555", "ssoAppIDs": ["x"]}
    newer = {"identifier": "b", "additionalIdentifiers": ["b2"], "name": "A", "phoneNumber": "+15555555555", "ssoAppIds": ["x"]}
    first, second = (api.post("user/create", **body).json()["user"] for body in (older, newer))
    same = ("name", "phone", "ssoAppIds")
    assert [first[name] for name in same] == [second[name] for name in same] == ["A", "+15555555555", ["x"]]
    assert (first["loginIds"], second["loginIds"]) == (["a", "a2"], ["b", "b2"])
    assert _user(api, identifier="a2") == _user(api, loginId="a2") == _user(api, userId=first["userId"]) == first


def test_nulls_are_not_set(api: RawClient) -> None:
    body = {
        name: None for name in ("email", "phone", "customAttributes", "additionalLoginIds", "ssoAppIDs", "status", "invite")
    }
    assert api.post("user/create", loginId=LOGIN, displayName=None, name="Ann", **body).json()["user"]["name"] == "Ann"


@pytest.mark.parametrize("call", ["update", "patch", "update/name", "delete", "logout", "password/expire", "passkeys/list"])
def test_an_unknown_user_is_a_404_with_the_attested_code(api: RawClient, call: str) -> None:
    answer = api.patch("user/patch", loginId="nobody") if call == "patch" else api.post(f"user/{call}", loginId="nobody")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "E112102")
    assert api.get("user", userId="Unobody").json()["errorCode"] == "E112102"


@pytest.mark.parametrize(
    "bad",
    [
        {"loginId": ""},
        {"phone": "no number"},
        {"phone": "5555555"},
        {"status": "asleep"},
        {"roleNames": ["nobody's"]},
        {"userTenants": [{"tenantId": "nowhere"}]},
        {"userTenants": [{"tenantId": "acme", "roleNames": ["nobody's"]}]},
        {"userTenants": ["acme"]},
        {"roleNames": ["Tenant Admin"], "userTenants": [{"tenantId": "acme"}]},
        {"hashedPassword": {"bcrypt": {"hash": "x"}, "django": {"hash": "x"}}},
        {"hashedPassword": {"rot13": {"hash": "x"}}},
        {"familyAssociations": [{"familyId": "none such"}]},
    ],
)
def test_what_cannot_be_is_refused_and_makes_nobody(api: RawClient, bad: dict[str, Any]) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    assert api.post("user/create", **{"loginId": LOGIN, **bad}).status_code == 400
    batch = api.post("user/create/batch", users=[{"loginId": LOGIN, **bad}]).json()
    assert (batch["createdUsers"], len(batch["failedUsers"])) == ([], 1)
    assert _logins(api) == []


def test_the_server_makes_what_is_the_servers(api: RawClient) -> None:
    made = {"userId": "Umine", "createdTime": 5, "modifiedTime": 5, "TOTP": True, "SAML": True, "editable": False}
    user = api.post("user/create", loginId=LOGIN, **made).json()["user"]
    assert user["userId"] != "Umine"
    assert (user["TOTP"], user["SAML"], user["editable"]) == (False, False, True)
    assert user["createdTime"] > 5


def test_a_batch_may_say_when_a_user_was_created(api: RawClient) -> None:
    users = [{"loginId": "a", "createdTime": 1000}, {"loginId": "b"}]
    old, new = api.post("user/create/batch", users=users).json()["createdUsers"]
    assert old["createdTime"] == 1000 < new["createdTime"]


def test_without_invitations_a_batch_has_no_additional_errors(api: RawClient) -> None:
    answer = api.post("user/create/batch", users=[{"loginId": "a"}], invite=False).json()
    assert answer["additionalErrors"] == {}
    assert set(answer) == {"createdUsers", "failedUsers", "additionalErrors"}


def test_a_batch_in_which_all_fail_changes_nothing(api: RawClient, control: Control) -> None:
    api.post("user/create", loginId="a")
    control.clear_requests()
    assert api.post("user/create/batch", users=[{"loginId": "a"}, {"loginId": "a"}]).status_code == 200
    assert api.patch("user/patch/batch", users=[{"loginId": "nobody"}]).status_code == 200
    assert [entry["effect"] for entry in control.requests()] == [False, False]


@pytest.mark.parametrize("call", ["create/batch", "delete/batch"])
def test_an_empty_batch_is_refused(api: RawClient, call: str) -> None:
    assert api.post(f"user/{call}", users=[], userIds=[]).status_code == 400


def test_who_comes_without_roles_gets_the_default_ones(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create/batch", roles=[{"name": "member", "default": True}, {"name": "guest"}])
    api.post("role/create", name="local", tenantId="acme", default=True)
    api.post("tenant/updateDefaultRoles", id="acme", defaultRoles=["guest"])
    assert api.post("user/create", loginId="a").json()["user"]["roleNames"] == ["member"]
    assert api.post("user/create", loginId="b", roleNames=["guest"]).json()["user"]["roleNames"] == ["guest"]
    member = api.post("user/create", loginId="c", userTenants=[{"tenantId": "acme"}]).json()["user"]
    assert (member["roleNames"], member["userTenants"][0]["roleNames"]) == ([], ["guest", "local"])
    chosen = [{"tenantId": "acme", "roleNames": ["member"]}]
    assert api.post("user/create", loginId="d", userTenants=chosen).json()["user"]["userTenants"][0]["roleNames"] == ["member"]


def test_default_roles_are_for_new_users_only(api: RawClient) -> None:
    api.post("user/create", loginId=LOGIN)
    api.post("role/create", name="member", default=True)
    assert api.post("user/update", loginId=LOGIN, roleNames=[]).json()["user"]["roleNames"] == []


def test_a_test_user_stays_one_and_others_never_become_one(api: RawClient) -> None:
    api.post("user/create/test", loginId="robot")
    api.post("user/create", loginId="other robot", test=True)
    api.post("user/create", loginId=LOGIN)
    for call in (api.post("user/update", loginId="robot", test=False), api.patch("user/patch", loginId=LOGIN, test=True)):
        assert call.status_code == 200
    assert _logins(api) == [LOGIN]
    assert _logins(api, testUsersOnly=True) == ["robot", "other robot"]
    assert [user["loginIds"] for user in api.post("user/search/test", withTestUser=False).json()["users"]] == [
        ["robot"],
        ["other robot"],
    ]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_older_and_newer_paths_do_the_same(api: RawClient, version: str) -> None:
    client = api if version == "v1" else api.v2
    api.post("user/create", loginId=LOGIN)
    assert client.post("user/update/role/add", loginId=LOGIN, roleNames=["Tenant Admin"]).status_code == 200
    assert client.post("user/search").json()["total"] == 1
    assert client.post("user/search/test").json()["total"] == 0
    assert _user(api)["roleNames"] == ["Tenant Admin"]


def test_an_update_says_which_login_ids_there_are_only_when_it_names_some(api: RawClient) -> None:
    api.post("user/create", loginId=LOGIN, additionalLoginIds=["ann"])
    api.post("user/create", loginId="bob")
    assert api.post("user/update", loginId=LOGIN).json()["user"]["loginIds"] == [LOGIN, "ann"]
    assert api.post("user/update", loginId="ann", additionalLoginIds=["a"]).json()["user"]["loginIds"] == ["ann", "a"]
    assert api.patch("user/patch", loginId="ann", additionalLoginIds=["bob"]).status_code == 400
    assert api.patch("user/patch", loginId="ann", additionalLoginIds=[]).json()["user"]["loginIds"] == ["ann"]


def test_where_a_login_id_is_expected_a_user_id_does_too(api: RawClient) -> None:
    user_id = api.post("user/create", loginId=LOGIN).json()["user"]["userId"]
    assert api.post("user/update/name", loginId=user_id, displayName="Ann").json()["user"]["name"] == "Ann"
    assert api.post("user/update/loginid", loginId=user_id, newLoginId="x").status_code == 400


def test_no_answer_has_a_secret(api: RawClient, control: Control, project_id: str) -> None:
    secret = "never-to-be-seen"
    hashed = {"bcrypt": {"hash": secret}}
    said = [
        api.post("user/create/batch", users=[{"loginId": "a", "password": secret, "seed": secret}]).text,
        api.post("user/create", loginId="b", hashedPassword=hashed).text,
        api.post("user/password/set/active", loginId="a", password=secret).text,
        api.get("user", loginId="a").text,
        api.post("user/search").text,
        str(control.dump(project_id)),
    ]
    assert not any(secret in text for text in said)
    user = _user(api, loginId="a")
    assert (user["password"], user["TOTP"]) == (True, True)
    assert not {"credentials", "passkeys", "trustedDevices", "providerTokens", "history", "sessions", "id"} & set(user)


def test_a_dump_holds_everything_about_users(api: RawClient, control: Control, project_id: str) -> None:
    passkeys = [{"id": "C1"}]
    control.load(project_id, {"users": [{"id": "U1", "loginIds": [LOGIN], "passkeys": passkeys, "fromTheFuture": 1}]})
    api.post("user/password/set/active", loginId=LOGIN, password="x")
    api.post("auth/signin", loginId=LOGIN)
    before, dump = _user(api), control.dump(project_id)
    control.load("PCopyOfUsers", {"users": dump["users"]})
    assert control.dump("PCopyOfUsers")["users"] == dump["users"]
    control.drop("PCopyOfUsers")
    control.load(project_id, {"users": dump["users"]})
    assert _user(api) == before
    assert (before["webauthn"], before["password"], before["fromTheFuture"]) == (True, True, 1)
    assert len(api.http.post("user/history", json=["U1"]).json()) == 1


@pytest.mark.parametrize("body", [b"{}", b'"U1"', b"[1]", b"["])
def test_history_takes_a_bare_list_of_user_ids(api: RawClient, body: bytes) -> None:
    assert api.http.post("user/history", content=b"").json() == []
    assert api.http.post("user/history", content=body).status_code == 400


def test_further_filters_of_a_search(api: RawClient, control: Control, project_id: str) -> None:
    tenants = [{"id": "top", "name": "Top"}, {"id": "leaf", "name": "Leaf", "parent": "top"}]
    users = [
        {"loginIds": ["a"], "SCIM": True, "userTenants": [{"tenantId": "leaf", "roleNames": []}]},
        {"loginIds": ["b"], "SAML": True, "credentials": {"password": {}}},
        {"loginIds": ["c"], "OIDC": True, "credentials": {"totp": {}}, "passkeys": [{"id": "C1"}]},
    ]
    control.load(project_id, {"tenants": tenants, "users": users})
    assert _logins(api, scim=True) == _logins(api, scimOnly=True) == ["a"]
    assert _logins(api, ssoOnly=True) == ["b", "c"]
    assert _logins(api, password=True) == ["b"]
    assert _logins(api, totp=True) == _logins(api, webauthn=True) == ["c"]
    assert _logins(api, password=False, ssoOnly=False, scim=False) == ["a", "b", "c"]
    assert _logins(api, identifier="b") == ["b"]
    assert _logins(api, tenantIds=["top"]) == []
    assert _logins(api, tenantIds=["top"], includeSubTenants=True) == ["a"]
    assert _logins(api, sort=[{"field": "tenant", "desc": True}]) == ["a", "b", "c"]
    assert _logins(api, sort=[{"field": "shoe size"}]) == ["a", "b", "c"]


def test_a_page_has_a_hundred_users_unless_asked_otherwise(api: RawClient, control: Control, project_id: str) -> None:
    control.load(project_id, {"users": [{"loginIds": [f"u{number}"]} for number in range(150)]})
    pages = [api.v2.post("user/search", page=page).json() for page in (0, 1)]
    assert [(len(page["users"]), page["total"]) for page in pages] == [(100, 150), (50, 150)]
    assert len(api.v2.post("user/search", limit=120).json()["users"]) == 120
    for bad in ({"limit": -1}, {"page": -1}, {"limit": "x"}):
        assert api.v2.post("user/search", **bad).status_code == 400


@pytest.mark.parametrize("bad", [{"source": "x"}, {"users": ""}, {"users": "%%%"}, {"users": "WzFd"}, {"users": "e30"}])
def test_an_import_that_cannot_be_read_is_refused(api: RawClient, bad: dict[str, str]) -> None:
    assert api.post("user/import", **{"source": "auth0", "users": "W10=", **bad}).status_code == 400


def test_attribute_types_are_numbers_from_one_to_seven(api: RawClient) -> None:
    refused: list[Any] = [0, 8, "shape", None, True, []]
    for bad in refused:
        assert api.post("user/customattribute/create", attributes=[{"name": "a", "type": bad}]).status_code == 400
    for number, name in ((1, "text"), (3, "boolean"), (7, "month-day")):
        api.post("user/customattribute/create", attributes=[{"name": f"n{number}", "type": str(number)}])
        made = api.post("user/customattribute/create", attributes=[{"name": name, "type": name}]).json()["data"]
        assert [entry["type"] for entry in made[-2:]] == [number, number]
