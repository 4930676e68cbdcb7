# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated page about performance says what the recorded run measured; and the benchmark still runs.

Nothing here asserts a time: `make bench` measures, on a machine that does nothing else.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.bench import page
from tests.bench.cases import CASES
from tests.bench.finding import Finding
from tests.bench.peers import PEERS
from tests.bench.results import Results, read
from tests.simulator.process import ROOT

AGAIN = "Run: python -m tests.bench --page-only --json docs/performance/results.jsonl"
Json = dict[str, Any]


def test_the_page_is_what_the_recorded_lines_give() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page(read(page.LINES)), AGAIN


def test_the_charts_are_what_the_recorded_lines_give() -> None:
    drawn = {file.name: file.read_text(encoding="utf-8") for file in page.FILES.glob("*.svg")}
    assert drawn == page.charts(read(page.LINES)), AGAIN


def test_a_run_of_one_size_becomes_lines_and_a_page(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "create", "--sizes", "5", "--json", str(lines)]
    done = subprocess.run(
        [*command, "--peers", "bulk", "floor"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = read(lines)
    assert {key: cell["requests"] >= 5 for key, cell in results.cells.items()} == {
        ("create", False, "bulk", 5): True,
        ("create", False, "floor", 5): True,
    }
    assert "This was not a whole run" in page.page(results)
    assert "<svg" in page.charts(results)["create.svg"]


def test_a_time_beyond_what_was_run_is_on_the_line_through_the_largest_two_sizes() -> None:
    results = Results([sample("uri", 10, 6.0), sample("uri", 100, 51.0), sample("bulk", 1000, 5.0)])
    wall = results.wall("create", False, "uri", 1000)
    assert wall is not None
    assert wall.seconds == pytest.approx(501.0)
    assert (wall.is_measured, str(wall)) == (False, "≈ 501")
    assert results.wall("create", False, "bulk", 10) is None, "nothing is said of sizes below what was run"


def test_a_cell_is_the_median_of_its_samples() -> None:
    results = Results([sample("uri", 10, wall) for wall in (9.0, 1.0, 2.0)])
    assert results.cells["create", False, "uri", 10]["wall"] == 2.0
    assert results.runs["create", False, "uri", 10] == 3


@pytest.mark.parametrize(
    ("case", "size", "rate", "seconds"),
    [
        ("create", 1000, None, 63 * 0.05),
        ("nothing", 5000, None, 0.05),
        ("backup", 1000, None, 126 * 0.05),
        ("create", 1000, (1000, 10.0), 63 * 0.05),
        ("create", 5000, (1000, 10.0), 40 + 63 * 0.05),
        ("backup", 1000, (1000, 10.0), 20 + 0.05),
    ],
)
def test_what_is_possible_follows_from_calls_latency_and_limit(
    case: str, size: int, rate: tuple[int, float] | None, seconds: float
) -> None:
    assert CASES[case].limit(size, rate) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("value", "at_least", "reached"), [(1.2, False, True), (1.3, False, False), (1.3, True, True), (None, False, None)]
)
def test_a_target_is_reached_missed_or_not_measured(value: float | None, at_least: bool, reached: bool | None) -> None:
    assert Finding("name", "title", 1.25, value, at_least=at_least).line["reached"] is reached


def test_the_page_says_who_was_faster_and_which_target_was_missed() -> None:
    run = {"type": "run", "date": "2026-11-23", "command": "python -m tests.bench", "machine": {}, "is_whole": True}
    missed = Finding("bulk", "create 10", 1.25, 2.0).line
    text = page.page(Results([run, sample("bulk", 10, 3.0), sample("node-16", 10, 1.5), missed]))
    assert "| Create all | 2.0, Node client, 16 at once |" in text
    assert "| create 10 | at most 1.25 | 2 | **no** |  |" in text
    assert "not a whole run" not in text


def test_a_chart_has_a_line_for_each_peer_and_is_well_formed() -> None:
    lines = [sample(peer.name, size, size / 10) for peer in PEERS for size in (10, 100)]
    chart = page.charts(Results([*lines, sample("bulk", 1000, 4.0)]))["create.svg"]
    root = ElementTree.fromstring(chart)
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Create all, 50 ms per call, no rate limit", "descope_sync", "descope_tenant in a loop", "possible"} <= set(texts)
    assert "stroke-dasharray" in chart, "what was not measured is dashed"


def sample(peer: str, size: int, wall: float) -> Json:
    """Return the recorded line of one run of the case create."""
    values = {"wall": wall, "own": wall, "cpu": 1.0, "memory": 50.0, "service": 0.1, "requests": size, "refused": 0}
    return {"type": "sample", "case": "create", "limited": False, "peer": peer, "size": size, **values}
