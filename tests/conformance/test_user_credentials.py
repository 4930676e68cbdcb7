# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users sign in with, through the official client; what only end users can make is loaded into the project."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException, DeliveryMethod, LoginOptions
from descope.management._user_base import CreateUserObj

from tests.conformance.sdk import Sdk, refusal
from tests.conformance.user import COVERAGE, LOGIN, user
from tests.simulator.process import Control

PASSKEY = {"id": "C1", "rpId": "x.example", "kind": "platform", "displayName": "Laptop", "createdTime": 1767225600}
DEVICE = {"id": "D1", "name": "Laptop", "deviceType": "Desktop", "lastLoginTime": 1767225600, "lastLocation": "Berlin"}
TOKEN = {"providerUserId": "g-1", "accessToken": "at", "refreshToken": "rt", "expiration": 1767225600, "scopes": ["email"]}


@pytest.fixture(autouse=True)
def _user(control: Control, project_id: str) -> None:
    ann = {
        "id": "U1",
        "loginIds": [LOGIN],
        "passkeys": [PASSKEY, {**PASSKEY, "id": "C2"}],
        "trustedDevices": [DEVICE, {**DEVICE, "id": "D2"}],
        "providerTokens": {"google": TOKEN},
        "credentials": {"totp": {}, "recoveryCodes": {}},
    }
    control.load(project_id, {"users": [ann, {"id": "U2", "loginIds": ["robot"], "test": True}]})


@pytest.fixture
def credentials(control: Control, project_id: str) -> Any:
    return lambda: control.dump(project_id)["users"][0]["credentials"]


@COVERAGE.of("set_temporary_password")
def test_a_temporary_password_is_one(sdk: Sdk, credentials: Any) -> None:
    assert user(sdk)["password"] is False
    sdk.user.set_temporary_password(LOGIN, "s3cret")
    assert user(sdk)["password"] is True
    assert credentials()["password"] == {"temporary": True, "expired": False}


@COVERAGE.of("set_active_password")
def test_an_active_password_is_one(sdk: Sdk, credentials: Any) -> None:
    sdk.user.set_active_password(LOGIN, "s3cret")
    assert user(sdk)["password"] is True
    assert credentials()["password"] == {"temporary": False, "expired": False}


@COVERAGE.of("set_password")
def test_the_deprecated_call_sets_a_temporary_password(sdk: Sdk, credentials: Any) -> None:
    sdk.user.set_password(LOGIN, "s3cret")
    assert credentials()["password"]["temporary"] is True


@COVERAGE.of("expire_password")
def test_only_a_password_that_exists_can_expire(sdk: Sdk, credentials: Any) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.user.expire_password(LOGIN)
    assert refusal(refused.value)[0] == 400
    sdk.user.set_active_password(LOGIN, "s3cret")
    sdk.user.expire_password(LOGIN)
    assert credentials()["password"] == {"temporary": False, "expired": True}


@COVERAGE.of("list_passkeys")
def test_passkeys_are_listed(sdk: Sdk) -> None:
    assert sdk.user.list_passkeys(LOGIN) == {"passkeys": [PASSKEY, {**PASSKEY, "id": "C2"}]}
    assert sdk.user.list_passkeys("robot") == {"passkeys": []}


@COVERAGE.of("delete_passkey")
def test_one_passkey_is_deleted(sdk: Sdk) -> None:
    sdk.user.delete_passkey(LOGIN, "C1")
    assert [key["id"] for key in sdk.user.list_passkeys(LOGIN)["passkeys"]] == ["C2"]
    with pytest.raises(AuthException) as refused:
        sdk.user.delete_passkey(LOGIN, "C1")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("remove_all_passkeys")
def test_all_passkeys_are_deleted(sdk: Sdk) -> None:
    assert user(sdk)["webauthn"] is True
    sdk.user.remove_all_passkeys(LOGIN)
    assert user(sdk)["webauthn"] is False
    assert sdk.user.list_passkeys(LOGIN)["passkeys"] == []


@COVERAGE.of("remove_totp_seed")
def test_the_totp_seed_goes_alone(sdk: Sdk, credentials: Any) -> None:
    assert user(sdk)["TOTP"] is True
    sdk.user.remove_totp_seed(LOGIN)
    assert user(sdk)["TOTP"] is False
    assert credentials() == {"recoveryCodes": {}}


@COVERAGE.of("remove_recovery_codes")
def test_recovery_codes_go_alone(sdk: Sdk, credentials: Any) -> None:
    sdk.user.remove_recovery_codes(LOGIN)
    assert credentials() == {"totp": {}}


@COVERAGE.of("list_trusted_devices")
def test_trusted_devices_are_listed_by_login_id_or_user_id_with_times_as_text(sdk: Sdk) -> None:
    for identifiers in ([LOGIN], ["U1", "robot", "nobody"]):
        first, second = sdk.user.list_trusted_devices(identifiers)["devices"]
        more = {"lastLoginTime": "1767225600", "expirationTime": "0", "isCurrentDevice": False, "userId": "U1"}
        assert first == {**DEVICE, **more}
        assert second["id"] == "D2"


