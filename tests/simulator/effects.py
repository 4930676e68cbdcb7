# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to other documents when one is deleted or renamed: each noun registers its own reactions (descope-api 6.3).

    @on_delete("tenants")
    def _forget(draft: State, tenant: Doc) -> None: ...

    @on_rename("roles")
    def _follow(draft: State, before: Doc, after: Doc) -> None: ...

A reaction runs in the draft of the call, after the change itself: what the deletion leaves behind is committed with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from .store import Doc, State

Deleted = Callable[[State, Doc], None]
Renamed = Callable[[State, Doc, Doc], None]

_deleted: dict[str, list[Deleted]] = defaultdict(list)
_cascaded: dict[str, list[Deleted]] = defaultdict(list)
_renamed: dict[str, list[Renamed]] = defaultdict(list)


def on_delete(section: str) -> Callable[[Deleted], Deleted]:
    """Register a reaction to every deletion in this section."""
    return lambda reaction: _registered(_deleted, section, reaction)


def on_cascade(section: str) -> Callable[[Deleted], Deleted]:
    """Register a reaction to deletions with `cascade` only; it runs before those to every deletion (descope-api 2.1)."""
    return lambda reaction: _registered(_cascaded, section, reaction)


def on_rename(section: str) -> Callable[[Renamed], Renamed]:
    """Register a reaction to a new name in this section."""

    def register(reaction: Renamed) -> Renamed:
        _renamed[section].append(reaction)
        return reaction

    return register


def belongs_to(owner: str, section: str, field: str = "tenantId") -> None:
    """Delete the documents of a section together with the one whose id they hold in `field`."""

    @on_delete(owner)
    def go_along(draft: State, gone: Doc) -> None:
        for doc in draft.where(section, **{field: gone["id"]}):
            delete(draft, section, doc)


def delete(draft: State, section: str, doc: Doc, cascade: bool = False) -> None:
    """Drop a document and let every noun react."""
    draft.drop(section, doc["id"])
    for reaction in [*(_cascaded[section] if cascade else ()), *_deleted[section]]:
        reaction(draft, doc)


def replace(draft: State, section: str, before: Doc, after: Doc) -> None:
    """Put a document in the place of an earlier one; if its name is another, let every noun react."""
    draft.put(section, after)
    if before["name"] != after["name"]:
        for reaction in _renamed[section]:
            reaction(draft, before, after)


def rewrite_names(draft: State, section: str, field: str, old: str, new: str | None = None) -> None:
    """In a list of names that mean documents: follow a rename, or forget a deletion (`new` is None)."""
    for doc in list(draft.docs(section).values()):
        if old in doc[field]:
            draft.put(section, {**doc, field: renamed(doc[field], old, new)})


def renamed(names: list[str], old: str, new: str | None) -> list[str]:
    """The list with the new name in the place of the old one, or without it."""
    followed = [new if name == old else name for name in names]
    return [name for name in followed if name is not None]


def _registered(table: dict[str, list[Deleted]], section: str, reaction: Deleted) -> Deleted:
    table[section].append(reaction)
    return reaction
