# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of random jobs that meet random faults: nothing is lost, foreign or half written (reliability 5, G2).

To repeat a run that failed: FAULTS_SEED=<its seed> FAULTS_RUNS=1 python -m pytest tests/faults/test_random_runs.py
"""

from __future__ import annotations

import os
import shutil
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.aftermath import failure
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import FOREIGN, Undone
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError, PendingJournal
from tests.faults.histories import Contents, History, Trouble, contents, difference, strangers
from tests.faults.scale import count, seeds

PARTS = 8
OLD_BUGS = (
    91,
    10515,
    31672,
    20261249,
    20261216,
    20262375,
    40000061,
    40000108,
    40000359,
    40000421,
    40000558,
    50001235,
    60000092,
)
HARMLESS = ("brought back without", "brought back, but not")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies takes nothing along that was written, so it need not wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def part(number: int) -> list[int]:
    return [seed for seed in seeds(full=10_000, fast=200) if seed % PARTS == number]


@pytest.mark.parametrize("number", range(PARTS))
def test_whatever_a_job_meets_it_is_finished_by_running_it_again_or_taken_back_by_undo(tmp_path: Path, number: int) -> None:
    """reliability #4 #5 #6 #7 #27 #28 #36 #39 #98 #100 #102: no edits by others here, so every document must come out right."""
    tried = dict.fromkeys(("jobs", "processes", "deaths", "finished", "taken back"), 0)
    for seed in part(number):
        history = History(seed, tmp_path / str(seed))
        way = live(history, seed)
        if not way:
            continue
        shutil.rmtree(tmp_path)
        tried["jobs"] += 1
        tried["processes"] += history.processes
        tried["deaths"] += history.deaths
        tried[way] += 1
    assert tried["jobs"] > 0 or len(part(number)) < PARTS
    count("random jobs with random faults", **tried, **{"lost, foreign or half written": 0})


@pytest.mark.parametrize("seed", OLD_BUGS)
def test_what_once_went_wrong_does_not_again(tmp_path: Path, seed: int) -> None:
    """reliability #39 #100: seeds that found a bug of the engine, each another one."""
    assert live(History(seed, tmp_path), seed)


@pytest.mark.parametrize("number", range(PARTS))
def test_what_others_do_meanwhile_is_never_written_over_after_a_look_at_it(tmp_path: Path, number: int) -> None:
    """reliability #91 #100: also while a run is settled, taken up, or taken back."""
    tried = dict.fromkeys(("jobs", "processes", "deaths", "edits", "edits between a look and its write"), 0)
    for seed in part(number):
        history = History(seed, tmp_path / str(seed))
        with repeatable(seed):
            if history.wanted() is None:
                continue
            for _run in range(history.rng.randint(1, 3)):
                history.run(**faults(history, edits=3))
            history.undo(edit_at={history.rng.randint(1, 20)})
            require(not history.watch.overwritten, history.watch.overwritten)
            require(not history.watch.unannounced, history.watch.unannounced)
        shutil.rmtree(tmp_path)
        tried["jobs"] += 1
        tried["processes"] += history.processes
        tried["deaths"] += history.deaths
        tried["edits"] += len(history.watch.edits)
        tried["edits between a look and its write"] += history.watch.in_the_gap
    assert tried["jobs"] > 0 or len(part(number)) < PARTS
    count("random jobs with edits by others", **tried, **{"edits written over after a look": 0})


def live(history: History, seed: int) -> str:
    """Live through a history, to the one end or the other; return which, or nothing when its job is not possible."""
    with repeatable(seed):
        wanted = history.wanted()
        if wanted is None:
            return ""
        live_through_faults(history, wanted)
        way = history.rng.choice(["finished", "taken back"])
        (finish if way == "finished" else take_back)(history, wanted)
    return way


def faults(history: History, edits: int = 0) -> dict[str, t.Any]:
    """Return what the next process meets: calls that fail, perhaps a death, perhaps edits by others."""
    rng = history.rng
    return {
        "p": rng.choice([0.0, 0.05, 0.3]),
        "kill_at": rng.choice([-1, rng.randint(1, 150), rng.randint(1, 60)]),
        "edit_at": {rng.randint(1, 80) for _edit in range(edits)},
    }


def live_through_faults(history: History, wanted: Contents) -> None:
    """Run the job a few times with faults; after each, what is there must be of the start or of what is wanted."""
    for _run in range(history.rng.randint(1, 3)):
        history.run(**faults(history))
        if history.rng.random() < 0.2:
            history.undo(**faults(history))
        odd = strangers(contents(history.api), history.start, wanted)
        require(not odd, odd)
    require(not history.watch.unannounced, history.watch.unannounced)


def finish(history: History, wanted: Contents) -> None:
    """Run the job without faults: it must do all there is to do, and then there must be nothing.

    Only an undo that was cut off has to be finished first, as an undo.
    """
    for _again in range(2):
        if isinstance(history.run(), PendingJournal):
            require(isinstance(told := history.undo(), Undone), told)
        report = history.run()
        require(not isinstance(report, DescopeError), report)
        require(failure(report) is None, failure(report))
    require(not report.plan.changes, report.plan.changes)
    require(contents(history.api) == wanted, difference(contents(history.api), wanted))


def take_back(history: History, wanted: Contents) -> None:
    """Take back all there was: the start must be there again, and only what can't come back is named."""
    left = history.undo_all()
    odd = [one for one in left if not one[1].startswith(HARMLESS)]
    require(not odd and FOREIGN not in dict(left).values(), odd)
    require(contents(history.api) == history.start, difference(contents(history.api), history.start))


def require(is_so: bool, told: t.Any) -> None:
    if not is_so:
        raise Trouble(str(told))


class repeatable:
    """A context in which trouble says how to have it again."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None:
            line = f"FAULTS_SEED={self.seed} FAULTS_RUNS=1 python -m pytest tests/faults/test_random_runs.py"
            raise Trouble(f"{line}\n{type(error).__name__}: {error}") from error
