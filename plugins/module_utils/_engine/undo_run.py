# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back a run that its journal tells of, or a run and those that it finished, as one plan with the usual guards."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._client import DescopeClient
from .._errors import PendingJournal
from .changes import Change
from .converge import target_of, weighed
from .execute import Conditions, Report, back_up, take_back
from .guards import check_approval, check_limits, check_still_approved
from .journal import Journal
from .plan import changed_fields
from .progress import Progress
from .runs import LAST, Run, Runs
from .state import State, read_state
from .undo import Start, Undone, WayBack, outcome_of, touched, way_back


@dataclass(frozen=True)
class Undo:
    """What is to be taken back: the run that was asked for, those that it finished, and what they did together.

    `begun` is what an earlier undo of them meant to do that could not do all of it.
    """

    runs: tuple[Run, ...]
    changes: tuple[Change, ...]
    start: Start
    begun: tuple[Change, ...] = ()

    def is_about(self, run: Run) -> bool:
        """Say whether `run` is one of those that are taken back, or an undo of them."""
        return bool({run.id, *run.header.undoes} & {*self.ids})

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the runs, newest first."""
        return tuple(run.id for run in self.runs)


def chosen(runs: Runs, reference: str) -> Undo:
    """Return what `reference`, a run's id or `last`, asks to take back; raises RunNotFound, JournalCorrupt, PendingJournal.

    `last` is the run that was cut off, if there is one. An undo that was cut off is begun again.
    """
    unfinished = runs.unfinished()
    wanted = unfinished.id if unfinished is not None and reference == LAST else reference
    run = runs.find(wanted)
    if run.header.undoes:
        run = runs.read(run.header.undoes[0])
    chain = runs.chain(run)
    undo = Undo(tuple(chain), tuple(together(chain)), chain[-1].start, _begun(runs, chain))
    if unfinished is not None and not undo.is_about(unfinished):
        raise PendingJournal(
            f"The run {unfinished.id} was cut off, and comes before {run.id} can be taken back. Nothing was changed.",
            hint=f"Take it back first: descope_undo with run: {unfinished.id}.",
            run=unfinished.id,
        )
    return undo


def _begun(runs: Runs, chain: t.Sequence[Run]) -> tuple[Change, ...]:
    """Return the plan of the newest undo of these runs, unless it did all of it."""
    ids = {run.id for run in chain}
    for run_id in runs.ids():
        if run_id == chain[0].id:
            break
        run = runs.read(run_id)
        if ids & {*run.header.undoes}:
            return () if run.end == "done" else run.plan.changes
    return ()


def together(chain: t.Sequence[Run]) -> list[Change]:
    """Return what runs, the newest first, attempted, as if one had: a document that several changed is changed once."""
    found: dict[tuple[str, str], Change] = {}
    for run in reversed(chain):
        for change in run.journal.attempted:
            earlier = found.pop((change.kind.plural, change.key), None)
            one = _joined(earlier, change) if earlier is not None else change
            if one is not None:
                found[change.kind.plural, change.new_key] = one
    return list(found.values())


def _joined(earlier: Change, later: Change) -> Change | None:
    before, after = earlier.before, later.after
    if before is None and after is None:
        return None
    fields = () if before is None or after is None else changed_fields(later.kind, before, after)
    operation: t.Any = "create" if before is None else "delete" if after is None else "update"
    effects = (*earlier.effects, *later.effects)
    losses = (*earlier.losses, *later.losses)
    return replace(
        later,
        key=earlier.key,
        operation=operation,
        before=before,
        was=earlier.was,
        fields=fields,
        effects=effects,
        losses=losses,
    )


async def undo_run(wanted: Undo, conditions: Conditions, client: DescopeClient, progress: Progress) -> tuple[Report, Undone]:
    """Take back `wanted` under the given conditions, and return what was planned and done, and what had to be left.

    In check mode nothing is done, and what is left is what would be. Raises before the first write whatever forbids it.
    """
    target = target_of(client)
    kinds = touched(wanted.changes)
    live = await read_state(client, kinds, _told(progress), owners=wanted.start.owners) if kinds else State({})
    way = way_back(wanted.changes, wanted.start, live, target, wanted.begun)
    way = await _weighed(way, client)
    if conditions.limits:
        check_limits(way.plan, conditions.limits)
    if conditions.approval:
        check_still_approved(way.plan, conditions.approval, live, State({}))
    writer = conditions.writer
    if conditions.check_mode or writer is None:
        return Report(way.plan), Undone((), way.left)
    if conditions.approval:
        check_approval(way.plan, conditions.approval)
    backup = back_up(conditions.backup, way.plan, live, progress)
    record, halted, run = await take_back(
        way, Start.of(live), client, progress, client.settings.concurrency, writer, wanted.ids
    )
    if halted is None:
        _close(wanted, way, record, writer.runs)
    outcomes = tuple(record.outcome_of(change) for change in way.plan.changes)
    return Report(way.plan, outcomes, backup, None, halted, run), outcome_of(way, record)


def _close(wanted: Undo, way: WayBack, record: Journal, runs: Runs) -> None:
    """Note of all runs that were cut off how they ended, and of all that there is nothing to take back."""
    while (one := runs.unfinished()) is not None and wanted.is_about(one):
        runs.close(one, "failed" if record.failures else "undone")
    for one in wanted.runs if not way.plan.changes and not way.left else ():
        if one.end not in (None, "undone"):
            runs.close(one, "undone")


async def _weighed(way: WayBack, client: DescopeClient) -> WayBack:
    """Return the way back with what depends on what it deletes."""
    plan = await weighed(way.plan, client)
    now = dict(zip(map(id, way.plan.changes), plan.changes, strict=True))
    return replace(way, plan=plan, steps=tuple(step._replace(change=now[id(step.change)]) for step in way.steps))


def _told(progress: Progress) -> t.Callable[[str, int], None]:
    return lambda plural, count: progress.step("read", plural, count, count)
