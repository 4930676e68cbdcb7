# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound applications through the official client; their tokens are tested in a file of their own."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException
from descope.management.common import AccessType, PromptType, URLParam

from tests.conformance import test_outbound_tokens
from tests.conformance.outbound import COVERAGE
from tests.conformance.sdk import Sdk, refusal

SUBJECTS = (test_outbound_tokens,)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    assert all(subject.COVERAGE is COVERAGE for subject in SUBJECTS)
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create_application")
def test_create_application_keeps_what_was_sent_and_hides_the_secret(sdk: Sdk) -> None:
    app = sdk.outbound_application.create_application(
        "Calendar",
        "text",
        id="calendar",
        client_id="id",
        client_secret="hidden",
        authorization_url_params=[URLParam("audience", "api")],
        default_scopes=["read"],
        pkce=True,
        access_type=AccessType.OFFLINE,
        prompt=[PromptType.CONSENT],
    )["app"]
    assert (app["id"], app["name"], app["description"], app["clientId"]) == ("calendar", "Calendar", "text", "id")
    assert (app["pkce"], app["accessType"], app["prompt"], app["defaultScopes"]) == (True, "offline", ["consent"], ["read"])
    assert app["authorizationUrlParams"] == [{"key": "audience", "value": "api"}]
    assert (app["clientSecret"], app["tokenUrl"], app["useDcr"]) == ("", "", False)


@COVERAGE.of("create_application")
@pytest.mark.parametrize("taken", [{"id": "calendar"}, {"name": "Calendar"}])
def test_create_application_refuses_an_id_and_a_name_that_is_taken(sdk: Sdk, taken: dict[str, Any]) -> None:
    sdk.outbound_application.create_application("Calendar", id="calendar")
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.create_application(**{"name": "Other", **taken})
    assert "already exists" in refusal(refused.value)[1]["errorDescription"]


@COVERAGE.of("update_application")
def test_update_application_empties_what_is_left_out(sdk: Sdk) -> None:
    sdk.outbound_application.create_application("Calendar", "text", id="calendar", client_id="id", default_scopes=["read"])
    app = sdk.outbound_application.update_application("calendar", "Agenda")["app"]
    assert (app["name"], app["description"], app["clientId"], app["defaultScopes"]) == ("Agenda", "", "", [])
    assert sdk.outbound_application.load_application("calendar") == {"app": app}


@COVERAGE.of("load_application")
def test_an_unknown_application_is_a_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application.load_application("nobody")
    assert refused.value.status_code == 404


@COVERAGE.of("load_application")
def test_load_application_answers_what_the_creation_did(sdk: Sdk) -> None:
    made = sdk.outbound_application.create_application("Calendar", client_secret="hidden")
    assert sdk.outbound_application.load_application(made["app"]["id"]) == made


@COVERAGE.of("load_all_applications")
def test_load_all_applications_lists_every_one(sdk: Sdk) -> None:
    made = [sdk.outbound_application.create_application(name)["app"] for name in ("Calendar", "Mail")]
    assert sdk.outbound_application.load_all_applications() == {"apps": made}


@COVERAGE.of("delete_application")
def test_delete_application_deletes_that_one(sdk: Sdk) -> None:
    for name in ("calendar", "mail"):
        sdk.outbound_application.create_application(name, id=name)
    sdk.outbound_application.delete_application("calendar")
    assert [app["id"] for app in sdk.outbound_application.load_all_applications()["apps"]] == ["mail"]
