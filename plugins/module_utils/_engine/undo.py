# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a run changed: a plan from what is live now to what was there before, limited to what the journal says."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._errors import DescopeError
from .._kinds._base import Client, Document
from .apply import apply, shape_of
from .changes import Change, Scope, Target
from .journal import Journal
from .plan import plan
from .progress import Progress
from .state import State, read_state


class Mine(t.NamedTuple):
    """A change of the run that can be taken back, and the document as it is now."""

    change: Change
    found: Document | None


@dataclass(frozen=True)
class Undone:
    """What an undo did: documents brought back, and those it had to leave, each with the reason."""

    undone: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


async def undo(
    journal: Journal, before: State, target: Target, client: Client, progress: Progress, *, concurrency: int
) -> Undone:
    """Undo what `journal` says was attempted, as far as nobody else has changed the documents since.

    `before` is the whole state the run started from. An undo is compensation, not a transaction: what a delete took along and
    the API can't give back (see `Kind.lost_on_delete`) stays lost, and is named.
    """
    try:
        live = await read_state(client, before.kinds, lambda plural, count: None)
    except DescopeError as error:
        return Undone((), tuple((str(change), f"nothing could be read: {error.message}") for change in journal.attempted))
    mine, left = _sort(journal.attempted, live)
    touched = _touched(mine)
    scope = Scope(purge=True, covers=lambda kind, document: (kind.plural, kind.key(document)) in touched, forgive_built_in=True)
    try:
        way_back = plan(live, before, scope, target)
    except DescopeError as error:
        return Undone((), (*left, *((str(change), error.message) for change, found in mine)))
    steps = Journal()
    await apply(way_back, client, steps, progress, concurrency=concurrency, on_error="continue")
    failed = {str(outcome.change): outcome.error.message for outcome in steps.failures if outcome.error}
    lost = [(str(change), f"brought back without {what}") for change, found in mine if (what := _lost(change))]
    undone = tuple(str(change) for change, found in reversed(mine) if str(change) not in failed)
    return Undone(undone, (*left, *failed.items(), *lost))


def _sort(attempted: list[Change], live: State) -> tuple[list[Mine], list[tuple[str, str]]]:
    """Part the attempted changes that had an effect into those that are still ours to undo and those that are not."""
    mine: list[Mine] = []
    left = []
    for change in attempted:
        found = _live(change, live)
        shape = shape_of(change, found)
        if shape == "foreign":
            left.append((str(change), "somebody else has changed it since; it was left as it is"))
        elif shape != "before":
            mine.append(Mine(change, found))
    return mine, left


def _live(change: Change, live: State) -> Document | None:
    documents = live.keyed(change.kind.plural)
    key = change.kind.find(change.document, documents)
    if key is None and change.before is not None:
        key = change.kind.find(change.before, documents)
    return None if key is None else documents[key]


def _touched(mine: t.Iterable[Mine]) -> set[tuple[str, str]]:
    """Return the addresses of what the changes touched, as it was and as it is now, and of what their deletes took along."""
    touched = set()
    for change, found in mine:
        keys = {change.key, change.new_key} | ({change.kind.key(found)} if found else set())
        touched |= {(change.kind.plural, key) for key in keys}
        touched |= {(effect.kind.plural, effect.key) for effect in change.effects}
    return touched


def _lost(change: Change) -> str:
    return change.kind.lost_on_delete(change.options) if change.operation == "delete" else ""
