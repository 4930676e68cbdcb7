# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded lines of a run, and what follows from them: medians, and times that were extrapolated."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.bench.site import Json

Key = tuple[str, bool, str, int]
"""Case, whether there was a rate limit, peer, size."""
VALUES = ("wall", "own", "cpu", "memory", "requests", "refused")


@dataclass(frozen=True)
class Wall:
    """Seconds, and whether they were measured or follow from smaller sizes."""

    seconds: float
    is_measured: bool

    def __str__(self) -> str:
        shown = f"{self.seconds:,.0f}" if self.seconds >= 100 else f"{self.seconds:.1f}"
        return shown if self.is_measured else f"≈ {shown}"


class Results:
    """The lines of one run."""

    def __init__(self, lines: list[Json]) -> None:
        self.run: Json = next((line for line in lines if line["type"] == "run"), {})
        self.missing: dict[str, str] = {line["peer"]: line["why"] for line in lines if line["type"] == "missing"}
        self.findings = [line for line in lines if line["type"] == "target"]
        self.failed: list[str] = [line["what"] for line in lines if line["type"] == "failed"]
        samples: dict[Key, list[Json]] = defaultdict(list)
        for line in lines:
            if line["type"] == "sample":
                samples[line["case"], line["limited"], line["peer"], line["size"]].append(line)
        self.cells = {
            key: {name: statistics.median(one[name] for one in some) for name in VALUES} for key, some in samples.items()
        }
        self.runs = {key: len(some) for key, some in samples.items()}

    def sizes(self, case: str, limited: bool) -> list[int]:
        return sorted({size for one, is_limited, _peer, size in self.cells if (one, is_limited) == (case, limited)})

    def wall(self, case: str, limited: bool, peer: str, size: int) -> Wall | None:
        """Return the time of a cell; beyond what was run, on the line through the two largest sizes that were."""
        if cell := self.cells.get((case, limited, peer, size)):
            return Wall(cell["wall"], True)
        run = sorted(key[3] for key in self.cells if key[:3] == (case, limited, peer))
        if len(run) < 2 or size < run[-1]:
            return None
        (x0, y0), (x1, y1) = ((x, self.cells[case, limited, peer, x]["wall"]) for x in run[-2:])
        return Wall(y1 + max(0.0, (y1 - y0) / (x1 - x0)) * (size - x1), False)


def read(path: Path) -> Results:
    """Read the lines of a run; a file that is not there is a run of nothing."""
    return Results([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else [])
