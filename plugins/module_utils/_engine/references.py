# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one document's change means for the documents that use it; pure."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._errors import Conflict, InvalidInput
from .._kinds._base import Document, Kind, Reference
from .._kinds.registry import KINDS
from .changes import Change, Desired, Effect
from .state import State

User = tuple[Kind, Document, Reference]


def refuse_dangling(current: State, desired: t.Iterable[Desired], writes: list[Change], deletes: list[Change]) -> None:
    """Refuse a desired document that was written to refer to something that will not be there.

    A reference that `stays` may be to nothing, until the document is sent: only then does the service look for the target.
    """
    sent = {(change.kind.plural, change.new_key) for change in writes}
    gone = {(change.kind.plural, change.key) for change in deletes}
    gone |= {(change.kind.plural, change.key) for change in writes if change.new_key != change.key}
    there = {(plural, key) for plural in current.kinds for key in current.keyed(plural)} - gone
    there |= {(change.kind.plural, change.new_key) for change in writes}
    for wanted in desired:
        for used in wanted.kind.references(wanted.after) if wanted.written else ():
            known = used.kind in current.documents and used.field in wanted.written and used.on_delete != "nothing"
            if used.on_delete == "stays" and (wanted.kind.plural, wanted.kind.key(wanted.after)) not in sent:
                continue
            if known and not there.intersection(used.targets):
                target = KINDS[used.kind].name
                why = "this plan deletes or renames" if (used.kind, used.key) in gone else "does not exist"
                raise InvalidInput(
                    f"{wanted.kind.name} {wanted.kind.key(wanted.after)}: its {wanted.kind.user_name(used.field)} names the "
                    f"{target} {used.key}, which {why}.",
                    hint=f"Correct the name, or add the {target} to the desired {used.kind}.",
                )


def with_effects(deletes: list[Change], current: State) -> list[Change]:
    """Return the deletes with what each does to documents that use the deleted one.

    Raises Conflict when such a document forbids the delete.
    """
    going = {(change.kind.plural, change.key) for change in deletes}
    users = _users(current, going) if deletes else {}
    return [replace(change, effects=_effects(change, users.get((change.kind.plural, change.key), []))) for change in deletes]


def _users(current: State, going: set[tuple[str, str]]) -> dict[tuple[str, str], list[User]]:
    """Return who uses what, by address, leaving out users that go themselves."""
    users: dict[tuple[str, str], list[User]] = {}
    there = {(plural, key) for plural in current.kinds for key in current.keyed(plural)}
    for plural in current.kinds:
        kind = KINDS[plural]
        for key, document in current.keyed(plural).items():
            for used in kind.references(document) if (plural, key) not in going else ():
                if used.on_delete in ("stays", "nothing"):
                    continue
                meant = next((target for target in used.targets if target in there), (used.kind, used.key))
                users.setdefault(meant, []).append((kind, document, used))
    return users


def _effects(change: Change, users: list[User]) -> tuple[Effect, ...]:
    effects = {}
    for kind, document, used in users:
        key = kind.key(document)
        if used.on_delete == "refuse":
            raise Conflict(
                f"{change} can't be deleted: it is the {kind.user_name(used.field)} of {kind.name} {key}.",
                hint=f"Delete {kind.name} {key} in the same run, or keep both.",
            )
        effects[kind.plural, key] = Effect(kind, document, "cascade" if used.on_delete == "cascade" else "detach")
    return tuple(effects[address] for address in sorted(effects))
