# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server knows about a noun: its fields, their zero values and who may set them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import malformed
from .store import Doc, State

STR, BOOL, INT, STRS, OBJ, LIST, ANY = "str", "bool", "int", "strs", "obj", "list", "any"
# Only in requests: a number, or the same as a string (descope-api 1.5). `whole` reads it.
I64 = "i64"

# Zero values are present in answers (descope-api 1.5).
_ZERO: Mapping[str, Callable[[], Any]] = {
    STR: str,
    BOOL: bool,
    INT: int,
    STRS: list,
    OBJ: dict,
    LIST: list,
    ANY: lambda: None,
}

# Fields that steer a call and are never part of a document.
_STEERING = frozenset({"newName"})


def _unchanged(_state: State, doc: Doc) -> Doc:
    return doc


@dataclass(frozen=True)
class Kind:
    """A noun: `section` names it in dumps, `fields` gives each known field its type.

    Every document is kept under its `id`. `named` says that it must have a name too; `fresh` are the documents that a new
    project ships with (descope-api 6.1).
    """

    section: str
    prefix: str
    fields: Mapping[str, str]
    server_made: frozenset[str]
    answer: Callable[[State, Doc], Doc] = _unchanged
    defaults: Mapping[str, Any] = field(default_factory=dict)
    named: bool = True
    fresh: tuple[Doc, ...] = ()

    def document(self, values: Doc) -> Doc:
        """Complete `values` with the default, mostly the zero value, of every field they lack."""
        return {**zeros(self.fields), **self.defaults, **{name: value for name, value in values.items() if value is not None}}

    def settable(self, body: Doc) -> Doc:
        """Keep what a client may set: known fields of the right type, and every field unknown here.

        A null means "not set" (descope-api 1.5). Unknown fields are kept because that is how a newer server
        looks to an older client.
        """
        given = checked(body, self.fields)
        return {name: value for name, value in given.items() if name not in self.server_made | _STEERING}


def zeros(fields: Mapping[str, str]) -> Doc:
    """The zero value of every field."""
    return {name: _ZERO[kind]() for name, kind in fields.items()}


def checked(body: Doc, fields: Mapping[str, str]) -> Doc:
    """Drop nulls and refuse known fields of the wrong type."""
    given = {name: value for name, value in body.items() if value is not None}
    for name, kind in fields.items():
        if name in given and not _fits(given[name], kind):
            raise malformed(f"Invalid value for the {name} field")
    return given


def _fits(value: Any, kind: str) -> bool:
    if kind == STRS:
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if kind == ANY:
        return True
    if kind == I64 and isinstance(value, str):
        return re.fullmatch(r"-?[0-9]{1,19}", value) is not None
    if kind in (INT, I64):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {STR: str, BOOL: bool, OBJ: dict, LIST: list}[kind])


def whole(value: int | str) -> int:
    """The number in a checked I64 field."""
    return int(value)


def unique(names: list[str]) -> list[str]:
    """Drop repeated names, keep the order."""
    return list(dict.fromkeys(names))
