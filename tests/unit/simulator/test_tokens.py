# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: signatures that others can check, sessions that end, and what cannot be forged."""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import pytest

from tests.simulator.process import Simulator
from tests.simulator.raw_client import RawClient
from tests.simulator.signing import BadToken, signing_key

ASSERTION = {"issuer": "client", "subject": "client", "audience": ["https://x.example"]}


@pytest.fixture
def token(api: RawClient) -> str:
    api.post("user/create", loginId="ann")
    signed: str = api.post("auth/signin", loginId="ann").json()["sessionJwt"]
    return signed


def test_what_is_signed_can_be_checked_with_the_published_key(token: str, simulator: Simulator, project_id: str) -> None:
    (published,) = httpx.get(f"{simulator.url}/v2/keys/{project_id}").json()["keys"]
    assert set(published) == {"kty", "alg", "use", "kid", "n", "e"}
    claims = jwt.decode(token, jwt.PyJWK(published).key, algorithms=["RS256"], audience=project_id)
    assert (claims["iss"], jwt.get_unverified_header(token)["kid"]) == (project_id, published["kid"])


def test_only_what_this_key_signed_is_read() -> None:
    key = signing_key()
    good = key.sign({"sub": "ann"})
    assert key.read(good) == {"sub": "ann"}
    head, body, signature = good.split(".")
    forged = jwt.encode({"sub": "ann"}, "a secret that is long enough for the purpose", algorithm="HS256")
    for bad in ("", "a.b.c", f"{head}.{body}.", f"{head}.{body[:-2]}x.{signature}", forged, "ä.ö.ü"):
        with pytest.raises(BadToken):
            key.read(bad)


@pytest.mark.parametrize("call", ["jwt/update", "stop/impersonation"])
@pytest.mark.parametrize("bad", ["not a token", "a.b.c"])
def test_a_bad_token_is_a_401(api: RawClient, call: str, bad: str) -> None:
    refused = api.post(call, jwt=bad)
    assert (refused.status_code, refused.json()["errorCode"]) == (401, "E064001")
    assert api.post(call, jwt="").status_code == 400


def test_a_token_of_another_project_is_refused(token: str, simulator: Simulator) -> None:
    assert RawClient(simulator.url, simulator.bearer).post("jwt/update", jwt=token).status_code == 401


def test_a_token_ends_with_the_user(api: RawClient, token: str) -> None:
    assert api.post("jwt/update", jwt=token, customClaims={"a": 1}).status_code == 200
    api.post("user/delete", loginId="ann")
    assert api.post("jwt/update", jwt=token).status_code == 401


def test_a_sign_in_answers_every_field(api: RawClient) -> None:
    signed_in = api.post("auth/signup", loginId="ann", user={"name": "Ann", "ssoAppId": "x"}).json()
    names = {"sessionJwt", "refreshJwt", "sessionExpiration", "cookieDomain", "cookiePath", "cookieMaxAge", "idpResponse"}
    assert names | {"cookieExpiration", "externalToken", "claims", "tenantSSOID", "user", "firstSeen"} == set(signed_in)
    assert "ssoAppId" not in signed_in["user"]


def test_a_tenant_is_selected_by_its_members_only(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("user/create", loginId="ann", userTenants=[{"tenantId": "acme"}])
    api.post("user/create", loginId="bob")
    body: dict[str, Any] = {"selectedTenant": "acme"}
    assert api.post("auth/signin", loginId="ann", **body).status_code == 200
    assert api.post("auth/signin", loginId="bob", **body).status_code == 400


def test_a_client_assertion_has_what_was_asked_for(api: RawClient) -> None:
    made = api.post("token/clientassertion", **ASSERTION, expiresIn=60).json()["jwt"]
    claims = jwt.decode(made, options={"verify_signature": False})
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("client", "client", ["https://x.example"])
    assert claims["exp"] - claims["iat"] == 60
    assert api.post("token/clientassertion", **{**ASSERTION, "audience": []}).status_code == 400
