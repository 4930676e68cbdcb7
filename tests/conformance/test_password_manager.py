# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The password manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("password")

STRICT: dict[str, Any] = {
    "enabled": True,
    "minLength": 12,
    "lowercase": True,
    "uppercase": False,
    "number": True,
    "nonAlphanumeric": False,
    "expiration": True,
    "expirationWeeks": 3,
    "reuse": True,
    "reuseAmount": 4,
    "lock": True,
    "lockAttempts": 5,
}


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("get_settings")
def test_a_new_project_has_a_policy_with_every_field(sdk: Sdk) -> None:
    shipped = sdk.password.get_settings()
    assert set(STRICT) <= set(shipped)
    assert {name: type(shipped[name]) for name in STRICT} == {name: type(value) for name, value in STRICT.items()}


@COVERAGE.of("get_settings")
def test_a_tenant_without_a_policy_shows_the_one_of_the_project(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.password.configure_settings("", STRICT)
    assert _without_tenant(sdk.password.get_settings("acme")) == _without_tenant(sdk.password.get_settings())


@COVERAGE.of("get_settings")
def test_the_settings_of_an_unknown_tenant_are_a_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.password.get_settings("nobody")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (404, "E112202")


@COVERAGE.of("configure_settings")
def test_a_tenants_policy_is_its_own_and_comes_back_as_it_was_sent(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    before = sdk.password.get_settings()
    sdk.password.configure_settings("acme", STRICT)
    kept = sdk.password.get_settings("acme")
    assert {name: kept[name] for name in STRICT} == STRICT
    assert kept["tenantId"] == "acme"
    assert sdk.password.get_settings() == before


@COVERAGE.of("configure_settings")
def test_configure_empties_what_is_left_out(sdk: Sdk) -> None:
    sdk.password.configure_settings("", STRICT)
    sdk.password.configure_settings("", {"enabled": True})
    kept = _without_tenant(sdk.password.get_settings())
    assert kept.pop("enabled") is True
    assert not any(kept.values())


def _without_tenant(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name != "tenantId"}
