# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of one random job: processes that meet faults and die, until one finishes it or takes it back."""

from __future__ import annotations

import asyncio
import copy
import random
import typing as t
from dataclasses import replace
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.aftermath import failure
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Author, BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Conditions, Report, SafetyBackup
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Undone
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo_run import chosen, undo_run
from ansible_collections.descope.mgmt.plugins.module_utils._engine.writer import Writer, writing
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError, RunNotFound
from tests.faults.random_projects import Case, random_case
from tests.faults.wire import Killed, Watch, Wire, watched_process
from tests.unit.plugins.builders import TARGET
from tests.unit.plugins.model_settings import DEFAULTS, SettingsApi
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT

Json = dict[str, t.Any]
Contents = dict[str, dict[str, Json]]

Work = t.Callable[[Writer, DescopeClient], t.Coroutine[t.Any, t.Any, t.Any]]


class Trouble(AssertionError):
    """What must never happen, of one random run."""


class History:
    """One seed's project, its job, and what has become of them."""

    def __init__(self, seed: int, directory: Path) -> None:
        self.rng = random.Random(seed)
        self.case: Case = random_case(self.rng)
        self.api: SettingsApi = self.case.api()
        self.watch = Watch()
        self.start = contents(self.api)
        self.processes = self.deaths = 0
        self._store = BackupStore(str(directory), TARGET.project_id)

    @property
    def job(self) -> Job:
        """The job, under the conditions that do not change how it ends."""
        backup = SafetyBackup(self._store, ABOUT, "overwrites", allow_ephemeral=True) if self.rng.random() < 0.1 else None
        return Job(self.case.desired, Scope(purge=self.case.purge), backup=backup, operation="descope_sync", identity="the job")

    def wanted(self) -> Contents | None:
        """Return what the project holds when nothing disturbs the job; None when the job is not possible."""
        api, self.api = self.api, copy.deepcopy(self.api)
        quiet, self._store = self._store, BackupStore(f"{self._store.path}-quiet", TARGET.project_id)
        try:
            told = self.process(lambda writer, client: converge(replace(self.job, writer=writer), client, Progress()))
            return contents(self.api) if not isinstance(told, DescopeError) and failure(told) is None else None
        finally:
            self.api, self._store, self.watch, self.processes = api, quiet, Watch(), 0

    def process(self, work: Work, *, hooks: t.Mapping[str, t.Any] | None = None, **faults: t.Any) -> t.Any:
        """Do work in a process of its own; return what it returns, the DescopeError that it raises, or None when it dies.

        `faults` are those of its Wire, `hooks` what the wire calls on the way.
        """
        wire = Wire(self.api, self.rng, self.watch, **faults)
        for name, hook in (hooks or {}).items():
            setattr(wire, name, hook)
        wire.journal = Path(self._store.path, TARGET.project_id, ".journal")
        client = t.cast("DescopeClient", wire)
        self.processes += 1

        async def held() -> t.Any:
            asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # the dead need no last words
            async with writing(self._store, "a test", Author(user="u", host="h"), keys=Keys(), lock_timeout=0) as writer:
                return await work(writer, client)

        with watched_process(wire, self.watch):
            try:
                return asyncio.run(held())
            except DescopeError as error:
                return error
            except Killed:
                self.deaths += 1
                return None

    def run(self, **faults: t.Any) -> t.Any:
        """Run the job once."""
        policy: t.Any = self.rng.choice(["stop", "continue", "rollback"]) if faults else "stop"
        job = replace(self.job, on_error=policy)
        return self.process(lambda writer, client: converge(replace(job, writer=writer), client, Progress()), **faults)

    def run_quietly(self, hooks: t.Mapping[str, t.Any], on_error: t.Any) -> Report:
        """Run the job once without faults, with somebody looking on."""
        job = replace(self.job, on_error=on_error)
        work: Work = lambda writer, client: converge(replace(job, writer=writer), client, Progress())  # noqa: E731
        return t.cast("Report", self.process(work, hooks=hooks))

    def undo(self, run: str = "last", **faults: t.Any) -> Undone | DescopeError | None:
        """Take back a run."""

        async def work(writer: Writer, client: DescopeClient) -> Undone:
            under = Conditions(writer=writer, operation="descope_undo")
            return (await undo_run(chosen(writer.runs, run), under, client, Progress()))[1]

        return t.cast("Undone | DescopeError | None", self.process(work, **faults))

    def undo_all(self) -> list[tuple[str, str]]:
        """Take back the last run until there is none; return what is left, which is none of theirs to mend."""
        left: list[tuple[str, str]] = []
        for _run in range(20):
            told = self.undo()
            if isinstance(told, RunNotFound):
                return left
            if not isinstance(told, Undone):
                raise Trouble(f"the last run can't be taken back: {told}")
            left += told.left
        raise Trouble("there is always one more run to take back")


def contents(api: SettingsApi) -> Contents:
    """Return what a project holds by kind and name, references by name, without what the service makes up."""
    made_up = ("id", "createdTime", "successors")
    roles = [api._shown_role(one) for one in api._roles.values()]
    found = {
        "permissions": {one["name"]: one for one in api._permissions.values()},
        "roles": {f"{one['tenantId']}/{one['name']}": one for one in roles},
        "tenants": {one["id"]: api._shown_tenant(one) for one in api._tenants.values()},
        "settings": {one: {name: value for name, value in api.settings_of(one).items() if value} for one in api._tenants},
    }
    return {
        kind: {
            key: {name: _unordered(value) for name, value in one.items() if name not in made_up} for key, one in some.items()
        }
        for kind, some in found.items()
    }


def _unordered(value: t.Any) -> t.Any:
    return sorted(value) if isinstance(value, list) else value


def strangers(now: Contents, *known: Contents) -> list[str]:
    """Return what in `now` is in none of the `known` states: documents, and values of fields; references and names aside."""
    found = []
    for kind, documents in now.items():
        for key, document in documents.items():
            versions = [state[kind][key] for state in known if key in state[kind]]
            versions += [DEFAULTS] if versions and kind == "settings" else []  # until they are written, in a new tenant
            if not versions:
                found.append(f"{kind} {key}")
            found += [
                f"{kind} {key}.{name}: {document[name]}"
                for name in document.keys() - {"permissionNames", "defaultRoles", "name"}
                if versions and all(name in one and one[name] != document[name] for one in versions)
            ]
    return found


def difference(one: Contents, other: Contents) -> list[str]:
    """Return the documents that differ between two states."""
    return [
        f"{kind} {key}: {one[kind].get(key)} != {other[kind].get(key)}"
        for kind in one
        for key in sorted(one[kind].keys() | other[kind].keys())
        if one[kind].get(key) != other[kind].get(key)
    ]
