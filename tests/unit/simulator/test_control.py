# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control surface: log, configuration, limits, lag, dumping and loading."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.simulator.process import Control, ControlError, Simulator
from tests.simulator.raw_client import RawClient


def test_the_log_names_what_came_and_never_a_body_or_a_key(
    api: RawClient, control: Control, simulator: Simulator, project_id: str
) -> None:
    api.post("tenant/create", name="A secret name")
    api.get("tenant", id="nobody")
    api.http.get("role/all", headers={"x-descope-license": "tier3"})
    RawClient(simulator.url, f"Bearer {simulator.management_key}").get("tenant/all")
    RawClient(simulator.url, f"Bearer {simulator.management_key}:x").get("tenant/all")
    entries = control.requests()
    assert [(entry["method"], entry["path"], entry["status"], entry["effect"]) for entry in entries] == [
        ("POST", "/v1/mgmt/tenant/create", 200, True),
        ("GET", "/v1/mgmt/tenant", 404, False),
        ("GET", "/v1/mgmt/role/all", 200, False),
        ("GET", "/v1/mgmt/tenant/all", 401, False),
        ("GET", "/v1/mgmt/tenant/all", 401, False),
    ]
    assert [entry["project"] for entry in entries] == [project_id] * 3 + [""] * 2
    assert (entries[1]["query"], entries[2]["licence"]) == ({"id": "nobody"}, "tier3")
    assert simulator.management_key not in str(entries)
    assert "A secret name" not in str(entries)
    control.clear_requests()
    assert control.requests() == []


def test_configuration_merges_and_null_goes_back_to_the_default(control: Control) -> None:
    default = control.configuration()
    changed = control.configure(latency_ms=1.5, tier="tier1")
    assert changed == {**default, "latency_ms": 1.5, "tier": "tier1"}
    assert control.configure() == changed
    assert control.configure(latency_ms=None, tier=None) == default


@pytest.mark.parametrize(
    "settings",
    [
        {"latncy_ms": 1},
        {"latency_ms": -1},
        {"lag_ms": "1"},
        {"clock_skew_s": "1"},
        {"tier": "tier5"},
        {"rate_limits": {}},
        {"rate_limits": [{"match": "/", "limit": 1}]},
        {"rate_limits": [{"match": "/", "limit": 1, "window_s": 0}]},
        {"rate_limits": [{"match": "/", "limit": -1, "window_s": 1}]},
    ],
)
def test_an_impossible_configuration_is_refused_and_changes_nothing(control: Control, settings: dict[str, Any]) -> None:
    before = control.configuration()
    with pytest.raises(ControlError, match="400"):
        control.configure(**{"tier": "tier4", **settings})
    assert control.configuration() == before


def test_latency_makes_every_request_wait(api: RawClient, control: Control) -> None:
    control.configure(latency_ms=80)
    began = time.monotonic()
    api.get("tenant/all")
    assert time.monotonic() - began >= 0.08


def test_requests_wait_at_the_same_time(api: RawClient, control: Control) -> None:
    control.configure(latency_ms=300)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.get("tenant/all"), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert time.monotonic() - began < 8 * 0.3 / 2


def test_a_rate_limit_holds_per_project_and_recovers(api: RawClient, control: Control, simulator: Simulator) -> None:
    control.configure(rate_limits=[{"match": "/v1/mgmt/tenant", "limit": 2, "window_s": 1}])
    answers = [api.get("tenant/all") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert (answers[2].json()["errorCode"], answers[2].headers["retry-after"]) == ("E130429", "1")
    assert RawClient(simulator.url, simulator.bearer).get("tenant/all").status_code == 200
    assert api.get("role/all").status_code == 200
    time.sleep(1.05)
    assert api.get("tenant/all").status_code == 200


def test_every_matching_rate_limit_holds(api: RawClient, control: Control) -> None:
    control.configure(
        rate_limits=[
            {"match": "/v1/mgmt/", "limit": 3, "window_s": 60},
            {"match": "*/all", "limit": 1, "window_s": 60},
        ]
    )
    assert [api.get("tenant/all").status_code, api.get("role/all").status_code] == [200, 429]
    assert [api.post("tenant/search").status_code for _ in range(3)] == [200, 200, 429]


def test_a_limited_request_has_no_effect_and_uses_up_no_fault(api: RawClient, control: Control) -> None:
    control.configure(rate_limits=[{"match": "/v1/mgmt/tenant/create", "limit": 0, "window_s": 1}])
    control.faults([{"path": "*/create", "reset": True}])
    assert api.post("tenant/create", name="Acme").status_code == 429
    assert api.names("tenant") == []
    assert control.fault_counts()[0]["hits"] == 0


def test_with_a_lag_reads_show_the_past_and_writes_the_truth(api: RawClient, control: Control, project_id: str) -> None:
    api.post("tenant/create", id="old", name="Old")
    control.configure(lag_ms=900)
    api.post("tenant/create", id="new", name="New")
    api.post("tenant/delete", id="old")
    assert [doc["id"] for doc in api.listed("tenant")] == ["old"]
    assert api.get("tenant", id="new").status_code == 404
    assert api.post("tenant/search", tenantIds=["new"]).json() == {"tenants": []}
    assert api.post("tenant/create", id="new", name="New").status_code == 400
    assert [doc["id"] for doc in control.dump(project_id)["tenants"]] == ["new"]
    time.sleep(1)
    assert [doc["id"] for doc in api.listed("tenant")] == ["new"]


def test_a_lagging_reader_sees_every_step_in_turn(api: RawClient, control: Control) -> None:
    control.configure(lag_ms=300)
    seen: list[int] = []
    for number in range(4):
        api.post("tenant/create", name=str(number))
        time.sleep(0.1)
    deadline = time.monotonic() + 5
    while 4 not in seen and time.monotonic() < deadline:
        seen.append(len(api.listed("tenant")))
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] == 4


