# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit manager of the official client finds the API it was written for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.process import Control

COVERAGE = Coverage("audit")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


def _actions(sdk: Sdk, **filters: Any) -> list[str]:
    return [entry["action"] for entry in sdk.audit.search(**filters)["audits"]]


@COVERAGE.of("search")
def test_every_write_leaves_an_entry_the_newest_first(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.user.create("ann")
    sdk.user.load("ann")
    with pytest.raises(AuthException):
        sdk.user.create("ann")
    sdk.user.update_display_name("ann", "Ann")
    sdk.role.create("viewer")
    sdk.role.delete("viewer")
    assert _actions(sdk) == ["RoleDeleted", "RoleCreated", "UserUpdated", "UserCreated", "TenantCreated"]


@COVERAGE.of("search")
def test_an_entry_says_who_did_what_to_whom_and_when(sdk: Sdk, project_id: str) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.user.create("ann")
    sdk.user.add_tenant("ann", "acme")
    (entry,) = sdk.audit.search(actions=["UserUpdated"])["audits"]
    assert abs(entry.pop("occurred").replace(tzinfo=timezone.utc) - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert entry == {
        "projectId": project_id,
        "userId": "",
        "action": "UserUpdated",
        "device": "Bot",
        "method": "none",
        "geo": "",
        "remoteAddress": "127.0.0.1",
        "loginIds": ["ann"],
        "tenants": ["acme"],
        "data": {},
    }


@COVERAGE.of("search")
def test_filters_combine(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    for login_id in ("ann", "bob"):
        sdk.user.create(login_id)
        sdk.user.add_tenant(login_id, "acme")
    assert _actions(sdk, login_ids=["ann"]) == ["UserUpdated", "UserCreated"]
    assert _actions(sdk, login_ids=["ann"], excluded_actions=["UserUpdated"]) == ["UserCreated"]
    assert _actions(sdk, tenants=["acme"]) == ["UserUpdated", "UserUpdated", "TenantCreated"]
    assert len(_actions(sdk, tenants=["acme"], no_tenants=True)) == 5
    assert len(_actions(sdk, text="BOB")) == 2
    for nothing in ({"devices": ["Mobile"]}, {"methods": ["otp"]}, {"geos": ["DE"]}, {"remote_addresses": ["10.0.0.1"]}):
        assert _actions(sdk, **nothing) == []
    assert len(_actions(sdk, devices=["Bot"], methods=["none"], remote_addresses=["127.0.0.1"])) == 5


@COVERAGE.of("search")
def test_times_limit_the_search(sdk: Sdk) -> None:
    sdk.user.create("ann")
    now, hour = datetime.now(), timedelta(hours=1)
    assert _actions(sdk, from_ts=now - hour, to_ts=now + hour) == ["UserCreated"]
    assert _actions(sdk, from_ts=now + hour) == _actions(sdk, to_ts=now - hour) == []


@COVERAGE.of("create_event")
def test_an_event_of_ones_own_is_found(sdk: Sdk) -> None:
    sdk.audit.create_event("Exported", "warn", "K1", "acme", user_id="U1", data={"rows": 5})
    (entry,) = sdk.audit.search(user_ids=["U1"])["audits"]
    assert (entry["action"], entry["tenants"], entry["data"]) == ("Exported", ["acme"], {"rows": 5})


@COVERAGE.of("create_event")
def test_an_event_needs_a_known_type(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.audit.create_event("Exported", "fatal", "K1", "acme")
    assert refusal(refused.value)[0] == 400
    assert _actions(sdk) == []


@COVERAGE.of("create_audit_webhook")
def test_a_webhook_is_set_once_per_name(sdk: Sdk, control: Control, project_id: str) -> None:
    sdk.audit.create_audit_webhook("siem", "https://old.example", {"a": "b"})
    sdk.audit.create_audit_webhook("siem", "https://siem.example")
    (connector,) = control.dump(project_id)["audit_connectors"]
    assert (connector["name"], connector["url"], connector["headers"]) == ("siem", "https://siem.example", {})
