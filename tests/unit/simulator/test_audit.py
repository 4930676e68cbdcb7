# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail: what writes to it, what finds in it, and where it ends."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient
from tests.simulator.routes.audit import WINDOW_MS, within
from tests.simulator.trail import KEPT, Caller, entry, entry_of_call, new_trail

EVENT = {"action": "Exported", "type": "info", "actorId": "K1", "tenantId": "acme"}


def _found(api: RawClient, **filters: Any) -> list[dict[str, Any]]:
    answer = api.post("audit/search", **filters)
    assert answer.status_code == 200, answer.text
    audits: list[dict[str, Any]] = answer.json()["audits"]
    return audits


def _actions(api: RawClient, **filters: Any) -> list[str]:
    return [audit["action"] for audit in _found(api, **filters)]


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("POST", "/v1/mgmt/user/create/batch", "UserCreated"),
        ("PATCH", "/v1/mgmt/user/patch", "UserUpdated"),
        ("DELETE", "/v1/mgmt/user/test/delete/all", "UserDeleted"),
        ("POST", "/v2/mgmt/user/update/role/add", "UserUpdated"),
        ("POST", "/v1/mgmt/accesskey/rotate", "AccessKeyRotated"),
        ("PUT", "/v1/mgmt/managementkey", "ManagementKeyCreated"),
        ("DELETE", "/v1/mgmt/sso/settings", "SSODeleted"),
        ("POST", "/v1/mgmt/tenant/updateDefaultRoles", "TenantUpdated"),
        ("POST", "/v2/mgmt/flow/import", "FlowImported"),
        ("POST", "/v1/mgmt/auth/signin", "UserSignedIn"),
    ],
)
def test_the_path_says_what_was_done(method: str, path: str, action: str) -> None:
    assert entry_of_call("P1", Caller(method, path, "K1", "127.0.0.1"), {})["action"] == action


def test_only_what_happened_is_in_the_trail(api: RawClient, control: Control) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("tenant/create", id="acme", name="Acme")
    api.get("tenant/all")
    control.faults([{"path": "*/role/create", "status": 503}, {"path": "*/user/create", "reset": True, "when": "after"}])
    assert api.post("role/create", name="never").status_code == 503
    with pytest.raises(Exception, match=r"reset|disconnected"):
        api.post("user/create", loginId="ann")
    assert _actions(api) == ["UserCreated", "TenantCreated"]


def test_an_answer_has_every_field_and_times_as_text(api: RawClient, project_id: str) -> None:
    api.post("user/create", loginId="ann")
    (audit,) = _found(api)
    assert abs(int(audit.pop("occurred")) - time.time() * 1000) < 60_000
    assert audit.pop("ID")
    assert audit.pop("actorId").startswith("K")
    assert audit == {
        "projectId": project_id,
        "userId": "",
        "action": "UserCreated",
        "type": "info",
        "device": "Bot",
        "method": "none",
        "geo": "",
        "remoteAddress": "127.0.0.1",
        "externalIds": ["ann"],
        "tenants": [],
        "data": {},
    }


def test_pages_are_cut_after_sorting_and_the_total_counts_all(api: RawClient) -> None:
    for name in ("a", "b", "c"):
        api.post("audit/event", **{**EVENT, "action": name})
        time.sleep(0.002)
    first = api.post("audit/search", size=2).json()
    assert ([audit["action"] for audit in first["audits"]], first["total"]) == (["c", "b"], 3)
    assert _actions(api, size=2, page=1) == ["a"]
    assert _actions(api, oldestFirst=True, size=2) == ["a", "b"]
    assert api.post("audit/search", size=1001).status_code == 400
    assert len(_actions(api, size=1000)) == 3


def test_further_filters(api: RawClient) -> None:
    api.post("user/create", loginId="ann@acme.example")
    api.post("user/create", loginId="bob@acme.example")
    api.post("audit/event", **EVENT)
    by_field = {"field": "action", "valStr": "UserCreated"}
    assert _actions(api, actorIds=["K1"]) == _actions(api, tenants=["acme"]) == ["Exported"]
    assert _actions(api, loginIdsContain=["ann"]) == ["UserCreated"]
    assert _actions(api, loginIdsNotContain=["@acme"]) == ["Exported"]
    assert len(_actions(api, excludedExternalIds=["ann@acme.example"])) == 2
    assert _actions(api, searchFields=[by_field]) == ["UserCreated"] * 2
    assert _actions(api, searchFields=[{**by_field, "negative": True}]) == ["Exported"]
    assert _actions(api, searchFields=[{"field": "tenants", "valArr": ["x", "acme"]}]) == ["Exported"]
    assert api.post("audit/search", searchFields=["action"]).status_code == 400


def test_the_trail_goes_back_thirty_days(api: RawClient) -> None:
    now = 2 * WINDOW_MS
    for age, found in ((0, True), (WINDOW_MS, True), (WINDOW_MS + 1, False)):
        assert within(entry("P1", occurred=now - age), {"from": 1}, now) is found
    api.post("audit/event", **EVENT)
    assert _actions(api, **{"from": "1", "to": str(int(time.time() * 1000) + 1000)}) == ["Exported"]


def test_the_trail_forgets_what_exceeds_its_cap() -> None:
    trail = new_trail()
    trail.extend(entry("P1", action=str(number)) for number in range(KEPT + 1))
    assert (len(trail), trail[0]["action"]) == (KEPT, "1")


def test_events_become_visible_with_the_lag(api: RawClient, control: Control) -> None:
    control.configure(lag_ms=500)
    api.post("audit/event", **EVENT)
    assert _actions(api) == []
    time.sleep(0.55)
    assert _actions(api) == ["Exported"]


@pytest.mark.parametrize("field", ["action", "type", "actorId", "tenantId"])
def test_an_event_needs_its_fields(api: RawClient, field: str) -> None:
    assert api.post("audit/event", **{**EVENT, field: ""}).json()["errorMessage"] == f"The {field} field is required"


def test_loading_a_project_keeps_its_trail_and_dropping_ends_it(api: RawClient, control: Control, project_id: str) -> None:
    api.post("audit/event", **EVENT)
    control.load(project_id, {"tenants": []})
    assert _actions(api) == ["Exported"]
    control.drop(project_id)
    control.load(project_id, {})
    assert _actions(api) == []


def test_the_secrets_of_a_web_connector_are_in_no_answer(api: RawClient, control: Control, project_id: str) -> None:
    said = api.v2.post("connector/audit/web/set", name="siem", url="https://x.example", hmacSecret="s", insecure=True)
    assert said.json() == {}
    assert control.dump(project_id)["audit_connectors"][0]["hmacSecret"] == "s"
    assert api.v2.post("connector/audit/web/set", url="https://x.example").status_code == 400
