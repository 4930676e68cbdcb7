# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the FGA language (descope-api 2.14) into the schema that the older authz calls know too (descope-api 6.8).

    model AuthZ 1.0
    condition office(hour int) { hour >= 8 && hour < 18 }
    type user
    type doc
      relation parent: doc
      relation viewer: user | group#member | user with office
      permission can_view: viewer | (editor & parent.can_view)

Beside the schema, `targets` says for every relation what may stand at its end: `{type, relation, condition}`. A permission
has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from . import fga_conditions
from .errors import BadInput
from .store import Doc

_HEADER = re.compile(r"model\s+AuthZ\s+1\.0")
_CONDITION = re.compile(r"^[ \t]*condition\s+(\w+)\s*\(([^)]*)\)\s*\{([^}]*)\}", re.MULTILINE)
_LINE = re.compile(r"(?:type\s+(?P<type>\w+))|(?:(?P<kind>relation|permission)\s+(?P<name>\w+)\s*:\s*(?P<rest>.+))")
_TARGET = re.compile(r"(\w+)(?:#(\w+))?(?:\s+with\s+(\w+))?")
_TOKEN = re.compile(r"\s*(with\s+\w+|\w+(?:\.\w+)?|[|&()])")


@dataclass
class Model:
    """What a text means."""

    schema: Doc
    targets: dict[str, list[Doc]]


@dataclass
class _Draft:
    """Types with the text of their relations and permissions, as found line by line."""

    relations: dict[str, dict[str, str]] = field(default_factory=dict)
    permissions: dict[str, dict[str, str]] = field(default_factory=dict)
    conditions: dict[str, Doc] = field(default_factory=dict)
    targets: dict[str, list[Doc]] = field(default_factory=dict)

    def defined(self, type_name: str, name: str) -> bool:
        return name in self.relations.get(type_name, {}) or name in self.permissions.get(type_name, {})


def read(dsl: str) -> Model:
    """Read a schema, or raise BadInput with the reason."""
    draft = _Draft()
    text = _CONDITION.sub(lambda found: _take_condition(draft, found), dsl)
    _read_lines(draft, text)
    for type_name, relations in draft.relations.items():
        for name, rest in relations.items():
            draft.targets[f"{type_name}#{name}"] = [_target(draft, part.strip(), name) for part in rest.split("|")]
    namespaces = [{"name": name, "relationDefinitions": _definitions(draft, name)} for name in draft.relations]
    conditions = list(draft.conditions.values())
    return Model({"name": "", "namespaces": namespaces, "conditions": conditions}, draft.targets)


def _take_condition(draft: _Draft, found: re.Match[str]) -> str:
    made = fga_conditions.condition(*found.groups())
    if made["name"] in draft.conditions:
        raise BadInput(f"condition {made['name']} occurs twice")
    draft.conditions[made["name"]] = made
    return "\n" * found[0].count("\n")


