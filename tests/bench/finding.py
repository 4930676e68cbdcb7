# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets: each a ratio of two things that were measured in turn, or of one that was measured and a computed limit."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.bench.measure import Measurement
from tests.bench.site import Json, Site


@dataclass(frozen=True)
class Sizes:
    """How many tenants, turns of a loop and projects; and how often each thing is measured.

    With `few` tenants, three calls for each are still below what this collection allows itself in ten seconds.
    """

    bulk: int = 1000
    few: int = 300
    idle: int = 5000
    memory: int = 10_000
    loop: int = 100
    projects: int = 50
    each: int = 100
    forks: int = 10
    repeat: int = 3


QUICK = Sizes(bulk=20, few=20, idle=100, memory=200, loop=3, projects=3, each=10, forks=3, repeat=1)


@dataclass(frozen=True)
class Finding:
    """A target and what was measured; no value when that was not possible, and `told` says why."""

    name: str
    title: str
    target: float
    value: float | None
    told: str = ""
    at_least: bool = False

    @property
    def reached(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def line(self) -> Json:
        value = None if self.value is None else round(self.value, 3)
        return {**vars(self), "type": "target", "value": value, "reached": self.reached}


Target = Callable[[Site, Sizes], Iterator[Finding]]
Thing = Callable[[], Measurement]


def alternately(repeat: int, things: Mapping[str, Thing]) -> dict[str, list[Measurement]]:
    """Measure each thing in turn, as often as is wanted."""
    found: dict[str, list[Measurement]] = {name: [] for name in things}
    for _round in range(repeat):
        for name, thing in things.items():
            found[name].append(thing())
    return found


def median(runs: list[Measurement], name: str) -> float:
    """Return the median of one value of the runs."""
    return float(statistics.median(getattr(run, name) for run in runs))
