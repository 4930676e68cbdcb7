# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The FGA manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("fga")

# The example of the client's own documentation, and one permission that needs two things at once.
SCHEMA = """
model AuthZ 1.0

type user

type org
  relation member: user
  relation parent: org

type folder
  relation parent: folder
  relation owner: user | org#member
  relation editor: user
  relation viewer: user

  permission can_create: owner | parent.owner
  permission can_edit: editor | can_create
  permission can_view: viewer | can_edit

type doc
  relation parent: folder
  relation owner: user | org#member
  relation editor: user
  relation viewer: user

  permission can_create: owner | parent.owner
  permission can_edit: editor | can_create
  permission can_view: viewer | can_edit
  permission can_sign: editor & parent.can_view
"""


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("save_schema")
def test_a_schema_can_be_read_by_the_older_calls_too(sdk: Sdk) -> None:
    sdk.fga.save_schema(SCHEMA)
    namespaces = {space["name"]: space["relationDefinitions"] for space in sdk.authz.load_schema()["namespaces"]}
    assert set(namespaces) == {"user", "org", "folder", "doc"}
    assert [found["name"] for found in namespaces["org"]] == ["member", "parent"]
    assert [found["name"] for found in namespaces["doc"]][-1] == "can_sign"


@COVERAGE.of("save_schema")
@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "type user",
        "model AuthZ 1.0\nrelation a: user",
        "model AuthZ 1.0\ntype user\ntype user",
        "model AuthZ 1.0\ntype user\nnonsense",
        "model AuthZ 1.0\ntype doc\nrelation a: user",
        "model AuthZ 1.0\ntype doc\nrelation a: doc#b",
        "model AuthZ 1.0\ntype doc\npermission p: a",
        "model AuthZ 1.0\ntype doc\nrelation a: doc\npermission p: a.b",
        "model AuthZ 1.0\ntype doc\nrelation a: doc\npermission p: a |",
        "model AuthZ 1.0\ntype doc\nrelation a: doc\npermission p: (a",
        "model AuthZ 1.0\ntype doc\nrelation a: doc\nrelation a: doc",
    ],
)
def test_a_text_that_is_no_schema_is_refused_and_changes_nothing(sdk: Sdk, wrong: str) -> None:
    sdk.fga.save_schema(SCHEMA)
    before = sdk.authz.load_schema()
    for call in (sdk.fga.save_schema, sdk.fga.save_schema_dryrun):
        with pytest.raises(AuthException) as refused:
            call(wrong)
        assert refusal(refused.value)[1]["errorCode"] == "E011003"
    assert sdk.authz.load_schema() == before


@COVERAGE.of("save_schema")
def test_a_new_schema_drops_the_relations_it_has_no_place_for(sdk: Sdk) -> None:
    sdk.fga.save_schema(SCHEMA)
    sdk.fga.create_relations([_tuple("d", "doc", "viewer", "u"), _tuple("f", "folder", "viewer", "u")])
    sdk.fga.save_schema(SCHEMA.split("type doc")[0])
    assert _allowed(sdk, _tuple("f", "folder", "viewer", "u")) == [True]
    sdk.fga.save_schema(SCHEMA)
    assert _allowed(sdk, _tuple("f", "folder", "viewer", "u"), _tuple("d", "doc", "viewer", "u")) == [True, False]


@COVERAGE.of("save_schema_dryrun")
def test_a_dry_run_previews_what_would_go_and_saves_nothing(sdk: Sdk) -> None:
    sdk.fga.save_schema(SCHEMA)
    before = sdk.authz.load_schema()
    smaller = SCHEMA.split("type doc")[0].replace("  relation member: user\n", "").replace(" | org#member", "")
    preview = sdk.fga.save_schema_dryrun(smaller)["deletesPreview"]
    assert preview == {"hasDeletes": True, "types": ["doc"], "relations": ["org#member"]}
    assert sdk.fga.save_schema_dryrun(SCHEMA)["deletesPreview"] == {"hasDeletes": False, "types": [], "relations": []}
    assert sdk.authz.load_schema() == before


@COVERAGE.of("create_relations")
def test_creating_an_existing_relation_again_succeeds(sdk: Sdk) -> None:
    sdk.fga.save_schema(SCHEMA)
    for _ in range(2):
        sdk.fga.create_relations([_tuple("d", "doc", "viewer", "u")])
    assert len(sdk.authz.resource_relations("d")) == 1


@COVERAGE.of("create_relations")
@pytest.mark.parametrize(
    "wrong",
    [
        ("d", "paper", "viewer", "u", "user"),
        ("d", "doc", "author", "u", "user"),
        ("d", "doc", "can_view", "u", "user"),
        ("d", "doc", "viewer", "o", "org#member"),
        ("d", "doc", "parent", "u", "user"),
        ("", "doc", "viewer", "u", "user"),
    ],
)
def test_relations_that_the_schema_does_not_allow_are_refused_all_together(sdk: Sdk, wrong: tuple[str, ...]) -> None:
    sdk.fga.save_schema(SCHEMA)
    with pytest.raises(AuthException) as refused:
        sdk.fga.create_relations([_tuple("d", "doc", "viewer", "u"), _tuple(*wrong)])
    assert refused.value.status_code == 400
    assert _allowed(sdk, _tuple("d", "doc", "viewer", "u")) == [False]


