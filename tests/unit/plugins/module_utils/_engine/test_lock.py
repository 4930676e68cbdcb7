# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer per project: the second waits, then fails and names the first; a dead holder is in nobody's way."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import lock as lock_module
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_disk import Directory
from ansible_collections.descope.mgmt.plugins.module_utils._engine.lock import ProjectLock, holder_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import Author
from ansible_collections.descope.mgmt.plugins.module_utils._errors import LockHeld, LockLost, UnsafePath

HOLDER = holder_of(Author(user="ops", host="ctl1", awx_job_id=4711), "descope_sync")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Directory]:
    with Directory.open_or_make(str(tmp_path / "P1")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "LOOK_EVERY", 0.01)


def taken(project: Directory, timeout: float = 0) -> ProjectLock:
    lock = ProjectLock(project)
    asyncio.run(lock.acquire(HOLDER, timeout))
    return lock


def test_a_second_writer_fails_and_names_the_first(project: Directory) -> None:
    """Reliability #83."""
    first = taken(project)
    with pytest.raises(
        LockHeld, match=f"operation descope_sync, user ops, host ctl1, pid {os.getpid()}, since .*, job 4711"
    ) as held:
        taken(project, 0.05)
    assert held.value.retryable
    first.release()
    taken(project).release()


def test_who_waits_gets_it_when_it_is_free(project: Directory) -> None:
    async def both() -> None:
        first, second = ProjectLock(project), ProjectLock(project)
        await first.acquire(HOLDER, 0)
        waiting = asyncio.ensure_future(second.acquire(HOLDER, 10))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        first.release()
        await waiting
        second.check()
        second.release()

    asyncio.run(both())


def test_a_killed_holder_is_in_nobodys_way(project: Directory) -> None:
    """Reliability #84."""
    code = (
        "import fcntl, os, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); "
        "print('held', flush=True); time.sleep(600)"
    )
    path = os.path.join(project.path, ".lock")
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(LockHeld):
            taken(project)
        child.send_signal(signal.SIGKILL)
        child.wait()
    taken(project, 5).release()


@pytest.mark.parametrize("again", [False, True])
def test_a_lock_file_that_is_removed_or_replaced_is_noticed_before_the_next_write(project: Directory, again: bool) -> None:
    """Reliability #85."""
    lock = taken(project)
    lock.check()
    project.remove_file(".lock")
    if again:
        taken(project)
    with pytest.raises(LockLost, match="was removed or replaced"):
        lock.check()


def test_a_link_in_its_place_is_refused(project: Directory, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    (tmp_path / "P1" / ".lock").symlink_to(target)
    with pytest.raises(Exception, match=r"link|symbolic") as refused:
        taken(project)
    assert type(refused.value).__name__ in ("StorageFailed", UnsafePath.__name__)
    assert target.read_text() == "precious"
