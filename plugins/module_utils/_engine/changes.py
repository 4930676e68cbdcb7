# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that a plan is made of: changes, their effects, the scope and the target; nothing is decided here."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._kinds._base import Document, Kind

Operation = t.Literal["create", "update", "delete"]


@dataclass(frozen=True)
class Target:
    """What a plan is for: a project and the API it is reached through."""

    project_id: str
    api_base: str


@dataclass(frozen=True)
class Effect:
    """What a delete does to another live document: `cascade` takes it along, `detach` removes the reference to what went."""

    kind: Kind
    document: Document
    what: t.Literal["cascade", "detach"]

    @property
    def key(self) -> str:
        """The key of the other document."""
        return self.kind.key(self.document)


@dataclass(frozen=True)
class Change:
    """One document's way from `before` (None: it does not exist) to `after` (None: it goes).

    `key` is the key before the change (after it, for a create); `fields` are the API names that differ, for an update;
    `impact` says how many of what depend on it, for a delete; `losses` what an update destroys besides what it shows.
    `was` is the document as it is live where that is not `before`, since an earlier change of the plan will alter it too.
    """

    kind: Kind
    key: str
    operation: Operation
    before: Document | None
    after: Document | None
    fields: tuple[str, ...] = ()
    options: t.Mapping[str, t.Any] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    impact: t.Mapping[str, int] = field(default_factory=dict)
    losses: tuple[str, ...] = ()
    was: Document | None = None

    @property
    def document(self) -> Document:
        """The document as it will be, or as it was when it goes."""
        return self.after or self.before or {}

    @property
    def new_key(self) -> str:
        """The key after the change; another one than `key` after a rename."""
        return self.kind.key(self.document)

    def __str__(self) -> str:
        return f"{self.kind.name} {self.key}"


@dataclass(frozen=True)
class Scope:
    """Which part of the project a plan may touch.

    `purge` deletes live documents of the desired kinds that are not desired. `covers` narrows both states to some documents.
    `absent` names, by kind, documents to delete. `options` go with the deletes of a kind. `whole` says
    that the desired state is a whole one, of a backup or another project: then differences between what Descope made here and
    there, which nobody wrote or can write, are left alone instead of refused. `report_only` says that the plan is not for
    carrying out: then what no call can change is in it too.
    """

    purge: bool = False
    covers: t.Callable[[Kind, Document], bool] = lambda kind, document: True
    absent: t.Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    options: t.Mapping[str, t.Mapping[str, t.Any]] = field(default_factory=dict)
    whole: bool = False
    report_only: bool = False


@dataclass(frozen=True)
class Desired:
    """A desired document as it will be, and which of its fields were written rather than left as they are."""

    kind: Kind
    key: str | None
    written: Document
    after: Document


@dataclass(frozen=True)
class Plan:
    """The changes in the order they can be made: every wave may run at once, and needs only what earlier waves made.

    `desired` are all desired documents in scope; `live` counts documents per kind; `unmanaged` lists live documents that are
    not desired and stay.
    """

    target: Target
    waves: tuple[tuple[Change, ...], ...]
    live: t.Mapping[str, int]
    desired: tuple[Desired, ...]
    unmanaged: tuple[tuple[Kind, str], ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes in order."""
        return tuple(change for wave in self.waves for change in wave)

    @property
    def unchanged(self) -> dict[str, int]:
        """How many desired documents of each kind are live as desired."""
        written = [change.kind.plural for change in self.changes if change.operation != "delete"]
        desired = [document.kind.plural for document in self.desired]
        return {plural: max(0, desired.count(plural) - written.count(plural)) for plural in self.live}

    @property
    def deletes(self) -> tuple[Change, ...]:
        """The changes that delete."""
        return tuple(change for change in self.changes if change.operation == "delete")

    @property
    def destroying(self) -> tuple[Change, ...]:
        """The changes that somebody must approve: deletes, and updates that take along what no document shows."""
        return tuple(change for change in self.changes if change.operation == "delete" or change.losses)

    @property
    def overwrites(self) -> tuple[Change, ...]:
        """The changes after which something that was there is gone: updates and deletes."""
        return tuple(change for change in self.changes if change.operation != "create")
