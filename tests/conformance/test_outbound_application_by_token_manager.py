# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound tokens fetched with the token of an inbound application in the place of a management key."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.outbound import APP, connect
from tests.conformance.sdk import Coverage, Sdk
from tests.simulator.process import Control

COVERAGE = Coverage("outbound_application_by_token")
GOOD, WITHOUT_SCOPE = "inbound.token.good", "inbound.token.other"


@pytest.fixture
def user_id(sdk: Sdk, control: Control, project_id: str) -> str:
    """Inbound applications get their tokens from sign-ins, so the test puts two there."""
    user_id = connect(sdk, control, project_id)
    tokens: list[dict[str, Any]] = [
        {"id": GOOD, "appId": "crm", "scopes": ["openid", "outbound.token.fetch"]},
        {"id": WITHOUT_SCOPE, "appId": "crm", "scopes": ["openid"]},
    ]
    control.load(project_id, {"inbound_tokens": tokens})
    for scope in ("read", "write"):
        sdk.outbound_application.upload_user_token(APP, user_id, access_token=f"user {scope}", scopes=[scope])
        sdk.outbound_application.upload_tenant_token(APP, "acme", access_token=f"tenant {scope}", scopes=[scope])
    return user_id


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("fetch_token")
def test_fetch_token_answers_the_latest(sdk: Sdk, user_id: str) -> None:
    token = sdk.outbound_application_by_token.fetch_token(GOOD, APP, user_id)["token"]
    assert token["accessToken"] == "user write"


@COVERAGE.of("fetch_token_by_scopes")
def test_fetch_token_by_scopes_answers_the_one_that_has_them(sdk: Sdk, user_id: str) -> None:
    token = sdk.outbound_application_by_token.fetch_token_by_scopes(GOOD, APP, user_id, ["read"])["token"]
    assert token["accessToken"] == "user read"


@COVERAGE.of("fetch_tenant_token")
def test_fetch_tenant_token_answers_the_latest_of_the_tenant(sdk: Sdk, user_id: str) -> None:
    token = sdk.outbound_application_by_token.fetch_tenant_token(GOOD, APP, "acme")["token"]
    assert token["accessToken"] == "tenant write"


@COVERAGE.of("fetch_tenant_token_by_scopes")
def test_fetch_tenant_token_by_scopes_answers_the_one_that_has_them(sdk: Sdk, user_id: str) -> None:
    token = sdk.outbound_application_by_token.fetch_tenant_token_by_scopes(GOOD, APP, "acme", ["read"])["token"]
    assert token["accessToken"] == "tenant read"


@COVERAGE.of("fetch_token")
@pytest.mark.parametrize(("token", "status"), [(WITHOUT_SCOPE, 403), ("inbound.token.unknown", 401)])
def test_a_token_without_the_scope_and_an_unknown_one_fetch_nothing(sdk: Sdk, user_id: str, token: str, status: int) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.outbound_application_by_token.fetch_token(token, APP, user_id)
    assert refused.value.status_code == status
