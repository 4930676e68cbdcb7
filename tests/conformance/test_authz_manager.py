# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authz manager of the official client finds the API it was written for; the schema is tested beside it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from types import ModuleType
from typing import Any

import pytest
from descope import AuthException

from tests.conformance import test_authz_schema
from tests.conformance.authz import COVERAGE, SCHEMA, has, relation, with_relations
from tests.conformance.sdk import Sdk, refusal

SUBJECTS: tuple[ModuleType, ...] = (test_authz_schema,)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    assert all(subject.COVERAGE is COVERAGE for subject in SUBJECTS)
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create_relations")
@pytest.mark.parametrize(
    "wrong",
    [
        {"relationDefinition": "nothing", "target": "ann"},
        {"namespace": "nothing", "target": "ann"},
        {"resource": "", "target": "ann"},
        {},
        {"target": "ann", "query": {"roles": ["x"]}},
        {"targetSetResource": "dev", "targetSetRelationDefinition": "no", "targetSetRelationDefinitionNamespace": "team"},
    ],
)
def test_relations_need_a_place_in_the_schema_and_one_end(sdk: Sdk, wrong: dict[str, Any]) -> None:
    sdk.authz.save_schema(SCHEMA)
    good = relation("plan", "reader", target="ann")
    with pytest.raises(AuthException) as refused:
        sdk.authz.create_relations([good, {**relation("plan", "reader"), **wrong}])
    assert refused.value.status_code == 400
    assert sdk.authz.resource_relations("plan") == []


@COVERAGE.of("create_relations")
def test_a_query_stands_for_the_users_it_finds(sdk: Sdk) -> None:
    sdk.authz.save_schema(SCHEMA)
    sdk.role.create("boss")
    ids = [
        sdk.user.create(f"{name}@x.example", role_names=roles)["user"]["userId"] for name, roles in (("a", ["boss"]), ("b", []))
    ]
    sdk.authz.create_relations([relation("plan", "reader", query={"roles": ["boss"]})])
    assert [has(sdk, "plan", "reader", user_id) for user_id in ids] == [True, False]
    assert sdk.authz.who_can_access("plan", "reader", "doc") == ids[:1]


@COVERAGE.of("delete_relations")
def test_delete_takes_the_named_relations_and_ignores_others(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.delete_relations([relation("plan", "reader", target="eve"), relation("plan", "reader", target="nobody")])
    assert not has(sdk, "plan", "reader", "eve")
    assert has(sdk, "plan", "reader", "ann")


@COVERAGE.of("delete_relations_for_resources")
def test_relations_of_a_resource_are_deleted_on_both_sides(sdk: Sdk) -> None:
    with_relations(sdk)
    sdk.authz.delete_relations_for_resources(["folder"])
    assert sdk.authz.resource_relations("folder") == []
    assert {found["relationDefinition"] for found in sdk.authz.resource_relations("plan")} == {"reader", "banned"}


@COVERAGE.of("has_relations")
def test_has_relations_repeats_each_question_with_its_answer(sdk: Sdk) -> None:
    with_relations(sdk)
    asked = [
        ("folder", "owner", "ann", True),
        ("folder", "owner", "bob", False),
        ("plan", "owner", "ann", True),
        ("plan", "reader", "ann", True),
        ("plan", "reader", "bob", False),
        ("plan", "reader", "eve", True),
        ("plan", "active", "ann", True),
        ("plan", "active", "eve", False),
        ("folder", "chief", "ann", False),
    ]
    questions = [relation(resource, name, target=target) for resource, name, target, _ in asked]
    assert sdk.authz.has_relations(questions) == [
        {**question, "hasRelation": expected} for question, (*_, expected) in zip(questions, asked, strict=True)
    ]
    sdk.authz.create_relations([relation("folder", "chief", target="ann")])
    assert has(sdk, "folder", "chief", "ann")
    assert has(sdk, "company", "member", "bob", "team")


@COVERAGE.of("has_relations")
def test_a_question_about_an_unknown_definition_is_refused(sdk: Sdk) -> None:
    with_relations(sdk)
    with pytest.raises(AuthException) as refused:
        has(sdk, "plan", "nothing", "ann")
    assert refusal(refused.value)[1]["errorCode"] == "E011003"


@COVERAGE.of("who_can_access")
def test_who_can_access_lists_direct_and_computed_targets(sdk: Sdk) -> None:
    with_relations(sdk)
    assert sdk.authz.who_can_access("plan", "reader", "doc") == ["ann", "eve"]
    assert sdk.authz.who_can_access("plan", "active", "doc") == ["ann"]
    assert sdk.authz.who_can_access("company", "member", "team") == ["ann", "bob"]


@COVERAGE.of("resource_relations")
def test_resource_relations_lists_what_was_said_about_a_resource(sdk: Sdk) -> None:
    with_relations(sdk)
    (owner,) = sdk.authz.resource_relations("folder")
    said = {name: value for name, value in owner.items() if value}
    assert said == {
        "resource": "folder",
        "relationDefinition": "owner",
        "namespace": "doc",
        "targetSetResource": "board",
        "targetSetRelationDefinition": "member",
        "targetSetRelationDefinitionNamespace": "team",
    }


@COVERAGE.of("targets_relations")
def test_targets_relations_lists_what_was_said_about_targets(sdk: Sdk) -> None:
    with_relations(sdk)
    found = sdk.authz.targets_relations(["ann", "bob"])
    assert {(one["resource"], one["target"]) for one in found} == {("board", "ann"), ("dev", "bob")}


@COVERAGE.of("what_can_target_access")
def test_what_a_target_can_access_includes_computed_relations(sdk: Sdk) -> None:
    with_relations(sdk)
    found = {(one["resource"], one["relationDefinition"]) for one in sdk.authz.what_can_target_access("ann")}
    assert found == {
        ("board", "member"),
        ("company", "member"),
        *((resource, name) for resource in ("folder", "plan") for name in ("owner", "reader", "active")),
    }


@COVERAGE.of("what_can_target_access_with_relation")
def test_what_a_target_can_access_with_one_relation(sdk: Sdk) -> None:
    with_relations(sdk)
    found = sdk.authz.what_can_target_access_with_relation("ann", "owner", "doc")
    assert {(one["resource"], one["relationDefinition"], one["target"]) for one in found} == {
        ("folder", "owner", "ann"),
        ("plan", "owner", "ann"),
    }


@COVERAGE.of("get_modified")
def test_modifications_since_a_time_are_told(sdk: Sdk) -> None:
    with_relations(sdk)
    everything = sdk.authz.get_modified()
    assert everything["schemaChanged"]
    assert {"plan", "folder"} <= set(everything["resources"])
    assert {"ann", "bob", "eve"} <= set(everything["targets"])
    time.sleep(0.01)
    since = datetime.now(timezone.utc)
    sdk.authz.delete_relations([relation("plan", "reader", target="eve")])
    assert sdk.authz.get_modified(since) == {"resources": ["plan"], "targets": ["eve"], "schemaChanged": False}
    later = since + timedelta(hours=1)
    assert sdk.authz.get_modified(later) == {"resources": [], "targets": [], "schemaChanged": False}
