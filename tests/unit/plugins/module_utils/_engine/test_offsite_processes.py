# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real processes: killed after any file while they copy to an object store, and several of them copying at once."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.object_store import NOWHERE
from tests.structure.sources import ROOT
from tests.unit.plugins.module_utils._engine.backup_builders import published
from tests.unit.plugins.module_utils._engine.offsite_builders import FILES, There, files_of

CHILD = """
import json, os, signal, sys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite import Offsite
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite_s3 import Bucket, S3Options
from tests.unit.plugins.module_utils._engine.backup_builders import store

class Killed(Bucket):
    left = int(sys.argv[3])

    def put_if_absent(self, name, data):
        done = super().put_if_absent(name, data)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

offsite = Offsite(Killed(S3Options(**json.loads(sys.argv[1]))), store(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
(copy,) = offsite.copy("latest", check_mode=False)
print(json.dumps([copy.status, copy.uploaded]))
"""


def start(there: There, directory: Path, *, killed_after: int = -1) -> subprocess.Popen[str]:
    paths = [str(ROOT), str(ROOT / ".cache" / "run"), *filter(None, [os.environ.get("PYTHONPATH")])]
    options = json.dumps(dataclasses.asdict(there.options()))
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, options, str(directory), str(killed_after)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **NOWHERE, "PYTHONPATH": os.pathsep.join(paths)},
        text=True,
    )


def test_a_process_that_is_killed_while_it_copies_leaves_no_backup_there_and_the_next_completes_it(
    there: There, tmp_path: Path
) -> None:
    """reliability #120"""
    backup = published(tmp_path)
    for count in (1, 1, 1):
        process = start(there, tmp_path, killed_after=count)
        process.communicate("go\n", timeout=60)
        assert process.returncode == -9
        assert there.offsite(tmp_path / "elsewhere").verify("all") == []
    assert len(there.contents) == 3

    (copy,) = there.copy(tmp_path)

    assert copy.uploaded == ("manifest.json",)
    assert there.contents == files_of(backup)


def test_processes_that_copy_the_same_backup_at_once_all_succeed_and_each_file_is_written_once(
    there: There, tmp_path: Path
) -> None:
    """reliability #121"""
    backup = published(tmp_path)
    processes = [start(there, tmp_path) for _number in range(3)]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [json.loads(process.communicate(timeout=60)[0]) for process in processes]

    assert {status for status, _uploaded in results} <= {"copied", "present"}
    assert sorted(name for _status, uploaded in results for name in uploaded) == sorted(FILES)
    assert there.contents == files_of(backup)
