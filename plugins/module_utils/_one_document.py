# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One document present or absent: what the modules for a single tenant, role or permission have in common. Knows no noun."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace

from ._canonical import digest
from ._client import DescopeClient
from ._engine.aftermath import audited, failure, next_steps
from ._engine.changes import Scope
from ._engine.converge import Job, converge
from ._engine.execute import Report, SafetyBackup
from ._engine.guards import Limits
from ._engine.protected import protected_by_file
from ._engine.report import managed_values, report_values
from ._engine.state import State
from ._engine.writer import Writer
from ._engine.written import document_from_variables
from ._errors import DescopeError, InvalidInput
from ._kinds._base import Document, Kind
from ._kinds._fields import without
from ._kinds.registry import KINDS
from ._module import STORE_SPEC, WRITER_SPEC, Failed, Json, Task

SETTINGS_SPEC: Json = {"backup": {"type": "bool", "default": True}, **STORE_SPEC, **WRITER_SPEC}
ONE_DOCUMENT_SPEC: Json = {"state": {"type": "str", "choices": ["present", "absent"], "default": "present"}, **SETTINGS_SPEC}


def one_document(
    plural: str, *, before: t.Literal["deletes", "overwrites"] = "deletes", reveal: t.Mapping[str, str] | None = None
) -> t.Callable[[Task, DescopeClient], t.Awaitable[Json]]:
    """Return the work of a module whose options are the fields of the kind `plural`, and how to back up.

    Without the option `state` the document is one that is always there. `before` says what a backup comes before. `reveal` maps
    what the service tells only once, when it creates, to the option that asks for it in the result.
    """

    async def work(task: Task, client: DescopeClient) -> Json:
        kind = KINDS[plural]
        job = _job(task, kind, _written(task, kind), before)
        async with _hold(task, job.operation) as writer:
            job = replace(job, writer=writer)
            report = await converge(job, client, task.progress)
            values = report_values(report, auto_apply_max_changes=None, check_mode=task.check_mode)
            values |= {"audit": audited(report, job), "next_steps": next_steps(report)}
        error = failure(report)
        if error:
            raise Failed(error, values)
        document = await _result(kind, report, client)
        return {**values, kind.name: None if document is None else {**document, **_told(task, report, reveal or {})}}

    return work


@contextlib.asynccontextmanager
async def _hold(task: Task, operation: str) -> t.AsyncIterator[Writer | None]:
    """Hold the project as its only writer, save for a task that is to leave the backup directory alone."""
    if not task.params["backup"]:
        yield None
        return
    async with task.writing(operation) as writer:
        yield writer


def _written(task: Task, kind: Kind) -> Document:
    """Return the document in the options: field by field, or whole in one of them."""
    fields = {name: task.params[name] for name in kind.api_names if name in task.params}
    if not kind.whole_as or not task.params[kind.whole_as]:
        return document_from_variables(kind, fields, "options")
    whole = task.params[kind.whole_as]
    for name in fields.keys() & whole.keys():
        if fields[name] not in (None, whole[name]):
            raise InvalidInput(f"options.{name} is {fields[name]}, and options.{kind.whole_as}.{name} is {whole[name]}.")
    given = {name: value for name, value in fields.items() if value is not None}
    return document_from_variables(kind, {**whole, **given}, f"options.{kind.whole_as}")


def _job(task: Task, kind: Kind, document: Document, before: t.Literal["deletes", "overwrites"]) -> Job:
    present = task.params.get("state", "present") == "present"
    options = {name: task.params[name] for name in kind.delete_options if name in task.params}
    backup = None
    if task.params["backup"]:
        verb = "change" if present else "deletion"
        about = task.about(f"before {verb} of {kind.name} {kind.key(document)}")
        backup = SafetyBackup(task.store_to_write, about, before=before, allow_ephemeral=task.may_be_ephemeral)
    return Job(
        desired=State({kind.plural: (document,)} if present else {}),
        scope=Scope(
            covers=lambda other, found: found is document,
            absent={} if present else {kind.plural: (document,)},
            options={kind.plural: options},
        ),
        limits=Limits(max_deletes=1, max_delete_percent=100, protected=protected_by_file(task.store)),
        backup=backup,
        confirmed=_confirmed(task),
        narrow=True,
        # A document that takes two calls is made whole or not at all. A delete is one call, and may not come back in part.
        on_error="rollback" if present else "stop",
        check_mode=task.check_mode,
        resume=task.params["resume"],
        operation=f"descope_{kind.name}",
        identity=digest([kind.plural, present, without(document, kind.secrets)]),
    )


def _confirmed(task: Task) -> dict[str, int]:
    """Return what the options confirm by number: `users` by `confirm_users`."""
    given = {name: value for name, value in task.params.items() if name.startswith("confirm_")}
    return {name.removeprefix("confirm_"): count for name, count in given.items() if count is not None}


def _told(task: Task, report: Report, reveal: t.Mapping[str, str]) -> Json:
    """Return what the service made up in this run and will not tell again, as far as the options ask for it."""
    made = {name: value for outcome in report.outcomes for name, value in (outcome.made or {}).items()}
    return {name: made[name] for name, option in reveal.items() if name in made and task.params[option]}


async def _result(kind: Kind, report: Report, client: DescopeClient) -> Json | None:
    """Return the document as it is now, or as it would be; only the server knows the id it gave to a new one."""
    if not report.plan.desired:
        return None
    after = report.plan.desired[0].after
    if report.outcomes and not all(after.get(name) for name in kind.identity):
        with contextlib.suppress(DescopeError):  # the change was made; only what the server added to it stays unknown
            after = await kind.fetch_one(client, after) or after
    return managed_values(kind, after)
