# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done to a project of N tenants, and the least time in which that is possible."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.measure import Failed
from tests.bench.site import IN_FLIGHT, LATENCY, Json, Site

Tenants = list[Json]

KEEPER: Json = {"id": "keeper", "name": "Keeper"}
"""Is in every project, because a desired state without any tenant is refused."""


def tenants(size: int) -> Tenants:
    return [{"id": f"tenant-{number:05}", "name": f"Tenant {number:05}"} for number in range(1, size + 1)]


def renamed(size: int) -> Tenants:
    """The same, with another name for each hundredth, and at least for one."""
    return [
        {**tenant, "name": f"{tenant['name']} renamed"} if not place % 100 else tenant
        for place, tenant in enumerate(tenants(size))
    ]


def none(_size: int) -> Tenants:
    return []


@dataclass(frozen=True)
class Case:
    """From the tenants `before` to those `after`, besides the one that is always there."""

    name: str
    title: str
    before: Callable[[int], Tenants]
    after: Callable[[int], Tenants]
    writes: Callable[[int], int]
    """The calls of which 16 can be under way at once, for N tenants."""
    reads_first: bool = True
    """Whether one call that lists what there is has to come first."""

    def limit(self, size: int, rate: tuple[int, float] | None = None) -> float:
        """Return the seconds below which nothing can get: waves of 16 calls, or whole windows of a rate limit."""
        calls = self.writes(size)
        waves = (math.ceil(calls / IN_FLIGHT) + self.reads_first) * LATENCY
        if rate is None:
            return waves
        full, rest = divmod(calls + self.reads_first - 1, rate[0])
        return max(waves, full * rate[1] + math.ceil((rest + 1) / IN_FLIGHT) * LATENCY)


CASES = {
    case.name: case
    for case in (
        Case("create", "Create all", none, tenants, lambda size: size, reads_first=False),
        Case("nothing", "Nothing to do", tenants, tenants, lambda size: 0),
        Case("change", "1 % changed", tenants, renamed, lambda size: math.ceil(size / 100)),
        Case("delete", "Delete all", tenants, none, lambda size: size, reads_first=False),
        Case("backup", "Back up, with settings and SSO", tenants, tenants, lambda size: 2 * size),
        Case("restore", "Restore all", none, tenants, lambda size: size, reads_first=False),
    )
}


@dataclass(frozen=True)
class Job:
    """One case of one size, in a project that is made for it, and a directory for whoever does it."""

    site: Site
    case: Case
    size: int
    project_id: str
    directory: Path = field(repr=False)

    @property
    def before(self) -> Tenants:
        return [KEEPER, *self.case.before(self.size)]

    @property
    def after(self) -> Tenants:
        return [KEEPER, *self.case.after(self.size)]

    @property
    def environment(self) -> dict[str, str]:
        return self.site.environment(self.directory, self.project_id)

    def check(self, who: str) -> None:
        """Raise Failed unless the project holds what it is to hold."""
        held = self.site.names(self.project_id)
        if held != {tenant["id"]: tenant["name"] for tenant in self.after}:
            raise Failed(f"{who} did not do {self.case.name} with {self.size} tenants; the project holds {len(held)}")
