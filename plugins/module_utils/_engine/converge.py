# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one path every writing module takes: read, plan, guard, back up, apply, and undo if asked; it decides nothing itself."""

from __future__ import annotations

import asyncio
import typing as t
from dataclasses import dataclass, field, replace

from .._client import DescopeClient
from .._errors import ApplyFailed, UnknownOutcome
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS, needed_by, taking_part, users_of
from .apply import OnError, apply
from .archive import About, Backup, BackupStore
from .changes import Change, Plan, Scope, Target
from .guards import Approval, Limits, check_approval, check_confirmed, check_limits, check_still_approved, refuse_empty_desired
from .journal import Journal, Outcome
from .plan import plan
from .progress import Progress
from .state import State, read_state
from .undo import Undone, undo

NAMED = 10


@dataclass(frozen=True)
class SafetyBackup:
    """Where and when to back up before the first write: before deletes, or before anything that overwrites."""

    store: BackupStore
    about: About
    before: t.Literal["deletes", "overwrites"]

    def is_due(self, planned: Plan) -> bool:
        """Say whether the plan destroys something that a backup would hold."""
        return bool(planned.destroying if self.before == "deletes" else planned.overwrites)


@dataclass(frozen=True)
class Job:
    """What is wanted, and under which conditions; `approval` is None where nobody needs to approve (one document).

    `confirmed` is how many of what may be destroyed along with deletes, see `guards.check_confirmed`.
    `narrow` says that nothing but the wanted documents matters, so that no others of their kinds need to be read.
    """

    desired: State
    scope: Scope = field(default_factory=Scope)
    limits: Limits | None = None
    approval: Approval | None = None
    backup: SafetyBackup | None = None
    confirmed: t.Mapping[str, int] = field(default_factory=dict)
    narrow: bool = False
    on_error: OnError = "stop"
    check_mode: bool = False


@dataclass(frozen=True)
class Report:
    """What a run found, planned and did; `undone` is None unless an undo was tried."""

    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    backup: Backup | None = None
    undone: Undone | None = None

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The changes that were attempted and are not known to be made."""
        return tuple(outcome for outcome in self.outcomes if outcome.status not in ("applied", "not_attempted"))


async def converge(job: Job, client: DescopeClient, progress: Progress) -> Report:
    """Make the project as `job` wants it, and report; with check mode, plan and check only.

    Raises before the first write whatever forbids the plan. After it, trouble is in the report: see `failure`.
    """
    if not job.scope.whole:  # a backup may well hold none of a kind: there the deletion budget says how far to go
        refuse_empty_desired(job.desired, purge=job.scope.purge)
    current, planned = await _read_and_plan(job, client, progress)
    if job.limits:
        check_limits(planned, job.limits)
    if job.approval:
        check_still_approved(planned, job.approval, current, job.desired)
    if job.check_mode or not planned.changes:
        return Report(planned)
    if job.approval:
        check_approval(planned, job.approval)
    check_confirmed(planned, job.confirmed)
    backup = _back_up(job.backup, planned, current, progress)
    return await _carry_out(job, planned, current, backup, client, progress)


async def _read_and_plan(job: Job, client: DescopeClient, progress: Progress) -> tuple[State, Plan]:
    """Read what is to be compared and what it refers to, plan, and when that deletes, read what the deletes may touch too."""
    target = target_of(client)
    wanted = {*job.desired.kinds, *job.scope.absent}
    plurals = needed_by(wanted)
    beside = [plural for plural in plurals if plural not in wanted]
    owners = {} if job.scope.purge else _owners(job)
    these = _these(job) if job.narrow else {}
    current = await read_state(client, plurals, _reader(progress), optional=beside, owners=owners, these=these)
    planned = plan(current, job.desired, job.scope, target)
    if these and job.backup is not None and job.backup.is_due(planned):  # a backup holds a kind as a whole
        current = current.joined(await read_state(client, list(these), _reader(progress), owners=owners))
        planned = plan(current, job.desired, job.scope, target)
    touched = users_of(change.kind.plural for change in planned.deletes)
    more = [plural for plural in touched if plural not in plurals and plural in taking_part("backup")]
    if more:
        inside = _inside(more, planned.deletes)
        found = await read_state(client, more, _reader(progress), optional=more, owners=inside, maybe_none=True)
        current = current.joined(found)
        planned = plan(current, job.desired, job.scope, target)
    return current, await weighed(planned, client)


def _inside(plurals: t.Iterable[str], deletes: t.Iterable[Change]) -> dict[str, frozenset[str]]:
    """Return inside which owners to read kinds of which `deletes` touch nothing else: those that are deleted."""
    gone: dict[str, set[str]] = {}
    for change in deletes:
        gone.setdefault(change.kind.plural, set()).add(change.key)
    owners = {plural: KINDS[plural].owner for plural in plurals}
    return {
        plural: frozenset(gone[owner])
        for plural, owner in owners.items()
        if gone.keys() & {*KINDS[plural].depends_on} == {owner}
    }


def _owners(job: Job) -> dict[str, frozenset[str]]:
    """Return inside which owners to read the kinds that live inside others: those that are written or to be deleted."""
    asked: dict[str, set[str]] = {}
    for documents in (job.desired.documents, job.scope.absent):
        for plural in documents:
            if KINDS[plural].owner:
                asked.setdefault(plural, set()).update(
                    document.get(KINDS[plural].owner_field) or "" for document in documents[plural]
                )
    return {plural: frozenset(owners) for plural, owners in asked.items()}


def _these(job: Job) -> dict[str, list[Document]]:
    """Return the documents that are written or to be deleted, of the kinds of which single documents can be read."""
    written = (job.desired.documents, job.scope.absent)
    single = [plural for part in written for plural in part if type(KINDS[plural]).fetch_these is not Kind.fetch_these]
    return {plural: [one for part in written for one in part.get(plural, ())] for plural in single}


async def weighed(planned: Plan, client: DescopeClient) -> Plan:
    """Return the plan with what depends on the documents that it deletes, and what its updates destroy."""

    async def one(change: Change) -> Change:
        if change.operation == "delete":
            return replace(change, impact=await change.kind.impact(client, change.document))
        if change.before is not None and change.after is not None:
            return replace(change, losses=await change.kind.losses(client, change.before, change.after))
        return change

    waves = [tuple(await asyncio.gather(*(one(change) for change in wave))) for wave in planned.waves]
    return replace(planned, waves=tuple(waves))


def target_of(client: DescopeClient) -> Target:
    """Return what the client's plans are for."""
    return Target(client.settings.project_id, client.settings.base_url)


