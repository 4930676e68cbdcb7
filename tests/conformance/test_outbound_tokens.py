# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tokens that outbound applications hold: uploaded, fetched and deleted through the official client."""

from __future__ import annotations

import time
from typing import Any

import pytest
from descope import AuthException

from tests.conformance.outbound import APP, COVERAGE, KEY_APP, connect
from tests.conformance.sdk import Sdk, refusal
from tests.simulator.process import Control


@pytest.fixture
def user_id(sdk: Sdk, control: Control, project_id: str) -> str:
    return connect(sdk, control, project_id)


@COVERAGE.of("upload_user_token")
def test_an_uploaded_token_is_the_one_that_is_fetched(sdk: Sdk, user_id: str) -> None:
    expiry = int(time.time()) + 600
    sdk.outbound_application.upload_user_token(
        APP, user_id, access_token="A", access_token_expiry=expiry, scopes=["read"], granted_by="migration"
    )
    token = sdk.outbound_application.fetch_token(APP, user_id)["token"]
    assert (token["appId"], token["userId"], token["tenantId"]) == (APP, user_id, "")
    assert (token["accessToken"], token["accessTokenType"], token["accessTokenExpiry"]) == ("A", "Bearer", expiry)
    assert (token["scopes"], token["grantedBy"], token["hasRefreshToken"]) == (["read"], "migration", False)


@COVERAGE.of("upload_user_token")
def test_a_token_needs_one_of_its_two_parts_and_a_user_that_exists(sdk: Sdk, user_id: str) -> None:
    for whose, parts, status in ((user_id, {}, 400), ("nobody", {"access_token": "A"}, 404)):
        with pytest.raises(AuthException) as refused:
            sdk.outbound_application.upload_user_token(APP, whose, **parts)
        assert refused.value.status_code == status


@COVERAGE.of("upload_user_token")
def test_a_token_for_the_same_scopes_takes_the_place_of_the_former(sdk: Sdk, user_id: str) -> None:
    first = _uploaded(sdk, user_id, access_token="A", scopes=["read"])
    second = _uploaded(sdk, user_id, access_token="B", scopes=["read"])
    assert second["accessToken"] == "B"
    with pytest.raises(AuthException):
        sdk.outbound_application.delete_token(first["id"])


