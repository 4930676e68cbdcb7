# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of FGA and the older authz calls that the official client does not show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

SCHEMA = """
model AuthZ 1.0
// who works when
condition office(hour int, days list<string>) {
  hour >= 8 && hour < 18 && !("sunday" in days)
}
condition trusted(ip string) { ip == "10.0.0.1" || ip == "::1" }

type user
type group
  relation member: user | group#member
type doc
  relation parent: doc          // what it is in
  relation owner: user
  relation viewer: user with office | group#member
  permission can_edit: owner with trusted
  permission can_view: viewer | (owner & parent.can_view) | can_edit
"""
MONDAY = {"hour": 9, "days": ["monday"]}


def test_a_new_project_has_an_empty_schema(api: RawClient) -> None:
    assert api.get("fga/schema").json() == {
        "dsl": "",
        "schema": {"name": "", "namespaces": [], "conditions": []},
        "version": "",
    }


def test_a_schema_is_given_back_as_text_and_in_parts(api: RawClient) -> None:
    assert api.post("fga/schema", dsl=SCHEMA).json() == {}
    loaded = api.get("fga/schema").json()
    assert loaded["dsl"] == SCHEMA
    assert [space["name"] for space in loaded["schema"]["namespaces"]] == ["user", "group", "doc"]
    assert loaded["schema"]["conditions"][0] == {
        "name": "office",
        "parameters": [{"name": "hour", "type": "int"}, {"name": "days", "type": "list<string>"}],
        "expression": 'hour >= 8 && hour < 18 && !("sunday" in days)',
    }
    assert loaded["version"]
    api.post("fga/schema", dsl=SCHEMA)
    assert api.get("fga/schema").json() == loaded
    api.post("fga/schema", dsl=SCHEMA + "type other")
    assert api.get("fga/schema").json()["version"] not in ("", loaded["version"])


@pytest.mark.parametrize(
    "wrong",
    [
        "condition a(x) { x == 1 }",
        "condition a(x int) { y == 1 }",
        "condition a(x int) { x == }",
        "condition a(x int) { open(x) }",
        "condition a(x int) { x == 1 }\ncondition a(x int) { x == 1 }",
        "type a\nrelation b: a with nothing",
        "type a\nrelation b: a\npermission c: b with nothing",
        "type a\nrelation b: a\npermission c: b with",
        "type a\nrelation b: a\npermission c: & b",
        "type a\nrelation b: a\npermission c: b ! b",
        "type a\nrelation b: a\npermission c: " + "(" * 5000 + "b",
    ],
)
def test_a_broken_schema_is_refused_with_the_reason(api: RawClient, wrong: str) -> None:
    refused = api.post("fga/schema", dsl=f"model AuthZ 1.0\n{wrong}")
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E011003")
    assert refused.json()["errorMessage"].startswith("Invalid schema: ")


def test_a_wrong_line_is_named_by_its_number_also_after_a_condition(api: RawClient) -> None:
    refused = api.post("fga/schema", dsl="model AuthZ 1.0\ncondition a(x int) {\n  x == 1\n}\nnonsense")
    assert "line 5" in refused.json()["errorMessage"]


def test_a_condition_decides_with_the_context_and_misses_what_is_not_there(api: RawClient) -> None:
    _prepare(api, ("d", "viewer", "ann", "user"), ("d", "owner", "bob", "user"))
    assert _check(api, ("d", "viewer", "ann"), MONDAY) == (True, {"direct": True, "conditional": True, "missingContext": []})
    assert _check(api, ("d", "viewer", "ann"), {**MONDAY, "hour": 20})[0] is False
    assert _check(api, ("d", "can_view", "ann"), {**MONDAY, "days": ["sunday"]})[0] is False
    assert _check(api, ("d", "viewer", "ann"), {"hour": "nine", "days": []})[0] is False
    assert _check(api, ("d", "viewer", "ann"), {"hour": 9}) == (
        False,
        {"direct": False, "conditional": True, "missingContext": ["days"]},
    )
    assert _check(api, ("d", "can_edit", "bob"), {"ip": "::1"}) == (
        True,
        {"direct": False, "conditional": True, "missingContext": []},
    )
    assert _check(api, ("d", "can_edit", "bob"), {"ip": "::2"})[0] is False
    assert _check(api, ("d", "owner", "bob"), None) == (True, {"direct": True, "conditional": False, "missingContext": []})


def test_check_keeps_the_order_and_repeats_the_tuples(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "bob", "user"))
    asked = [_tuple("d", "owner", name) for name in ("ann", "bob", "ann")]
    checked = api.post("fga/check", tuples=asked).json()
    assert [(entry["tuple"], entry["allowed"]) for entry in checked["tuples"]] == list(
        zip(asked, [False, True, False], strict=True)
    )
    assert checked["schemaVersion"] == api.get("fga/schema").json()["version"]
    assert {entry["info"]["path"] for entry in checked["tuples"]} == {None}
    assert api.post("fga/check", tuples=[{**asked[0], "relation": "nothing"}]).status_code == 400


