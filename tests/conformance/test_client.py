# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the official client does around the calls: handshake, keys, retries, rate limits, list of projects."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException, RateLimitException

from tests.conformance.sdk import Sdk, refusal
from tests.simulator.process import Control, Simulator


def test_the_licence_handshake_puts_the_tier_on_every_later_call(sdk: Sdk, control: Control) -> None:
    sdk.tenant.load_all()
    requests = [entry for entry in control.requests() if entry["project"]]
    assert [entry["path"] for entry in requests] == ["/v1/mgmt/license", "/v1/mgmt/tenant/all"]
    assert [entry["licence"] for entry in requests] == ["", "tier2"]


def test_the_licence_manager_sees_the_configured_tier(sdk: Sdk, control: Control) -> None:
    control.configure(tier="tier4")
    assert sdk.license.get() == {"rateLimitTier": "tier4"}


def test_a_company_wide_key_lists_all_projects(sdk: Sdk, project_id: str, simulator: Simulator) -> None:
    listed = {project["id"] for project in sdk.project.list_projects()["projects"]}
    assert {project_id, simulator.project_id} <= listed


@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_a_projects_own_key_opens_it_but_lists_no_projects(
    flavour: str, simulator: Simulator, control: Control, project_id: str
) -> None:
    control.load(project_id, {"management_keys": ["KOfThisProjectOnly"]})
    sdk = Sdk(flavour, simulator.url, project_id, "KOfThisProjectOnly")
    assert sdk.tenant.load_all() == {"tenants": []}
    with pytest.raises(AuthException) as refused:
        sdk.project.list_projects()
    assert refused.value.status_code == 403
    sdk.close()


@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_a_wrong_key_is_a_401_with_the_attested_code(flavour: str, simulator: Simulator, project_id: str) -> None:
    sdk = Sdk(flavour, simulator.url, project_id, "KWrong")
    with pytest.raises(AuthException) as refused:
        sdk.tenant.load_all()
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (401, "E011008")
    sdk.close()


def test_the_client_reads_the_wait_from_a_rate_limit(sdk: Sdk, control: Control) -> None:
    control.configure(rate_limits=[{"match": "/v1/mgmt/tenant/", "limit": 1, "window_s": 30}])
    sdk.tenant.load_all()
    with pytest.raises(RateLimitException) as limited:
        sdk.tenant.load_all()
    error: Any = limited.value
    assert error.status_code == "E130429"
    assert 0 < error.rate_limit_parameters["Retry-After"] <= 30


def test_the_client_repeats_a_create_after_503_and_is_told_that_it_exists(sdk: Sdk, control: Control) -> None:
    control.faults([{"path": "/v1/mgmt/tenant/create", "status": 503, "when": "after"}])
    with pytest.raises(AuthException) as refused:
        sdk.tenant.create("Acme", "acme")
    assert "already exists" in refusal(refused.value)[1]["errorDescription"]
    assert sdk.tenant.load("acme")["name"] == "Acme"


def test_the_client_recovers_when_the_503_came_before_the_effect(sdk: Sdk, control: Control) -> None:
    control.faults([{"path": "/v1/mgmt/tenant/create", "status": 503}])
    assert sdk.tenant.create("Acme", "acme") == {"id": "acme"}
