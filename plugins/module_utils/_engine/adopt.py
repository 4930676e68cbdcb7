# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a live state as somebody would have written it by hand: the way back from `written.py`; pure."""

from __future__ import annotations

import copy
import typing as t

from .._kinds._base import Document, Kind, Model
from .._kinds._fields import without
from .._kinds._model import inner_models
from .._kinds.registry import KINDS
from .state import State

Covers = t.Callable[[Kind, Document], bool]
Values = dict[str, t.Any]

EMPTY: tuple[t.Any, ...] = ("", [], {}, None, False, 0)


def adopted(state: State, covers: Covers) -> State:
    """Return what of `state` is worth writing: documents that `covers` names and that somebody made or changed."""
    chosen = {}
    for plural in state.kinds:
        kind, all_of_it = KINDS[plural], state.keyed(plural)
        worth = (one for one in all_of_it.values() if not kind.built_in(one) and not kind.untouched(one, all_of_it))
        chosen[plural] = tuple(one for one in worth if covers(kind, one))
    return State({plural: documents for plural, documents in chosen.items() if documents})


def desired_values(state: State) -> Values:
    """Return the documents of `state` in the user's spelling, by plural; what lives inside another stands there.

    Left out is what the service makes up, secrets, and empty fields: a missing field of a new document becomes empty. A project
    compared with the result has no changes.
    """
    found = {plural: [_written(KINDS[plural], one) for one in state.documents[plural]] for plural in state.kinds}
    for plural in list(found):
        kind = KINDS[plural]
        if kind.nested_as and kind.owner in found:
            found[plural] = _nested(kind, found[plural], found[kind.owner])
    return {plural: _alone(KINDS[plural], documents) for plural, documents in found.items() if any(documents)}


def _nested(kind: Kind, documents: list[Values], owners: list[Values]) -> list[Values]:
    """Put documents into their owners; return those whose owner is not there."""
    name = kind.user_name(kind.owner_field)
    by_key = {owner[KINDS[kind.owner].identity[0]]: owner for owner in owners}
    left = []
    for document in documents:
        owner = by_key.get(document.get(name))
        if owner is None:
            left.append(document)
            continue
        inner = {field: value for field, value in document.items() if field != name}
        owner[kind.nested_as] = [*owner[kind.nested_as], inner] if kind.nested_as in owner else [inner]
    for owner in owners:
        if len(owner.get(kind.nested_as, ())) == 1:
            owner[kind.nested_as] = owner[kind.nested_as][0]
    return left


def _alone(kind: Kind, documents: list[Values]) -> t.Any:
    return documents[0] if kind.single else documents


def _written(kind: Kind, document: Document) -> Values:
    return kind.to_variables(_filled(kind.model, without(copy.deepcopy(document), kind.never_compared | kind.secrets)))


def _filled(model: type[Model], values: Document) -> Document:
    """Return `values` without what is empty, also inside fields that are models themselves."""
    inner = inner_models(model)
    seen = {
        name: _filled(inner[name], value) if name in inner and isinstance(value, dict) else value
        for name, value in values.items()
    }
    return {name: value for name, value in seen.items() if value not in EMPTY}
