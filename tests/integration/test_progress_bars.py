# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback descope.mgmt.progress on terminals, off them, and however a run ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.integration.ansible_run import Json
from tests.integration.awx.runner import Job, Launch, credential_of, run_job
from tests.integration.project import Project
from tests.integration.role_support import command, environment_of, home_of
from tests.integration.screen import Watched, enabled, watch, write_playbook

MANY = 100
STEP = re.compile(r"\w+: (read|backup|apply): ")
BAR = re.compile(r"\w+  apply: tenants [━╸╺ ]+ +\d+/\d+")
DUMB = {"TERM": "dumb"}
IN_CI = {"CI": "true"}
NO_COLOUR = {"NO_COLOR": "1"}
OFF = {"DESCOPE_MGMT_PROGRESS_BARS": "false", "DESCOPE_MGMT_PROGRESS_PLAN_TABLE": "false"}
BARS_ONLY = {"DESCOPE_MGMT_PROGRESS_PLAN_TABLE": "false", "PYTHONUNBUFFERED": ""}
MOVES = (b"\x1b[J", b"\x1b[K", b"\x1b[?25")


def sync(count: int = MANY, **more: object) -> Json:
    wanted = {"tenants": [{"id": f"t{number}", "name": f"Tenant {number}"} for number in range(count)]}
    options: Json = {"desired": wanted, "concurrency": 2, "confirm": "{{ lookup('env', 'DESCOPE_PROJECT_ID') }}", **more}
    return {"name": "Sync", "descope.mgmt.descope_sync": options}


def told(text: str) -> Json:
    return {"name": "Tell", "ansible.builtin.debug": {"msg": text}}


@pytest.fixture
def slow(project: Project) -> Project:
    """A project whose API takes its time."""
    project.control.configure(latency_ms=70)
    return project


def normal(run: Watched) -> list[str]:
    """Return the lines that are left, without those of the steps."""
    return [line for line in run.lines if line and not STEP.match(line)]


def timeless(output: bytes) -> bytes:
    """Return what was printed without what two runs cannot have in common: seconds, and how many steps were shown."""
    lines = [line for line in output.splitlines(keepends=True) if not re.match(rb"localhost: apply: tenants \d+/\d+, ", line)]
    return re.sub(rb", \d+ s\b", b"", b"".join(lines))


def assert_left_in_order(run: Watched) -> None:
    assert not run.cursor_hidden
    assert run.cursor_column == 0
    assert not BAR.search(run.text)


def test_a_bar_says_how_far_how_fast_and_how_long_and_the_lines_around_it_are_those_of_a_run_without(slow: Project) -> None:
    tasks = [told("a line that is longer than the terminal is wide " * 4), sync(), told("the end")]
    small = (14, 100)  # so that the output scrolls
    drawn = watch(slow, tasks, size=small, environment=BARS_ONLY)
    slow.load(tenants=[])
    plain = watch(slow, tasks, size=small, callback=False)

    bars = [match.group() for frame in drawn.frames if (match := re.search(r"localhost  apply: tenants .*", frame))]
    assert any(re.search(r" +\d+/100 +\d+\.\d/s 0:00:\d\d left", bar) for bar in bars), bars[-3:]
    assert (drawn.status, plain.status) == (0, 0)
    assert normal(drawn) == normal(plain)
    assert not STEP.search(drawn.text)
    assert STEP.search(plain.text)
    assert_left_in_order(drawn)
    assert len(slow.documents("tenants")) == MANY


def test_several_hosts_have_a_bar_each_and_one_that_fails_tears_nothing(slow: Project) -> None:
    fails = {**sync(30), "when": "inventory_hostname != 'late'"}
    fails["descope.mgmt.descope_sync"]["desired"]["tenants"].append({"id": "x", "parent": "{{ inventory_hostname }}"})
    backup = {"name": "Backup", "descope.mgmt.descope_backup": {"backup_dir": "{{ playbook_dir }}/{{ inventory_hostname }}"}}
    slow.control.configure(latency_ms=300)
    run = watch(slow, [backup, fails], hosts=("early", "middle", "late"))

    assert run.ever("early  read: ", "middle  read: ", "late  read: ")
    assert run.status == 2
    assert run.text.count("FAILED!") == 2
    assert re.search(r"^late +: ok=1 .*failed=0 ", run.text, re.MULTILINE)
    assert not re.search(r"(early|middle|late)  read: ", run.text)
    assert_left_in_order(run)


