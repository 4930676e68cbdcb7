# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journals of a project's runs: their order, which of them are kept, and when one counts as over."""

from __future__ import annotations

import asyncio
import typing as t
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_disk import Directory
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan, Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import Author
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.runs import KEPT, LAST, End, Header, OpenRun, Runs
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Start
from ansible_collections.descope.mgmt.plugins.module_utils._engine.writer import writing
from ansible_collections.descope.mgmt.plugins.module_utils._errors import RunNotFound
from tests.unit.plugins.builders import TARGET, planned, state, tenant
from tests.unit.plugins.model_api import ModelApi, refused
from tests.unit.plugins.scripted_server import settings

NOTHING = Start({}, {})
NOW = datetime(2026, 11, 22, 23, 15, tzinfo=timezone.utc)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Directory]:
    with Directory.open_or_make(str(tmp_path)) as root, root.child_or_make("P1") as project:
        yield project


class ApiWithSettings(ModelApi):
    """The model with what converge asks of a client besides the protocol."""

    settings = settings(TARGET.api_base, project_id=TARGET.project_id, concurrency=1)


def ticking(step: timedelta = timedelta(seconds=1)) -> t.Callable[[], datetime]:
    """Return a clock that goes on by `step` whenever somebody looks."""
    times = iter(range(10_000))
    return lambda: NOW + step * next(times)


def plan() -> Plan:
    return planned(state(tenants=[]), state(tenants=[tenant("acme")]))


def ran(runs: Runs, end: End | None = "done", **header: t.Any) -> OpenRun:
    """Begin a run and end it, or leave it as if it was cut off."""
    run = runs.begin(Header("descope_sync", "job", "hash", **header), plan(), NOTHING)
    if end:
        run.end(end)
    run.close()
    return run


def test_runs_are_named_by_their_time_newest_first(project: Directory) -> None:
    runs = Runs(project, clock=ticking())
    first, second = ran(runs), ran(runs)

    assert runs.ids() == [second.id, first.id]
    assert first.id == "20261122T231500.000000Z"


def test_a_clock_that_was_set_back_does_not_change_the_order(project: Directory) -> None:
    first = ran(Runs(project, clock=ticking()))
    second = ran(Runs(project, clock=lambda: NOW - timedelta(days=9)))

    assert Runs(project).ids() == [second.id, first.id]


def test_only_the_newest_runs_are_kept_and_all_that_were_cut_off(project: Directory) -> None:
    runs = Runs(project, clock=ticking())
    cut_off = ran(runs, end=None)
    for _ in range(KEPT + 5):
        ran(runs)

    kept = runs.ids()
    assert len(kept) == KEPT + 2  # the newest was begun after the oldest were forgotten
    assert kept[-1] == cut_off.id
    assert len(list((Path(project.path) / ".journal").iterdir())) == 2 * len(kept)


def test_a_run_that_the_oldest_kept_one_went_on_with_is_kept_too(project: Directory) -> None:
    runs = Runs(project, clock=ticking())
    forgotten = ran(runs)
    half = ran(runs, end="continued")
    other_half = ran(runs, continues=half.id)
    for _ in range(KEPT):
        ran(runs)

    assert runs.ids()[-2:] == [other_half.id, half.id]
    assert forgotten.id not in runs.ids()
    assert [run.id for run in runs.chain(runs.read(other_half.id))] == [other_half.id, half.id]


def test_a_run_has_one_end(project: Directory) -> None:
    runs = Runs(project, clock=ticking())
    run = runs.begin(Header("descope_sync", "job", "hash"), plan(), NOTHING)
    run.end("failed")
    run.end("done")
    run.close()

    assert runs.read(run.id).end == "failed"


def test_where_no_run_is_none_is_found(project: Directory) -> None:
    with pytest.raises(RunNotFound, match="no run that could be taken back"):
        Runs(project).find(LAST)


def test_a_rollback_is_in_the_journal_before_its_run_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the two, the next run would not know that something was to be taken back (reliability #47)."""
    ends: list[End | None] = []
    begin = Runs.begin

    def noting(runs: Runs, *given: t.Any) -> OpenRun:
        run = begin(runs, *given)
        ends.extend(runs.read(one).end for one in runs.ids()[1:])
        return run

    monkeypatch.setattr(Runs, "begin", noting)
    api = ApiWithSettings()
    api.faults = {1: refused("Descope refused it.", "E1")}
    wanted = state(tenants=[tenant("a"), tenant("b")])

    async def run() -> list[End | None]:
        store = BackupStore(str(tmp_path), TARGET.project_id)
        author = Author(user="ops", host="ctl1")
        async with writing(store, "descope_sync", author, keys=Keys(), lock_timeout=0) as writer:
            job = Job(wanted, Scope(), writer=writer, on_error="rollback", operation="descope_sync", identity="job")
            await converge(job, t.cast("DescopeClient", api), Progress())
            return [writer.runs.read(one).end for one in writer.runs.ids()]

    assert asyncio.run(run()) == ["done", "failed"]
    assert ends == [None]
