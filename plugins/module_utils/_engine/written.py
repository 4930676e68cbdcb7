# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state that a user wrote in variables, checked before anything is read or sent; pure."""

from __future__ import annotations

import typing as t

from .._errors import InvalidInput
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS
from .state import State, first_twice

Written = tuple[str, t.Any]  # where it stands, and what


def state_from_variables(desired: t.Any) -> State:
    """Return the state a user wrote: `{"tenants": [{"id": …}, …], …}` in snake_case, any kind left out if not managed.

    What lives inside another document may stand there: `tenants[].settings`. What there is only one of needs no list. Raises
    InvalidInput for an unknown kind or field, a wrong type, a document without identity, or one written twice.
    """
    if not isinstance(desired, dict):
        raise InvalidInput(f"desired must be a mapping with any of {', '.join(KINDS)}, not {type(desired).__name__}.")
    for plural in desired:
        if plural not in KINDS:
            raise InvalidInput(f"desired.{plural} is not a kind of document.", hint=f"Kinds are {', '.join(KINDS)}.")
    written = {plural: _items(KINDS[plural], value) for plural, value in desired.items() if value is not None}
    for kind in KINDS.values():
        if kind.nested_as and kind.owner in written:
            written[kind.owner], inner = _taken_out(kind, written[kind.owner])
            if inner:
                written[kind.plural] = [*written.get(kind.plural, []), *inner]
    return State({plural: _documents(KINDS[plural], items) for plural, items in written.items()})


def document_from_variables(kind: Kind, raw: t.Any, where: str) -> Document:
    """Return one document a user wrote, checked to say which one it means."""
    document = kind.from_variables(raw, where)
    if kind.identity and not any(document.get(name) for name in kind.identity):
        fields = " or ".join(kind.user_name(name) for name in kind.identity)
        raise InvalidInput(f"{where} does not say which {kind.name} it is.", hint=f"Give its {fields}.")
    return document


def _items(kind: Kind, value: t.Any) -> list[Written]:
    where = f"desired.{kind.plural}"
    if kind.single and isinstance(value, dict):
        return [(where, value)]
    if not isinstance(value, list):
        what = f"mapping of {kind.name} fields" if kind.single else f"list of {kind.plural}"
        raise InvalidInput(f"{where} must be a {what}, not {type(value).__name__}.")
    return [(f"{where}[{index}]", raw) for index, raw in enumerate(value)]


def _taken_out(kind: Kind, owners: list[Written]) -> tuple[list[Written], list[Written]]:
    """Return the owners without what is nested in them as `kind.nested_as`, and that, each saying which owner it is of."""
    left: list[Written] = []
    inner: list[Written] = []
    field = kind.user_name(kind.owner_field)
    for where, raw in owners:
        if not isinstance(raw, dict) or raw.get(kind.nested_as) is None:
            left.append((where, raw))
            continue
        nested = raw[kind.nested_as]
        owner = raw.get(KINDS[kind.owner].identity[0])
        if not owner:
            raise InvalidInput(
                f"{where}.{kind.nested_as}: its {KINDS[kind.owner].name} is not named by {KINDS[kind.owner].identity[0]}.",
                hint=f"Give the {KINDS[kind.owner].identity[0]}, or write {kind.plural} as a list of its own.",
            )
        for index, item in enumerate(nested if isinstance(nested, list) else [nested]):
            place = f"{where}.{kind.nested_as}" + (f"[{index}]" if isinstance(nested, list) else "")
            if not isinstance(item, dict):
                raise InvalidInput(f"{place} must be a mapping of {kind.name} fields, not {type(item).__name__}.")
            if item.get(field) not in (None, owner):
                raise InvalidInput(f"{place}.{field} is {item[field]}, and it stands in {owner}.", hint=f"Leave {field} out.")
            inner.append((place, {**item, field: owner}))
        left.append((where, {name: value for name, value in raw.items() if name != kind.nested_as}))
    return left, inner


def _documents(kind: Kind, items: list[Written]) -> tuple[Document, ...]:
    where = f"desired.{kind.plural}"
    documents = tuple(document_from_variables(kind, raw, place) for place, raw in items)
    twice = first_twice(kind.key(document) for document in documents)
    if twice is not None:
        raise InvalidInput(f"{where} has the {kind.name} {twice} twice.", hint="Keep one of the two.")
    for name in kind.unique:
        twice = first_twice(document[name] for document in documents if document.get(name))
        if twice is not None:
            raise InvalidInput(
                f"{where} gives two {kind.plural} the same {kind.user_name(name)}: {twice}.",
                hint=f"The {kind.user_name(name)} of a {kind.name} is unique in a project.",
            )
    return documents
