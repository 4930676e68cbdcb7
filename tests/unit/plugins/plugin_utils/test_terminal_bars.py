# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Rich makes of steps and tables: it fits the terminal, and has escapes only for colours."""

from __future__ import annotations

import re

import pytest

from ansible_collections.descope.mgmt.plugins.plugin_utils._plan_table import Line
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_bars import Painter, duration
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_steps import Step
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_text import width

COLOUR = re.compile(r"\x1b\[[\d;]*m")


def steps(*hosts: str) -> list[Step]:
    made = []
    for host in hosts:
        step = Step(host, "apply", "tenants")
        step.add({"done": 40, "total": 340, "elapsed": 2.0}, 100.0)
        step.add({"done": 140, "total": 340, "elapsed": 12.0}, 110.0)
        made.append(step)
    return made


@pytest.fixture(autouse=True)
def _terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs the tests may have none, and Rich asks the environment which colours there are."""
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


def test_a_bar_says_who_does_what_how_far_how_fast_and_how_long() -> None:
    (line,) = Painter().bars(steps("prod"), 115.0, 100, 24)
    assert re.fullmatch(r"prod  apply: tenants [━╸╺]+ *140/340 +10\.0/s 0:00:15 left *", COLOUR.sub("", line))


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_bars_are_narrower_than_the_terminal_and_leave_it_a_line(columns: int) -> None:
    hosts = [f"host-{number}" for number in range(50)]
    lines = [COLOUR.sub("", line) for line in Painter().bars(steps(*hosts), 115.0, columns, 10)]
    assert len(lines) == 9
    assert lines[-1] == "and 42 more"
    assert all(width(line) < columns for line in lines)


def test_a_name_does_nothing_to_the_terminal_and_is_no_markup() -> None:
    (line,) = Painter().bars(steps("x\x1b[2J[red]役割\n" + "y" * 90), 115.0, 100, 24)
    assert COLOUR.search(line)
    plain = COLOUR.sub("", line)
    assert plain.startswith(r"x\x1b[2J[red]役割\nyy")
    assert plain.isprintable()
    assert width(plain) < 100


def test_a_table_is_its_lines_in_colours() -> None:
    lines = [Line("operation", "head"), Line("+ [b]x[/b]", "create"), Line("~ y", "update"), Line("- z", "delete"), Line("")]
    shown = Painter().table(lines, 40).split("\n")
    assert [COLOUR.sub("", line) for line in shown] == [line.text for line in lines]
    assert [COLOUR.findall(line)[:1] for line in shown] == [["\x1b[1m"], ["\x1b[32m"], ["\x1b[33m"], ["\x1b[1;31m"], []]


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00:00"), (83.4, "0:01:23"), (36000, "10:00:00")])
def test_times_are_hours_minutes_and_seconds(seconds: float, text: str) -> None:
    assert duration(seconds) == text