def failure(report: Report) -> ApplyFailed | None:
    """Return the error that a report amounts to, or None when everything planned was made."""
    if not report.failures:
        return None
    first = report.failures[0]
    error = first.error or UnknownOutcome("what became of it is not known")
    return ApplyFailed(
        f"{first.change.operation} {first.change}: {error.message} {_standing(report)}",
        hint=error.hint or "Mend the cause and run it again: what is done already is left alone.",
        cause=error.code,
        api_code=error.details.get("api_code", ""),
    )


def _standing(report: Report) -> str:
    """Say in what state things are."""
    applied = sum(outcome.status == "applied" for outcome in report.outcomes)
    made = f"{applied} of {len(report.plan.changes)} changes were made, {len(report.failures)} failed"
    if report.undone is None:
        return f"{made}; nothing was undone."
    if not report.undone.left and not report.undone.undone:
        return f"{made}; nothing of this run is left."
    made += f"; {len(report.undone.undone)} undone,"
    if not report.undone.left:
        return f"{made} nothing of this run is left."
    left = "; ".join(f"{name}: {why}" for name, why in report.undone.left[:NAMED])
    return f"{made} but not all of it: {left}."


def _reader(progress: Progress) -> t.Callable[[str, int], None]:
    return lambda plural, count: progress.step("read", plural, count, count)


def _back_up(wanted: SafetyBackup | None, planned: Plan, current: State, progress: Progress) -> Backup | None:
    if wanted is None or not wanted.is_due(planned):
        return None
    backup = wanted.store.publish(current, wanted.about)
    for plural, count in backup.counts.items():
        progress.step("backup", plural, count, count)
    return backup


async def _carry_out(
    job: Job, planned: Plan, current: State, backup: Backup | None, client: DescopeClient, progress: Progress
) -> Report:
    journal = Journal()
    concurrency = client.settings.concurrency
    await apply(planned, client, journal, progress, concurrency=concurrency, on_error=job.on_error)
    undone = None
    if journal.failures and job.on_error == "rollback":
        undone = await undo(journal, current, planned.target, client, progress, concurrency=concurrency)
    return Report(planned, tuple(journal.outcome_of(change) for change in planned.changes), backup, undone)
