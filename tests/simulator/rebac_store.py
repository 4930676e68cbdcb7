# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What FGA and the older authz calls keep: one schema, the relations, and when what was changed (descope-api 2.14).

Both generations see the same relations; authz calls a type a namespace, and a relation a relation definition.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from .errors import invalid, malformed, required
from .kinds import ANY, BOOL, INT, OBJ, STR, STRS, Kind, checked
from .store import Doc, State

SCHEMA = Kind(
    section="authz_schema",
    prefix="AZ",
    fields={"id": STR, "dsl": STR, "schema": OBJ, "targets": OBJ},
    server_made=frozenset({"id"}),
    named=False,
)
RELATION = Kind(
    section="authz_relations",
    prefix="AR",
    fields={
        "id": STR,
        "resource": STR,
        "relationDefinition": STR,
        "namespace": STR,
        "target": STR,
        "targetNamespace": STR,
        "targetSetResource": STR,
        "targetSetRelationDefinition": STR,
        "targetSetRelationDefinitionNamespace": STR,
        "query": ANY,
    },
    server_made=frozenset({"id"}),
    named=False,
)
CHANGE = Kind(
    section="authz_changes",
    prefix="AC",
    fields={"id": STR, "side": STR, "name": STR, "time": INT},
    server_made=frozenset({"id"}),
    named=False,
)
KINDS = (SCHEMA, RELATION, CHANGE)

_THE_SCHEMA = "schema"
_QUERY = {
    **{"tenants": STRS, "roles": STRS, "text": STR, "statuses": STRS, "customAttributes": OBJ},
    **{"ssoOnly": BOOL, "withTestUser": BOOL},
}
_TUPLE = {"resource": STR, "resourceType": STR, "relation": STR, "target": STR, "targetType": STR}

Keep = Callable[[Doc], bool]


def schema_doc(state: State) -> Doc:
    """The schema with what belongs to it; a new project has an empty one."""
    empty = {"name": "", "namespaces": [], "conditions": []}
    return state.get(SCHEMA.section, _THE_SCHEMA) or SCHEMA.document({"id": _THE_SCHEMA, "schema": empty})


def version_of(doc: Doc) -> str:
    """The same schema has the same version (inferred)."""
    content = json.dumps([doc["dsl"], doc["schema"]], sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:27] if doc["dsl"] or doc["schema"]["namespaces"] else ""


def save_schema(draft: State, schema: Doc, dsl: str = "", targets: Doc | None = None) -> None:
    """Put a schema in place; relations that it does not provide for are dropped silently (descope-api 2.14)."""
    draft.put(SCHEMA.section, SCHEMA.document({"id": _THE_SCHEMA, "dsl": dsl, "schema": schema, "targets": targets or {}}))
    mark(draft, "schema", _THE_SCHEMA)
    drop_relations(draft, lambda relation: _problem(draft, relation) != "")


def definitions(state: State) -> dict[tuple[str, str], Doc]:
    """Every relation definition by namespace and name."""

    def build() -> dict[tuple[str, str], Doc]:
        namespaces = schema_doc(state)["schema"]["namespaces"]
        return {(space["name"], found["name"]): found for space in namespaces for found in space["relationDefinitions"]}

    found: dict[tuple[str, str], Doc] = state.derived("relation definitions", build)
    return found


def require_definition(state: State, namespace: str, name: str) -> None:
    """Asking about a relation that the schema does not know is refused (inferred)."""
    if (namespace, name) not in definitions(state):
        raise invalid(f"The schema has no relation {name} in {namespace}")


def tuple_as_relation(given: Doc) -> Doc:
    """An FGA tuple as it is kept. A target type like `group#member` means all who have that relation to the target."""
    values = checked(given, _TUPLE)
    for field in _TUPLE:
        if not values.get(field):
            raise required(field)
    relation = {
        "resource": values["resource"],
        "relationDefinition": values["relation"],
        "namespace": values["resourceType"],
    }
    kind, _, inner = values["targetType"].partition("#")
    if inner:
        end = {
            "targetSetResource": values["target"],
            "targetSetRelationDefinition": inner,
            "targetSetRelationDefinitionNamespace": kind,
        }
    else:
        end = {"target": values["target"], "targetNamespace": kind}
    return identified({**relation, **end})


