# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare two states and list the changes that turn one into the other; pure: no client, no clock, no disk."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._canonical import canonical
from .._errors import Conflict, InvalidInput
from .._kinds._base import Document, Documents, Kind
from .._kinds.registry import KINDS
from .changes import Change, Desired, Plan, Scope, Target
from .following import with_new_names
from .order import in_waves
from .references import refuse_dangling, with_effects
from .state import State

PLAIN = (str, bool, int)


def plan(current: State, desired: State, scope: Scope, target: Target) -> Plan:
    """Compare two states and list the changes that turn `current` into `desired`, as far as `scope` goes.

    Fields that the server makes up are not compared; fields that nobody wrote are left alone. Creates and updates come first,
    parents before children; deletes come last, children first. Raises InvalidInput or Conflict when the desired state can't be
    reached: a reference to nothing, a loop, a name already taken, a field that can't change.
    """
    compared = [_compare(KINDS[plural], current, desired, scope) for plural in _kinds(desired, scope)]
    writes = with_new_names([change for result in compared for change in result.writes])
    deletes = [change for result in compared for change in result.deletes]
    desired_documents = tuple(one for result in compared for one in result.wanted)
    refuse_dangling(current, desired_documents, writes, deletes)
    return Plan(
        target=target,
        waves=in_waves(writes, with_effects(deletes, current)),
        live={result.kind.plural: len(current.documents.get(result.kind.plural, ())) for result in compared},
        desired=desired_documents,
        unmanaged=tuple((result.kind, key) for result in compared for key in result.unmanaged),
    )


def changed_fields(kind: Kind, before: Document, after: Document) -> tuple[str, ...]:
    """Return the API names of the fields that differ, leaving out secrets and what is never compared, sorted."""
    before, after = kind.neutral(before), kind.neutral(after)
    names = (before.keys() | after.keys()) - kind.never_compared - kind.secrets
    return tuple(sorted(name for name in names if not same(kind, name, before.get(name), after.get(name))))


def same(kind: Kind, name: str, one: t.Any, other: t.Any) -> bool:
    """Say whether two values of a field mean the same: a missing value is the zero value, some lists have no order."""
    if type(one) is type(other) and one == other and (not one or type(one) in PLAIN):
        return True  # as nearly all are; what is inside of an object needs a closer look, since 1 == True
    return _comparable(kind, name, one) == _comparable(kind, name, other)


def _comparable(kind: Kind, name: str, value: t.Any) -> object:
    value = kind.comparable(name, value)
    if not value:
        return None
    if name in kind.unordered and isinstance(value, (list, tuple)):
        return frozenset(canonical(item) for item in value)
    return canonical(value)


# --- one kind ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Compared:
    kind: Kind
    wanted: tuple[Desired, ...]
    writes: tuple[Change, ...]
    deletes: tuple[Change, ...]
    unmanaged: tuple[str, ...]


def _kinds(desired: State, scope: Scope) -> list[str]:
    return [plural for plural in KINDS if plural in desired.documents or plural in scope.absent]


def _compare(kind: Kind, current: State, desired: State, scope: Scope) -> _Compared:
    live = current.keyed(kind.plural)
    wanted = _match(kind, desired, live, scope)
    writes = tuple(change for one in wanted if (change := _write(one, live)) is not None)
    writes = tuple(_foreseen(kind, wanted, live, writes))
    if not scope.report_only:
        _refuse_fixed(kind, writes)
        _refuse_taken(kind, live, writes)

    kept = {one.key for one in wanted}
    goes = {key for document in scope.absent.get(kind.plural, ()) if (key := kind.find(document, live)) is not None}
    spoken_of = kept | goes
    left = [key for key in live if key not in spoken_of and _may_go(kind, live[key]) and scope.covers(kind, live[key])]
    managed = [key for key in left if _is_managed(kind, live[key], desired)]
    goes |= set(managed) if scope.purge else set()
    options = scope.options.get(kind.plural, {})
    return _Compared(
        kind,
        tuple(wanted),
        writes,
        tuple(_delete(kind, key, live[key], options) for key in sorted(goes)),
        unmanaged=() if scope.purge else tuple(sorted(managed)),
    )


def _is_managed(kind: Kind, document: Document, desired: State) -> bool:
    """Say whether the desired state speaks of documents like this: of its kind, and inside its owner."""
    within = desired.owners.get(kind.plural)
    return kind.plural in desired.documents and (within is None or document.get(kind.owner_field) in within)


def _may_go(kind: Kind, document: Document) -> bool:
    return not kind.built_in(document) and not kind.permanent(document)


