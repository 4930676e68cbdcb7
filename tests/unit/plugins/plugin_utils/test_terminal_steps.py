# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read from progress files: whose they are, how far, how fast and for how long."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.plugin_utils._progress import PREFIX
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_steps import Steps


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def steps(tmp_path: Path, clock: Clock) -> Steps:
    return Steps(str(tmp_path), PREFIX, clock)


def write(file: Path, *lines: dict[str, Any]) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(line) + "\n" for line in lines)


def step(done: int, elapsed: float, total: int | None = 100, phase: str = "apply") -> dict[str, Any]:
    return {"phase": phase, "kind": "tenants", "done": done, "total": total, "elapsed": elapsed}


def test_each_module_has_its_latest_step_until_its_file_is_gone(tmp_path: Path, steps: Steps) -> None:
    assert steps.read(9) == []
    late, early = tmp_path / f"{PREFIX}1", tmp_path / f"{PREFIX}2"
    write(late, {"host": "late"}, step(1, 1.0))
    write(early, {"host": "early"})
    write(tmp_path / "another", {"host": "x"}, step(1, 1.0))
    assert [(one.host, one.done) for one in steps.read(9)] == [("late", 1)]
    write(early, step(5, 2.0), {**step(2, 2.5), "kind": "roles"})
    assert [(one.host, one.kind, one.done) for one in steps.read(9)] == [("early", "roles", 2), ("late", "tenants", 1)]
    late.unlink()
    assert [one.host for one in steps.read(9)] == ["early"]


def test_each_phase_has_its_step_in_the_order_they_began_and_if_these_are_too_many_only_the_current_one(
    tmp_path: Path, steps: Steps
) -> None:
    for host in ("b", "a"):
        write(tmp_path / f"{PREFIX}{host}", {"host": host}, step(9, 1.0, 9, "read"), step(1, 2.0), step(10, 3.0, 10, "read"))
    assert [(one.host, one.phase, one.done) for one in steps.read(4)] == [
        ("a", "read", 10),
        ("a", "apply", 1),
        ("b", "read", 10),
        ("b", "apply", 1),
    ]
    assert [(one.host, one.phase, one.done) for one in steps.read(3)] == [("a", "read", 10), ("b", "read", 10)]


def test_the_rate_and_the_time_left_are_those_of_the_last_while(tmp_path: Path, steps: Steps, clock: Clock) -> None:
    file = tmp_path / f"{PREFIX}1"
    write(file, {"host": "prod"}, step(1, 10.0))
    (first,) = steps.read(9)
    assert (first.rate, first.left(clock.now)) == (None, None)
    write(file, step(21, 12.0))
    (second,) = steps.read(9)
    assert (second.rate, second.left(clock.now)) == (10.0, 7.9)
    assert second.left(clock.now + 3) == pytest.approx(4.9)
    assert second.left(clock.now + 60) == 0.0
    write(file, *(step(21 + number, 12.0 + number) for number in range(1, 50)))
    (slower,) = steps.read(9)
    assert slower.rate == pytest.approx(1.0)


def test_without_a_total_there_is_no_time_left_and_at_the_end_no_rate(tmp_path: Path, steps: Steps, clock: Clock) -> None:
    file = tmp_path / f"{PREFIX}1"
    write(file, step(1, 1.0, None), step(3, 2.0, None))
    (unknown,) = steps.read(9)
    assert (unknown.rate, unknown.left(clock.now)) == (2.0, None)
    write(file, step(100, 4.0))
    (over,) = steps.read(9)
    assert (over.rate, over.left(clock.now)) == (None, None)


def test_half_a_line_waits_for_the_rest_and_what_is_no_line_is_left_out(tmp_path: Path, steps: Steps) -> None:
    file = tmp_path / f"{PREFIX}1"
    whole = json.dumps(step(7, 1.0))
    file.write_text("\nnot json\n5\n[]\n{}\n" + whole[:20], encoding="utf-8")
    assert steps.read(9) == []
    with file.open("a", encoding="utf-8") as stream:
        stream.write(whole[20:] + "\n")
    assert [one.done for one in steps.read(9)] == [7]


def test_what_the_modules_write_is_understood(tmp_path: Path, steps: Steps) -> None:
    progress = Progress(str(tmp_path / f"{PREFIX}1"))
    progress.step("backup", "tenants", 3, 9)
    (one,) = steps.read(9)
    assert (one.phase, one.kind, one.done, one.total) == ("backup", "tenants", 3, 9)
