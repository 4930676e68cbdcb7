# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of lists and JWT templates that the official Python client does not show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient


def test_a_list_is_loaded_by_path_and_by_query(api: RawClient) -> None:
    made = api.post("list", name="a/b c", type="texts", data=["x"]).json()
    key = made["list"]["id"]
    assert api.get("list", id=key).json() == api.get(f"list/{key}").json() == made
    assert api.get("list/name", name="a/b c").json() == api.get("list/name/a/b c").json() == made
    assert api.get("list/all").json() == {"lists": [made["list"]]}
    for path in ("list/nobody", "list/name/nobody", "list?id=nobody", "list/name?name=nobody"):
        assert api.http.get(path).status_code == 404
    for path in ("list", "list/name"):
        assert api.http.get(path).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"type": "texts"},
        {"name": "a"},
        {"name": "a", "type": "numbers"},
        {"name": "a", "type": "texts", "data": {}},
        {"name": "a", "type": "texts", "data": [1]},
        {"name": "a", "type": "ips", "data": ["10.0.0.0/33"]},
        {"name": "a", "type": "json", "data": []},
    ],
)
def test_data_must_fit_the_type(api: RawClient, body: dict[str, Any]) -> None:
    key = api.post("list", name="mine", type="json", data={"a": 1}).json()["list"]["id"]
    before = api.get("list/all").json()
    assert api.post("list", **body).status_code == 400
    assert api.post("list/update", id=key, **body).status_code == 400
    assert api.post("list/import", lists=[body]).status_code == 400
    assert api.get("list/all").json() == before


@pytest.mark.parametrize(
    ("wanted", "there"), [("10.1.2.3", True), ("10.1.3.0/25", True), ("10.0.0.0/8", False), ("::1", False)]
)
def test_a_range_is_in_a_list_when_an_entry_contains_it(api: RawClient, wanted: str, there: bool) -> None:
    key = api.post("list", name="a", type="ips", data=["10.1.2.3/16", "192.0.2.1"]).json()["list"]["id"]
    assert api.post("list/ip/check", id=key, ip=wanted).json() == {"exists": there}
    assert api.post("list/ip/check", id=key, ip="nonsense").status_code == 400


def test_an_import_without_ids_goes_by_name(api: RawClient) -> None:
    key = api.post("list", name="a", type="texts", data=["x"]).json()["list"]["id"]
    api.post("list/import", lists=[{"name": "a", "type": "texts", "data": ["y"]}, {"name": "b", "type": "json"}])
    first, second = api.get("list/all").json()["lists"]
    assert (first["id"], first["data"], second["name"], second["data"]) == (key, ["y"], "b", {})


def test_an_import_cannot_give_a_name_to_two_lists(api: RawClient) -> None:
    api.post("list", name="a", type="texts")
    refused = api.post("list/import", lists=[{"id": "other", "name": "a", "type": "texts"}])
    assert "already exists" in refused.json()["errorDescription"]


@pytest.mark.parametrize(
    ("call", "field"), [("ip/add", "ips"), ("ip/remove", "ips"), ("text/add", "texts"), ("ip/check", "ip")]
)
def test_calls_about_entries_need_some(api: RawClient, call: str, field: str) -> None:
    kind = "ips" if call.startswith("ip") else "texts"
    key = api.post("list", name="a", type=kind).json()["list"]["id"]
    refused = api.post(f"list/{call}", id=key)
    assert f"The {field} field is required" in refused.json()["errorMessage"]


def test_lists_and_templates_survive_a_dump(api: RawClient, control: Control, project_id: str) -> None:
    api.post("list", name="a", type="json", data={"b": [None, 1.5]})
    _template(api, name="mine", template={"a": {"b": 1}})
    dump = control.dump(project_id)
    control.drop(project_id)
    assert control.load(project_id, dump) == dump
    assert api.get("list/all").json()["lists"] == dump["lists"]
    assert api.post("jwt/templates/list").json()["templates"] == dump["jwt_templates"]


def test_a_template_is_created_with_every_zero_value(api: RawClient) -> None:
    made = _template(api, name="mine", type="key")
    assert api.post("jwt/templates/load", id=made["id"]).json() == {"template": made}
    assert made.pop("id")
    assert made == {
        **dict.fromkeys(("description", "source", "authSchema", "emptyClaimPolicy", "issuerType"), ""),
        **dict.fromkeys(("conformanceIssuer", "autoDCT", "enforceIssuer", "overrideSubject"), False),
        **dict.fromkeys(("omitCustomClaimsFromDSR", "addJti", "excludePermissions"), False),
        "name": "mine",
        "type": "key",
        "tags": [],
        "template": {},
    }


def test_update_of_a_template_resets_what_is_absent(api: RawClient) -> None:
    made = _template(api, name="mine", description="text", template={"a": 1}, addJti=True)
    updated = api.post("jwt/templates/update", template={"id": made["id"], "name": "renamed"}).json()["template"]
    assert updated == {**made, "name": "renamed", "description": "", "template": {}, "addJti": False}
    assert api.post("jwt/templates/list").json() == {"templates": [updated]}


@pytest.mark.parametrize("call", ["load", "delete"])
def test_an_unknown_template_is_a_404(api: RawClient, call: str) -> None:
    assert api.post(f"jwt/templates/{call}", id="nobody").status_code == 404
    assert api.post(f"jwt/templates/{call}").status_code == 400
    assert api.post("jwt/templates/update", template={"id": "nobody", "name": "a"}).status_code == 404


def test_validate_says_what_create_and_update_would_refuse(api: RawClient) -> None:
    made = _template(api, name="mine")
    for template, field, code in (
        ({"name": "mine"}, "name", "duplicate"),
        ({"description": "a"}, "name", "required"),
        ({"name": "b", "type": "robot"}, "type", "invalid"),
    ):
        report = api.post("jwt/templates/validate", template=template).json()
        assert not report["valid"]
        assert [(issue["field"], issue["code"]) for issue in report["issues"]] == [(field, code)]
        assert set(report["issues"][0]) == {"field", "code", "message", "hint"}
        assert api.post("jwt/templates/create", template=template).status_code == 400
    assert api.post("jwt/templates/validate", id=made["id"], template={"name": "mine"}).json() == {"valid": True, "issues": []}
    assert api.post("jwt/templates/delete", id=made["id"]).json() == {}
    assert api.post("jwt/templates/list").json() == {"templates": []}


def test_an_entry_of_the_library_becomes_a_template(api: RawClient) -> None:
    entries = api.post("jwt/templates/library/list").json()["entries"]
    entry = entries[0]
    assert api.post("jwt/templates/library/load", id=entry["id"]).json() == {"entry": entry}
    made = api.post("jwt/templates/library/apply", libraryEntryId=entry["id"], nameOverride="Ours", tagsOverride=["x"]).json()
    template = made["template"]
    assert (template["name"], template["tags"], template["template"]) == ("Ours", ["x"], entry["template"])
    assert (template["description"], template["type"]) == (entry["description"], entry["type"])
    assert api.post("jwt/templates/list").json() == {"templates": [template]}
    assert api.post("jwt/templates/library/apply", libraryEntryId="nobody").status_code == 404


def _template(api: RawClient, **template: Any) -> dict[str, Any]:
    made: dict[str, Any] = api.post("jwt/templates/create", template=template).json()["template"]
    return made
