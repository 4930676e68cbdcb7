# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers who may do what: follows relations and permissions through the schema (descope-api 2.14).

How the kinds of expression are meant is inferred from their names and the client's description: `self` the relation itself,
`targetSet` another relation to the same resource, `relationRight` a relation to what this resource points to, and
`relationLeft` a relation to what points to this resource.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import fga_conditions
from .matching import has_value, matches_text
from .rebac_store import RELATION, allowed_targets, definitions, relation_as_tuple, schema_doc
from .store import Doc, State
from .users import find_user, shown

_SELF: Doc = {"nType": "child", "children": [], "expression": {"neType": "self"}}
_DEEPEST = 100

# How something was found out: one step per relation or combination that was followed. None means it does not hold.
Path = list[Doc]


@dataclass(frozen=True)
class Subject:
    """Who is asked about: an object, or with `relation` all who have that relation to it. An empty namespace fits any."""

    name: str
    namespace: str = ""
    relation: str = ""


class Rebac:
    """Questions to one state, all with the same context."""

    def __init__(self, state: State, context: Mapping[str, Any] | None = None) -> None:
        self._state = state
        self._context = context or {}
        self._schema = schema_doc(state)
        self._conditions = {made["name"]: made for made in self._schema["schema"].get("conditions", [])}
        self._open: set[tuple[Subject, str, str, str]] = set()
        self._known: dict[tuple[Subject, str, str, str], Path | None] = {}
        self._cut = 0
        self.conditional = False
        self.missing: set[str] = set()

    def path(self, subject: Subject, namespace: str, name: str, resource: str) -> Path | None:
        """Why the subject has this relation to the resource. A circle proves nothing, and the depth is limited.

        What was found is remembered, except a no that came from cutting a circle short: elsewhere it may be a yes.
        """
        definition = definitions(self._state).get((namespace, name))
        question = (subject, namespace, name, resource)
        if question in self._known:
            return self._known[question]
        if definition is None or question in self._open or len(self._open) > _DEEPEST:
            self._cut += definition is not None
            return None
        cut = self._cut
        self._open.add(question)
        found = self._node(definition.get("complexDefinition") or _SELF, *question)
        self._open.discard(question)
        if found is not None or cut == self._cut:
            self._known[question] = found
        return found

    def direct(self, subject: Subject, namespace: str, name: str, resource: str) -> Doc | None:
        """The relation that says it in so many words."""
        relations = self._from(namespace, name, resource)
        return next((doc for doc in relations if _ends_at(doc, subject) and self._unguarded(doc)), None)

    def _node(self, node: Doc, subject: Subject, namespace: str, name: str, resource: str) -> Path | None:
        if not self._condition_holds(node.get("condition", "")):
            return None
        parts = node.get("children") or []
        question = (subject, namespace, name, resource)
        if node["nType"] == "union":
            return next((found for found in (self._node(part, *question) for part in parts) if found is not None), None)
        if node["nType"] == "intersect":
            paths = [self._node(part, *question) for part in parts]
            whole = [{"steps": path} for path in paths if path is not None]
            return [_step(namespace, name, None, whole)] if len(whole) == len(paths) else None
        if node["nType"] == "sub":
            first = self._node(parts[0], *question) if parts else None
            return None if any(self._node(part, *question) is not None for part in parts[1:]) else first
        return self._expression(node.get("expression") or {}, *question)

    def _expression(self, expression: Doc, subject: Subject, namespace: str, name: str, resource: str) -> Path | None:
        kind = expression.get("neType")
        if kind == "self":
            return self._own(subject, namespace, name, resource)
        end = (expression.get("targetRelationDefinitionNamespace") or namespace, expression.get("targetRelationDefinition", ""))
        if kind in ("targetSet", "userSet"):
            return self.path(subject, *end, resource)
        way = (expression.get("relationDefinitionNamespace") or namespace, expression.get("relationDefinition", ""))
        if kind == "relationRight":
            hops = [(doc, doc["target"]) for doc in self._from(*way, resource) if doc["targetNamespace"] in ("", end[0])]
        else:
            hops = [(doc, doc["resource"]) for doc in self._to(*way, resource)]
        for relation, reached in hops:
            rest = self.path(subject, *end, reached) if reached and self._unguarded(relation) else None
            if rest is not None:
                return [_step(namespace, name, relation), *rest]
        return None

    def _own(self, subject: Subject, namespace: str, name: str, resource: str) -> Path | None:
        """The relation itself: to the subject, to a set it is in, or to a query for users that finds it."""
        found = self.direct(subject, namespace, name, resource)
        if found:
            return [_step(namespace, name, found)]
        for doc in self._from(namespace, name, resource):
            rest: Path | None = None
            if doc["targetSetResource"]:
                inner = (doc["targetSetRelationDefinitionNamespace"], doc["targetSetRelationDefinition"])
                rest = self.path(subject, *inner, doc["targetSetResource"])
            elif doc["query"] and self._found_by(doc["query"], subject):
                rest = []
            if rest is not None and self._unguarded(doc):
                return [_step(namespace, name, doc), *rest]
        return None

    def _unguarded(self, relation: Doc) -> bool:
        """A relation whose line in the schema has a condition counts only while that holds."""
        lines = allowed_targets(self._schema, relation)
        return not lines or any(self._condition_holds(line["condition"]) for line in lines)

    def _condition_holds(self, name: str) -> bool:
        if not name or name not in self._conditions:
            return True
        self.conditional = True
        missing = fga_conditions.missing(self._conditions[name], self._context)
        self.missing |= missing
        return not missing and fga_conditions.holds(self._conditions[name], self._context)

    def _found_by(self, query: Doc, subject: Subject) -> bool:
        """Whether a query for users finds the subject, by user id or login id."""
        user = find_user(self._state, subject.name)
        return user is not None and not subject.relation and _matches(shown(self._state, user), query)

    def _from(self, namespace: str, name: str, resource: str) -> list[Doc]:
        return self._index("relations by resource", "resource").get((namespace, name, resource), [])

    def _to(self, namespace: str, name: str, target: str) -> list[Doc]:
        return self._index("relations by target", "target").get((namespace, name, target), [])

    def _index(self, title: str, side: str) -> dict[tuple[str, str, str], list[Doc]]:
        def build() -> dict[tuple[str, str, str], list[Doc]]:
            index = defaultdict(list)
            for doc in self._state.docs(RELATION.section).values():
                index[doc["namespace"], doc["relationDefinition"], doc[side]].append(doc)
            return dict(index)

        found: dict[tuple[str, str, str], list[Doc]] = self._state.derived(title, build)
        return found


