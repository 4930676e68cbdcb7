# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one path every writing module takes: read, plan, guard, back up, apply, and undo if asked; it decides nothing itself."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._client import DescopeClient
from .._errors import ApplyFailed, UnknownOutcome
from .._kinds.registry import related
from .apply import OnError, apply
from .archive import About, Backup, BackupStore
from .changes import Plan, Scope, Target
from .guards import Approval, Limits, check_approval, check_limits, check_still_approved, refuse_empty_desired
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
        return bool(planned.deletes if self.before == "deletes" else planned.overwrites)


@dataclass(frozen=True)
class Job:
    """What is wanted, and under which conditions; `approval` is None where nobody needs to approve (one document)."""

    desired: State
    scope: Scope = field(default_factory=Scope)
    limits: Limits | None = None
    approval: Approval | None = None
    backup: SafetyBackup | None = None
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
    refuse_empty_desired(job.desired, purge=job.scope.purge)
    current = await read_state(client, related(job.desired.kinds + list(job.scope.absent)), _reader(progress))
    planned = plan(current, job.desired, job.scope, target_of(client))
    if job.limits:
        check_limits(planned, job.limits)
    if job.approval:
        check_still_approved(planned, job.approval, current, job.desired)
    if job.check_mode or not planned.changes:
        return Report(planned)
    if job.approval:
        check_approval(planned, job.approval)
    backup = _back_up(job.backup, planned, current, progress)
    return await _carry_out(job, planned, current, backup, client, progress)


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
