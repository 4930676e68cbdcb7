# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a plan that is made: the last guards, the safety backup, the journal, the writes, and the undo if asked."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from .._client import DescopeClient
from .._errors import DescopeError, StorageFailed
from .._kinds._base import Client
from .apply import OnError, apply
from .archive import About, Backup, BackupStore
from .changes import Change, Plan, Target
from .guards import Approval, Limits, check_approval, check_confirmed
from .journal import Journal, Outcome
from .mounts import refuse_ephemeral
from .plan_hash import plan_hash
from .progress import Progress
from .runs import Header, OpenRun, Run
from .state import State, read_state
from .undo import Start, Undone, WayBack, outcome_of, touched, way_back
from .writer import Writer

Resume = t.Literal["auto", "never", "abandon"]


@dataclass(frozen=True)
class SafetyBackup:
    """Where and when to back up before the first write: before deletes, or before anything that overwrites."""

    store: BackupStore
    about: About
    before: t.Literal["deletes", "overwrites"]
    allow_ephemeral: bool = False

    def is_due(self, planned: Plan) -> bool:
        """Say whether the plan destroys something that a backup would hold."""
        return bool(planned.destroying if self.before == "deletes" else planned.overwrites)


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Under which conditions a plan is carried out; `approval` is None where nobody needs to approve (one document).

    `confirmed` is how many of what may be destroyed along with deletes, see `guards.check_confirmed`. `writer` is the hold on
    the project, without which there is no journal on disk; `operation` and `identity` say whose journal it is, see
    `runs.Header`, `source` which backup is restored, and `resume` what is done about a run that was cut off.
    """

    limits: Limits | None = None
    approval: Approval | None = None
    backup: SafetyBackup | None = None
    confirmed: t.Mapping[str, int] = field(default_factory=dict)
    on_error: OnError = "stop"
    check_mode: bool = False
    writer: Writer | None = None
    operation: str = ""
    identity: str = ""
    source: str = ""
    resume: Resume = "auto"


@dataclass(frozen=True)
class Report:
    """What a run found, planned and did; `undone` is None unless an undo was tried.

    `halted` says what ended it before all was begun, `run` is its journal, and `took_up` an earlier run that it finished.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    backup: Backup | None = None
    undone: Undone | None = None
    halted: DescopeError | None = None
    run: str = ""
    took_up: Run | None = None

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The changes that were attempted and are not known to be made."""
        return tuple(outcome for outcome in self.outcomes if outcome.status not in ("applied", "not_attempted"))


async def execute(
    conditions: Conditions,
    planned: Plan,
    current: State,
    client: DescopeClient,
    progress: Progress,
    *,
    took_up: Run | None = None,
) -> Report:
    """Carry out `planned`, which was made for `current`, or with check mode only look whether it may be.

    Raises before the first write whatever forbids it. After it, trouble is in the report: see `aftermath.failure`.
    """
    writer = conditions.writer
    if conditions.check_mode or not planned.changes:
        if took_up is not None and writer is not None:
            writer.runs.close(took_up, "settled")
        return Report(planned, took_up=took_up)
    if conditions.approval:
        check_approval(planned, conditions.approval)
    check_confirmed(planned, conditions.confirmed)
    backup = back_up(conditions.backup, planned, current, progress)
    run = _begin(conditions, planned, current, backup, took_up)
    try:
        return await _carry_out(conditions, planned, current, backup, run, client, progress, took_up)
    finally:
        if run is not None:
            run.close()


def _begin(conditions: Conditions, planned: Plan, current: State, backup: Backup | None, took_up: Run | None) -> OpenRun | None:
    """Write down what is about to be done; from here on a signal waits for what is in flight."""
    writer = conditions.writer
    if writer is None:
        return None
    header = Header(
        operation=conditions.operation,
        job=conditions.identity,
        plan_hash=plan_hash(planned),
        backup=backup.id if backup else "",
        source=conditions.source,
        continues=took_up.id if took_up else "",
    )
    run = writer.begin(header, planned, Start.of(current))
    if took_up is not None:
        writer.runs.close(took_up, "continued")
    return run


async def _carry_out(
    conditions: Conditions,
    planned: Plan,
    current: State,
    backup: Backup | None,
    run: OpenRun | None,
    client: DescopeClient,
    progress: Progress,
    took_up: Run | None,
) -> Report:
    writer = conditions.writer
    journal = run.journal if run else Journal()
    concurrency = client.settings.concurrency
    may_go_on = writer.may_go_on if writer else _always
    halted = await apply(
        planned, client, journal, progress, concurrency=concurrency, on_error=conditions.on_error, may_go_on=may_go_on
    )
    failed = bool(journal.failures or halted)
    undone = None

    def over() -> None:
        if run is not None and not (writer and writer.stopped_by):
            with contextlib.suppress(StorageFailed):  # then it counts as cut off, and the next run looks at it
                run.end("failed" if failed else "done")

    if failed and conditions.on_error == "rollback" and not (writer and writer.stopped_by):
        if writer is not None:
            writer.lift_time_limit()
        undone = await undo(
            journal.attempted,
            Start.of(current),
            planned.target,
            client,
            progress,
            concurrency=concurrency,
            writer=writer,
            undoes=(run.id,) if run else (),
            begun=over,  # not before: between the two, somebody would have to know that it was to be taken back
        )
    over()
    outcomes = tuple(journal.outcome_of(change) for change in planned.changes)
    return Report(planned, outcomes, backup, undone, halted, run.id if run else "", took_up)


async def undo(
    attempted: t.Sequence[Change],
    start: Start,
    target: Target,
    client: Client,
    progress: Progress,
    *,
    concurrency: int,
    writer: Writer | None = None,
    undoes: tuple[str, ...] = (),
    begun: t.Callable[[], None] = lambda: None,
) -> Undone:
    """Take back `attempted`, leaving alone what somebody else has changed since; raises nothing: what can not be is named.

    `begun` is called once the undo is in a journal of its own.
    """
    try:
        live = await read_state(client, touched(attempted), lambda plural, count: None, owners=start.owners)
        way = way_back(attempted, start, live, target)
        record, _halted, _run = await take_back(way, Start.of(live), client, progress, concurrency, writer, undoes, begun)
    except DescopeError as error:
        return Undone((), tuple((str(change), f"nothing could be read: {error.message}") for change in attempted))
    return outcome_of(way, record)


async def take_back(
    way: WayBack,
    start: Start,
    client: Client,
    progress: Progress,
    concurrency: int,
    writer: Writer | None,
    undoes: tuple[str, ...],
    begun: t.Callable[[], None] = lambda: None,
) -> tuple[Journal, DescopeError | None, str]:
    """Carry out a way back, going on after failures; its own journal lets it be taken up when it is cut off.

    `undoes` are the runs that it takes back. Returns what came of it, what ended it early, and the id of its journal.
    """
    run = None
    if writer is not None and way.plan.changes:
        run = writer.begin(Header("undo", undo_identity(undoes), plan_hash(way.plan), undoes=undoes), way.plan, start)
        begun()
    record = run.journal if run else Journal()
    may_go_on = writer.may_go_on if writer else _always
    try:
        halted = await apply(
            way.plan, client, record, progress, concurrency=concurrency, on_error="continue", phase="undo", may_go_on=may_go_on
        )
        if run is not None and halted is None:
            run.end("failed" if record.failures else "done")
    finally:
        if run is not None:
            run.close()
    return record, halted, run.id if run else ""


def undo_identity(undoes: t.Iterable[str]) -> str:
    """Return what makes two undos the same job: what they take back."""
    return f"undo {' '.join(undoes)}"


def _always() -> None:
    """Where nothing can end a run early."""


def back_up(wanted: SafetyBackup | None, planned: Plan, current: State, progress: Progress) -> Backup | None:
    """Publish a safety backup of `current`, if one is wanted before a plan like this; return it."""
    if wanted is None or not wanted.is_due(planned):
        return None
    if not wanted.allow_ephemeral:
        refuse_ephemeral(wanted.store.path)
    backup = wanted.store.publish(current, wanted.about)
    for plural, count in backup.counts.items():
        progress.step("backup", plural, count, count)
    return backup
