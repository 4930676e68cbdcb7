# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress lines: few, and never in the way."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "progress"


def lines(file: Path) -> list[dict[str, t.Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_line_says_phase_kind_count_total_and_time(file: Path, clock: Clock) -> None:
    progress = Progress(str(file), clock=clock)
    clock.now += 12.34
    progress.step("apply", "tenants", 340, 1000)
    assert lines(file) == [{"phase": "apply", "kind": "tenants", "done": 340, "total": 1000, "elapsed": 12.3}]


def test_many_steps_give_the_first_the_last_and_one_every_two_seconds(file: Path, clock: Clock) -> None:
    progress = Progress(str(file), clock=clock)
    for done in range(1, 101):
        progress.step("apply", "tenants", done, 100)
        clock.now += 0.125
    assert [line["done"] for line in lines(file)] == [1, 17, 33, 49, 65, 81, 97, 100]


def test_a_new_kind_or_phase_gets_a_line_at_once(file: Path, clock: Clock) -> None:
    progress = Progress(str(file), clock=clock)
    for phase, kind in (("read", "roles"), ("read", "tenants"), ("apply", "tenants")):
        progress.step(phase, kind, 1)
    assert [(line["phase"], line["kind"], line["total"]) for line in lines(file)] == [
        ("read", "roles", None),
        ("read", "tenants", None),
        ("apply", "tenants", None),
    ]


def test_two_kinds_in_turns_give_no_more_lines_than_one_after_the_other(file: Path, clock: Clock) -> None:
    progress = Progress(str(file), clock=clock)
    for done in range(1, 10):
        progress.step("apply", "roles", done, 100)
        progress.step("apply", "tenants", done, 100)
    assert len(lines(file)) == 2


def test_without_a_path_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Progress().step("read", "roles", 1, 1)
    assert list(tmp_path.iterdir()) == []


def test_trouble_with_the_file_is_no_trouble(tmp_path: Path) -> None:
    Progress(str(tmp_path / "missing" / "file")).step("read", "roles", 1, 1)
    Progress(str(tmp_path)).step("read", "roles", 1, 1)
    assert list(tmp_path.iterdir()) == []
