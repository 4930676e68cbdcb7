# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flow manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("flow")
SCREEN: dict[str, Any] = {
    "id": "hello",
    "inputs": [{"id": "email", "type": "email"}],
    "interactions": [{"id": "go", "type": "button", "label": "Go", "icon": "", "subType": ""}],
    "htmlTemplate": {"root": {"type": "container"}},
}
FLOW: dict[str, Any] = {
    "name": "Mine",
    "description": "text",
    "disabled": False,
    "dsl": {"startTask": "0", "tasks": {"0": {"type": "screen", "screenId": "hello"}}},
    "translate": True,
    "translateSourceLang": "en",
    "translateTargetLangs": ["de"],
}


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("list_flows")
def test_a_new_project_ships_with_the_default_flows(sdk: Sdk) -> None:
    listed = sdk.flow.list_flows()
    names = {flow["id"]: flow["name"] for flow in listed["flows"]}
    assert names["sign-up-or-in"] == "Sign Up or In"
    assert {"sign-in", "sign-up", "step-up", "add-passkeys"} < set(names)
    assert listed["total"] == len(names) > 5
    assert set(listed["flows"][0]) == {"id", "name", "description", "disabled"}


@COVERAGE.of("delete_flows")
def test_delete_takes_the_named_flows_and_ignores_unknown_ones(sdk: Sdk) -> None:
    before = _ids(sdk)
    assert sdk.flow.delete_flows(["sign-in", "sign-up", "no such flow"]) == {}
    assert _ids(sdk) == before - {"sign-in", "sign-up"}


@COVERAGE.of("export_flow")
def test_export_answers_the_flow_and_its_screens(sdk: Sdk) -> None:
    exported = sdk.flow.export_flow("sign-up-or-in")
    flow, screens = exported["flow"], exported["screens"]
    assert (flow["id"], flow["name"], flow["version"]) == ("sign-up-or-in", "Sign Up or In", 1)
    assert flow["dsl"]["startTask"] in flow["dsl"]["tasks"]
    assert flow["etag"]
    assert {screen["flowId"] for screen in screens} == {"sign-up-or-in"}
    used = {task["screenId"] for task in flow["dsl"]["tasks"].values() if task["type"] == "screen"}
    assert {screen["id"] for screen in screens} == used


@COVERAGE.of("export_flow")
def test_export_of_an_unknown_flow_is_the_attested_500(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.flow.export_flow("no such flow")
    status, body = refusal(refused.value)
    assert status == 500
    assert body == {
        "errorCode": "E103003",
        "errorDescription": "Failed getting flow",
        "errorMessage": "Failed loading flow by ID",
        "message": "Failed loading flow by ID",
    }


@COVERAGE.of("import_flow")
def test_import_makes_a_flow_and_answers_it_as_saved(sdk: Sdk) -> None:
    saved = sdk.flow.import_flow("mine", {**FLOW, "id": "other", "version": 77}, [{**SCREEN, "flowId": "other"}])
    assert saved == sdk.flow.export_flow("mine")
    flow, (screen,) = saved["flow"], saved["screens"]
    assert {name: flow[name] for name in FLOW} == FLOW
    assert (flow["id"], flow["version"], screen["flowId"]) == ("mine", 1, "mine")
    assert {name: screen[name] for name in SCREEN} == SCREEN


@COVERAGE.of("import_flow")
def test_import_overwrites_and_counts_the_version_up(sdk: Sdk) -> None:
    first = sdk.flow.import_flow("sign-in", FLOW, [SCREEN])["flow"]
    second = sdk.flow.import_flow("sign-in", {**FLOW, "name": "Newer"}, [])
    assert (first["version"], second["flow"]["version"]) == (2, 3)
    assert second["flow"]["etag"] != first["etag"]
    assert (second["flow"]["name"], second["screens"]) == ("Newer", [])


@COVERAGE.of("export_theme")
def test_a_new_project_ships_with_a_theme(sdk: Sdk) -> None:
    theme = sdk.flow.export_theme()["theme"]
    assert theme["version"] >= 1
    assert theme["cssTemplate"]
    assert set(theme) == {"id", "cssTemplate", "version", "componentsVersion", "codeMode"}


@COVERAGE.of("import_theme")
def test_every_import_of_a_theme_raises_its_version_by_one(sdk: Sdk) -> None:
    before = sdk.flow.export_theme()["theme"]
    changed = {**before, "cssTemplate": {"light": {"a": 1}}, "version": 99, "componentsVersion": "0"}
    first = sdk.flow.import_theme(changed)["theme"]
    assert first == {**before, "cssTemplate": {"light": {"a": 1}}, "version": before["version"] + 1}
    assert sdk.flow.import_theme(first)["theme"]["version"] == before["version"] + 2
    assert sdk.flow.export_theme()["theme"]["version"] == before["version"] + 2


@COVERAGE.of("run_flow")
def test_run_hands_the_input_on(sdk: Sdk) -> None:
    assert sdk.flow.run_flow("sign-in") == {"output": {}}
    assert sdk.flow.run_flow("sign-in", {"input": {"a": [1]}, "preview": True}) == {"output": {"a": [1]}}


@COVERAGE.of("run_flow")
def test_run_refuses_unknown_and_disabled_flows_and_unknown_tenants(sdk: Sdk) -> None:
    sdk.flow.import_flow("off", {**FLOW, "disabled": True}, [])
    for flow_id, options, expected in (("none", None, 500), ("off", None, 400), ("sign-in", {"tenant": "none"}, 404)):
        with pytest.raises(AuthException) as refused:
            sdk.flow.run_flow(flow_id, options)
        assert refused.value.status_code == expected


@COVERAGE.of("run_flow_async")
def test_an_asynchronous_run_answers_an_id(sdk: Sdk) -> None:
    first, second = (sdk.flow.run_flow_async("sign-in", {"input": {"n": n}})["executionId"] for n in (1, 2))
    assert first != second


@COVERAGE.of("get_flow_async_result")
def test_the_result_of_an_asynchronous_run_is_found_by_its_id(sdk: Sdk) -> None:
    execution_id = sdk.flow.run_flow_async("sign-in", {"input": {"a": 1}})["executionId"]
    assert sdk.flow.get_flow_async_result(execution_id) == {"output": {"a": 1}}
    with pytest.raises(AuthException) as refused:
        sdk.flow.get_flow_async_result("no such run")
    assert refusal(refused.value)[1]["errorCode"] == "E103202"


def _ids(sdk: Sdk) -> set[str]:
    return {flow["id"] for flow in sdk.flow.list_flows()["flows"]}
