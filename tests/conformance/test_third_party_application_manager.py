# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The third-party application manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.process import Control

COVERAGE = Coverage("third_party_application")
LOGIN = "https://app.test/login"
READ = {"name": "read", "description": "Read", "values": ["doc.read"]}


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_answers_both_ids_and_the_secret_and_keeps_what_was_sent(sdk: Sdk) -> None:
    made = sdk.third_party_application.create(
        "CRM", LOGIN, "text", approved_callback_urls=["https://crm.test/cb"], permissions_scopes=[READ], force_pkce=True
    )
    assert set(made) == {"id", "clientId", "cleartext"}
    assert all(made.values())
    app = sdk.third_party_application.load(made["id"])
    assert (app["name"], app["loginPageUrl"], app["description"]) == ("CRM", LOGIN, "text")
    assert (app["approvedCallbackUrls"], app["forcePkce"]) == (["https://crm.test/cb"], True)
    assert app["permissionsScopes"] == [{**READ, "optional": False}]
    assert (app["clientId"], app["status"]) == (made["clientId"], "active")


@COVERAGE.of("create")
def test_create_refuses_a_name_that_is_taken(sdk: Sdk) -> None:
    sdk.third_party_application.create("CRM", LOGIN)
    with pytest.raises(AuthException) as refused:
        sdk.third_party_application.create("CRM", LOGIN)
    status, body = refusal(refused.value)
    assert status == 400
    assert "already exists" in body["errorDescription"]


@COVERAGE.of("update")
def test_update_empties_what_is_left_out_and_keeps_the_client(sdk: Sdk) -> None:
    made = sdk.third_party_application.create("CRM", LOGIN, "text", permissions_scopes=[READ], default_audience="clientId")
    sdk.third_party_application.update(made["id"], "CRM 2", LOGIN)
    app = sdk.third_party_application.load(made["id"])
    assert (app["name"], app["description"], app["permissionsScopes"], app["defaultAudience"]) == ("CRM 2", "", [], "")
    assert app["clientId"] == made["clientId"]
    assert sdk.third_party_application.get_secret(made["id"]) == {"cleartext": made["cleartext"]}


@COVERAGE.of("patch")
def test_patch_changes_only_what_is_sent(sdk: Sdk) -> None:
    made = sdk.third_party_application.create("CRM", LOGIN, "text", permissions_scopes=[READ])
    before = sdk.third_party_application.load(made["id"])
    sdk.third_party_application.patch(made["id"], description="")
    assert sdk.third_party_application.load(made["id"]) == {**before, "description": ""}


@COVERAGE.of("delete")
def test_delete_deletes_that_one(sdk: Sdk) -> None:
    gone, kept = (sdk.third_party_application.create(name, LOGIN)["id"] for name in ("a", "b"))
    sdk.third_party_application.delete(gone)
    assert _ids(sdk) == [kept]
    with pytest.raises(AuthException) as refused:
        sdk.third_party_application.load(gone)
    assert refused.value.status_code == 404


@COVERAGE.of("delete_batch")
def test_delete_batch_deletes_all_or_none(sdk: Sdk) -> None:
    ids = [sdk.third_party_application.create(name, LOGIN)["id"] for name in ("a", "b", "c")]
    with pytest.raises(AuthException):
        sdk.third_party_application.delete_batch([ids[0], "nobody"])
    sdk.third_party_application.delete_batch(ids[1:])
    assert _ids(sdk) == ids[:1]


@COVERAGE.of("load")
def test_load_shows_every_field_with_its_zero_value_and_no_secret(sdk: Sdk) -> None:
    made = sdk.third_party_application.create("CRM", LOGIN)
    app = sdk.third_party_application.load(made["id"])
    assert (app["logo"], app["attributesScopes"], app["customAttributes"], app["nonConfidentialClient"]) == ("", [], {}, False)
    assert made["cleartext"] not in str(app)


@COVERAGE.of("load_all")
def test_load_all_lists_every_application_and_how_many_there_are(sdk: Sdk) -> None:
    ids = [sdk.third_party_application.create(name, LOGIN)["id"] for name in ("a", "b")]
    answer = sdk.third_party_application.load_all()
    assert ([app["id"] for app in answer["apps"]], answer["total"]) == (ids, 2)


@COVERAGE.of("get_secret")
def test_get_secret_reads_the_secret_that_the_creation_answered(sdk: Sdk) -> None:
    made = sdk.third_party_application.create("CRM", LOGIN)
    assert sdk.third_party_application.get_secret(made["id"]) == {"cleartext": made["cleartext"]}


@COVERAGE.of("rotate_secret")
def test_rotate_secret_puts_a_new_secret_in_the_place_of_the_old_one(sdk: Sdk) -> None:
    made = sdk.third_party_application.create("CRM", LOGIN)
    fresh = sdk.third_party_application.rotate_secret(made["id"])
    assert fresh["cleartext"] not in ("", made["cleartext"])
    assert sdk.third_party_application.get_secret(made["id"]) == fresh


@COVERAGE.of("search_consents")
def test_search_consents_filters_and_pages(sdk: Sdk, control: Control, project_id: str) -> None:
    _give_consents(control, project_id)
    search = sdk.third_party_application.search_consents
    assert [consent["id"] for consent in search(app_id="A1")["consents"]] == ["C1", "C2", "C3"]
    assert [consent["id"] for consent in search(user_id="U1")["consents"]] == ["C1", "C4"]
    assert [consent["id"] for consent in search(tenant_id="acme", app_id="A1")["consents"]] == ["C3"]
    assert [consent["id"] for consent in search(consent_id="C2")["consents"]] == ["C2"]
    page = search(page=1, limit=3)
    assert ([consent["id"] for consent in page["consents"]], page["total"]) == (["C4"], 4)


@COVERAGE.of("delete_consents")
def test_delete_consents_deletes_what_all_filters_hold_for(sdk: Sdk, control: Control, project_id: str) -> None:
    _give_consents(control, project_id)
    sdk.third_party_application.delete_consents(app_id="A1", user_ids=["U1"])
    assert _consents(sdk) == ["C2", "C3", "C4"]
    sdk.third_party_application.delete_consents(consent_ids=["C2"])
    assert _consents(sdk) == ["C3", "C4"]


@COVERAGE.of("delete_consents")
def test_deleting_an_unknown_consent_is_refused_with_the_attested_code(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.third_party_application.delete_consents(consent_ids=["nothing"])
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (404, "E063302")


@COVERAGE.of("delete_tenant_consents")
def test_delete_tenant_consents_leaves_those_of_the_project(sdk: Sdk, control: Control, project_id: str) -> None:
    _give_consents(control, project_id)
    sdk.third_party_application.delete_tenant_consents("acme")
    assert _consents(sdk) == ["C1", "C2", "C4"]


def _give_consents(control: Control, project_id: str) -> None:
    """End users give consents, so the test puts them there."""
    given: list[dict[str, Any]] = [
        {"id": "C1", "appId": "A1", "userId": "U1", "scopes": ["read"]},
        {"id": "C2", "appId": "A1", "userId": "U2", "scopes": ["read"]},
        {"id": "C3", "appId": "A1", "userId": "U3", "tenantId": "acme", "scopes": ["read"]},
        {"id": "C4", "appId": "A2", "userId": "U1", "scopes": ["write"]},
    ]
    control.load(project_id, {"consents": given})


def _consents(sdk: Sdk) -> list[str]:
    return [consent["id"] for consent in sdk.third_party_application.search_consents()["consents"]]


def _ids(sdk: Sdk) -> list[str]:
    return [app["id"] for app in sdk.third_party_application.load_all()["apps"]]
