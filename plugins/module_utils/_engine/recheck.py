# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A last look at a document before it is overwritten or deleted, so that what somebody did since the plan is not lost.

Descope has no conditional writes, so an edit in the moment between this look and the write stays possible (reliability #91).
"""

from __future__ import annotations

import typing as t

from .._errors import Conflict
from .._kinds._base import Document
from .changes import Change
from .following import Address, followed
from .looks import Looks
from .plan import changed_fields

NAMED = 5


def shared(changes: t.Iterable[Change]) -> frozenset[int]:
    """Return, by identity, the changes with company in what they live inside: the calls of these may write the same fields.

    What they live inside is written before them, so that is looked at as a whole.
    """
    homes: dict[Address, list[Change]] = {}
    for change in changes:
        kind = change.kind
        home = (kind.owner, str(change.document.get(kind.owner_field))) if kind.owner else (kind.plural, change.key)
        homes.setdefault(home, []).append(change)
    return frozenset(id(change) for several in homes.values() if len(several) > 1 for change in several if change.kind.owner)


async def recheck(change: Change, looks: Looks, moved: t.Mapping[Address, Document | None], *, has_company: bool) -> None:
    """Raise Conflict unless the document of an update or delete is still as the plan saw it, or gone where it should go.

    `moved` is what the run itself renames and deletes: references follow that. With `has_company`, see `shared`, only the
    fields that are to change are looked at. Raises whatever the read raises: then nothing was sent.
    """
    if change.before is None:
        return
    kind = change.kind
    found = await looks.at_group(kind, change.before)
    if found is not None and not _is_foreign(change, found, moved, has_company):
        return
    found = await looks.at(kind, change.before)  # what forbids a write is seen twice: a search may lag behind
    if found is None:
        if change.after is None:
            return
        raise Conflict(
            f"{change} is gone: somebody deleted it since the plan was made.", hint="Nothing was changed in it. Preview again."
        )
    if _is_foreign(change, found, moved, has_company):
        fields = [kind.user_name(name) for name in changed_fields(kind, found, change.was or change.before)]
        more = f" and {len(fields) - NAMED} more" if len(fields) > NAMED else ""
        raise Conflict(
            f"{change} is no longer as the plan saw it: somebody changed its {', '.join(fields[:NAMED])}{more}.",
            hint="It was left as it is. Preview again.",
        )


def _is_foreign(change: Change, found: Document, moved: t.Mapping[Address, Document | None], has_company: bool) -> bool:
    """Say whether `found` is neither what the plan saw, nor what the run itself makes of that."""
    kind = change.kind
    seen = [document for document in (change.before, change.was) if document is not None]
    expected = [*seen, *(followed(kind, document, moved) or {} for document in seen), change.after or {}]
    differing = [set(changed_fields(kind, found, document)) for document in expected]
    return bool(set(change.fields).intersection(*differing)) if has_company else all(differing)


def refuse_taking_along(change: Change, left: t.Iterable[Change]) -> None:
    """Raise Conflict when a delete would take along, or alter, a document that the run had to leave as it is."""
    address = (change.kind.plural, change.key)
    for other in left if change.after is None else ():
        uses = other.kind.references(other.before) if other.before else ()
        if any(used.on_delete in ("cascade", "detach") and address in used.targets for used in uses):
            raise Conflict(
                f"{change} was not deleted: {other}, which refers to it, had to be left as it is.", hint="Preview again."
            )
