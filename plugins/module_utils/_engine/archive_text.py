# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a backup's files: JSON as strict as we can read it, and documents both ways; disk and manifest live elsewhere."""

from __future__ import annotations

import json
import math
import typing as t

from .._errors import BadPayload
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS
from .state import State

LARGEST = 64 * 1024 * 1024
"""Bytes that one file may have; more is neither written nor read."""

DEEPEST = 100
"""Levels of lists and objects in a file; a fixed limit, so that what was written can be read whatever Python's own limit is."""

FILES: dict[str, str] = {f"{plural}.json": plural for plural in KINDS}
"""The plural of a kind by the name of its file: no name on disk is ever made from data."""


class Damage(Exception):
    """What is wrong with a file, as the end of a sentence; whoever knows which backup it is makes an error of it."""


def to_bytes(value: t.Any) -> bytes:
    """Return `value` as sorted, indented JSON; raises Damage when there is no such text.

    A lone surrogate, which UTF-8 can't hold, is written as JSON's own escape and so survives.
    """
    try:
        text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    except RecursionError:
        raise Damage("is nested too deeply") from None
    except (TypeError, ValueError) as error:
        raise Damage(f"can't be written as JSON: {error}") from None
    return f"{text}\n".encode("utf-8", "backslashreplace")


def from_bytes(data: bytes) -> t.Any:
    """Return the value of a JSON text; raises Damage where JSON readers disagree: equal keys, NaN, numbers beyond a double."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_number, parse_float=_number)
    except RecursionError:
        raise Damage("is nested too deeply") from None
    except UnicodeDecodeError as error:
        raise Damage(f"is not UTF-8 text: byte {error.start} is wrong") from None
    except json.JSONDecodeError as error:
        raise Damage(f"is not JSON: {error.msg} in line {error.lineno}") from None
    except ValueError:  # Python's limit on the digits of an integer
        raise Damage("has a number that is too long") from None
    _require_shallow(value)
    return value


def state_to_bytes(state: State) -> dict[str, bytes]:
    """Return the content of each file by its name; raises BadPayload when a document would not come back as it is."""
    return {name: _file_to_bytes(KINDS[plural], state) for name, plural in FILES.items() if plural in state.documents}


def documents_from_bytes(kind: Kind, data: bytes) -> tuple[Document, ...]:
    """Return the documents in the text of a file, validated, sorted by key; raises Damage when they are not valid."""
    value = from_bytes(data)
    if not isinstance(value, list) or not all(isinstance(raw, dict) for raw in value):
        raise Damage("is not a list of documents")
    try:
        return _validated(kind, value)
    except BadPayload as error:
        raise Damage(f"does not validate: {error.message}") from None


def _validated(kind: Kind, value: list[Document]) -> tuple[Document, ...]:
    documents: dict[str, Document] = {}
    for index, raw in enumerate(value):
        document = kind.from_api(raw)
        if kind.identity and not any(document.get(name) for name in kind.identity):
            raise Damage(f"does not say which {kind.name} its entry {index} is")
        key = kind.key(document)
        if key in documents:
            raise Damage(f"has the {kind.name} {key} twice")
        documents[key] = document
    return tuple(documents[key] for key in sorted(documents))


def _file_to_bytes(kind: Kind, state: State) -> bytes:
    documents = state.documents[kind.plural]
    try:
        data = to_bytes(sorted(documents, key=kind.key))
        if len(data) > LARGEST:
            raise Damage(f"has {len(data)} bytes, and a file of a backup can have {LARGEST}")
        back = {kind.key(document): document for document in documents_from_bytes(kind, data)}
    except Damage as damage:
        raise _unfit(kind, str(damage)) from None
    for document in documents:
        if back[kind.key(document)] != document:
            raise _unfit(kind, f"would give back the {kind.name} {kind.key(document)} changed")
    return data


def _unfit(kind: Kind, problem: str) -> BadPayload:
    return BadPayload(
        f"No backup was made: the list of {kind.plural} {problem}.",
        hint="Nothing was written or changed. This is not what Descope documents; please report it.",
    )


def _require_shallow(value: t.Any) -> None:
    level = [value]
    for _depth in range(DEEPEST + 1):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, (dict, list))]
        if not inner:
            return
        level = [child for children in inner for child in children]
    raise Damage("is nested too deeply")


def _unique(pairs: list[tuple[str, t.Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Damage(f"has the field {ascii(twice)[:60]} twice")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Damage(f"has {text[:20]} where a number must be")
    return number