@COVERAGE.of("fetch_token")
def test_a_refresh_token_is_shown_only_when_asked_for(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_user_token(APP, user_id, access_token="A", refresh_token="R", verify_refresh=True)
    plain = sdk.outbound_application.fetch_token(APP, user_id)["token"]
    assert (plain["hasRefreshToken"], "refreshToken" in plain) == (True, False)
    asked = sdk.outbound_application.fetch_token(APP, user_id, options={"withRefreshToken": True})["token"]
    assert asked["refreshToken"] == "R"


@COVERAGE.of("fetch_token")
def test_a_token_is_refreshed_when_it_has_to_be_or_shall_be(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_user_token(APP, user_id, access_token="A", access_token_expiry=1, refresh_token="R")
    first = sdk.outbound_application.fetch_token(APP, user_id)["token"]
    again = sdk.outbound_application.fetch_token(APP, user_id)["token"]
    forced = sdk.outbound_application.fetch_token(APP, user_id, options={"forceRefresh": True})["token"]
    assert first["accessToken"] not in ("", "A")
    assert first["accessTokenExpiry"] > time.time()
    assert first["lastRefreshTime"] > 0
    assert again == first
    assert (forced["id"], forced["accessToken"] != first["accessToken"]) == (first["id"], True)


@COVERAGE.of("fetch_token")
def test_an_expired_token_that_cannot_be_refreshed_is_none(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_user_token(APP, user_id, access_token="A", access_token_expiry=1)
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.fetch_token(APP, user_id)
    assert refused.value.status_code == 404


@COVERAGE.of("fetch_token_by_scopes")
def test_a_token_is_found_by_the_scopes_it_was_granted_for(sdk: Sdk, user_id: str) -> None:
    _uploaded(sdk, user_id, access_token="A", scopes=["read"])
    _uploaded(sdk, user_id, access_token="B", scopes=["write"])
    fetch = sdk.outbound_application.fetch_token_by_scopes
    assert fetch(APP, user_id, ["read"])["token"]["accessToken"] == "A"
    with pytest.raises(AuthException) as refused:
        fetch(APP, user_id, ["read", "write"])
    assert refused.value.status_code == 404


@COVERAGE.of("fetch_token")
def test_a_users_tokens_in_a_tenant_are_others(sdk: Sdk, user_id: str) -> None:
    _uploaded(sdk, user_id, access_token="A")
    sdk.outbound_application.upload_user_token(APP, user_id, tenant_id="acme", access_token="B")
    assert sdk.outbound_application.fetch_token(APP, user_id)["token"]["accessToken"] == "A"
    assert sdk.outbound_application.fetch_token(APP, user_id, tenant_id="acme")["token"]["accessToken"] == "B"


@COVERAGE.of("upload_tenant_token")
def test_a_tenants_token_is_kept_for_the_tenant(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_tenant_token(APP, "acme", access_token="A", scopes=["read"])
    token = sdk.outbound_application.fetch_tenant_token(APP, "acme")["token"]
    assert (token["accessToken"], token["tenantId"], token["userId"]) == ("A", "acme", "")
    with pytest.raises(AuthException):
        sdk.outbound_application.fetch_token(APP, user_id, tenant_id="acme")


@COVERAGE.of("fetch_tenant_token")
def test_a_tenant_without_a_token_is_a_404(sdk: Sdk, user_id: str) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.fetch_tenant_token(APP, "acme")
    assert refused.value.status_code == 404


@COVERAGE.of("fetch_tenant_token_by_scopes")
def test_a_tenants_token_is_found_by_its_scopes(sdk: Sdk, user_id: str) -> None:
    for scope in ("read", "write"):
        sdk.outbound_application.upload_tenant_token(APP, "acme", access_token=scope, scopes=[scope])
    fetched = sdk.outbound_application.fetch_tenant_token_by_scopes(APP, "acme", ["read"])
    assert fetched["token"]["accessToken"] == "read"


@COVERAGE.of("upload_user_api_key")
def test_a_users_api_key_is_fetched_like_a_token(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_user_api_key(KEY_APP, user_id, "K1")
    sdk.outbound_application.upload_user_api_key(KEY_APP, user_id, "K2")
    assert sdk.outbound_application.fetch_token(KEY_APP, user_id)["token"]["accessToken"] == "K2"


@COVERAGE.of("upload_user_api_key")
def test_an_application_for_oauth_takes_no_api_key(sdk: Sdk, user_id: str) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.upload_user_api_key(APP, user_id, "K1")
    assert refused.value.status_code == 400


@COVERAGE.of("upload_tenant_api_key")
def test_a_tenants_api_key_is_fetched_like_a_token(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_tenant_api_key(KEY_APP, "acme", "K1")
    assert sdk.outbound_application.fetch_tenant_token(KEY_APP, "acme")["token"]["accessToken"] == "K1"


@COVERAGE.of("batch_upload_user_tokens")
def test_a_batch_with_one_bad_token_commits_none(sdk: Sdk, user_id: str) -> None:
    good = {"appId": APP, "userId": user_id, "accessToken": "A"}
    answer = sdk.outbound_application.batch_upload_user_tokens([good, {"appId": APP, "userId": user_id}])
    (failure,) = answer["failures"]
    assert (failure["appId"], failure["userId"], failure["errorCode"]) == (APP, user_id, "E152110")
    assert failure["reason"]
    assert sdk.outbound_application.list_apps_with_user_token(user_id) == {"appIds": []}
    assert sdk.outbound_application.batch_upload_user_tokens([good]) == {"failures": []}
    assert sdk.outbound_application.list_apps_with_user_token(user_id) == {"appIds": [APP]}


@COVERAGE.of("batch_upload_tenant_tokens")
def test_a_batch_for_tenants_is_all_or_nothing_too(sdk: Sdk, user_id: str) -> None:
    good = {"appId": APP, "tenantId": "acme", "refreshToken": "R"}
    answer = sdk.outbound_application.batch_upload_tenant_tokens([good, {**good, "tenantId": "nobody"}])
    assert [(failure["tenantId"], failure["errorCode"]) for failure in answer["failures"]] == [("nobody", "E152110")]
    with pytest.raises(AuthException):
        sdk.outbound_application.fetch_tenant_token(APP, "acme")
    assert sdk.outbound_application.batch_upload_tenant_tokens([good]) == {"failures": []}
    assert sdk.outbound_application.fetch_tenant_token(APP, "acme")["token"]["hasRefreshToken"] is True


@COVERAGE.of("list_apps_with_user_token")
def test_only_tokens_that_still_work_count(sdk: Sdk, user_id: str) -> None:
    sdk.outbound_application.upload_user_token(APP, user_id, access_token="A", access_token_expiry=1)
    sdk.outbound_application.upload_user_api_key(KEY_APP, user_id, "K", tenant_id="acme")
    assert sdk.outbound_application.list_apps_with_user_token(user_id) == {"appIds": [KEY_APP]}
    assert sdk.outbound_application.list_apps_with_user_token(user_id, tenant_id="acme") == {"appIds": [KEY_APP]}


@COVERAGE.of("delete_user_tokens")
def test_delete_user_tokens_leaves_the_tenants(sdk: Sdk, user_id: str) -> None:
    _uploaded(sdk, user_id, access_token="A")
    sdk.outbound_application.upload_tenant_token(APP, "acme", access_token="B")
    sdk.outbound_application.delete_user_tokens(app_id=APP)
    assert sdk.outbound_application.list_apps_with_user_token(user_id) == {"appIds": []}
    assert sdk.outbound_application.fetch_tenant_token(APP, "acme")["token"]["accessToken"] == "B"


@COVERAGE.of("delete_user_tokens")
def test_delete_user_tokens_needs_an_application_or_a_user(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.delete_user_tokens()
    assert refused.value.status_code == 400


@COVERAGE.of("delete_token")
def test_delete_token_deletes_it_once(sdk: Sdk, user_id: str) -> None:
    token = _uploaded(sdk, user_id, access_token="A")
    sdk.outbound_application.delete_token(token["id"])
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.delete_token(token["id"])
    status, body = refusal(refused.value)
    assert (status, body["errorDescription"]) == (404, "Token not found")


def _uploaded(sdk: Sdk, user_id: str, **parts: Any) -> dict[str, Any]:
    sdk.outbound_application.upload_user_token(APP, user_id, **parts)
    token: dict[str, Any] = sdk.outbound_application.fetch_token(APP, user_id)["token"]
    return token