def _read_lines(draft: _Draft, text: str) -> None:
    lines = [(number, line.split("//")[0].strip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines or not _HEADER.fullmatch(lines[0][1]):
        raise BadInput("the first line must be: model AuthZ 1.0")
    current = ""
    for number, line in lines[1:]:
        found = _LINE.fullmatch(line)
        if found is None:
            raise BadInput(f"line {number}: cannot read {line}")
        if found["type"]:
            current = found["type"]
            _require_new(current not in draft.relations, number, current)
            draft.relations[current], draft.permissions[current] = {}, {}
            continue
        if not current:
            raise BadInput(f"line {number}: a {found['kind']} needs a type before it")
        _require_new(not draft.defined(current, found["name"]), number, found["name"])
        kept = draft.relations if found["kind"] == "relation" else draft.permissions
        kept[current][found["name"]] = found["rest"]


def _require_new(new: bool, number: int, name: str) -> None:
    if not new:
        raise BadInput(f"line {number}: {name} occurs twice")


def _target(draft: _Draft, part: str, name: str) -> Doc:
    found = _TARGET.fullmatch(part)
    if found is None:
        raise BadInput(f"relation {name}: cannot read {part or 'an empty part'}")
    type_name, relation, wanted = found[1], found[2] or "", found[3] or ""
    if type_name not in draft.relations or (relation and not draft.defined(type_name, relation)):
        raise BadInput(f"relation {name}: {part} is not defined")
    _require_condition(draft, wanted)
    return {"type": type_name, "relation": relation, "condition": wanted}


def _require_condition(draft: _Draft, name: str) -> None:
    if name and name not in draft.conditions:
        raise BadInput(f"condition {name} is not defined")


def _definitions(draft: _Draft, type_name: str) -> list[Doc]:
    found: list[Doc] = [{"name": name, "complexDefinition": None} for name in draft.relations[type_name]]
    for name, rest in draft.permissions[type_name].items():
        found.append({"name": name, "complexDefinition": _Permission(draft, type_name, name, rest).node()})
    return found


class _Permission:
    """Reads `a | b & (parent.c | d) with office`: `&` binds closer than `|`, and `with` closest."""

    def __init__(self, draft: _Draft, type_name: str, name: str, rest: str) -> None:
        self._draft = draft
        self._type = type_name
        self._name = name
        self._tokens = list(self._split(rest))

    def _split(self, rest: str) -> Iterator[str]:
        place = 0
        while place < len(rest.rstrip()):
            found = _TOKEN.match(rest, place)
            if found is None:
                raise self._wrong(rest[place:])
            place = found.end()
            yield found[1]

    def _wrong(self, what: str) -> BadInput:
        return BadInput(f"permission {self._name}: cannot read {what or 'the end'}")

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def node(self) -> Doc:
        node = self._union()
        if self._tokens:
            raise self._wrong(self._next())
        return node

    def _union(self) -> Doc:
        return self._joined("|", "union", lambda: self._joined("&", "intersect", self._term))

    def _joined(self, sign: str, kind: str, part: Callable[[], Doc]) -> Doc:
        parts = [part()]
        while self._next() == sign:
            self._tokens.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else {"nType": kind, "children": parts, "expression": None}

    def _term(self) -> Doc:
        token = self._next()
        if not token or token in "|&)" or token.startswith("with "):
            raise self._wrong(token)
        self._tokens.pop(0)
        if token == "(":
            node = self._union()
            if self._next() != ")":
                raise self._wrong(self._next())
            self._tokens.pop(0)
        else:
            node = self._reference(token)
        return self._with_condition(node)

    def _with_condition(self, node: Doc) -> Doc:
        if not self._next().startswith("with "):
            return node
        name = self._tokens.pop(0).split()[1]
        _require_condition(self._draft, name)
        return {**node, "condition": name}

    def _reference(self, token: str) -> Doc:
        first, _, second = token.partition(".")
        if not second:
            if not self._draft.defined(self._type, first):
                raise BadInput(f"permission {self._name}: {first} is not defined in {self._type}")
            return _expression("targetSet", "", "", first, self._type)
        types = {target["type"] for target in self._draft.targets.get(f"{self._type}#{first}", [])}
        ends = sorted(name for name in types if self._draft.defined(name, second))
        if not ends:
            raise BadInput(f"permission {self._name}: {token} is not defined")
        found = [_expression("relationRight", first, self._type, second, end) for end in ends]
        return found[0] if len(found) == 1 else {"nType": "union", "children": found, "expression": None}


def _expression(kind: str, relation: str, namespace: str, target: str, target_namespace: str) -> Doc:
    return {
        "nType": "child",
        "children": [],
        "expression": {
            "neType": kind,
            "relationDefinition": relation,
            "relationDefinitionNamespace": namespace,
            "targetRelationDefinition": target,
            "targetRelationDefinitionNamespace": target_namespace,
        },
    }
