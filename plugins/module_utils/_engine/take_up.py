# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that was cut off: find out how far it came, and whether this run may finish it or somebody has to decide first."""

from __future__ import annotations

import asyncio
import typing as t

from .._client import DescopeClient
from .._errors import PendingJournal
from .apply import look, shape_of
from .changes import Change, Plan
from .execute import Conditions
from .plan_hash import same_goal
from .runs import Run

NAMED = 5


async def take_up(conditions: Conditions, client: DescopeClient) -> Run | None:
    """Return the run that was cut off and that this one finishes, or None when there is nothing to finish.

    What is in doubt is read back, and never sent again blindly. Raises PendingJournal when it was another job, or when
    `resume` is `never`; with `abandon` its journal is closed and what it did stays.
    """
    writer = conditions.writer
    run = writer.runs.unfinished() if writer is not None else None
    if writer is None or run is None:
        return None
    if conditions.resume == "abandon":
        writer.runs.close(run, "abandoned")
        return None
    made = await _made(run, client)
    if len(made) in (0, len(run.plan.changes)):  # it was cut off before it did anything, or when all was done
        writer.runs.close(run, "settled")
        for undone in run.header.undoes if made else ():
            if (one := writer.runs.read(undone)).end is None:
                writer.runs.close(one, "undone")
        return await take_up(conditions, client)  # behind an undo there is what it was about
    if conditions.resume == "auto" and run.header.job == conditions.identity:
        return run
    raise _pending(run, made, same=run.header.job == conditions.identity)


def finishes(planned: Plan, approved: str, took_up: Run | None, conditions: Conditions) -> bool:
    """Say whether `planned` is what is left of a run whose plan had the approved hash: then the approval holds for the rest."""
    if took_up is None or conditions.writer is None or not approved:
        return False
    begun = [run for run in conditions.writer.runs.chain(took_up) if run.header.plan_hash == approved]
    return any(all(any(same_goal(one, other) for other in run.plan.changes) for one in planned.changes) for run in begun)


async def _made(run: Run, client: DescopeClient) -> list[Change]:
    """Return the changes of a run that are made, reading back those in doubt."""
    doubtful = run.doubtful
    found = await asyncio.gather(*(look(change, client) for change in doubtful))
    after = {id(change) for change, document in zip(doubtful, found, strict=True) if shape_of(change, document) != "before"}
    applied = {id(change) for change in run.plan.changes if run.journal.outcome_of(change).status == "applied"}
    return [change for change in run.plan.changes if id(change) in after | applied]


def _pending(run: Run, made: t.Sequence[Change], *, same: bool) -> PendingJournal:
    total = len(run.plan.changes)
    named = ", ".join(str(change) for change in run.doubtful[:NAMED])
    what = f"{run.header.operation or 'a run'} of {run.id}"
    again = "Run it again with resume: auto" if same else "Run that same job again"
    return PendingJournal(
        f"An earlier run was cut off: {what} made {len(made)} of {total} changes"
        f"{f'; in doubt were {named}' if named else ''}. Nothing was changed by this one.",
        hint=f"{again} to finish it, use descope_undo to take it back, or give resume: abandon to leave it as it is.",
        run=run.id,
        made=[str(change) for change in made[:100]],
        planned=total,
    )
