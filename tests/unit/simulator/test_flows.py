# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of flows and themes that the official client does not show, v2 first of all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

V2 = "../../v2/mgmt"
FLOW: dict[str, Any] = {
    "flowId": "mine",
    "metadata": {
        "name": "Mine",
        "disabled": False,
        "componentsVersion": "1.0.0",
        "translation": {"enabled": True, "connectorId": "CI1", "sourceLanguage": "en", "targetLanguages": ["de"]},
        "fromTheFuture": [None],
    },
    "contents": {"tasks": {"b": {"z": 1.0, "a": None}, "a": {"ü": "😀", "n": 12345678901234567890}}, "startTask": "b"},
    "screens": [
        {"screenId": "z", "contents": {"deep": [{"b": {}, "a": []}]}, "interactions": [], "later": True},
        {"screenId": "a", "interactions": [{"id": "go", "label": "Go"}]},
    ],
    "references": {"roles": {"Tenant Admin": "ROLelsewhere"}, "userAttributes": ["plan"]},
}


def test_v2_gives_back_byte_for_byte_what_it_was_given(api: RawClient) -> None:
    assert _import(api, **FLOW) == {}
    exported = _export(api, "mine")
    expected = {**FLOW, "metadata": {**FLOW["metadata"], "componentsVersion": "3.18.2"}}
    assert json.dumps(exported) == json.dumps(expected)


def test_v2_import_accepts_what_steers_it(api: RawClient) -> None:
    assert api.post(f"{V2}/flow/import", flow={"flowId": "mine"}, skipRender=True, changelog="why").json() == {}
    assert _export(api, "mine") == {
        "flowId": "mine",
        "metadata": {"componentsVersion": "3.18.2"},
        "contents": {},
        "screens": [],
        "references": {},
    }


def test_an_import_replaces_the_whole_flow_and_counts_up(api: RawClient) -> None:
    _import(api, **FLOW)
    _import(api, flowId="mine", metadata={"name": "Other"})
    assert (_export(api, "mine")["contents"], _export(api, "mine")["references"]) == ({}, {})
    assert api.post("flow/export", flowId="mine").json()["flow"]["version"] == 2
    listed = api.post("flow/list", ids=["mine", "nobody"]).json()
    assert listed == {"flows": [{"id": "mine", "name": "Other", "description": "", "disabled": False}], "total": 1}


def test_an_empty_filter_lists_every_flow(api: RawClient) -> None:
    assert api.post("flow/list", ids=[]).json() == api.http.post("flow/list").json()


def test_v1_shows_a_flow_that_v2_imported(api: RawClient) -> None:
    _import(api, **FLOW)
    shown = api.post("flow/export", flowId="mine").json()
    flow, screens = shown["flow"], shown["screens"]
    assert (flow["dsl"], flow["name"], flow["disabled"], flow["widget"]) == (FLOW["contents"], "Mine", False, False)
    assert (flow["translate"], flow["translateConnectorID"], flow["translateTargetLangs"]) == (True, "CI1", ["de"])
    assert isinstance(flow["modifiedTime"], str) and int(flow["modifiedTime"]) > 1_700_000_000
    assert [(screen["id"], screen["htmlTemplate"]) for screen in screens] == [("z", {"deep": [{"b": {}, "a": []}]}), ("a", {})]


def test_v2_shows_a_flow_that_v1_imported(api: RawClient) -> None:
    screen = {"id": "s", "inputs": [{"id": "email"}], "htmlTemplate": {"a": 1}}
    flow = {"name": "Mine", "dsl": {"startTask": "0"}, "translate": True, "translateSourceLang": "en"}
    api.post("flow/import", flowId="mine", flow=flow, screens=[screen])
    exported = _export(api, "mine")
    assert exported["contents"] == {"startTask": "0"}
    assert exported["screens"] == [{"screenId": "s", "interactions": [], "contents": {"a": 1}}]
    assert exported["metadata"]["translation"] == {
        "enabled": True,
        "connectorId": "",
        "sourceLanguage": "en",
        "targetLanguages": [],
    }
    assert api.post("flow/export", flowId="mine").json()["screens"][0]["inputs"] == [{"id": "email"}]


