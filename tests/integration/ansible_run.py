# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tasks through ansible-playbook, as a user would, and returns what each of them gave back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scan import assert_nothing_leaked

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 300  # many times what a run takes, for machines that are busy
OUTPUT = "output.txt"  # what a run prints, to be read while it goes on

Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What one task gave back, and when it ran; `result["plan"]` is short for its value `plan`."""

    failed: bool
    started: float
    ended: float
    values: Json

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def changed(self) -> bool:
        return bool(self.values["changed"])

    @property
    def message(self) -> str:
        return str(self.values.get("msg", ""))

    @property
    def code(self) -> str:
        """The stable code of the error; empty when there was none."""
        error: Json = self.values.get("error") or {}
        return str(error.get("code", ""))

    @property
    def statuses(self) -> list[tuple[str, str, str, str]]:
        """Kind, key, operation and status of each change."""
        return [(one["kind"], one["key"], one["operation"], one["status"]) for one in self["results"]]


@dataclass(frozen=True)
class Run:
    """One run of ansible-playbook: its exit status, what it printed, and the result of each task in order."""

    status: int
    output: str
    results: list[Result]


def task(module: str, **options: Any) -> Json:
    """Return a task for the module descope_{module}, whose failure does not end the playbook."""
    return {f"descope.mgmt.descope_{module}": options, "ignore_errors": True}


def preview_of(module: str, **options: Any) -> Json:
    """Return the same task in check and diff mode."""
    return {**task(module, **options), "check_mode": True, "diff": True}


def run_playbook(
    directory: Path,
    tasks: list[Json],
    *,
    play: Mapping[str, Any],
    environment: Mapping[str, str],
    arguments: tuple[str, ...] = (),
    umask: int = 0o022,
) -> Run:
    """Run `tasks` on this machine, with `directory` as the home of the user and the place of all that Ansible keeps.

    No secret is in what is printed or left behind there; what the tasks read stands beside `directory`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    record = directory / "results.jsonl"
    record.unlink(missing_ok=True)
    output = directory / OUTPUT
    playbook = directory / "playbook.json"
    playbook.write_text(json.dumps([_play(tasks, play)]), encoding="utf-8")
    with output.open("wb") as file:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("ansible-playbook")), *arguments, str(playbook)],
            cwd=directory,
            env={**_environment(directory, record), **environment},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            umask=umask,
            timeout=TIMEOUT_S,
        )
    printed = output.read_text(encoding="utf-8")
    assert_nothing_leaked(printed, directory, inputs=[playbook])
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    return Run(done.returncode, printed, [Result(**json.loads(line)) for line in lines])


def _play(tasks: list[Json], play: Mapping[str, Any]) -> Json:
    interpreter = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        **play,
        "vars": {**interpreter, **play.get("vars", {})},
        "tasks": tasks,
    }


def _environment(directory: Path, record: Path) -> dict[str, str]:
    """Return the environment of the run: this one's, without what would reach a real project or change the output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DESCOPE_", "ANSIBLE_", "AWX_"))}
    return {
        **kept,
        "HOME": str(directory),
        "ANSIBLE_HOME": str(directory / ".ansible"),
        "ANSIBLE_REMOTE_TMP": str(directory / ".ansible" / "tmp"),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"),
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).with_name("callbacks")),
        "ANSIBLE_CALLBACKS_ENABLED": "record",
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "ANSIBLE_NOCOLOR": "True",
        "RECORD_PATH": str(record),
    }
