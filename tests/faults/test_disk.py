# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call to the disk goes wrong once: while a backup is made, while old ones go, and while a run writes its journal.

A child does the work; at its n-th call it is killed, or the call fails, or does only a part (reliability 5, G4).
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import signal
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Author, BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_disk import Directory
from ansible_collections.descope.mgmt.plugins.module_utils._engine.chained_log import ChainedLog
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import SafetyBackup
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.writer import writing
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError
from tests.faults.scale import count, some
from tests.unit.plugins.builders import TARGET, state, tenant
from tests.unit.plugins.model_api import ModelApi
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, START, Clock, picture, small_state
from tests.unit.plugins.scripted_server import settings

CALLS = ("open", "write", "fsync", "rename", "mkdir", "unlink", "rmdir")
TROUBLE = ("kill", "EIO", "ENOSPC", "EROFS", "EDQUOT", "short", "lie")
KILLED, REFUSED, FINISHED, CRASHED = -signal.SIGKILL, 3, 0, 4

Work = t.Callable[[Path], object]


def store_at(directory: Path, days: int) -> BackupStore:
    clock = Clock(START + timedelta(days=days))
    return BackupStore(str(directory), TARGET.project_id, clock=clock, pause=clock.pause)


def back_up(directory: Path) -> object:
    return store_at(directory, days=50).publish(small_state("After"), ABOUT)


def retire(directory: Path) -> object:
    return store_at(directory, days=50).retire(keep_days=1, keep_last=1, check_mode=False)


def write(directory: Path) -> object:
    """A run of a job with a safety backup and a journal."""

    async def run() -> None:
        client = t.cast("DescopeClient", _Service(directory))
        store = store_at(directory, days=50)
        async with writing(store, "job", Author(user="u", host="h"), keys=Keys(), lock_timeout=0) as writer:
            backup = SafetyBackup(store, ABOUT, "overwrites", allow_ephemeral=True)
            job = Job(state(tenants=[tenant("a", disabled=True), tenant("new")]), backup=backup, writer=writer)
            await converge(job, client, Progress())

    return asyncio.run(run())


class _Service(ModelApi):
    """A service whose writes leave a trace beside the store, by which it can be told what was sent without being announced."""

    settings = settings(TARGET.api_base, project_id=TARGET.project_id, concurrency=1)

    def __init__(self, directory: Path) -> None:
        super().__init__(tenants=[tenant("a"), tenant("b")])
        self._directory = directory

    async def write(self, path: str, body: t.Any, *, method: str = "POST", **query: str) -> t.Any:
        lines = "".join(log.read_text("utf-8") for log in self._directory.glob("*/.journal/*.jsonl"))
        if lines.count('"record":"intent"') != len(self.writes) + 1 or not list(self._directory.glob("*/2027*/manifest.json")):
            os._exit(CRASHED)
        return await super().write(path, body)


WORK: dict[str, Work] = {"backup": back_up, "retention": retire, "run": write}


def in_child(work: Work, directory: Path, place: int, trouble: str) -> int:
    """Do the work in a child with trouble at one of its calls; return how that ended."""
    child = os.fork()
    if child == 0:
        status = CRASHED
        try:
            _spoil(place, trouble)
            work(directory)
            status = FINISHED
        except DescopeError:
            status = REFUSED
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _spoil(place: int, trouble: str) -> None:
    left = [place]
    for name in CALLS:
        setattr(os, name, _spoiled(name, getattr(os, name), left, trouble))


def _spoiled(name: str, real: t.Callable[..., t.Any], left: list[int], trouble: str) -> t.Callable[..., t.Any]:
    def call(*arguments: t.Any, **options: t.Any) -> t.Any:
        left[0] -= 1
        if left[0] != -1 or (name == "open" and not _is_of_store(arguments, options)):
            return real(*arguments, **options)
        if trouble == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if trouble in ("short", "lie"):
            if name != "write":
                return real(*arguments, **options)
            data = bytes(arguments[1])
            return real(arguments[0], data[:3]) if trouble == "short" else len(data)
        number = getattr(errno, trouble)
        raise OSError(number, os.strerror(number))

    return call


def _is_of_store(arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> bool:
    return "dir_fd" in options


def prepared(directory: Path) -> Path:
    """Make a store with five backups, of which retention may take two."""
    for days in range(5):
        store_at(directory, days=days * 10).publish(small_state("Before"), ABOUT)
    return directory


def calls_of(work: Work, directory: Path) -> int:
    """Return how many calls the work makes."""
    low, high = 0, 4096
    while low < high:  # a place beyond the last call disturbs nothing
        middle = (low + high) // 2
        copy = Path(shutil.copytree(directory, directory.with_name("counting")))
        low, high = (low, middle) if in_child(work, copy, middle, "kill") == FINISHED else (middle + 1, high)
        shutil.rmtree(copy)
    return low


def backups_of(directory: Path) -> dict[str, str]:
    return {one.id: one.status for one in store_at(directory, days=60).listed()}


@pytest.mark.parametrize("what", WORK)
def test_no_trouble_with_the_disk_tears_a_backup_or_touches_an_older_one(tmp_path: Path, what: str) -> None:
    """reliability #37 #38 #52 #53 #54 #55 #56 #97 #103: a run sends nothing that its journal does not announce."""
    first = prepared(tmp_path / "first")
    before, older = backups_of(first), picture(first)
    troubles = [one for one in TROUBLE if (what, one) != ("run", "lie")]  # backups are read back, journals are not
    points = [(place, trouble) for place in range(calls_of(WORK[what], first)) for trouble in troubles]
    tried = dict.fromkeys(("killed", "refused", "no difference"), 0)
    for place, trouble in some(points, fast=60):
        directory = Path(shutil.copytree(first, tmp_path / "store"))
        status = in_child(WORK[what], directory, place, trouble)
        context = f"{what}: {trouble} at call {place}"
        assert status in (KILLED, REFUSED, FINISHED), f"{context}: {status}"
        now = backups_of(directory)
        assert set(now.values()) == {"verified"}, f"{context}: {now}"
        gone = before.keys() - now.keys()
        assert not gone or what == "retention", context
        assert len(gone) <= 2, context
        later = picture(directory)
        kept = {name: value for name, value in older.items() if not gone & set(name.split("/"))}
        assert {name: later.get(name) for name in kept} == kept, context
        tried["killed" if status == KILLED else "refused" if status == REFUSED else "no difference"] += 1
        shutil.rmtree(directory)
    count(f"trouble with the disk during a {what}", points=sum(tried.values()), **tried, **{"torn or touched": 0})


def test_a_line_of_a_log_is_on_the_disk_before_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """reliability #46 #103"""
    told: list[str] = []
    for name in ("write", "fsync"):
        real = getattr(os, name)

        def noted(*arguments: t.Any, name: str = name, real: t.Any = real) -> t.Any:
            told.append(name)
            return real(*arguments)

        monkeypatch.setattr(os, name, noted)
    directory = Directory.open(str(tmp_path))
    assert directory is not None
    with directory, ChainedLog(directory, "log.jsonl") as log:
        told.clear()
        log.append({"record": "intent"}, {"record": "intent"})
    assert told == ["write", "fsync"]