@pytest.mark.parametrize(
    "references",
    [{"connectors": {"Mailer": "CI1"}}, {"roles": {"editor": "ROL1"}}, {"roles": {"of a tenant": "ROL1"}}],
)
def test_a_reference_to_what_is_not_there_fails_the_import(api: RawClient, references: dict[str, Any]) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create", name="of a tenant", tenantId="acme")
    refused = api.post(f"{V2}/flow/import", flow={**FLOW, "references": references})
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E011003")
    (name,) = next(iter(references.values()))
    assert name in refused.json()["errorMessage"]
    assert api.post(f"{V2}/flow/export", flowId="mine").status_code == 500


def test_references_are_found_by_name_whatever_the_id(api: RawClient, control: Control, project_id: str) -> None:
    control.load(project_id, {"connectors": [{"id": "CIhere", "name": "Mailer", "type": "sendgrid"}]})
    api.post("role/create", name="editor")
    references = {"connectors": {"Mailer": "CIthere"}, "roles": {"editor": "ROLthere"}}
    _import(api, **{**FLOW, "references": references})
    assert _export(api, "mine")["references"] == references


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("flowId", "", "E011003"),
        ("metadata", {"name": 1}, "E011001"),
        ("contents", [], "E011001"),
        ("screens", [{"screenId": "a"}, {"screenId": "a"}], "E011003"),
        ("screens", [{"contents": {}}], "E011003"),
        ("screens", ["a"], "E011001"),
        ("references", {"roles": []}, "E011001"),
    ],
)
def test_a_flow_that_cannot_be_one_is_refused(api: RawClient, field: str, value: Any, code: str) -> None:
    refused = api.post(f"{V2}/flow/import", flow={**FLOW, field: value})
    assert (refused.status_code, refused.json()["errorCode"]) == (400, code)


def test_options_of_a_run_may_be_nested_or_not(api: RawClient) -> None:
    for body in ({"input": {"a": 1}}, {"options": {"input": {"a": 1}, "preview": False}}):
        assert api.post("flow/run", flowId="sign-in", **body).json() == {"output": {"a": 1}}


def test_the_result_of_a_run_survives_a_dump(api: RawClient, control: Control, project_id: str) -> None:
    key = api.post("flow/async/run", flowId="sign-in", options={"input": {"a": 1}}).json()["executionId"]
    dump = control.dump(project_id)
    control.drop(project_id)
    assert control.load(project_id, dump) == dump
    assert api.post("flow/async/result", executionId=key).json() == {"output": {"a": 1}}


def test_deleting_flows_needs_ids(api: RawClient) -> None:
    assert api.post("flow/delete", ids=[]).status_code == 400


def test_v2_of_the_theme_exports_the_same_and_answers_an_import_with_nothing(api: RawClient) -> None:
    before = api.post("theme/export").json()
    assert api.post(f"{V2}/theme/export").json() == before
    assert api.post(f"{V2}/theme/import", theme={"cssTemplate": {"a": 1}, "fromTheFuture": 1}).json() == {}
    theme = api.post(f"{V2}/theme/export").json()["theme"]
    assert theme == {
        **before["theme"],
        "cssTemplate": {"a": 1},
        "version": before["theme"]["version"] + 1,
        "fromTheFuture": 1,
    }
    assert api.post("theme/import").status_code == 400


def _import(api: RawClient, **flow: Any) -> Any:
    answered = api.post(f"{V2}/flow/import", flow=flow)
    assert answered.status_code == 200, answered.text
    return answered.json()


def _export(api: RawClient, flow_id: str) -> dict[str, Any]:
    flow: dict[str, Any] = api.post(f"{V2}/flow/export", flowId=flow_id).json()["flow"]
    return flow
