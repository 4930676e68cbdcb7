# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals to a real ansible-playbook: there are never two writers, and what was cut off is finished by the next run."""

from __future__ import annotations

import itertools
import os
import signal
import typing as t
from pathlib import Path

import pytest

from tests.faults.children import Json, Project
from tests.faults.conftest import MakeProject
from tests.faults.playbooks import Playbook, wait_until
from tests.faults.scale import IS_FULL, count

TENANTS = 10
DESIRED: Json = {"tenants": [{"id": f"new-{number}", "name": f"New {number}"} for number in range(TENANTS)]}
SLOW_MS = 200.0


@pytest.fixture
def project(make_project: MakeProject) -> t.Iterator[Project]:
    made = make_project()
    made.control.configure(latency_ms=SLOW_MS)
    yield made
    made.control.configure(latency_ms=None)


@pytest.fixture
def playbook(request: pytest.FixtureRequest, project: Project, tmp_path: Path) -> t.Iterator[Playbook]:
    """A playbook that is in the middle of its writes; its module runs in the worker unless the parameter says otherwise."""
    project.control.clear_requests()
    run = Playbook(project, tmp_path / "home", in_process=getattr(request, "param", True), desired=DESIRED)
    try:
        wait_until(lambda: len(writes(project)) >= 2 or run.process.poll() is not None, "the first writes")
        assert run.process.poll() is None, "the playbook ended early"
        yield run
    finally:
        run.end()


def writes(project: Project) -> list[Json]:
    """Return the writes that reached the service, in order."""
    return [one for one in project.control.requests() if one["path"].endswith("/tenant/create")]


def second_run(project: Project, lock_timeout: float) -> Json:
    """Run the same job in another process."""
    return project._driver.do(project.job("sync", desired=DESIRED, purge=False, concurrency=1, lock_timeout=lock_timeout))


def assert_one_writer_at_a_time(project: Project) -> None:
    """Assert that no write began before the one before it was answered: each writer sends one at a time."""
    times = [(one["started"], one["ended"]) for one in writes(project)]
    assert all(after[0] >= before[1] for before, after in itertools.pairwise(times))
    made = [one for one in writes(project) if one["effect"]]
    assert len(made) == TENANTS, "something was created twice, or not at all"


def assert_finished(project: Project) -> None:
    made = {one["id"] for one in project.dump()["tenants"]}
    assert made >= {f"new-{number}" for number in range(TENANTS)}


@pytest.mark.parametrize("whom", ["playbook", "group"] if IS_FULL else ["group"])
def test_a_killed_playbook_leaves_a_writer_that_keeps_everybody_else_out(
    project: Project, playbook: Playbook, whom: str
) -> None:
    """reliability #41 #83 #84: the module lives on, with the lock; when it is done the next run finds nothing to do."""
    module = playbook.module
    if whom == "group":
        playbook.kill_group(signal.SIGKILL)
    else:
        playbook.process.kill()
    playbook.process.wait()
    refused = second_run(project, lock_timeout=0.2)
    os.kill(module, 0)  # it is alive
    assert refused["code"] == "lock_held", refused
    assert str(module) in refused["message"]

    wait_until(lambda: not playbook.holder, "the end of the module")
    told = second_run(project, lock_timeout=10)
    assert (told["code"], told["changed"]) == ("", False), told
    assert_finished(project)
    assert_one_writer_at_a_time(project)
    count("signals to a real playbook", cases=1, **{"two writers at once": 0})


@pytest.mark.parametrize("whom", ["playbook", "module"] if IS_FULL else ["module"])
def test_a_terminated_run_finishes_what_is_in_flight_and_the_next_one_goes_on(
    project: Project, playbook: Playbook, whom: str
) -> None:
    """reliability #40 #42: the task ends with the code interrupted, and its journal is taken up."""
    os.kill(playbook.module if whom == "module" else playbook.process.pid, signal.SIGTERM)
    playbook.process.wait()
    wait_until(lambda: not playbook.holder, "the end of the module")
    made = len(writes(project))
    assert made < TENANTS, "it was too late to end anything"
    if whom == "module":  # else nobody is there to hear what it says
        (result,) = playbook.results
        assert result.code == "interrupted", result.values
        assert f"{made} of {TENANTS} changes were made" in result.message

    told = second_run(project, lock_timeout=10)
    assert (told["code"], told["took_up"] != "", told["summary"]["planned"]) == ("", True, TENANTS - made), told
    assert_finished(project)
    assert_one_writer_at_a_time(project)
    count("signals to a real playbook", cases=1, **{"two writers at once": 0})


@pytest.mark.whole
@pytest.mark.parametrize("playbook", [True, False], ids=["in the worker", "a process"], indirect=True)
def test_a_killed_module_lets_go_of_the_lock_at_once(project: Project, playbook: Playbook) -> None:
    """reliability #43 #84: as when memory runs out; the play fails, and the next run goes on."""
    os.kill(playbook.module, signal.SIGKILL)
    playbook.process.wait()
    assert [result.failed for result in playbook.results] == ([] if playbook.in_process else [True])  # who died tells nothing
    told = second_run(project, lock_timeout=0)
    assert (told["code"], told["took_up"] != "") == ("", True), told
    assert_finished(project)
    assert_one_writer_at_a_time(project)
    count("signals to a real playbook", cases=1, **{"two writers at once": 0})


@pytest.mark.whole
def test_a_stopped_run_keeps_the_lock_and_goes_on_when_it_is_continued(project: Project, playbook: Playbook) -> None:
    """reliability #44: as when a virtual machine is paused."""
    module = playbook.module
    os.kill(module, signal.SIGSTOP)
    assert second_run(project, lock_timeout=0.2)["code"] == "lock_held"
    os.kill(module, signal.SIGCONT)
    assert playbook.process.wait() == 0
    (result,) = playbook.results
    assert not result.failed, result.message
    assert_finished(project)
    assert_one_writer_at_a_time(project)
    count("signals to a real playbook", cases=1, **{"two writers at once": 0})