def _match(kind: Kind, desired: State, live: Documents, scope: Scope) -> list[Desired]:
    """Find the live document that each desired one means; no two may mean the same."""
    found: dict[str, Document] = {}
    wanted = []
    among = desired.keyed(kind.plural)
    covered = [written for written in desired.documents.get(kind.plural, ()) if scope.covers(kind, written)]
    for written, key in zip(covered, kind.find_all(covered, live), strict=True):
        if key in found:
            raise InvalidInput(f"Two desired {kind.plural} mean the same {kind.name}, {key}; one is {kind.key(written)}.")
        if key is not None:
            found[key] = written
        before = None if key is None else live[key]
        by_itself = _is_by_itself(kind, written, among) and (before is None or _is_by_itself(kind, before, live))
        if scope.whole and (by_itself or kind.built_in(written) or (before is not None and kind.built_in(before))):
            wanted.append(Desired(kind, key, {}, before or {}))
        else:
            wanted.append(Desired(kind, key, written, kind.overlay(before, written)))
    return wanted


def _is_by_itself(kind: Kind, document: Document, among: Documents) -> bool:
    """Say whether `document` is there without anybody's doing, and as it then is."""
    return kind.permanent(document) and kind.untouched(document, among)


def _write(wanted: Desired, live: Documents) -> Change | None:
    """Return the create or update that `wanted` needs, or None."""
    kind, key, after = wanted.kind, wanted.key, wanted.after
    if key is None:
        if not after:
            return None
        kind.check_new(after)
        return Change(kind, kind.key(after), "create", None, after)
    before = live[key]
    fields = changed_fields(kind, before, after)
    if not fields:
        return None
    # The same, but perhaps in another order; a secret was not compared, and goes along when it was written.
    as_it_is = {name: value for name, value in before.items() if name not in fields and name not in kind.secrets}
    return Change(kind, key, "update", before, {**after, **as_it_is}, fields)


def _foreseen(kind: Kind, wanted: t.Iterable[Desired], live: Documents, writes: t.Sequence[Change]) -> t.Iterator[Change]:
    """Yield `writes`, but where a document follows one of them, the update of what it will be by then, if it needs one."""
    following = Documents(kind.following(live, {change.key: change.document for change in writes}))
    updates: dict[str, Change] = {}
    for one in wanted:
        if one.key is not None and one.key in following:
            change = _write(replace(one, after=kind.overlay(following[one.key], one.written)), following)
            updates |= {one.key: replace(change, was=live[one.key])} if change else {}
    yield from (change for change in writes if change.key not in updates)
    yield from updates.values()


def _delete(kind: Kind, key: str, before: Document, options: t.Mapping[str, t.Any]) -> Change:
    if kind.built_in(before):
        raise InvalidInput(f"The {kind.name} {key} is built in: Descope does not let anyone delete it.")
    if kind.permanent(before):
        raise InvalidInput(f"The {kind.name} {key} can't be deleted: it is there as long as what it belongs to.")
    return Change(kind, key, "delete", before, None, options=options)


def _refuse_fixed(kind: Kind, writes: t.Iterable[Change]) -> None:
    for change in writes:
        if change.before is None or change.after is None:
            continue
        if kind.built_in(change.before):
            raise InvalidInput(
                f"The {kind.name} {change.key} is built in: Descope does not let anyone change it.",
                hint="Leave it out of the desired state.",
            )
        for name in sorted(kind.create_only & set(change.fields)):
            raise _fixed(kind, change.key, kind.user_name(name), change.before, change.after)


def _fixed(kind: Kind, key: str, field: str, before: Document, after: Document) -> InvalidInput:
    is_, wanted = (kind.to_variables(document).get(field) for document in (before, after))
    ways = [f"Leave {field} as it is", f"change it in {kind.changed_in}" if kind.changed_in else ""]
    lost = kind.lost_on_delete({})
    return InvalidInput(
        f"The {field} of {kind.name} {key} can't be changed after its creation: "
        f"it is {is_ or 'empty'}, and {wanted or 'none'} is wanted.",
        hint=f"{', '.join(way for way in ways if way)}, or delete and create the {kind.name} anew"
        + (f", which loses {lost}." if lost else "."),
    )


def _refuse_taken(kind: Kind, live: Documents, writes: t.Iterable[Change]) -> None:
    seen: set[str] = set()
    for change in writes:
        if change.new_key in seen or (change.new_key != change.key and change.new_key in live):
            raise Conflict(
                f"{change} can't become {change.new_key}: there is or will be another {kind.name} of that name.",
                hint="Choose another one, or rename the other one first, in a run of its own.",
            )
        seen.add(change.new_key)
        for name in kind.unique:
            holder = live.where(name, change.document.get(name))
            if holder is not None and holder != change.key:
                raise Conflict(
                    f"{change} can't be called {change.document[name]}: that is the {kind.user_name(name)} of {kind.name} "
                    f"{holder} already, and it is unique in a project.",
                    hint="Choose another one, or change the other document first, in a run of its own.",
                )