def test_ctrl_c_leaves_the_terminal_in_order(slow: Project) -> None:
    def interrupt(process: Any, screen: str) -> bool:
        if BAR.search(screen):
            process.sendintr()
            return True
        return False

    run = watch(slow, [sync()], meanwhile=interrupt)
    assert run.status == 99
    assert "User interrupted execution" in run.text
    assert_left_in_order(run)


def test_a_run_that_is_terminated_leaves_no_bar_behind(slow: Project) -> None:
    def terminate(process: Any, screen: str) -> bool:
        if BAR.search(screen):
            process.kill(signal.SIGTERM)
            return True
        return False

    run = watch(slow, [sync()], meanwhile=terminate)
    assert run.status is None  # ended by the signal
    assert_left_in_order(run)


def test_a_worker_that_dies_leaves_the_terminal_in_order(slow: Project) -> None:
    def kill(process: Any, screen: str) -> bool:
        if BAR.search(screen):
            for child in children(process.pid):
                os.kill(child, signal.SIGKILL)
            return True
        return False

    run = watch(slow, [sync()], meanwhile=kill)
    assert run.status not in (0, None)
    assert "dead state" in run.text
    assert_left_in_order(run)


def children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


@pytest.mark.parametrize("environment", [DUMB, OFF, IN_CI, NO_COLOUR], ids=["dumb", "off", "ci", "no colour"])
def test_where_nothing_is_to_be_drawn_a_terminal_gets_what_a_run_without_prints(
    project: Project, environment: dict[str, str]
) -> None:
    pair = []
    for callback in (True, False):
        project.load(tenants=[])
        pair.append(watch(project, [sync(5)], callback=callback, environment=environment))
    assert [run.status for run in pair] == [0, 0]
    assert timeless(pair[0].raw) == timeless(pair[1].raw)
    assert any(STEP.match(line) for line in pair[0].lines)
    assert not any(move in pair[0].raw for move in MOVES)


def test_without_a_terminal_every_byte_is_that_of_a_run_without(project: Project) -> None:
    program = command(write_playbook(project, [sync(5)]), "-i", "localhost,")
    printed = []
    for callback in (True, False):
        project.load(tenants=[])
        environment = {**environment_of(project), "TERM": "xterm", **enabled(callback)}
        done = subprocess.run(program, cwd=home_of(project), env=environment, capture_output=True, check=True, timeout=120)
        printed.append((timeless(done.stdout), done.stderr))
    assert printed[0] == printed[1]
    assert b"read: tenants" in printed[0][0]


def test_under_ansible_runner_nothing_is_drawn_and_no_event_is_lost(project: Project, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "site.json").write_text(Path(write_playbook(project, [sync(5), told("end")])).read_text(encoding="utf-8"))
    jobs: list[Job] = []
    for callback in (True, False):
        project.load(tenants=[])
        environment = {**credential_of(project), "TERM": "xterm", **enabled(callback)}
        launch = Launch("site.json", environment, hosts={"localhost": {}})
        jobs.append(run_job(launch, tmp_path / f"home{len(jobs)}", checkout))
    assert [job.status for job in jobs] == ["successful"] * 2
    assert not any(move.decode() in job.output for job in jobs for move in MOVES)
    kinds = [[one["event"] for one in job.events if not STEP.match(one["stdout"])] for job in jobs]
    assert kinds[0] == kinds[1]
    assert kinds[0].count("runner_on_ok") == 2
    assert any(STEP.match(one["stdout"]) for one in jobs[0].events)


def test_without_rich_there_is_one_warning_and_the_steps_are_lines(project: Project, tmp_path: Path) -> None:
    (tmp_path / "rich.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    run = watch(project, [sync(3), sync(4)], environment={"PYTHONPATH": str(tmp_path)})
    assert run.status == 0
    assert run.text.replace("\n", " ").count("the Python library rich is not installed") == 1
    assert STEP.search(run.text)
    assert not any(move in run.raw for move in MOVES)