@COVERAGE.of("delete_relations")
def test_delete_takes_the_named_relations_and_ignores_others(sdk: Sdk) -> None:
    sdk.fga.save_schema(SCHEMA)
    one, two = _tuple("d", "doc", "viewer", "u"), _tuple("d", "doc", "viewer", "v")
    sdk.fga.create_relations([one, two])
    sdk.fga.delete_relations([one, _tuple("d", "doc", "viewer", "nobody")])
    assert _allowed(sdk, one, two) == [False, True]


@COVERAGE.of("check")
def test_check_follows_sets_parents_and_permissions_in_the_order_asked(sdk: Sdk) -> None:
    sdk.fga.save_schema(SCHEMA)
    sdk.fga.create_relations(
        [
            _tuple("acme", "org", "member", "ann"),
            _tuple("top", "folder", "owner", "acme", "org#member"),
            _tuple("d", "doc", "parent", "top", "folder"),
            _tuple("d", "doc", "editor", "bob"),
            _tuple("top", "folder", "viewer", "bob"),
            _tuple("d", "doc", "editor", "eve"),
        ]
    )
    asked = [
        (_tuple("top", "folder", "owner", "ann"), True),
        (_tuple("d", "doc", "owner", "ann"), False),
        (_tuple("d", "doc", "can_create", "ann"), True),
        (_tuple("d", "doc", "can_view", "ann"), True),
        (_tuple("d", "doc", "can_view", "bob"), True),
        (_tuple("d", "doc", "can_create", "bob"), False),
        (_tuple("d", "doc", "can_sign", "bob"), True),
        (_tuple("d", "doc", "can_sign", "eve"), False),
        (_tuple("d", "doc", "can_sign", "ann"), False),
        (_tuple("top", "folder", "owner", "acme", "org#member"), True),
        (_tuple("d", "doc", "can_create", "acme", "org#member"), True),
        (_tuple("d", "doc", "can_view", "nobody"), False),
    ]
    assert sdk.fga.check([question for question, _ in asked]) == [
        {"relation": question, "allowed": expected} for question, expected in asked
    ]


@COVERAGE.of("check")
def test_a_circle_of_parents_is_no_proof_and_no_failure(sdk: Sdk) -> None:
    sdk.fga.save_schema("model AuthZ 1.0\ntype user\ntype f\nrelation up: f\nrelation own: user\npermission can: own | up.can")
    sdk.fga.create_relations([_tuple("a", "f", "up", "b", "f"), _tuple("b", "f", "up", "a", "f"), _tuple("b", "f", "own", "u")])
    assert _allowed(sdk, _tuple("a", "f", "can", "u"), _tuple("a", "f", "can", "v")) == [True, False]


@COVERAGE.of("load_resources_details")
def test_details_of_resources_that_have_some_are_loaded(sdk: Sdk) -> None:
    details = {"resourceId": "d", "resourceType": "doc", "displayName": "Plan"}
    sdk.fga.save_resources_details([details])
    wanted = [{"resourceId": name, "resourceType": "doc"} for name in ("x", "d")]
    assert sdk.fga.load_resources_details(wanted) == [details]
    assert sdk.fga.load_resources_details([{"resourceId": "d", "resourceType": "folder"}]) == []


@COVERAGE.of("save_resources_details")
def test_saving_details_again_replaces_them(sdk: Sdk) -> None:
    wanted = {"resourceId": "d", "resourceType": "doc"}
    for name in ("Plan", "Draft"):
        sdk.fga.save_resources_details([{**wanted, "displayName": name}])
    assert sdk.fga.load_resources_details([wanted])[0]["displayName"] == "Draft"


@COVERAGE.of("load_mappable_schema")
def test_the_mappable_schema_comes_with_some_resources(sdk: Sdk) -> None:
    _with_folders(sdk)
    loaded = sdk.fga.load_mappable_schema("acme", 2)
    assert loaded["schema"] == sdk.authz.load_schema()
    resources = {entry["type"]: [found["resource"] for found in entry["resources"]] for entry in loaded["mappableResources"]}
    assert resources == {"user": ["u"], "folder": ["north", "south"]}
    with pytest.raises(AuthException) as refused:
        sdk.fga.load_mappable_schema("nobody")
    assert refusal(refused.value)[1]["errorCode"] == "E112202"


@COVERAGE.of("load_mappable_resources")
def test_mappable_resources_are_found_by_part_of_the_name(sdk: Sdk) -> None:
    _with_folders(sdk)
    found = sdk.fga.load_mappable_resources("acme", [{"type": "folder", "queries": ["TH"]}])
    assert found == [{"type": "folder", "resources": [{"resource": "north"}, {"resource": "south"}]}]
    assert sdk.fga.load_mappable_resources("acme", [{"type": "folder", "queries": []}], 1) == [
        {"type": "folder", "resources": [{"resource": "north"}]}
    ]


def _with_folders(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.fga.save_schema(SCHEMA)
    sdk.fga.create_relations([_tuple(name, "folder", "viewer", "u") for name in ("north", "south", "east")])


def _tuple(resource: str, kind: str, relation: str, target: str, target_kind: str = "user") -> dict[str, Any]:
    return {"resource": resource, "resourceType": kind, "relation": relation, "target": target, "targetType": target_kind}


def _allowed(sdk: Sdk, *tuples: dict[str, Any]) -> list[bool]:
    return [answer["allowed"] for answer in sdk.fga.check(list(tuples))]
