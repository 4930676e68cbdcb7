# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service makes of a document's references by itself when what they name is renamed or deleted; pure."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._kinds._base import Document, Kind
from .changes import Change

Address = tuple[str, str]  # plural and key


def moves(changes: t.Iterable[Change]) -> dict[Address, Document | None]:
    """Return, by old address, what `changes` rename, as it is then, and what they delete (None)."""
    return {(one.kind.plural, one.key): one.after for one in changes if one.after is None or one.new_key != one.key}


def with_new_names(writes: t.Sequence[Change]) -> list[Change]:
    """Return `writes` with the references that they leave as they are under the names that some of them give.

    So they need not come before the renames, which may themselves have to come before what these writes wait for.
    """
    renamed = {address: after for address, after in moves(writes).items() if after is not None}
    return [_with_new_names(change, renamed) for change in writes] if renamed else list(writes)


def _with_new_names(change: Change, renamed: t.Mapping[Address, Document | None]) -> Change:
    if change.before is None or change.after is None:
        return change
    by_then = followed(change.kind, change.after, renamed) or {}
    return replace(change, after={**by_then, **{name: change.after[name] for name in change.fields}})


def followed(kind: Kind, document: Document | None, moved: t.Mapping[Address, Document | None]) -> Document | None:
    """Return `document` with its references as the service keeps them when what they refer to is renamed or deleted."""
    if document is None:
        return None
    uses = {used.field for used in kind.references(document) if moved.keys() & set(used.targets)}
    lists = {name: document[name] for name in uses if isinstance(document[name], list)}
    return {**document, **{name: _follow(kind, document, name, values, moved) for name, values in lists.items()}}


def _follow(
    kind: Kind, document: Document, name: str, values: list[t.Any], moved: t.Mapping[Address, Document | None]
) -> list[t.Any]:
    followed = []
    for value in values:
        used = next(used for used in kind.references({**document, name: [value]}) if used.field == name)
        target = next((target for target in used.targets if target in moved), None)
        now = moved[target] if target else {"name": value}  # references are by name, see `_kinds/_named.py`
        followed += [now["name"] if isinstance(value, str) else value] if now is not None else []
    return followed
