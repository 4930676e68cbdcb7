# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JWT manager of the official client finds the API it was written for, and the tokens pass its own checks."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AssociatedTenant, AuthException
from descope.management.common import MgmtLoginOptions, MgmtSignUpOptions, MgmtUserRequest

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("jwt")

ANN = "ann@acme.example"


@pytest.fixture(autouse=True)
def _users(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.role.create("agent", permission_names=["Impersonate"])
    sdk.role.create("viewer")
    sdk.user.create(ANN, user_tenants=[AssociatedTenant("acme", ["viewer"])])
    sdk.user.create("agent", role_names=["agent"])


def _claims(sdk: Sdk, token: str) -> dict[str, Any]:
    """What the client reads in a token, after it has checked the signature against the published key."""
    claims: dict[str, Any] = sdk.wait(sdk.client._auth.validate_token(token))
    return claims


def _id(sdk: Sdk, login_id: str) -> str:
    user_id: str = sdk.user.load(login_id)["user"]["userId"]
    return user_id


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("sign_in")
def test_sign_in_gives_both_tokens_and_enables_an_invited_user(sdk: Sdk, project_id: str) -> None:
    signed_in = sdk.jwt.sign_in(ANN, MgmtLoginOptions(custom_claims={"theme": "dark", "sub": "somebody"}))
    claims = signed_in["sessionToken"]
    assert (signed_in["projectId"], signed_in["userId"]) == (project_id, _id(sdk, ANN))
    assert (claims["sub"], claims["theme"], claims["drn"]) == (_id(sdk, ANN), "dark", "DS")
    assert signed_in["tenants"] == {"acme": {"roles": ["viewer"], "permissions": []}}
    assert signed_in["refreshSessionToken"]["drn"] == "DSR"
    assert signed_in["firstSeen"] is False
    assert (signed_in["user"]["loginIds"], signed_in["user"]["status"]) == ([ANN], "enabled")


@COVERAGE.of("sign_in")
def test_nobody_and_disabled_users_do_not_sign_in(sdk: Sdk) -> None:
    sdk.user.deactivate(ANN)
    for login_id, expected in ((ANN, 403), ("nobody", 404)):
        with pytest.raises(AuthException) as refused:
            sdk.jwt.sign_in(login_id)
        assert refusal(refused.value)[0] == expected


@COVERAGE.of("sign_in")
def test_a_step_up_needs_a_good_token_of_the_same_user(sdk: Sdk) -> None:
    token = sdk.jwt.sign_in(ANN)["sessionToken"]["jwt"]
    assert sdk.jwt.sign_in(ANN, MgmtLoginOptions(stepup=True, jwt=token))["sessionToken"]["su"] is True
    for login_id, jwt in (("agent", token), (ANN, f"{token[:-4]}AAAA")):
        with pytest.raises(AuthException):
            sdk.jwt.sign_in(login_id, MgmtLoginOptions(stepup=True, jwt=jwt))


@COVERAGE.of("sign_in")
def test_other_sessions_end_on_request(sdk: Sdk) -> None:
    first = sdk.jwt.sign_in(ANN)["sessionToken"]["jwt"]
    second = sdk.jwt.sign_in(ANN)["sessionToken"]["jwt"]
    assert sdk.jwt.update_jwt(first, {})
    sdk.jwt.sign_in(ANN, MgmtLoginOptions(revoke_other_sessions=True))
    for token in (first, second):
        with pytest.raises(AuthException) as refused:
            sdk.jwt.update_jwt(token, {})
        assert refusal(refused.value)[0] == 401


@COVERAGE.of("sign_up")
def test_sign_up_makes_the_user_and_only_once(sdk: Sdk) -> None:
    request = MgmtUserRequest(name="New", email="n@x.example", phone="+1-555-555-5555", email_verified=True)
    signed_up = sdk.jwt.sign_up("new", request, MgmtSignUpOptions(custom_claims={"a": 1}))
    assert (signed_up["firstSeen"], signed_up["sessionToken"]["a"]) == (True, 1)
    user = sdk.user.load("new")["user"]
    assert (user["name"], user["email"], user["phone"], user["verifiedEmail"]) == (
        "New",
        "n@x.example",
        "+15555555555",
        True,
    )
    with pytest.raises(AuthException) as refused:
        sdk.jwt.sign_up("new")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (400, "E062107")


@COVERAGE.of("sign_up_or_in")
def test_sign_up_or_in_does_what_is_needed(sdk: Sdk) -> None:
    assert sdk.jwt.sign_up_or_in("new", MgmtUserRequest(name="New"))["firstSeen"] is True
    again = sdk.jwt.sign_up_or_in("new", MgmtUserRequest(name="Other"))
    assert (again["firstSeen"], again["user"]["name"]) == (False, "New")


@COVERAGE.of("anonymous")
def test_an_anonymous_session_belongs_to_no_user(sdk: Sdk) -> None:
    session = sdk.jwt.anonymous({"cart": 1}, tenant_id="acme", refresh_duration=3600)
    claims = session["sessionToken"]
    assert (claims["cart"], claims["dct"], session["roles"]) == (1, "acme", [])
    refresh = session["refreshSessionToken"]
    assert refresh["exp"] - refresh["iat"] == 3600
    with pytest.raises(AuthException):
        sdk.user.load_by_user_id(session["userId"])


@COVERAGE.of("update_jwt")
def test_an_updated_token_has_more_claims_and_the_roles_of_now(sdk: Sdk) -> None:
    token = sdk.jwt.sign_in(ANN, MgmtLoginOptions(custom_claims={"a": 1}))["sessionToken"]["jwt"]
    sdk.user.remove_tenant_roles(ANN, "acme", ["viewer"])
    claims = _claims(sdk, sdk.jwt.update_jwt(token, {"b": 2, "sub": "somebody"}, refresh_duration=3600))
    assert (claims["a"], claims["b"], claims["sub"]) == (1, 2, _id(sdk, ANN))
    assert claims["tenants"]["acme"]["roles"] == []
    assert claims["exp"] - claims["iat"] == 3600


@COVERAGE.of("update_jwt")
def test_a_token_that_was_tampered_with_is_refused(sdk: Sdk) -> None:
    token = sdk.jwt.sign_in(ANN)["sessionToken"]["jwt"]
    for bad in (f"{token[:-4]}AAAA", "not.a.token"):
        with pytest.raises(AuthException) as refused:
            sdk.jwt.update_jwt(bad, {})
        assert refusal(refused.value)[0] == 401


@COVERAGE.of("impersonate")
def test_impersonation_needs_the_permission_and_names_the_actor(sdk: Sdk) -> None:
    token = sdk.jwt.impersonate(_id(sdk, "agent"), ANN, False, {"why": "support"}, "acme", 600)
    claims = _claims(sdk, token)
    assert (claims["sub"], claims["act"]) == (_id(sdk, ANN), {"sub": _id(sdk, "agent")})
    assert (claims["why"], claims["dct"], claims["exp"] - claims["iat"]) == ("support", "acme", 600)
    with pytest.raises(AuthException) as refused:
        sdk.jwt.impersonate(_id(sdk, ANN), "agent", False)
    assert refusal(refused.value)[0] == 403


@COVERAGE.of("impersonate")
def test_a_consent_that_must_be_there_is_not(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.jwt.impersonate("agent", ANN, True)
    assert refusal(refused.value)[0] == 403


@COVERAGE.of("impersonate_stepup")
def test_a_stepped_up_impersonation_says_so(sdk: Sdk) -> None:
    assert _claims(sdk, sdk.jwt.impersonate_stepup("agent", ANN, False))["su"] is True
    assert "su" not in _claims(sdk, sdk.jwt.impersonate("agent", ANN, False))


@COVERAGE.of("stop_impersonation")
def test_stopping_an_impersonation_gives_the_actor_back(sdk: Sdk) -> None:
    token = sdk.jwt.impersonate("agent", ANN, False)
    claims = _claims(sdk, sdk.jwt.stop_impersonation(token, {"a": 1}, refresh_duration=600))
    assert (claims["sub"], claims["a"]) == (_id(sdk, "agent"), 1)
    assert "act" not in claims
    with pytest.raises(AuthException) as refused:
        sdk.jwt.stop_impersonation(sdk.jwt.sign_in(ANN)["sessionToken"]["jwt"])
    assert refusal(refused.value)[0] == 400