@COVERAGE.of("remove_trusted_device")
def test_a_trusted_device_is_removed(sdk: Sdk) -> None:
    sdk.user.remove_trusted_device(LOGIN, ["D1"])
    assert [device["id"] for device in sdk.user.list_trusted_devices([LOGIN])["devices"]] == ["D2"]


@COVERAGE.of("get_provider_token")
def test_a_provider_token_shows_its_refresh_token_on_demand(sdk: Sdk) -> None:
    assert sdk.user.get_provider_token(LOGIN, "google") == {**TOKEN, "provider": "google", "refreshToken": ""}
    assert sdk.user.get_provider_token(LOGIN, "google", withRefreshToken=True)["refreshToken"] == "rt"
    with pytest.raises(AuthException) as refused:
        sdk.user.get_provider_token(LOGIN, "github")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("get_provider_token")
def test_a_forced_refresh_makes_a_new_token_that_stays(sdk: Sdk) -> None:
    fresh = sdk.user.get_provider_token(LOGIN, "google", forceRefresh=True)
    assert fresh["accessToken"] != TOKEN["accessToken"]
    assert fresh["expiration"] > 1767225600
    assert sdk.user.get_provider_token(LOGIN, "google") == fresh


@COVERAGE.of("generate_otp_for_test_user")
def test_codes_are_for_test_users_only(sdk: Sdk) -> None:
    made = sdk.user.generate_otp_for_test_user(DeliveryMethod.EMAIL, "robot", LoginOptions(stepup=True))
    assert made["loginId"] == "robot"
    assert len(made["code"]) == 6
    assert made["code"].isdecimal()
    with pytest.raises(AuthException) as refused:
        sdk.user.generate_otp_for_test_user(DeliveryMethod.EMAIL, LOGIN)
    assert refusal(refused.value)[0] == 400


@COVERAGE.of("generate_magic_link_for_test_user")
def test_a_magic_link_is_the_uri_with_a_token(sdk: Sdk) -> None:
    made = sdk.user.generate_magic_link_for_test_user(DeliveryMethod.SMS, "robot", "https://x.example/verify")
    start, token = made["link"].split("?t=")
    assert (made["loginId"], start) == ("robot", "https://x.example/verify")
    assert token


@COVERAGE.of("generate_enchanted_link_for_test_user")
def test_an_enchanted_link_comes_with_a_pending_reference(sdk: Sdk) -> None:
    made = sdk.user.generate_enchanted_link_for_test_user("robot", "https://x.example/verify")
    assert made["link"].startswith("https://x.example/verify?t=")
    assert made["pendingRef"]


@COVERAGE.of("generate_embedded_link")
def test_an_embedded_link_is_for_somebody_who_exists(sdk: Sdk) -> None:
    tokens = [sdk.user.generate_embedded_link(LOGIN, {"a": 1}, timeout=60) for _ in range(2)]
    assert all(tokens)
    assert tokens[0] != tokens[1]
    with pytest.raises(AuthException) as refused:
        sdk.user.generate_embedded_link("nobody")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("generate_sign_up_embedded_link")
def test_a_sign_up_link_is_for_somebody_who_does_not_exist(sdk: Sdk) -> None:
    assert sdk.user.generate_sign_up_embedded_link("new", CreateUserObj(email="n@x.example"), timeout=60)
    with pytest.raises(AuthException) as refused:
        sdk.user.generate_sign_up_embedded_link(LOGIN)
    assert refusal(refused.value)[0] == 400


@COVERAGE.of("history")
def test_history_lists_the_sign_ins_of_each_user(sdk: Sdk) -> None:
    assert sdk.user.history(["U1", "U2", "nobody"]) == []
    sdk.jwt.sign_in(LOGIN)
    sdk.jwt.sign_in("robot")
    first, second = sdk.user.history(["U2", "U1"])
    assert (first["userId"], second["userId"]) == ("U2", "U1")
    assert second["loginTime"] > 0
    assert set(second) == {"userId", "loginTime", "city", "country", "ip", "selectedTenant"}


@COVERAGE.of("logout_user")
def test_logout_ends_the_tokens_of_that_user(sdk: Sdk) -> None:
    tokens = {name: sdk.jwt.sign_in(name)["sessionToken"]["jwt"] for name in (LOGIN, "robot")}
    sdk.user.logout_user(LOGIN)
    with pytest.raises(AuthException) as refused:
        sdk.jwt.update_jwt(tokens[LOGIN], {"a": 1})
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (401, "E064001")
    assert sdk.jwt.update_jwt(tokens["robot"], {"a": 1})


@COVERAGE.of("logout_user_by_user_id")
def test_logout_by_user_id_ends_the_tokens_of_that_user(sdk: Sdk) -> None:
    token = sdk.jwt.sign_in(LOGIN)["sessionToken"]["jwt"]
    sdk.user.logout_user_by_user_id("U1")
    with pytest.raises(AuthException):
        sdk.jwt.update_jwt(token, {"a": 1})
