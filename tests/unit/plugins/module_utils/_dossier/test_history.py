# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of drift: a line for each run, whatever happens to the file and however many runs there are at once."""

from __future__ import annotations

import json
import multiprocessing
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._dossier.files import write_files
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.history import NAME, SHOWN, add, last_runs, line_of
from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed
from tests.unit.plugins.dossiers import ACCEPTED, comparison, dossier

Json = dict[str, t.Any]

PROJECT = "P2test"


def line(number: int = 0, project_id: str = PROJECT) -> Json:
    made = dossier("drift", preview=comparison("info"))
    return {**line_of(made, f"report {number}"), "project_id": project_id}


def reports(directory: Path, project_id: str = PROJECT) -> list[str]:
    return [run["report"] for run in last_runs(str(directory), project_id)]


def add_many(directory: str, process: int, count: int) -> None:
    for number in range(count):
        add(directory, {**line(), "report": f"{process}/{number}", "against": "x" * 5000})


def test_a_line_says_when_what_and_how_bad(tmp_path: Path) -> None:
    made = dossier("drift", preview=comparison("critical", "info", accepted=[ACCEPTED]))
    paths = write_files(made, str(tmp_path / "new"), ["json"], keep_history=True)
    (told,) = Path(paths["history"]).read_text(encoding="utf-8").splitlines()
    assert json.loads(told) == {
        "time": "2026-11-22T23:20:00+00:00",
        "project_id": PROJECT,
        "against": "backup 20261122T231500Z",
        "state": "drift",
        "worst": "critical",
        "counts": {"critical": 1, "warning": 0, "info": 1},
        "accepted": 1,
        "report": Path(paths["json"]).stem,
    }
    assert Path(paths["history"]).stat().st_mode & 0o777 == 0o600
    assert json.loads(Path(paths["json"]).read_text(encoding="utf-8"))["history"] == [json.loads(told)]


def test_a_run_that_failed_is_in_the_history_too(tmp_path: Path) -> None:
    write_files(dossier("drift", preview={"failed": True, "msg": "no"}), str(tmp_path), [], keep_history=True)
    (run,) = last_runs(str(tmp_path), PROJECT)
    assert (run["state"], run["worst"], run["counts"]) == ("failed", "unknown", {})


def test_the_last_runs_of_a_project_come_newest_first_without_those_of_others(tmp_path: Path) -> None:
    for number in range(SHOWN + 5):
        add(str(tmp_path), line(number))
        add(str(tmp_path), line(number, "P2other"))
    assert reports(tmp_path) == [f"report {number}" for number in reversed(range(5, SHOWN + 5))]
    assert reports(tmp_path, "P2none") == []


def test_no_file_is_no_history(tmp_path: Path) -> None:
    assert reports(tmp_path / "nowhere") == []


@pytest.mark.parametrize("torn", ['{"time": "2026', '{"time": "2026-11-22", "counts": 7}', "[1]", "\x00\x00", '{"a": 1}\n'])
def test_a_torn_line_is_left_out_and_spoils_no_other(tmp_path: Path, torn: str) -> None:
    add(str(tmp_path), line(1))
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write(torn)
    assert reports(tmp_path) == ["report 1"]
    add(str(tmp_path), line(2))
    assert reports(tmp_path) == ["report 2", "report 1"]


def test_runs_at_once_lose_and_mix_no_line(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=add_many, args=(str(tmp_path), number, 25)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    lines = (tmp_path / NAME).read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(one)["report"] for one in lines) == sorted(f"{p}/{n}" for p in range(4) for n in range(25))


def test_only_the_end_of_a_very_long_history_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        add(str(tmp_path), line(number))
    size = (tmp_path / NAME).stat().st_size
    monkeypatch.setattr("ansible_collections.descope.mgmt.plugins.module_utils._dossier.history._TAIL", size // 10 * 3 - 5)
    assert reports(tmp_path) == ["report 9", "report 8"]


def test_a_history_that_can_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageFailed, match="The report can't be written to"):
        write_files(dossier("drift", preview=comparison()), str(tmp_path), ["json"], keep_history=True)
    assert not (tmp_path / "elsewhere").exists()
