# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the authz manager share: a schema, relations in it, and which methods have a test."""

from __future__ import annotations

from typing import Any

from tests.conformance.sdk import Coverage, Sdk

COVERAGE = Coverage("authz")


def _child(kind: str, target: str = "", space: str = "", through: str = "", through_space: str = "") -> dict[str, Any]:
    expression = {
        "neType": kind,
        "relationDefinition": through,
        "relationDefinitionNamespace": through_space,
        "targetRelationDefinition": target,
        "targetRelationDefinitionNamespace": space,
    }
    return {"nType": "child", "children": [], "expression": expression}


def _node(kind: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"nType": kind, "children": list(children), "expression": None}


def definition(name: str, node: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "complexDefinition": node}


# A member of a team below is a member too; an owner of a folder owns what is in it; readers are owners and those named.
SCHEMA: dict[str, Any] = {
    "name": "one",
    "namespaces": [
        {
            "name": "team",
            "relationDefinitions": [
                definition("above"),
                definition("member", _node("union", _child("self"), _child("relationLeft", "member", "team", "above", "team"))),
            ],
        },
        {
            "name": "doc",
            "relationDefinitions": [
                definition("parent"),
                definition("owner", _node("union", _child("self"), _child("relationRight", "owner", "doc", "parent", "doc"))),
                definition("reader", _node("union", _child("self"), _child("targetSet", "owner", "doc"))),
                definition("banned"),
                definition("active", _node("sub", _child("targetSet", "reader", "doc"), _child("targetSet", "banned", "doc"))),
                definition("chief", _node("intersect", _child("targetSet", "owner", "doc"), _child("self"))),
            ],
        },
    ],
}


def with_relations(sdk: Sdk) -> None:
    board = {"targetSetRelationDefinition": "member", "targetSetRelationDefinitionNamespace": "team"}
    sdk.authz.save_schema(SCHEMA)
    sdk.authz.create_relations(
        [
            relation("dev", "above", "team", target="company"),
            relation("board", "above", "team", target="company"),
            relation("dev", "member", "team", target="bob"),
            relation("board", "member", "team", target="ann"),
            relation("folder", "owner", targetSetResource="board", **board),
            relation("plan", "parent", target="folder"),
            relation("plan", "reader", target="eve"),
            relation("plan", "banned", target="eve"),
        ]
    )


def relation(resource: str, name: str, namespace: str = "doc", **end: Any) -> dict[str, Any]:
    return {"resource": resource, "relationDefinition": name, "namespace": namespace, **end}


def has(sdk: Sdk, resource: str, name: str, target: str, namespace: str = "doc") -> bool:
    (found,) = sdk.authz.has_relations([relation(resource, name, namespace, target=target)])
    return bool(found["hasRelation"])
