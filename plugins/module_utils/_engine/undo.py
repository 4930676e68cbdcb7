# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back from what a run changed: the inverse of every change that its journal says was attempted, as far as it is ours.

An undo is compensation, not a transaction: what a delete took along and the API can't give back (see `Kind.lost_on_delete`)
stays lost, and is named. Pure: `execute.undo` reads and writes.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._kinds._base import Document, Documents, Kind
from .._kinds.registry import KINDS
from .apply import shape_of
from .changes import Change, Effect, Plan, Target
from .following import Address, followed, moves
from .journal import Journal
from .order import in_waves
from .plan import changed_fields
from .state import State

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


@dataclass(frozen=True)
class Start:
    """What must be known of the state that a run started from, besides what its changes tell.

    `ids` are, by kind, those of all documents there were: what was made is none of these. `owners` says inside which owners
    a kind was read.
    """

    ids: t.Mapping[str, frozenset[str]]
    owners: t.Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, state: State) -> Start:
        """Return what is to be known of `state`."""
        ids = {plural: frozenset(one["id"] for one in state.documents[plural] if one.get("id")) for plural in state.kinds}
        return cls(ids, state.owners)


@dataclass(frozen=True)
class WayBack:
    """How to take back changes: the plan, what each of its changes takes back, and what is left as it is, with the reason."""

    plan: Plan
    steps: tuple[Step, ...]
    left: tuple[tuple[str, str], ...]


def touched(changes: t.Iterable[Change]) -> list[str]:
    """Return the plurals of the kinds that `changes` alter, by themselves or by what their deletes do."""
    plurals = {kind.plural for one in changes for kind in (one.kind, *(effect.kind for effect in one.effects))}
    return [plural for plural in KINDS if plural in plurals]


def way_back(
    attempted: t.Sequence[Change], start: Start, live: State, target: Target, begun: t.Sequence[Change] = ()
) -> WayBack:
    """Return how to take back the attempted changes in `live`, which has all kinds that they touched.

    `begun` are the changes of an undo of them that did not come to its end: what it half made is not somebody else's work.
    """
    steps, left = _steps(attempted, start, live, begun)
    writes = [step.change for step in steps if step.change.operation != "delete"]
    deletes = [step.change for step in steps if step.change.operation == "delete"]
    counts = {change.kind.plural: len(live.documents.get(change.kind.plural, ())) for change in (*writes, *deletes)}
    return WayBack(Plan(target, in_waves(writes, deletes), live=counts, desired=()), tuple(steps), tuple(left))


def outcome_of(way: WayBack, record: Journal) -> Undone:
    """Return what came of taking back, as `record` tells."""
    undone, left = [], list(way.left)
    for step in reversed(way.steps):
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


def _steps(
    attempted: t.Sequence[Change], start: Start, live: State, begun: t.Sequence[Change]
) -> tuple[list[Step], list[tuple[str, str]]]:
    """Return what takes back the attempted changes that had an effect and are still ours, and the names of the others."""
    attempted = _renamed_back(attempted, live)
    moved = _moved(attempted, live)
    half_made = _rest(begun, live)
    made = {(one.kind.plural, one.new_key) for one in attempted if one.before is None}
    gone = {(one.kind.plural, one.key): None for one in attempted if one.after is None}  # perhaps brought back by now
    steps, left = [], []
    for change in attempted:
        found = _find(change, live, start)
        if _came_along(change, made):
            continue
        foreign = _is_foreign(change, found, moved) and _is_foreign(change, found, {**moved, **gone})
        if foreign and (change.kind.plural, change.key) in half_made:
            steps.append(Step(half_made[change.kind.plural, change.key], change))
        elif foreign:
            left.append((str(change), FOREIGN))
        elif shape_of(change, found) != "before":  # not as it was, be it by a side effect of another change of this run
            steps.append(Step(_inverse(change, found), change))
    ours = {(change.kind.plural, key) for change in attempted for key in (change.key, change.new_key)}
    renames = {address: after for address, after in moves(step.change for step in steps).items() if after is not None}
    steps += _side_effects([step.of for step in steps if step.of], ours, live, half_made, renames)
    planned = {(step.change.kind.plural, step.change.key) for step in steps}
    return steps + [Step(change, None) for address, change in half_made.items() if address not in planned], left


def _is_foreign(change: Change, found: Document | None, moved: t.Mapping[Address, Document | None]) -> bool:
    """Say whether a document is neither as before nor as after a change, nor between them, its references having followed."""
    before, after = (followed(change.kind, document, moved) for document in (change.before, change.after))
    return shape_of(replace(change, before=before, after=after), found) == "foreign"


