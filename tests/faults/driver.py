# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that does jobs as the modules do them, each in a child of its own, which can be told to die on the way.

It reads one job a line from its standard input, as JSON, and answers each with a line. Children are forked from a process that
has imported everything, so that a thousand of them take a minute; engine, files and sockets are the real ones.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
import typing as t
import warnings

from ansible_collections.descope.mgmt.plugins.module_utils import _client
from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine import apply as engine_apply
from ansible_collections.descope.mgmt.plugins.module_utils._engine import breaker
from ansible_collections.descope.mgmt.plugins.module_utils._engine.aftermath import audited, failure, summary
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import About, Author, BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Conditions, Report, SafetyBackup
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.runs import Runs
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo_run import chosen, undo_run
from ansible_collections.descope.mgmt.plugins.module_utils._engine.writer import Writer, project_directory, writing
from ansible_collections.descope.mgmt.plugins.module_utils._engine.written import state_from_variables
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import covers, identity, identity_of
from ansible_collections.descope.mgmt.plugins.module_utils._settings import Settings
from tests.faults.deaths import Points

Json = dict[str, t.Any]

AUTHOR = Author(user="svc", host="ctl1")
KILLED = -9


def sync(job: Json, client: DescopeClient, store: BackupStore, writer: Writer) -> t.Coroutine[t.Any, t.Any, Json]:
    """What descope_sync does with its options."""
    desired = state_from_variables(job["desired"])
    asked = {"source_project_id": None, "kinds": None, "keys": job.get("keys", []), "purge": job.get("purge", True)}
    ran = Job(
        desired=desired,
        scope=Scope(purge=job.get("purge", True), covers=covers(job.get("keys", []))),
        backup=_backup(job, store),
        on_error=job.get("on_error", "stop"),
        operation="descope_sync",
        identity=identity("descope_sync", **asked, desired=identity_of(desired)),
        writer=writer,
        resume=job.get("resume", "auto"),
    )

    async def work() -> Json:
        return _told(await converge(ran, client, Progress()), ran)

    return work()


def undo(job: Json, client: DescopeClient, store: BackupStore, writer: Writer) -> t.Coroutine[t.Any, t.Any, Json]:
    """What descope_undo does with its options."""

    async def work() -> Json:
        with project_directory(store) as project:
            wanted = chosen(Runs(project), job.get("run", "last"))
        under = Conditions(backup=_backup(job, store), writer=writer, operation="descope_undo")
        report, done = await undo_run(wanted, under, client, Progress())
        return {**_told(report, under), "undoes": list(wanted.ids), "undone": list(done.undone), "left": list(done.left)}

    return work()


WORK = {"sync": sync, "undo": undo}


async def _do(job: Json, points: Points) -> Json:
    settings = Settings(
        project_id=job["project_id"],
        management_key=job["management_key"],
        base_url=job["url"],
        concurrency=job.get("concurrency", 8),
    )
    async with DescopeClient(settings) as client:
        points.watch_requests(client)
        store = BackupStore(job["backup_dir"], job["project_id"])
        async with writing(
            store, f"descope_{job['action']}", AUTHOR, keys=Keys(), lock_timeout=job.get("lock_timeout", 10)
        ) as writer:
            return await WORK[job["action"]](job, client, store, writer)


def _backup(job: Json, store: BackupStore) -> SafetyBackup | None:
    about = About(api_base=job["url"], author=AUTHOR, reason="before a job", tool=dict.fromkeys(TOOLS, "1.0.0"))
    return SafetyBackup(store, about, before="overwrites", allow_ephemeral=True) if job.get("backup", True) else None


TOOLS = ("collection", "ansible_core", "python", "httpx", "pydantic")


def _told(report: Report, ran: Conditions) -> Json:
    error = failure(report)
    audited(report, ran)
    return {
        "code": error.code if error else "",
        "message": error.message if error else "",
        "summary": summary(report),
        "changed": bool(report.plan.changes),
        "run": report.run,
        "took_up": report.took_up.id if report.took_up else "",
        "statuses": {f"{one.change.operation} {one.change}": one.status for one in report.outcomes},
    }


def answer(job: Json) -> Json:
    """Do a job in this process, which is for nothing else; what comes of it is in the answer, also when it is refused."""
    points = Points(job.get("death"))
    if not job.get("fsync", True):
        os.fsync = lambda descriptor: None  # type: ignore[assignment]
    try:
        with points.watched():
            told = asyncio.run(_do(job, points))
    except DescopeError as error:
        told = {"code": error.code, "message": error.message, "details": {key: str(one) for key, one in error.details.items()}}
    except Exception:
        told = {"code": "internal_error", "message": traceback.format_exc()}
    return {**told, "points": points.counts}


def in_child(job: Json) -> Json:
    """Do a job in a forked child and return its answer; with `killed` when it died before it could give one."""
    reading, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing_end, "w") as pipe:
            json.dump(answer(job), pipe)
        os._exit(0)
    os.close(writing_end)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == KILLED:
        return {"killed": True}
    return {**json.loads(told), "killed": False} if told else {"killed": False, "code": "died", "message": f"status {status}"}


def main() -> None:
    warnings.simplefilter("ignore")
    vars(_client)["PAUSES"] = vars(engine_apply)["SETTLING_PAUSES"] = (0.01,) * 4
    vars(breaker)["PAUSE"] = 0.01
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(in_child(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
