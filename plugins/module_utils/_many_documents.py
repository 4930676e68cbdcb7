# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan over many documents: what the modules for sync, restore and drift have in common. Knows no noun."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ._client import DescopeClient
from ._engine.archive import Backup
from ._engine.converge import Job, Report, SafetyBackup, converge, failure
from ._engine.guards import Approval, Limits, is_named, refuse_company
from ._engine.report import report_values
from ._engine.state import State
from ._kinds._base import Document, Kind
from ._kinds.registry import KINDS, taking_part
from ._module import Failed, Json, Task

KINDS_SPEC: Json = {"kinds": {"type": "list", "elements": "str", "choices": list(KINDS)}}
SOURCE_SPEC: Json = {
    "as_of": {"type": "str"},
    "keys": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "allow_other_project": {"type": "bool", "default": False},
}


def safety_backup(task: Task, reason: str) -> SafetyBackup:
    """Return where and how to back up before something is overwritten or deleted."""
    return SafetyBackup(task.store, task.about(reason), before="overwrites")


def source_backup(task: Task) -> tuple[Backup, State]:
    """Return the backup that the options name and what it holds of the wanted kinds, verified."""
    params = task.params
    store = task.store
    backup = store.find(params["backup"], as_of=params["as_of"] or None, allow_other_project=params["allow_other_project"])
    return backup, store.load(backup).only(params["kinds"] or taking_part("restore"))


def covers(patterns: t.Sequence[str]) -> t.Callable[[Kind, Document], bool]:
    """Return whether a document is named by one of the globs; all are when there are none."""
    return lambda kind, document: not patterns or is_named(kind, document, kind.key(document), patterns)


async def carry_out(task: Task, client: DescopeClient, job: Job, told: t.Callable[[Report], Json] = lambda report: {}) -> Json:
    """Run `job` under the limits, approval and error policy of the options; return the task's result.

    `told` says what the result has besides what every writing task returns.
    """
    refuse_company(job.desired)
    params = task.params
    most = params["auto_apply_max_changes"]
    job = replace(
        job,
        limits=Limits(params["max_deletes"], params["max_delete_percent"], tuple(params.get("protected", ()))),
        approval=Approval(params["plan_hash"] or "", params["confirm"] or "", most),
        on_error=params["on_error"],
        check_mode=task.check_mode,
    )
    report = await converge(job, client, task.progress)
    result = {**report_values(report, auto_apply_max_changes=most, check_mode=task.check_mode), **told(report)}
    error = failure(report)
    if error:
        raise Failed(error, result)
    return result
