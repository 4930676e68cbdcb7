# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of fifty changes that is killed, at every point where that makes a difference: it can be finished, and taken back.

Real processes, real HTTP, real files (reliability 5, G1).
"""

from __future__ import annotations

import shutil
import typing as t

import pytest

from tests.faults.children import Json, Project, comparable
from tests.faults.conftest import MakeProject
from tests.faults.project50 import CHANGES, KEYS, desired, start
from tests.faults.scale import IS_FULL, count, some

POINTS = pytest.mark.parametrize(("at", "side"), [(at, side) for at in ("request", "append") for side in ("before", "after")])


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(**start())


def sync(project: Project, **options: t.Any) -> Json:
    return project.do("sync", desired=desired(), keys=KEYS, **options)


def deaths(points: t.Mapping[str, int], at: str, side: str, fast: int) -> list[Json]:
    """Return the points at which to die: each request, or each append, before or after it."""
    return [{"at": at, "number": number, "side": side} for number in some(range(points[at]), fast)]


def assert_finished(project: Project, wanted: Json, why: str) -> None:
    """Assert that the same job finishes what was begun, that nothing else is changed, and that then there is nothing to do."""
    told = sync(project)
    assert told.get("code") == "", f"{why}: {told}"
    assert project.documents() == wanted, why
    again = sync(project)
    assert (again["code"], again["changed"]) == ("", False), f"{why}: {again}"


def assert_taken_back(project: Project, before: Json, why: str) -> None:
    """Assert that descope_undo brings back the start, and says so of what it can't bring back."""
    told = project.do("undo")
    assert told.get("code") in ("", "run_not_found"), f"{why}: {told}"  # not found: it had not begun
    assert project.documents() == before, why
    reasons = {reason for _name, reason in told.get("left", [])}
    assert all(reason.startswith("brought back without the memberships") for reason in reasons), f"{why}: {reasons}"


def finished_and_undone(project: Project) -> tuple[Json, Json, Json]:
    """Return the state before the job, the one it wants, and what a run that nobody disturbs passes through."""
    before = project.documents()
    told = sync(project)
    assert (told["code"], told.get("summary", {}).get("applied")) == ("", CHANGES), told
    wanted = project.documents()
    assert wanted != before
    return before, wanted, told["points"]


@POINTS
def test_a_run_that_is_killed_anywhere_is_finished_by_the_next_and_taken_back_by_undo(
    project: Project, at: str, side: str
) -> None:
    """reliability #36 #43 #28 #105: also what is made of several calls, and what was in flight on other connections."""
    before, wanted, points = finished_and_undone(project)
    places = deaths(points, at, side, fast=2)
    killed = 0
    for death in places:
        project.start_again()
        told = sync(project, death=death)
        if not told["killed"]:  # calls at the same time come in another order, and then there may be a few less of them
            assert told["code"] == "", told
            continue
        killed += 1
        at_death = project.dump()
        kept = shutil.copytree(project.backup_dir, project.backup_dir.with_name("kept"))
        assert_taken_back(project, before, f"undo after {death}")
        project.put(at_death)
        shutil.rmtree(project.backup_dir)
        kept.rename(project.backup_dir)
        assert_finished(project, wanted, f"run again after {death}")
    assert killed >= 0.9 * len(places) - 1
    count("kill at every point of a run", points=len(places), killed=killed, converged=killed, **{"taken back": killed})


@POINTS
def test_an_undo_that_is_killed_anywhere_is_finished_by_the_next_one(project: Project, at: str, side: str) -> None:
    """reliability #39: and after it, the project is free for the next job."""
    before, wanted, _points = finished_and_undone(project)
    done, kept = project.dump(), shutil.copytree(project.backup_dir, project.backup_dir.with_name("done"))
    points = project.do("undo")["points"]
    places = deaths(points, at, side, fast=2)[:: 3 if IS_FULL else 1]
    killed = 0
    for death in places:
        project.put(done)
        shutil.rmtree(project.backup_dir)
        shutil.copytree(kept, project.backup_dir)
        told = project.do("undo", death=death)
        if not told["killed"]:
            continue
        killed += 1
        assert_taken_back(project, before, f"undo again after {death}")
    assert_finished(project, wanted, "the job once more, after an undo that was killed")
    assert killed >= 0.9 * len(places) - 1
    count("kill at every third point of an undo", points=len(places), killed=killed, **{"taken back": killed})


@pytest.mark.parametrize("place", some(range(4, 100, 3), 1))
def test_runs_that_are_killed_one_after_the_other_are_still_one_job(project: Project, place: int) -> None:
    """reliability #36: the journal of each run leads to the one it took up, and undo takes back all of them."""
    before, wanted, _points = finished_and_undone(project)
    project.start_again()
    for death in (place, place // 2 + 12, place // 3 + 9):
        sync(project, death={"at": "append", "number": death, "side": "after"})
    at_death = project.dump()
    kept = shutil.copytree(project.backup_dir, project.backup_dir.with_name("kept"))
    assert_taken_back(project, before, f"undo of three runs from {place}")
    project.put(at_death)
    shutil.rmtree(project.backup_dir)
    kept.rename(project.backup_dir)
    assert_finished(project, wanted, f"run again after three from {place}")
    count("runs killed three times in a row", runs=1, converged=1, **{"taken back": 1})


def test_what_is_compared_would_show_a_difference(project: Project) -> None:
    dumped = project.dump()
    for section in ("tenants", "roles", "permissions"):
        (one, *others) = dumped[section]
        spoiled = {**dumped, section: [{**one, "name": "another"}, *others]}
        assert comparable(spoiled) != comparable(dumped)
        assert comparable({**dumped, section: others}) != comparable(dumped)
