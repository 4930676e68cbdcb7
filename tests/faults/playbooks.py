# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that runs while a test looks on: started in a session of its own, so that signals hit it and nobody else."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import typing as t
from pathlib import Path

from tests.faults.children import KEY, PATIENCE_S, Project
from tests.integration.ansible_run import Json, Result, _environment, _play, task

KEY_OF_RUN = "{{ lookup('ansible.builtin.env', 'TEST_MANAGEMENT_KEY') }}"


class Playbook:
    """One run of ansible-playbook with a task of descope_sync."""

    def __init__(self, project: Project, directory: Path, *, in_process: bool = True, **options: t.Any) -> None:
        directory.mkdir(parents=True)
        self.project = project
        self.in_process = in_process
        self._record = directory / "results.jsonl"
        connection = project.job("sync")
        given = {"project_id": project.id, "management_key": KEY_OF_RUN, "base_url": connection["url"]}
        own = {"vars": {"descope_mgmt_in_process": in_process}}
        sync = own | task("sync", **given, backup_dir=str(project.backup_dir), concurrency=1, **options)
        (directory / "playbook.json").write_text(json.dumps([_play([sync], {})]), encoding="utf-8")
        self.process = subprocess.Popen(
            [str(Path(sys.executable).with_name("ansible-playbook")), str(directory / "playbook.json")],
            cwd=directory,
            env={**_environment(directory, self._record), "TEST_MANAGEMENT_KEY": KEY},
            stdin=subprocess.DEVNULL,
            stdout=(directory / "output.txt").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def module(self) -> int:
        """The process in which the module runs, as the lock tells."""
        return int(self.holder["pid"])

    @property
    def holder(self) -> Json:
        """Who holds the lock of the project; empty when nobody does."""
        with contextlib.suppress(OSError, ValueError):
            told: Json = json.loads((self.project.backup_dir / self.project.id / ".lock").read_text(encoding="utf-8"))
            return told
        return {}

    @property
    def results(self) -> list[Result]:
        """What its tasks gave back, as far as it lived to hear of it."""
        lines = self._record.read_text(encoding="utf-8").splitlines() if self._record.exists() else []
        return [Result(**json.loads(line)) for line in lines]

    def kill_group(self, number: signal.Signals) -> None:
        os.killpg(self.process.pid, number)

    def end(self) -> None:
        """See that nothing of it is left."""
        with contextlib.suppress(OSError):
            os.kill(self.module, signal.SIGCONT) if self.holder else None
        with contextlib.suppress(OSError):
            self.kill_group(signal.SIGKILL)
        self.process.wait()


def wait_until(is_so: t.Callable[[], object], what: str) -> None:
    """Return when something is so; fail when it does not come to be."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)