def _came_along(change: Change, made: t.Container[Address]) -> bool:
    """Say whether a document came with what it belongs to, and goes with it; a run that finished another found it there."""
    owner = (change.kind.owner, change.document.get(change.kind.owner_field) or "")
    return change.kind.permanent(change.document) and (change.before is None or owner in made)


def _moved(changes: t.Iterable[Change], live: State) -> dict[Address, Document | None]:
    """Return what of `changes` that rename or delete has come to be, and what they made that is gone again."""
    changes = list(changes)
    made = {(one.kind.plural, one.new_key): None for one in changes if one.before is None}
    return {address: after for address, after in {**made, **moves(changes)}.items() if address[1] not in live.keyed(address[0])}


def _renamed_back(changes: t.Sequence[Change], live: State) -> list[Change]:
    """Return `changes` with the names that are live: a run that finished another one knew what that had renamed by the new."""
    back = {
        (one.kind.plural, one.new_key): one.before
        for one in changes
        if one.new_key != one.key
        if one.key in live.keyed(one.kind.plural) and one.new_key not in live.keyed(one.kind.plural)
    }
    return [
        replace(
            one,
            before=followed(one.kind, one.before, back),
            after=followed(one.kind, one.after, back),
            was=followed(one.kind, one.was, back),
        )
        for one in changes
    ]


def _rest(begun: t.Sequence[Change], live: State) -> dict[Address, Change]:
    """Return, by address, what is left to do of the creates and updates of an undo that did not come to its end.

    What it did not come to make, and what was deleted again, is made now: references to it stay in what is wanted.
    """
    moved = _moved(begun, live)
    renamed = {address: document for address, document in moved.items() if document is not None}
    rest = {}
    for change in begun:
        found = live.keyed(change.kind.plural).get(change.key) or live.keyed(change.kind.plural).get(change.new_key)
        before, after = (followed(change.kind, document, moved) for document in (change.before, change.after))
        if after is not None and shape_of(replace(change, before=before, after=after), found) in ("before", "between"):
            wanted = followed(change.kind, change.after, renamed) or after
            rest[change.kind.plural, change.key] = _towards(change.kind, found, wanted)
    return rest


def _find(change: Change, live: State, start: Start) -> Document | None:
    """Return the live document that a change is about, under its new or its old key.

    What was made is none of those that were there before, even if it is like one of them: not all kinds have unique names.
    """
    documents = live.keyed(change.kind.plural)
    if change.before is None:
        ids = start.ids.get(change.kind.plural, frozenset())
        documents = Documents({key: document for key, document in documents.items() if document.get("id") not in ids})
    for document in (change.document, change.before):
        key = change.kind.find(document, documents) if document else None
        if key is not None:
            return documents[key]
    return None


def _inverse(change: Change, found: Document | None) -> Change:
    """Return the change that leads from the document as found to the document as it was before."""
    if change.before is None:
        return Change(change.kind, change.kind.key(found or change.document), "delete", found, None)
    return _towards(change.kind, found, change.was or change.before)


def _towards(kind: Kind, found: Document | None, wanted: Document) -> Change:
    if found is None:
        return Change(kind, kind.key(wanted), "create", None, wanted)
    return Change(kind, kind.key(found), "update", found, wanted, changed_fields(kind, found, wanted))


def _side_effects(
    mine: list[Change],
    ours: set[Address],
    live: State,
    half_made: t.Mapping[Address, Change],
    renames: t.Mapping[Address, Document],
) -> list[Step]:
    """Return what brings back documents that our deletes took along or took a reference from, each once.

    An undo that was cut off may have made what a document of `half_made` refers to, and not yet the reference. What the others
    refer to is called as the `renames` of the undo will have it, so that these need not wait.
    """
    wanted: dict[Address, tuple[Kind, Document]] = {}
    first: dict[Address, Document] = {}  # of runs that finished each other, the later ones found less of a document
    for effect in (effect for change in mine for effect in change.effects):
        first.setdefault((effect.kind.plural, effect.key), effect.document)
    for change in mine:
        for effect in change.effects:
            address = (effect.kind.plural, effect.key)
            now = live.keyed(effect.kind.plural).get(effect.key)
            if address in ours or (now is None) != (effect.what == "cascade"):
                continue
            if now is None:
                wanted[address] = (effect.kind, first[address])
            else:
                begun = half_made[address].after if address in half_made else None
                so_far = wanted[address][1] if address in wanted else begun or now
                wanted[address] = (effect.kind, _reattached(effect, change, effect.document, so_far))
    return [
        Step(_towards(kind, live.keyed(kind.plural).get(address[1]), followed(kind, document, renames) or {}), None)
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
