# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real processes: killed at any call while they publish or remove, and eight of them publishing at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from tests.unit.plugins.module_utils._engine.backup_builders import PROJECT, START, Clock, published, store

ROOT = Path(__file__).resolve().parents[5]

CHILD = """
import json, os, signal, sys
from datetime import timedelta
from pathlib import Path
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, START, Clock, published, small_state, store

CALLS = ("open", "write", "fsync", "rename", "mkdir", "fchmod", "close", "unlink", "rmdir")

def kill_at(number):
    left = [number]
    for name in CALLS:
        def call(*arguments, real=getattr(os, name), **options):
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*arguments, **options)
        setattr(os, name, call)

directory, action = Path(sys.argv[1]), sys.argv[2]
killed = 0
for number in range(1000):
    for days in range(int(sys.argv[3])):
        published(directory / str(number), START + timedelta(days=days))
    here = store(directory / str(number), Clock(START + timedelta(days=10)))
    child = os.fork()
    if child == 0:
        kill_at(number)
        if action == "publish":
            here.publish(small_state("After"), ABOUT)
        else:
            here.retire(keep_days=1, keep_last=1, check_mode=False)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    killed += 1
print(killed)
"""

WRITER = """
import sys
from pathlib import Path
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, PROJECT, small_state

here = BackupStore(sys.argv[1], PROJECT)
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    print(here.publish(small_state(*(f"{sys.argv[2]} {count}" for count in range(50))), ABOUT).id, flush=True)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    paths = [str(ROOT), str(ROOT / ".cache" / "run"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )


def killed_at_every_call(directory: Path, action: str, made: int) -> int:
    """For each call, kill a process at that call in a store of its own with some backups; return how many were killed."""
    process = start(CHILD, str(directory), action, str(made))
    output, _ignored = process.communicate(timeout=120)
    assert process.returncode == 0
    return int(output)


def test_a_process_that_is_killed_at_any_call_of_publishing_leaves_no_torn_backup(tmp_path: Path) -> None:
    killed = killed_at_every_call(tmp_path, "publish", made=1)

    assert killed > 30
    outcomes = set()
    for number in range(killed):
        listed = store(tmp_path / str(number)).listed()
        assert {one.status for one in listed} == {"verified"}
        outcomes.add(len(listed))
        project = tmp_path / str(number) / PROJECT
        drafts = list(project.glob(".partial-*"))
        assert len(os.listdir(project)) == len(listed) + len(drafts)
        later = published(tmp_path / str(number), START + timedelta(days=12))
        assert store(tmp_path / str(number)).find("latest") == later
        assert list(project.glob(".*")) == []
    assert outcomes == {1, 2}


def test_a_process_that_is_killed_at_any_call_of_removing_leaves_no_torn_backup(tmp_path: Path) -> None:
    killed = killed_at_every_call(tmp_path, "retire", made=5)

    assert killed > 20
    for number in range(killed):
        here = store(tmp_path / str(number))
        assert {one.status for one in here.listed()} == {"verified"}
        here.retire(keep_days=1, keep_last=1, check_mode=False)
        assert len(os.listdir(tmp_path / str(number) / PROJECT)) == 3


def test_eight_processes_publish_at_once_and_every_backup_has_its_own_id_and_verifies(tmp_path: Path) -> None:
    writers = [start(WRITER, str(tmp_path / "store"), f"Writer {number}", "1") for number in range(8)]
    for writer in writers:
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    ids = [line for writer in writers for line in writer.communicate(timeout=120)[0].split()]

    assert [writer.returncode for writer in writers] == [0] * 8
    assert len(ids) == len(set(ids)) == 8
    here = BackupStore(str(tmp_path / "store"), PROJECT)
    assert sorted(one.id for one in here.listed() if one.status == "verified") == sorted(ids)
    assert sorted(os.listdir(tmp_path / "store" / PROJECT)) == sorted(ids)
    owners = {json.loads((tmp_path / "store" / PROJECT / one / "tenants.json").read_text())[0]["name"] for one in ids}
    assert len(owners) == 8


def test_a_reader_never_sees_half_a_backup_while_another_process_writes(tmp_path: Path) -> None:
    writer = start(WRITER, str(tmp_path), "Writer", "2")
    assert writer.stdin is not None
    writer.stdin.write("go\n")
    writer.stdin.flush()
    here = store(tmp_path, Clock())
    seen = set()
    while writer.poll() is None:
        seen |= {one.status for one in here.listed()}

    writer.communicate()
    assert writer.returncode == 0
    assert seen <= {"verified"}
    assert len(here.listed()) == 2