def test_a_path_tells_how_it_was_found_out(api: RawClient) -> None:
    _prepare(api, ("d", "viewer", "g", "group#member"), ("d", "owner", "ann", "user"))
    api.post("fga/relations", tuples=[_tuple("g", "member", "ann", "user", "group")])
    (found,) = api.post("fga/check", tuples=[_tuple("d", "can_view", "ann")], computePaths=True).json()["tuples"]
    assert [step["tuple"] for step in found["info"]["path"]["steps"]] == [
        _tuple("d", "viewer", "g", "group#member"),
        _tuple("g", "member", "ann", "user", "group"),
    ]


def test_an_intersection_has_a_path_for_each_of_its_parts(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"), ("d", "parent", "top", "doc"), ("top", "viewer", "ann", "user"))
    asked = {"tuples": [_tuple("d", "can_view", "ann")], "computePaths": True}
    (found,) = api.post("fga/check", **asked, context=MONDAY).json()["tuples"]
    (step,) = found["info"]["path"]["steps"]
    assert [len(path["steps"]) for path in step["subPaths"]] == [1, 2]
    assert api.post("fga/check", **asked).json()["tuples"][0]["allowed"] is False


def test_all_relations_are_deleted_at_once(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"), ("e", "owner", "ann", "user"))
    assert api.http.delete("fga/relations").json() == {}
    assert api.post("authz/re/targets", targets=["ann"]).json() == {"relations": []}
    assert api.get("fga/schema").json()["dsl"] == SCHEMA


def test_both_generations_see_the_same_relations(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"))
    relation = {"resource": "d", "relationDefinition": "viewer", "namespace": "doc"}
    members = {"targetSetRelationDefinition": "member", "targetSetRelationDefinitionNamespace": "group"}
    api.post("authz/re/create", relations=[{**relation, "targetSetResource": "g", **members}])
    assert _check(api, ("d", "viewer", "g", "group#member"), None)[0] is True
    query = {"resource": "d", "relationDefinition": "owner", "namespace": "doc", "target": "ann"}
    answered = api.post("authz/re/has", relationQueries=[query]).json()
    assert answered["relationQueries"] == [{**query, "hasRelation": True}]
    assert [direct["targetNamespace"] for direct in answered["directRelations"]] == ["user"]


def test_a_schema_changed_by_the_older_calls_has_no_text(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"))
    before = api.get("fga/schema").json()
    api.post("authz/rd/save", namespace="doc", relationDefinition={"name": "editor"})
    after = api.get("fga/schema").json()
    assert after["dsl"] == ""
    assert after["version"] not in ("", before["version"])
    assert _check(api, ("d", "owner", "ann"), None)[0] is True


def test_sets_can_be_left_out_or_taken_in(api: RawClient) -> None:
    _prepare(api, ("d", "viewer", "g", "group#member"), ("d", "owner", "ann", "user"))
    assert len(api.post("authz/re/resource", resource="d").json()["relations"]) == 2
    (left,) = api.post("authz/re/resource", resource="d", ignoreTargetSetRelations=True).json()["relations"]
    assert left["target"] == "ann"
    assert api.post("authz/re/targets", targets=["g"]).json()["relations"] == []
    (taken,) = api.post("authz/re/targets", targets=["g"], includeTargetSetRelations=True).json()["relations"]
    assert taken["targetSetResource"] == "g"


def test_resources_can_be_cleared_on_one_side_only(api: RawClient) -> None:
    _prepare(api, ("d", "parent", "top", "doc"), ("top", "owner", "ann", "user"))
    api.post("authz/re/deleteresourcesrelations", resources=["top"])
    assert api.post("authz/re/resource", resource="top").json()["relations"] == []
    assert len(api.post("authz/re/resource", resource="d").json()["relations"]) == 1
    api.post("authz/re/deleteresources", resources=["top"])
    assert api.post("authz/re/resource", resource="d").json()["relations"] == []


def test_resources_with_a_relation_are_answered_under_both_names(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"))
    question = {"target": "ann", "relationDefinition": "owner", "namespace": "doc"}
    answered = api.post("authz/re/targetwithrelation", **question).json()
    assert answered["resources"] == [relation["resource"] for relation in answered["relations"]] == ["d"]


def test_modifications_are_answered_flat_and_under_relations(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"))
    answered = api.post("authz/getmodified", since="0").json()
    assert answered.pop("relations") == answered == {"resources": ["d"], "targets": ["ann"], "schemaChanged": True}


def test_all_of_it_survives_a_dump(api: RawClient, control: Control, project_id: str) -> None:
    _prepare(api, ("d", "viewer", "ann", "user"))
    api.post("fga/resources/save", resourcesDetails=[{"resourceId": "d", "resourceType": "doc", "displayName": "Plan"}])
    before = [api.get("fga/schema").json(), api.post("authz/getmodified").json()]
    dump = control.dump(project_id)
    control.drop(project_id)
    assert control.load(project_id, dump) == dump
    assert [api.get("fga/schema").json(), api.post("authz/getmodified").json()] == before
    assert _check(api, ("d", "viewer", "ann"), MONDAY)[0] is True
    assert _check(api, ("d", "viewer", "ann"), None)[0] is False
    loaded = api.post("fga/resources/load", resourceIdentifiers=[{"resourceId": "d", "resourceType": "doc"}]).json()
    assert loaded == {"resourcesDetails": [{"resourceId": "d", "resourceType": "doc", "displayName": "Plan"}]}


def test_many_ways_to_the_same_answer_are_not_walked_one_by_one(api: RawClient) -> None:
    dsl = "model AuthZ 1.0\ntype user\ntype f\nrelation up: f\nrelation own: user\npermission can: own | up.can"
    api.post("fga/schema", dsl=dsl)
    layers = [(f"{depth}{side}", f"{depth + 1}{other}") for depth in range(40) for side in "ab" for other in "ab"]
    api.post("fga/relations", tuples=[_tuple(low, "up", high, "f", "f") for low, high in layers])
    question = {"resource": "0a", "resourceType": "f", "relation": "can", "target": "u", "targetType": "user"}
    assert api.post("fga/check", tuples=[question]).json()["tuples"][0]["allowed"] is False
    api.post("fga/relations", tuples=[_tuple("40b", "own", "u", "user", "f")])
    assert api.post("fga/check", tuples=[question]).json()["tuples"][0]["allowed"] is True


def test_a_no_inside_a_circle_is_no_answer_elsewhere(api: RawClient) -> None:
    types = "type user\ntype f\nrelation up: f\nrelation own: user\npermission can: up.can | own\npermission both: can & up.can"
    api.post("fga/schema", dsl=f"model AuthZ 1.0\n{types}")
    around = [_tuple("a", "up", "b", "f", "f"), _tuple("b", "up", "a", "f", "f"), _tuple("a", "own", "u", "user", "f")]
    api.post("fga/relations", tuples=around)
    (found,) = api.post("fga/check", tuples=[_tuple("a", "both", "u", "user", "f")]).json()["tuples"]
    assert found["allowed"] is True


def test_the_same_id_in_another_type_is_somebody_else(api: RawClient) -> None:
    types = (
        "type user\ntype bot\ntype folder\nrelation see: user\ntype doc\nrelation see: user | bot\nrelation in: doc | folder"
    )
    api.post("fga/schema", dsl=f"model AuthZ 1.0\n{types}\npermission can: in.see")
    api.post(
        "fga/relations", tuples=[_tuple("x", "see", "u"), _tuple("x", "see", "v", "bot"), _tuple("d", "in", "x", "folder")]
    )
    asked = [_tuple("x", "see", "u"), _tuple("x", "see", "v"), _tuple("x", "see", "v", "bot"), _tuple("d", "can", "u")]
    checked = api.post("fga/check", tuples=asked).json()["tuples"]
    assert [entry["allowed"] for entry in checked] == [True, False, True, False]


def test_targets_follow_a_renamed_namespace(api: RawClient) -> None:
    _prepare(api, ("d", "owner", "ann", "user"), ("d", "viewer", "g", "group#member"))
    api.post("authz/ns/save", namespace={"name": "person"}, oldName="user")
    api.post("authz/ns/save", namespace={"name": "team"}, oldName="group")
    owner, viewer = api.post("authz/re/resource", resource="d").json()["relations"]
    assert (owner["targetNamespace"], viewer["targetSetRelationDefinitionNamespace"]) == ("person", "team")


def _prepare(api: RawClient, *relations: tuple[str, str, str, str]) -> None:
    assert api.post("fga/schema", dsl=SCHEMA).json() == {}
    assert api.post("fga/relations", tuples=[_tuple(*relation) for relation in relations]).json() == {}


def _tuple(resource: str, relation: str, target: str, kind: str = "user", of: str = "doc") -> dict[str, Any]:
    return {"resource": resource, "resourceType": of, "relation": relation, "target": target, "targetType": kind}


def _check(api: RawClient, asked: tuple[str, ...], context: dict[str, Any] | None) -> tuple[bool, dict[str, Any]]:
    (found,) = api.post("fga/check", tuples=[_tuple(*asked)], context=context).json()["tuples"]
    return found["allowed"], {name: value for name, value in found["info"].items() if name != "path"}
