# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan may not do without somebody saying so; pure.

Every guard raises before the first write. They run in check mode too, save for the approval, so that a preview says what the
run would say.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .._errors import ConfirmationRequired, InvalidInput, LimitExceeded, ProtectedObject, SuspiciousDesired, SuspiciousListing
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS
from .changes import Change, Plan
from .plan_hash import refuse_stale
from .state import State

NAMED = 10
FEW = 10  # of so few documents a share says nothing


@dataclass(frozen=True)
class Limits:
    """How much a plan may destroy, and what is out of bounds.

    At most `max_deletes` in all, and at most `max_delete_percent` of the live documents of each kind; both hold. At most
    `max_change_percent` of the live documents of a kind, where there are at least `FEW`, may be updated or deleted.
    `protected` are globs, see `is_named`.
    """

    max_deletes: int = 5
    max_delete_percent: float = 10
    protected: tuple[str, ...] = ()
    max_change_percent: float = 100


@dataclass(frozen=True)
class Approval:
    """What somebody said about the plan: the hash of a preview, or the id of the project they mean to change."""

    plan_hash: str = ""
    confirm: str = ""
    auto_apply_max_changes: int = 25


def refuse_empty_desired(desired: State, *, purge: bool) -> None:
    """Refuse to purge a kind of which nothing is desired: more likely a broken file than a wish."""
    empty = [plural for plural in desired.kinds if not desired.documents[plural]]
    if purge and empty:
        raise SuspiciousDesired(
            f"purge with an empty list of {', '.join(empty)} would delete all of them. Nothing was changed.",
            hint=f"Leave {empty[0]} out of the desired state to leave them alone, or delete them one by one.",
        )


def refuse_company(desired: State) -> None:
    """Refuse to write a kind that must go alone together with others, whose plan it would overtake."""
    alone = [plural for plural in desired.kinds if KINDS[plural].alone]
    others = [plural for plural in desired.kinds if plural not in alone[:1]]
    if alone and others:
        raise InvalidInput(
            f"{alone[0]} can't be written together with {', '.join(others)}: it changes documents of other kinds behind the "
            "plan's back. Nothing was changed.",
            hint=f"Write {alone[0]} in a run of its own, then the others.",
        )


def check_limits(plan: Plan, limits: Limits) -> None:
    """Refuse a plan that deletes more than the budget, or touches a protected document."""
    touched = [change for change in plan.overwrites if _hits(change, limits.protected)]
    if touched:
        raise ProtectedObject(
            f"Protected, and the plan would {_listed(touched)}. Nothing was changed.",
            hint="Bring the desired state in line with it, or take it off the protected list.",
        )
    deletes = plan.deletes
    if len(deletes) > limits.max_deletes:
        raise LimitExceeded(
            f"The plan has {len(deletes)} deletes and max_deletes is {limits.max_deletes}: {_listed(deletes)}. "
            "Nothing was changed.",
            hint="If they are all meant, raise max_deletes for this run.",
        )
    for plural, live in plan.live.items():
        _check_share(plural, live, deletes, "deletes", "max_delete_percent", limits.max_delete_percent)
        if live >= FEW:
            _check_share(plural, live, plan.overwrites, "changes", "max_change_percent", limits.max_change_percent)


def _check_share(plural: str, live: int, changes: t.Sequence[Change], does: str, option: str, most: float) -> None:
    ours = [change for change in changes if change.kind.plural == plural]
    percent = 100 * len(ours) / live if live else 0
    if percent > most:
        raise LimitExceeded(
            f"The plan {does} {len(ours)} of {live} {plural}, {percent:.0f} %, and {option} is {most:g}: {_listed(ours)}. "
            "Nothing was changed.",
            hint=f"If they are all meant, raise {option} for this run.",
        )


def refuse_shrunken(counts: t.Mapping[str, int], before: t.Mapping[str, int], backup: str) -> None:
    """Refuse a listing of a kind that has under half of what the last backup, called `backup`, holds of it (reliability #21).

    A service in trouble has been seen to list nothing and call it a success; acting on that deletes or overwrites.
    """
    shrunken = [plural for plural, count in counts.items() if before.get(plural, 0) >= FEW and 2 * count < before[plural]]
    if shrunken:
        told = ", ".join(f"{counts[plural]} {plural} where there were {before[plural]}" for plural in shrunken)
        raise SuspiciousListing(
            f"Descope lists {told} in the backup {backup}. Nothing was changed, and no backup was made.",
            hint="If so many are gone for good, set allow_shrink for this run. If not, wait for the service to be well again.",
        )


