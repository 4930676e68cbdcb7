# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody changes a document while a run is under way: before the run looks at it again it is safe, after that it is not.

Descope has no conditional writes, so the gap between a look and its write can be made small, not closed: it is measured here.
"""

from __future__ import annotations

import os
import shutil
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from tests.faults.histories import History
from tests.faults.scale import count, seeds
from tests.faults.wire import edit

PARTS = 4
MARK = "by hand"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def targets(history: History) -> list[tuple[str, str]]:
    """Return the documents that the job would update or delete and that can be edited: their sort, and their id."""
    report = history.process(lambda writer, client: converge(_checking(history), client, Progress()))
    assert isinstance(report, Report)
    changes = [change for change in report.plan.changes if change.before and change.kind.name in ("tenant", "role")]
    return [(change.kind.name, change.before["id"]) for change in changes if change.before]


def _checking(history: History) -> t.Any:
    job = history.job
    return type(job)(job.desired, job.scope, check_mode=True)


def is_marked(history: History, sort: str, document: str) -> bool:
    """Say whether a document is still there with what somebody wrote into it."""
    stores: dict[str, dict[str, t.Any]] = {"tenant": history.api._tenants, "role": history.api._roles}
    found = stores[sort].get(document, {})
    return MARK in (found.get("description"), found.get("customAttributes", {}).get("mark"))


def part(number: int, full: int, fast: int) -> list[int]:
    return [seed for seed in seeds(full, fast) if seed % PARTS == number]


@pytest.mark.parametrize("number", range(PARTS))
def test_an_edit_before_the_look_stops_the_write_and_stays(tmp_path: Path, number: int) -> None:
    """reliability #91: at a random moment from the plan to the last look before the write."""
    edits = 0
    for seed in part(number, full=1500, fast=60):
        history = History(seed, tmp_path / str(seed))
        found = targets(history) if history.wanted() is not None else []
        if not found:
            continue
        sort, document = history.rng.choice(found)
        calls = history.rng.randint(0, 4)  # of others that look before
        seen: list[str] = []

        def on_look(looked: str, wanted: tuple[str, str, int] = (sort, document, calls), seen: list[str] = seen) -> None:
            seen.append(looked)
            if MARK not in seen and (looked == wanted[1] or len(seen) > wanted[2]):
                edit(history.api, history.watch, wanted[0], wanted[1], MARK)  # noqa: B023
                seen.append(MARK)

        report = history.run_quietly(hooks={"on_look": on_look}, on_error="continue")
        assert is_marked(history, sort, document), f"seed {seed}: {sort} {document} was written over"
        status = {(one.change.kind.name, (one.change.before or {}).get("id")): one.status for one in report.outcomes}
        assert status[sort, document] == "conflict", f"seed {seed}: {status}"
        edits += 1
        shutil.rmtree(tmp_path)
    assert edits > 0
    count("edits by others before the look", runs=edits, **{"written over": 0})


@pytest.mark.parametrize("number", range(PARTS))
def test_an_edit_between_the_look_and_the_write_is_the_limit_that_remains(tmp_path: Path, number: int) -> None:
    """reliability #91: what nobody can prevent without conditional writes; the figure is on the page about reliability."""
    edits = lost = 0
    for seed in part(number, full=400, fast=20):
        history = History(seed, tmp_path / str(seed))
        found = targets(history) if history.wanted() is not None else []
        if not found:
            continue
        sort, document = history.rng.choice(found)
        done: list[str] = []

        def on_write(written: str, wanted: tuple[str, str] = (sort, document), done: list[str] = done) -> None:
            if written == wanted[1] and not done:
                edit(history.api, history.watch, wanted[0], wanted[1], MARK)  # noqa: B023
                done.append(written)

        history.run_quietly(hooks={"on_write": on_write}, on_error="continue")
        edits += len(done)
        lost += not is_marked(history, sort, document)
        shutil.rmtree(tmp_path)
    assert 0 < lost <= edits, "the gap is closed: say so on the page"
    count("edits by others between the look and the write", runs=edits, **{"written over": lost})
