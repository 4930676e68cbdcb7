# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a run changed: the inverse of every change that its journal says was attempted, as far as it is still ours."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._errors import DescopeError
from .._kinds._base import Client, Document, Documents, Kind
from .apply import apply, shape_of
from .changes import Change, Effect, Plan, Target
from .journal import Journal
from .order import in_waves
from .plan import changed_fields
from .progress import Progress
from .state import State, read_state

Address = tuple[str, str]  # plural and key

FOREIGN = "somebody else has changed it since; it was left as it is"


@dataclass(frozen=True)
class Undone:
    """What an undo did: documents brought back, and those it had to leave or could not bring back whole, with the reason."""

    undone: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


class Step(t.NamedTuple):
    """One change that takes back another one, `of`, or a side effect of it (None)."""

    change: Change
    of: Change | None


async def undo(
    journal: Journal, before: State, target: Target, client: Client, progress: Progress, *, concurrency: int
) -> Undone:
    """Undo what `journal` says was attempted, leaving alone what somebody else has changed since.

    `before` is the whole state the run started from. An undo is compensation, not a transaction: what a delete took along and
    the API can't give back (see `Kind.lost_on_delete`) stays lost, and is named.
    """
    try:
        live = await read_state(client, before.kinds, lambda plural, count: None, owners=before.owners)
    except DescopeError as error:
        return Undone((), tuple((str(change), f"nothing could be read: {error.message}") for change in journal.attempted))
    steps, left = _steps(journal.attempted, before, live)
    writes = [step.change for step in steps if step.change.operation != "delete"]
    deletes = [step.change for step in steps if step.change.operation == "delete"]
    kinds = {change.kind.plural: 0 for change in (*writes, *deletes)}
    way_back = Plan(target, in_waves(writes, deletes), live=kinds, desired=())
    record = Journal()
    await apply(way_back, client, record, progress, concurrency=concurrency, on_error="continue", phase="undo")
    return _outcome(steps, left, record)


def _outcome(steps: list[Step], left: list[tuple[str, str]], record: Journal) -> Undone:
    undone = []
    for step in reversed(steps):
        outcome = record.outcome_of(step.change)
        if outcome.status != "applied":
            left.append((str(step.of or step.change), outcome.error.message if outcome.error else "it was not come to"))
        elif step.of is not None:
            undone.append(str(step.of))
            left += [(str(step.of), f"brought back, but not what went with its update: {lost}") for lost in step.of.losses]
            lost = step.of.kind.lost_on_delete(step.of.options) if step.of.operation == "delete" else ""
            left += [(str(step.of), f"brought back without {lost}")] if lost else []
            had = ", ".join(f"{count} {what}" for what, count in step.of.impact.items() if count)
            left += [(str(step.of), f"brought back, but not to the {had} that had it")] if had else []
    return Undone(tuple(undone), tuple(left))


def _steps(attempted: list[Change], before: State, live: State) -> tuple[list[Step], list[tuple[str, str]]]:
    """Return what takes back the attempted changes that had an effect and are still ours, and the names of the others."""
    moved = _moved(attempted, live)
    steps, left = [], []
    for change in attempted:
        found = _find(change, live, before)
        if change.before is None and change.kind.permanent(change.document):
            continue  # it came with what it belongs to, and goes with it
        before_now, after_now = (_followed(change.kind, document, moved) for document in (change.before, change.after))
        shape = shape_of(replace(change, before=before_now, after=after_now), found)
        if shape == "foreign":
            left.append((str(change), FOREIGN))
        elif shape_of(change, found) != "before":  # not as it was, be it by a side effect of another change of this run
            steps.append(Step(_inverse(change, found), change))
    ours = {(change.kind.plural, key) for change in attempted for key in (change.key, change.new_key)}
    return steps + _side_effects([step.of for step in steps if step.of], ours, before, live), left


def _find(change: Change, live: State, before: State) -> Document | None:
    """Return the live document that a change is about, under its new or its old key.

    What was made is none of those that were there before, even if it is like one of them: not all kinds have unique names.
    """
    documents = live.keyed(change.kind.plural)
    if change.before is None:
        ids = {document["id"] for document in before.documents.get(change.kind.plural, ()) if document.get("id")}
        documents = Documents({key: document for key, document in documents.items() if document.get("id") not in ids})
    for document in (change.document, change.before):
        key = change.kind.find(document, documents) if document else None
        if key is not None:
            return documents[key]
    return None


def _moved(attempted: list[Change], live: State) -> dict[Address, Document | None]:
    """Return, by old address, what this run did rename, as it is now, and what it did delete (None)."""
    leaves = [change for change in attempted if change.after is None or change.new_key != change.key]
    return {
        (change.kind.plural, change.key): change.after for change in leaves if change.key not in live.keyed(change.kind.plural)
    }


def _followed(kind: Kind, document: Document | None, moved: t.Mapping[Address, Document | None]) -> Document | None:
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


def _inverse(change: Change, found: Document | None) -> Change:
    """Return the change that leads from the document as found to the document as it was before."""
    if change.before is None:
        return Change(change.kind, change.kind.key(found or change.document), "delete", found, None)
    return _towards(change.kind, found, change.was or change.before)


def _towards(kind: Kind, found: Document | None, wanted: Document) -> Change:
    if found is None:
        return Change(kind, kind.key(wanted), "create", None, wanted)
    return Change(kind, kind.key(found), "update", found, wanted, changed_fields(kind, found, wanted))


def _side_effects(mine: list[Change], ours: set[Address], before: State, live: State) -> list[Step]:
    """Return what brings back documents that our deletes took along or took a reference from, each once."""
    wanted: dict[Address, tuple[Kind, Document]] = {}
    for change in mine:
        for effect in change.effects:
            address = (effect.kind.plural, effect.key)
            was, now = (state.keyed(effect.kind.plural).get(effect.key) for state in (before, live))
            if address not in ours and was is not None and (now is None) == (effect.what == "cascade"):
                so_far = wanted[address][1] if address in wanted else now
                wanted[address] = (effect.kind, was if so_far is None else _reattached(effect, change, was, so_far))
    return [
        Step(_towards(kind, live.keyed(kind.plural).get(address[1]), document), None)
        for address, (kind, document) in wanted.items()
    ]


def _reattached(effect: Effect, deleted: Change, was: Document, now: Document) -> Document:
    """Return `now` with the values back that referred to the deleted document, and everything else as it is."""
    document = dict(now)
    address = (deleted.kind.plural, deleted.key)
    for name in {used.field for used in effect.kind.references(was) if address in used.targets}:
        back = [value for value in was[name] if value in now[name] or _refers(effect.kind, was, name, value, deleted)]
        new = [value for value in now[name] if value not in was[name] and not any(_is_rest_of(value, one) for one in back)]
        document[name] = [*back, *new]
    return document


def _is_rest_of(now: t.Any, was: t.Any) -> bool:
    """Say whether an object in a list is what a delete left of another one: the same, with fewer items in lists of its own."""
    if not isinstance(now, dict) or not isinstance(was, dict) or now.keys() != was.keys():
        return False
    return all(
        value == was[name] or (isinstance(value, list) and all(item in was[name] for item in value))
        for name, value in now.items()
    )


def _refers(kind: Kind, document: Document, name: str, value: t.Any, deleted: Change) -> bool:
    alone = {**document, name: [value]}
    address = (deleted.kind.plural, deleted.key)
    return any(address in used.targets and used.field == name for used in kind.references(alone))