def needs_approval(plan: Plan, most: int) -> str:
    """Return why `plan` needs somebody's word before it runs, or an empty text."""
    if plan.deletes:
        count = len(plan.deletes)
        return f"it deletes {count} {'document' if count == 1 else 'documents'}"
    if plan.destroying:
        change = plan.destroying[0]
        return f"its {change.operation} of {change} {'; '.join(change.losses)}"
    if len(plan.changes) > most:
        return f"it makes more changes, {len(plan.changes)}, than auto_apply_max_changes, {most}"
    return ""


def check_still_approved(plan: Plan, approval: Approval, current: State, desired: State) -> None:
    """Refuse a plan that is not the one whose hash was given; in a preview too.

    An empty plan is never refused: repeating a finished run must stay harmless.
    """
    if approval.plan_hash and plan.changes:
        refuse_stale(plan, approval.plan_hash, current, desired)


def check_approval(plan: Plan, approval: Approval) -> None:
    """Refuse a plan that needs somebody's word and has none, or has one that is meant for another project."""
    if not plan.changes:
        return
    project_id = plan.target.project_id
    if approval.confirm and approval.confirm != project_id:
        raise ConfirmationRequired(
            f"confirm is {approval.confirm!r}, but this run would change project {project_id}. Nothing was changed.",
            hint="Check that the credentials are those of the project you mean.",
        )
    why = needs_approval(plan, approval.auto_apply_max_changes)
    if why and not approval.plan_hash and not approval.confirm:
        raise ConfirmationRequired(
            f"The plan needs approval: {why}. Nothing was changed.",
            hint=f"Look at it with --check --diff, then give its plan_hash, or confirm: {project_id}.",
        )


def to_confirm(plan: Plan) -> dict[str, int | None]:
    """Return what the deletes of `plan` destroy that somebody must confirm by its number; None where that is not known."""
    counts: dict[str, int | None] = {}
    for change in plan.deletes:
        for what, count in change.kind.to_confirm(change.impact, change.options).items():
            so_far = counts.get(what, 0)
            counts[what] = None if count is None or so_far is None else so_far + count
    return counts


def needs_confirmation(plan: Plan) -> str:
    """Return what of `plan` somebody must confirm by its number, or an empty text."""
    counts = {what: "an unknown number of" if count is None else f"up to {count}" for what, count in to_confirm(plan).items()}
    return "; ".join(f"its deletes take {count} {what} along, see confirm_{what}" for what, count in counts.items())


def check_confirmed(plan: Plan, confirmed: t.Mapping[str, int]) -> None:
    """Refuse a plan that destroys what nobody confirmed, each by its number as the preview shows it."""
    for what, count in to_confirm(plan).items():
        going = _listed(plan.deletes)
        if count is None:
            raise ConfirmationRequired(
                f"To {going} takes {what} along, and this key may not read how many. Nothing was changed.",
                hint=f"Use a management key that may read {what}, or keep them.",
            )
        if confirmed.get(what) != count:
            given = f"confirm_{what} is {confirmed[what]}" if what in confirmed else "nobody confirmed that"
            raise ConfirmationRequired(
                f"To {going} takes up to {count} {what} along, and {given}. Nothing was changed.",
                hint=f"If they may all go, give confirm_{what}: {count}. No backup holds them.",
            )


def is_named(kind: Kind, document: Document, key: str, patterns: t.Iterable[str]) -> bool:
    """Say whether a glob names the document by key, by name, or as `tenants/key` or `tenant/key`."""
    spellings = (key, str(document.get("name", key)), f"{kind.plural}/{key}", f"{kind.name}/{key}")
    return any(fnmatchcase(spelling, pattern) for pattern in patterns for spelling in spellings)


def _hits(change: Change, patterns: t.Sequence[str]) -> bool:
    return (
        is_named(change.kind, change.before or {}, change.key, patterns)
        or is_named(change.kind, change.document, change.new_key, patterns)
        or any(is_named(effect.kind, effect.document, effect.key, patterns) for effect in change.effects)
    )


def _listed(changes: t.Sequence[Change]) -> str:
    named = ", ".join(f"{change.operation} {change}" for change in changes[:NAMED])
    return named if len(changes) <= NAMED else f"{named} and {len(changes) - NAMED} more"
