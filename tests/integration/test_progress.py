# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of long tasks, shown while they run or written to a file."""

from __future__ import annotations

import json
import threading
import time

from tests.integration.ansible_run import OUTPUT, preview_of, task
from tests.integration.project import Project

TWO = {"tenants": [{"id": "t1", "name": "One"}, {"id": "t2", "name": "Two"}]}


def test_sync_backup_and_restore_show_their_steps(company_project: Project) -> None:
    rename = {"tenants": [{"id": "acme", "name": "Other"}]}
    done = company_project.play(task("backup"), task("sync", desired=rename), preview_of("restore"))

    shown = [line.rsplit(",", 1)[0] for line in done.output.splitlines() if line.startswith("localhost: ")]
    held = done.results[0]["backup"]["counts"]
    whole = [f"localhost: read: {plural} {count}/{count}" for plural, count in held.items()]
    compared = [line for line in whole if line.split()[2] == "tenants"]
    restored = [line for line in whole if line.split()[2] in ("tenants", "roles")]  # of the backup of the sync
    saved = [line.replace("read", "backup") for line in compared]
    applied = "localhost: apply: tenants 1/1"
    assert sorted(shown) == sorted([*whole, *compared, *saved, applied, *restored])
    assert shown.index(saved[0]) < shown.index(applied)


def test_a_step_is_shown_while_the_next_one_is_still_under_way(project: Project) -> None:
    project.control.faults([{"method": "POST", "path": "/v1/mgmt/tenant/create", "nth": 2, "delay": 2000}])
    seen: list[bool] = []
    watcher = threading.Thread(target=watch, args=(project, "apply: tenants 1/2", seen))
    watcher.start()
    result = project.run_one(task("sync", desired=TWO, concurrency=1))
    watcher.join()

    assert not result.failed, result.message
    assert seen == [True]


def test_steps_go_to_a_file_instead_if_one_is_given_and_trouble_with_it_disturbs_nothing(company_project: Project) -> None:
    path = company_project.home / "steps.jsonl"
    more = {"tenants": [{"id": "t3", "name": "Three"}]}
    done = company_project.play(
        task("sync", desired=TWO, progress_path=str(path)), task("sync", desired=more, progress_path="/proc/nowhere/steps")
    )

    assert [(result.failed, result.changed) for result in done.results] == [(False, True)] * 2
    steps = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {frozenset(step) for step in steps} == {frozenset(("phase", "kind", "done", "total", "elapsed"))}
    assert [(step["phase"], step["done"], step["total"]) for step in steps if step["kind"] == "tenants"][-1] == ("apply", 2, 2)
    assert "localhost: " not in done.output


def watch(project: Project, text: str, seen: list[bool]) -> None:
    """Note whether a call was under way when `text` was first to be seen in what the run printed."""
    output = project.home / OUTPUT
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not seen:
        if output.exists() and text in output.read_text(encoding="utf-8"):
            seen.append(any(one["ended"] is None for one in project.requests()))
        time.sleep(0.05)
