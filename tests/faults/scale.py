# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of the fault suite runs: a part of everything with `make test`, all of it with `make faults` (FAULTS=full).

What was tried and what came of it is counted; `make faults` writes the counts of a whole run to docs/reliability.md.
"""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

IS_FULL = os.environ.get("FAULTS") == "full"
FIGURES = Path(__file__).resolve().parents[2] / ".cache" / "faults"
SEED = int(os.environ.get("FAULTS_SEED", "20261122"))
"""What random runs begin with; a failing run names its own."""

Point = t.TypeVar("Point")


def times(full: int, fast: int) -> int:
    """Return how often to do something: `full` times in a whole run, and `fast` times otherwise."""
    return full if IS_FULL else fast


def seeds(full: int, fast: int) -> range:
    """Return the seeds of so many random runs; FAULTS_SEED and FAULTS_RUNS choose others."""
    return range(SEED, SEED + int(os.environ.get("FAULTS_RUNS", times(full, fast))))


def some(points: t.Sequence[Point], fast: int) -> list[Point]:
    """Return all points in a whole run, and otherwise `fast` of them: evenly spread, with the first and the last."""
    if IS_FULL or len(points) <= fast:
        return list(points)
    step = (len(points) - 1) / max(1, fast - 1)
    return [points[round(place * step)] for place in range(fast)]


def count(goal: str, **counts: int | str) -> None:
    """Note what a part of the suite tried and found, for the page; only in a whole run."""
    if IS_FULL:
        FIGURES.mkdir(parents=True, exist_ok=True)
        with (FIGURES / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"goal": goal, "counts": counts}, sort_keys=True) + "\n")
