# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authz manager of the official client: the schema, its namespaces and relation definitions."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.authz import COVERAGE, SCHEMA, definition, has, with_relations
from tests.conformance.sdk import Sdk


@COVERAGE.of("load_schema")
def test_a_new_project_has_an_empty_schema(sdk: Sdk) -> None:
    assert sdk.authz.load_schema() == {"name": "", "namespaces": [], "conditions": []}


@COVERAGE.of("save_schema")
def test_a_schema_comes_back_as_it_was_saved(sdk: Sdk) -> None:
    sdk.authz.save_schema(SCHEMA)
    assert sdk.authz.load_schema() == {**SCHEMA, "conditions": []}


@COVERAGE.of("save_schema")
def test_namespaces_that_are_not_given_go_only_with_an_upgrade(sdk: Sdk) -> None:
    sdk.authz.save_schema(SCHEMA)
    only = {"name": "two", "namespaces": [{"name": "team", "relationDefinitions": [definition("lead")]}]}
    sdk.authz.save_schema(only)
    assert {name: len(found) for name, found in _spaces(sdk).items()} == {"team": 3, "doc": 6}
    sdk.authz.save_schema(only, upgrade=True)
    assert _spaces(sdk) == {"team": ["lead"]}
    assert sdk.authz.load_schema()["name"] == "two"


@COVERAGE.of("save_schema")
@pytest.mark.parametrize(
    "node",
    [{"nType": "maybe"}, {"nType": "child", "expression": {"neType": "cousin"}}, {"nType": "union", "children": ["x"]}],
)
def test_an_impossible_definition_is_refused(sdk: Sdk, node: dict[str, Any]) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.authz.save_schema({"namespaces": [{"name": "doc", "relationDefinitions": [definition("a", node)]}]})
    assert refused.value.status_code == 400


@COVERAGE.of("delete_schema")
def test_deleting_the_schema_deletes_every_relation(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.delete_schema()
    assert sdk.authz.load_schema()["namespaces"] == []
    assert sdk.authz.targets_relations(["ann", "bob", "eve"]) == []


@COVERAGE.of("save_namespace")
def test_a_namespace_is_added_and_extended(sdk: Sdk) -> None:
    sdk.authz.save_namespace({"name": "team", "relationDefinitions": [definition("member")]}, schema_name="three")
    sdk.authz.save_namespace({"name": "team", "relationDefinitions": [definition("lead")]})
    assert _spaces(sdk) == {"team": ["member", "lead"]}
    assert sdk.authz.load_schema()["name"] == "three"


@COVERAGE.of("save_namespace")
def test_relations_follow_a_renamed_namespace(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.save_namespace({"name": "paper"}, "doc")
    assert list(_spaces(sdk)) == ["team", "paper"]
    assert has(sdk, "plan", "reader", "ann", "paper")
    assert {relation["namespace"] for relation in sdk.authz.resource_relations("plan")} == {"paper"}


@COVERAGE.of("delete_namespace")
def test_a_deleted_namespace_takes_its_relations_with_it(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.delete_namespace("doc")
    assert list(_spaces(sdk)) == ["team"]
    assert sdk.authz.resource_relations("plan") == []
    assert sdk.authz.resource_relations("dev") != []
    with pytest.raises(AuthException) as refused:
        sdk.authz.delete_namespace("doc")
    assert refused.value.status_code == 404


@COVERAGE.of("save_relation_definition")
def test_relations_follow_a_renamed_definition(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.save_relation_definition(definition("writer"), "doc")
    owner = SCHEMA["namespaces"][1]["relationDefinitions"][1]
    sdk.authz.save_relation_definition(_renamed(owner, "owner", "keeper"), "doc", "owner")
    assert _spaces(sdk)["doc"] == ["parent", "keeper", "reader", "banned", "active", "chief", "writer"]
    assert has(sdk, "plan", "reader", "ann")
    assert has(sdk, "plan", "keeper", "ann")


@COVERAGE.of("delete_relation_definition")
def test_a_deleted_definition_takes_its_relations_with_it(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.delete_relation_definition("reader", "doc")
    assert "reader" not in _spaces(sdk)["doc"]
    assert {relation["relationDefinition"] for relation in sdk.authz.resource_relations("plan")} == {"parent", "banned"}


def _spaces(sdk: Sdk) -> dict[str, list[str]]:
    namespaces = sdk.authz.load_schema()["namespaces"]
    return {space["name"]: [found["name"] for found in space["relationDefinitions"]] for space in namespaces}


def _renamed(value: Any, old: str, new: str) -> Any:
    """The same value with a word replaced wherever it stands."""
    if isinstance(value, dict):
        return {name: _renamed(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(entry, old, new) for entry in value]
    return new if value == old else value