def test_a_dump_can_be_loaded_under_another_id(control: Control, simulator: Simulator) -> None:
    dump = control.dump(simulator.project_id)
    loaded = control.load("PCopy", dump)
    control.drop("PCopy")
    assert loaded == {**dump, "id": "PCopy"}
    assert "PCopy" not in control.projects()


def test_minimal_documents_are_completed_extra_fields_kept(api: RawClient, control: Control, project_id: str) -> None:
    control.load(
        project_id,
        {
            "tenants": [
                {"id": "acme", "name": "Acme", "extra": {"a": None}},
                {"id": "b", "name": "B", "parent": "acme"},
            ],
            "roles": [{"name": "reader", "extra": 1}],
        },
    )
    tenant = api.tenant("acme")
    assert (tenant["extra"], tenant["disabled"], tenant["successors"]) == ({"a": None}, False, ["b"])
    assert tenant["authType"] == "none"
    (role,) = api.listed("role")
    assert role["id"].startswith("ROL")
    assert (role["extra"], role["permissionNames"]) == (1, [])


def test_loading_leaves_the_sections_alone_that_are_not_given(control: Control, project_id: str) -> None:
    fresh = control.load(project_id, {"tenants": [{"id": "acme", "name": "Acme"}]})
    assert [role["name"] for role in fresh["roles"]] == ["Tenant Admin"]
    after = control.load(project_id, {"roles": []})
    assert after == {**fresh, "roles": []}


@pytest.mark.parametrize(
    "document",
    [
        {"tenant": []},
        {"tenants": {}},
        {"tenants": ["acme"]},
        {"tenants": [{"id": "acme"}]},
        {"tenants": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]},
        {"roles": [{"name": "r", "permissionNames": "x"}]},
        {"management_keys": "K"},
    ],
)
def test_an_impossible_project_is_refused_and_changes_nothing(
    control: Control, project_id: str, document: dict[str, Any]
) -> None:
    before = control.dump(project_id)
    with pytest.raises(ControlError, match="400"):
        control.load(project_id, document)
    assert control.dump(project_id) == before


def test_an_unknown_project_is_a_404(control: Control) -> None:
    with pytest.raises(ControlError, match="404"):
        control.dump("PNobody")


def test_the_seed_has_what_its_description_promises(control: Control, simulator: Simulator) -> None:
    demo = control.dump(simulator.project_id)
    empty = control.dump("PEmptyProject000000000000001")
    assert len(demo["id"]) == len(empty["id"]) == 28
    assert (len(demo["tenants"]), len(demo["roles"]), len(demo["permissions"])) == (40, 8 + 1, 15 + 3)
    assert (len(empty["tenants"]), len(empty["roles"]), len(empty["permissions"])) == (0, 1, 3)


def test_the_seed_refers_only_to_what_exists(control: Control, simulator: Simulator) -> None:
    demo = control.dump(simulator.project_id)
    tenants = {tenant["id"] for tenant in demo["tenants"]}
    permissions = {permission["name"] for permission in demo["permissions"]}
    roles = {role["name"] for role in demo["roles"] if not role["tenantId"]}
    assert {tenant["parent"] for tenant in demo["tenants"]} <= tenants | {""}
    assert {role["tenantId"] for role in demo["roles"]} <= tenants | {""}
    assert {name for role in demo["roles"] for name in role["permissionNames"]} <= permissions
    assert {name for tenant in demo["tenants"] for name in tenant["defaultRoles"]} <= roles
    for section in ("tenants", "permissions"):
        assert len({doc["name"] for doc in demo[section]}) == len(demo[section])
    assert len({(role["name"], role["tenantId"]) for role in demo["roles"]}) == len(demo["roles"])