def _ends_at(relation: Doc, subject: Subject) -> bool:
    if subject.relation:
        end = ("targetSetResource", "targetSetRelationDefinitionNamespace", "targetSetRelationDefinition")
        return tuple(relation[field] for field in end) == (subject.name, subject.namespace, subject.relation)
    spaces = {relation["targetNamespace"], subject.namespace} - {""}
    return bool(relation["target"]) and relation["target"] == subject.name and len(spaces) < 2


def _matches(user: Doc, query: Doc) -> bool:
    """All filters of the query must hold; empty ones hold for every user (descope-api 6.8)."""
    roles = {*user["roleNames"], *(name for entry in user["userTenants"] for name in entry["roleNames"])}
    for wanted, present in (
        (query.get("tenants"), {entry["tenantId"] for entry in user["userTenants"]}),
        (query.get("roles"), roles),
        (query.get("statuses"), {user["status"]}),
    ):
        if wanted and not set(wanted) & present:
            return False
    if (user["test"] and not query.get("withTestUser")) or (query.get("ssoOnly") and not (user["SAML"] or user["OIDC"])):
        return False
    attributes = (query.get("customAttributes") or {}).items()
    if not all(has_value(user["customAttributes"].get(name), value) for name, value in attributes):
        return False
    return not query.get("text") or matches_text(query["text"], user)


def _step(namespace: str, name: str, relation: Doc | None, parts: list[Doc] | None = None) -> Doc:
    """One step of a path. What the numbers of `stepType` mean is not published (inferred): 0 a relation, 1 an intersection."""
    return {
        "permission": f"{namespace}#{name}",
        "stepType": 0 if relation else 1,
        "subPaths": parts or [],
        "tuple": relation_as_tuple(relation) if relation else None,
    }
