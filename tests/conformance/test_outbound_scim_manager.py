# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbound SCIM manager of the official client finds the API it was written for."""

from __future__ import annotations

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("outbound_scim")
APP = "descope-default-oidc"


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create_configuration")
def test_create_configuration_begins_with_version_1_and_disabled(sdk: Sdk) -> None:
    made = sdk.outbound_scim.create_configuration(APP, {"baseUrl": "https://scim.test", "bearerToken": "hidden"})
    assert made["configuration"] == {
        "appId": APP,
        "configuration": {"baseUrl": "https://scim.test", "bearerToken": ""},
        "enabled": False,
        "lastExportTime": 0,
        "lastProcessingTime": 0,
        "failures": 0,
        "version": 1,
    }


@COVERAGE.of("create_configuration")
def test_an_application_has_at_most_one_configuration_and_must_exist(sdk: Sdk) -> None:
    sdk.outbound_scim.create_configuration(APP)
    with pytest.raises(AuthException) as second:
        sdk.outbound_scim.create_configuration(APP)
    with pytest.raises(AuthException) as nobody:
        sdk.outbound_scim.create_configuration("nobody")
    assert (second.value.status_code, nobody.value.status_code) == (400, 404)


@COVERAGE.of("update_configuration")
def test_update_configuration_needs_the_version_that_is_stored(sdk: Sdk) -> None:
    sdk.outbound_scim.create_configuration(APP, {"baseUrl": "https://one.test"})
    after = sdk.outbound_scim.update_configuration(APP, 1, {"baseUrl": "https://two.test"})["configuration"]
    assert (after["version"], after["configuration"]) == (2, {"baseUrl": "https://two.test"})
    with pytest.raises(AuthException) as stale:
        sdk.outbound_scim.update_configuration(APP, 1, {"baseUrl": "https://three.test"})
    status, body = refusal(stale.value)
    assert status == 400
    assert "conflict" in body["errorMessage"]
    assert sdk.outbound_scim.load_configuration(APP) == {"configuration": after}


@COVERAGE.of("set_enabled")
def test_set_enabled_is_a_write_that_the_version_counts(sdk: Sdk) -> None:
    made = sdk.outbound_scim.create_configuration(APP)["configuration"]
    assert sdk.outbound_scim.set_enabled(APP, True)["configuration"] == {**made, "enabled": True, "version": 2}
    assert sdk.outbound_scim.set_enabled(APP, False)["configuration"] == {**made, "version": 3}


@COVERAGE.of("load_configuration")
def test_load_configuration_answers_what_the_creation_did(sdk: Sdk) -> None:
    made = sdk.outbound_scim.create_configuration(APP, {"a": 1})
    assert sdk.outbound_scim.load_configuration(APP) == made


@COVERAGE.of("delete_configuration")
def test_delete_configuration_leaves_the_application(sdk: Sdk) -> None:
    sdk.outbound_scim.create_configuration(APP)
    sdk.outbound_scim.delete_configuration(APP)
    with pytest.raises(AuthException) as refused:
        sdk.outbound_scim.load_configuration(APP)
    assert refused.value.status_code == 404
    assert sdk.sso_application.load(APP)["id"] == APP