def relation_as_tuple(relation: Doc) -> Doc:
    inner = relation["targetSetRelationDefinition"]
    kind = relation["targetSetRelationDefinitionNamespace"] + f"#{inner}" if inner else relation["targetNamespace"]
    return {
        "resource": relation["resource"],
        "resourceType": relation["namespace"],
        "relation": relation["relationDefinition"],
        "target": relation["targetSetResource"] or relation["target"],
        "targetType": kind,
    }


def read_relation(given: Doc) -> Doc:
    """A relation of the older calls: it has one of target, target set and query (official Python client)."""
    values = checked(given, {**RELATION.fields, "query": OBJ})
    for field in ("resource", "relationDefinition", "namespace"):
        if not values.get(field):
            raise required(field)
    ends = [field for field in ("target", "targetSetResource", "query") if values.get(field)]
    if len(ends) != 1:
        raise invalid("A relation needs exactly one of target, targetSetResource and query")
    if "query" in ends:
        checked(values["query"], _QUERY)
    return identified(values)


def identified(values: Doc) -> Doc:
    """Complete a relation. Its id follows from what it says: the same relation is never there twice."""
    known = {field: value for field, value in values.items() if value and field in RELATION.fields and field != "id"}
    doc = RELATION.document(known)
    content = json.dumps(doc, sort_keys=True).encode()
    return {**doc, "id": RELATION.prefix + hashlib.sha256(content).hexdigest()[:27]}


def create_relations(draft: State, relations: Iterable[Doc]) -> None:
    """One that exists already is fine (descope-api 1.15)."""
    for relation in relations:
        problem = _problem(draft, relation)
        if problem:
            raise invalid(problem)
        draft.put(RELATION.section, relation)
        _mark_both_sides(draft, relation)


def drop_relations(draft: State, unwanted: Keep) -> None:
    for relation in [doc for doc in draft.docs(RELATION.section).values() if unwanted(doc)]:
        draft.drop(RELATION.section, relation["id"])
        _mark_both_sides(draft, relation)


def _problem(state: State, relation: Doc) -> str:
    """Why the schema has no place for a relation; empty when it has."""
    known = definitions(state)
    namespace, name = relation["namespace"], relation["relationDefinition"]
    if (namespace, name) not in known:
        return f"The schema has no relation {name} in {namespace}"
    inner = (relation["targetSetRelationDefinitionNamespace"], relation["targetSetRelationDefinition"])
    if inner[1] and inner not in known:
        return f"The schema has no relation {inner[1]} in {inner[0]}"
    doc = schema_doc(state)
    if doc["dsl"] and not allowed_targets(doc, relation):
        return f"A relation {name} of {namespace} cannot have this kind of target"
    return ""


def allowed_targets(doc: Doc, relation: Doc) -> list[Doc]:
    """The lines of the schema that let this relation end where it does. A permission has none (descope-api 2.14)."""
    key = f"{relation['namespace']}#{relation['relationDefinition']}"
    kind = relation["targetSetRelationDefinitionNamespace"] or relation["targetNamespace"]
    wanted = (kind, relation["targetSetRelationDefinition"])
    return [target for target in doc["targets"].get(key, []) if (target["type"], target["relation"]) == wanted]


def mark(draft: State, side: str, name: str) -> None:
    """Remember that something changed now, for `getmodified`."""
    draft.put(CHANGE.section, {"id": f"{side} {name}", "side": side, "name": name, "time": int(time.time() * 1000)})


def _mark_both_sides(draft: State, relation: Doc) -> None:
    mark(draft, "resource", relation["resource"])
    mark(draft, "target", relation["target"] or relation["targetSetResource"])


def objects(value: Any, field: str) -> list[Doc]:
    """A list of objects inside a body."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise malformed(f"The {field} field must be a list of objects")
    return value
