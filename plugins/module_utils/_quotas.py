# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls the service grants: one pacer for each family of calls that it counts by itself (descope-api 1.7).

A run takes a share of each quota and leaves the rest to the sign-ins that go on meanwhile.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter

from ._pacing import Budget, Pacer

Quota = tuple[int, float]  # calls, seconds

UNLICENSED: Quota = (100, 60.0)
LICENSED: Quota = (1000, 10.0)
OWN: tuple[tuple[re.Pattern[str], Quota], ...] = (
    (re.compile(r"/v\d/mgmt/user/create(/batch)?"), (100, 60.0)),
    (re.compile(r"/v\d/mgmt/user/(update|search)"), (200, 60.0)),
    (re.compile(r"/v\d/mgmt/user/.*"), (500, 60.0)),
)
"""The families with a quota of their own; the first that fits counts."""


class Quotas:
    """The pacers of one client. `share` is what a run may take of each quota, from above 0 to 1.

    `granted` is the quota of all other calls, as the user knows it from the plan; without it, it is the lowest there is until
    the service tells the tier of the licence.
    """

    def __init__(self, share: float, granted: Quota | None = None, general: Pacer | None = None) -> None:
        self._share = share
        self._is_told = granted is not None
        self.granted = granted or UNLICENSED
        budget = Budget()  # one for all: a run waits so long and no longer
        self._general = general or Pacer(*self._shared(self.granted), budget=budget)
        self._own = tuple((family, Pacer(*self._shared(quota), budget=budget)) for family, quota in OWN)

    def licensed(self) -> None:
        """Take over what a licence grants, now that the service has told its tier."""
        if not self._is_told:
            self.granted = LICENSED
            self._general.allow(*self._shared(LICENSED))

    def of(self, path: str) -> Pacer:
        """Return the pacer that a call of this path has to pass."""
        return next((pacer for family, pacer in self._own if family.fullmatch(path)), self._general)

    @property
    def in_force(self) -> Quota:
        """What a run takes at most of the calls without a quota of their own, as far as it is known by now."""
        return self._general.limit, self._general.window

    def seconds_for(self, calls: t.Mapping[str, int]) -> float:
        """Return how long the quotas in force make so many calls of these paths take; what is within a window takes no time."""
        counts: Counter[Pacer] = Counter()
        for path, count in calls.items():
            counts[self.of(path)] += count
        return max((max(0, count - 1) // pacer.limit * pacer.window for pacer, count in counts.items()), default=0.0)

    def _shared(self, quota: Quota) -> Quota:
        calls, seconds = quota
        return max(1, int(calls * self._share)), seconds


def granted_by(calls: int | None) -> Quota | None:
    """Return the quota that an option grants, as calls in the ten seconds that the service counts in; None without one."""
    return None if calls is None else (calls, LICENSED[1])
