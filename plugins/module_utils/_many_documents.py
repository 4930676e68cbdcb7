# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan over many documents: what the modules for sync, restore and drift have in common. Knows no noun."""

from __future__ import annotations

import contextlib
import math
import time
import typing as t
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from ._canonical import digest
from ._client import DescopeClient
from ._engine.aftermath import audited, failure, next_steps
from ._engine.archive import Backup, unsealed
from ._engine.archive_paths import LATEST
from ._engine.budget import calls_of
from ._engine.changes import Plan
from ._engine.converge import Job, converge
from ._engine.execute import Conditions, Report, SafetyBackup
from ._engine.guards import Approval, Limits, is_named, refuse_company
from ._engine.plan_file import PlanFile, plan_file
from ._engine.protected import protected_by_file
from ._engine.report import report_values
from ._engine.secrets import secret_texts
from ._engine.state import State
from ._engine.writer import Writer
from ._errors import BackupCorrupt, BackupNotFound, SchemaTooNew, StorageFailed, WrongProject
from ._kinds._base import Document, Kind
from ._kinds._fields import without
from ._kinds.registry import KINDS, taking_part
from ._module import Failed, Json, Task

NO_LIMIT = 2**31
KINDS_SPEC: Json = {"kinds": {"type": "list", "elements": "str", "choices": list(KINDS)}}
SOURCE_SPEC: Json = {
    "as_of": {"type": "str"},
    "keys": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "allow_other_project": {"type": "bool", "default": False},
    "require_seal": {"type": "bool", "default": False},
}


def safety_backup(task: Task, reason: str) -> SafetyBackup:
    """Return where and how to back up before something is overwritten or deleted."""
    return SafetyBackup(task.store_to_write, task.about(reason), before="overwrites", allow_ephemeral=task.may_be_ephemeral)


def last_backup(task: Task) -> Backup | None:
    """Return the newest backup that verifies, to compare listings with; None when there is none or shrinking is allowed."""
    if task.params["allow_shrink"]:
        return None
    with contextlib.suppress(BackupNotFound, BackupCorrupt, SchemaTooNew, WrongProject, StorageFailed):
        return task.store.find(LATEST)
    return None


def source_backup(task: Task, begun_with: str = "") -> tuple[Backup, State]:
    """Return the backup that the options name and what it holds of the wanted kinds, verified.

    `begun_with` is the path of the one that a run which was cut off had begun with: then it is that one.
    """
    params = task.params
    store = task.store
    as_of = None if begun_with else params["as_of"] or None
    backup = store.find(begun_with or params["backup"], as_of=as_of, allow_other_project=params["allow_other_project"])
    if params["require_seal"] and backup.seal != "valid":
        raise unsealed(backup)
    state = store.load(backup)
    task.hide(secret_texts(state))
    return backup, state.only(params["kinds"] or taking_part("restore"))


def covers(patterns: t.Sequence[str]) -> t.Callable[[Kind, Document], bool]:
    """Return whether a document is named by one of the globs; all are when there are none."""
    return lambda kind, document: not patterns or is_named(kind, document, kind.key(document), patterns)


async def carry_out(
    task: Task, client: DescopeClient, job: Job, writer: Writer | None, told: t.Callable[[Report], Json] = lambda report: {}
) -> Json:
    """Run `job` under the limits, approval and error policy of the options; return the task's result.

    `writer` is None in check mode only. `told` says what the result has besides what every writing task returns.
    """
    refuse_company(job.desired)
    job = replace(job, **conditions(task), writer=writer)
    with plan_file(task.params["plan_file"] or "") as file:
        report = await converge(job, client, task.progress)
        return await result_of(task, client, report, job, file, told)


def conditions(task: Task) -> Json:
    """Return the conditions of a run that the options set."""
    params = task.params
    return {
        "limits": Limits(
            params.get("max_deletes", NO_LIMIT),
            params.get("max_delete_percent", 100.0),
            (*params.get("protected", ()), *protected_by_file(task.store)),
            params.get("max_change_percent", 100.0),
        ),
        "approval": Approval(params["plan_hash"] or "", params["confirm"] or "", params["auto_apply_max_changes"]),
        "on_error": params.get("on_error", "stop"),
        "check_mode": task.check_mode,
        "resume": params.get("resume", "auto"),
    }


async def result_of(
    task: Task,
    client: DescopeClient,
    report: Report,
    ran: Conditions,
    file: PlanFile,
    told: t.Callable[[Report], Json] = lambda report: {},
) -> Json:
    """Return what a task says of its run, and write its plan to `file`; raises Failed when not everything came to be."""
    problem = file.write(report, task.scrubbed)
    if problem:  # what was done is not undone by that
        client.notes.append(problem)
    most = task.params["auto_apply_max_changes"]
    values = report_values(report, auto_apply_max_changes=most, check_mode=task.check_mode)
    values["plan_file"] = "" if problem else file.path
    values["timing"] = timing(client)
    values["budget"] = await budget(report.plan, client, check_mode=task.check_mode)
    result = {**values, **told(report), "audit": audited(report, ran), "next_steps": next_steps(report)}
    error = failure(report)
    if error:
        raise Failed(error, result)
    return result


def timing(client: DescopeClient) -> Json:
    """Return when the work of a task began and ended, by the clock of its host, in UTC."""
    now = datetime.now(timezone.utc)
    began = now - timedelta(seconds=time.monotonic() - client.begun)
    return {"started_at": began.isoformat(timespec="seconds"), "ended_at": now.isoformat(timespec="seconds")}


async def budget(plan: Plan, client: DescopeClient, *, check_mode: bool) -> Json:
    """Return the calls and seconds that a run took or, with check mode, would about take at least, with what it read so far."""
    granted, window = client.rate_limit
    calls = client.calls + await calls_of(plan, client.settings.concurrency) if check_mode else client.calls
    return {
        "calls": sum(calls.values()),
        "seconds": math.ceil(client.seconds_for(calls) if check_mode else time.monotonic() - client.begun),
        "rate_limit": {"calls": granted, "seconds": int(window), "share": client.settings.rate_limit_share},
    }


def identity(operation: str, **asked: t.Any) -> str:
    """Return a hash over what a run was asked to do, so that it can be told whether another one is the same job."""
    return digest([operation, asked])


def identity_of(desired: State) -> dict[str, list[Document]]:
    """Return what is desired as a part of an identity: without secrets, which are not compared either."""
    return {plural: [without(one, KINDS[plural].secrets) for one in desired.documents[plural]] for plural in desired.kinds}
