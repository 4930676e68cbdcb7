# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of a ReBAC schema as the authz calls send it: read, merge, rename (descope-api 2.14, 6.8)."""

from __future__ import annotations

from typing import Any

from .errors import invalid, malformed, required
from .kinds import LIST, OBJ, STR, checked
from .rebac_store import objects
from .store import Doc

_NODE_TYPES = ("child", "union", "intersect", "sub")
_EXPRESSIONS = ("self", "targetSet", "userSet", "relationLeft", "relationRight")
_DEEPEST = 30
_SPACES = ("relationDefinitionNamespace", "targetRelationDefinitionNamespace")


def read_namespaces(schema: Doc) -> list[Doc]:
    return [read_namespace(entry) for entry in objects(schema.get("namespaces") or [], "namespaces")]


def read_namespace(given: Doc) -> Doc:
    values = checked(given, {"name": STR})
    if not values.get("name"):
        raise required("name")
    found = objects(values.get("relationDefinitions") or [], "relationDefinitions")
    return {"name": values["name"], "relationDefinitions": [read_definition(entry) for entry in found]}


def read_definition(given: Doc) -> Doc:
    values = checked(given, {"name": STR, "complexDefinition": OBJ})
    if not values.get("name"):
        raise required("name")
    node = values.get("complexDefinition")
    return {"name": values["name"], "complexDefinition": _read_node(node) if node else None}


def _read_node(given: Any, depth: int = 0) -> Doc:
    if not isinstance(given, dict) or depth > _DEEPEST:
        raise malformed("Invalid value for the complexDefinition field")
    values = checked(given, {"nType": STR, "children": LIST, "expression": OBJ})
    if values.get("nType") not in _NODE_TYPES:
        raise invalid("The nType field must be child, union, intersect or sub")
    children = [_read_node(child, depth + 1) for child in values.get("children", [])]
    return {"nType": values["nType"], "children": children, "expression": _read_expression(values.get("expression"))}


def _read_expression(given: Doc | None) -> Doc | None:
    if given is None:
        return None
    fields = (
        "relationDefinition",
        "relationDefinitionNamespace",
        "targetRelationDefinition",
        "targetRelationDefinitionNamespace",
    )
    values = checked(given, dict.fromkeys((*fields, "neType"), STR))
    if values.get("neType") not in _EXPRESSIONS:
        raise invalid("The neType field must be self, targetSet, relationLeft or relationRight")
    return {"neType": values["neType"], **{field: values.get(field, "") for field in fields}}


def merged(present: list[Doc], given: list[Doc]) -> list[Doc]:
    """By name: what is given takes the place of what is there, the rest stays and new ones follow."""
    return list({entry["name"]: entry for entry in [*present, *given]}.values())


def renamed_everywhere(namespaces: list[Doc], old: tuple[str, str], new: tuple[str, str]) -> list[Doc]:
    """Expressions that mean a definition, given as (namespace, name), follow its new name; an empty name means all of it."""

    def follow(value: Any) -> Any:
        if isinstance(value, list):
            return [follow(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        changed = {field: follow(inner) for field, inner in value.items()}
        for space in _SPACES:
            name = space.removesuffix("Namespace")
            if changed.get(space) == old[0] and (not old[1] or changed.get(name) == old[1]):
                changed[space] = new[0]
                changed[name] = new[1] if old[1] else changed[name]
        return changed

    followed: list[Doc] = follow(namespaces)
    return followed
