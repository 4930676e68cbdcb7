# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the kinds of rate limits count: what one project used of one limit, in whole nanoseconds since the rule was set.

Whole numbers make every kind exact: a call is let through at the very moment that the refusal before it named.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass

WHOLE = 1_000_000
"""A whole quota, in the parts that shares are counted in."""


@dataclass(frozen=True)
class Quota:
    """`limit` calls in `window` nanoseconds, of which other traffic takes `others` millionths."""

    limit: int
    window: int
    others: int = 0

    @property
    def own(self) -> int:
        """The millionths of calls that others leave in a window."""
        return self.limit * (WHOLE - self.others)


class Counter(ABC):
    """What one project used of one quota."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota

    @abstractmethod
    def free_at(self, now: int) -> int:
        """Say when a call passes: `now`, or the first moment after it."""

    @abstractmethod
    def take(self, now: int) -> None:
        """Count a call that passes."""

    def refuse(self, now: int) -> None:  # noqa: B027
        """Take note of a call that does not pass: nothing, for most kinds."""


class Nothing(Counter):
    """Lets nothing through, and always says a window later."""

    def free_at(self, now: int) -> int:
        return now + self.quota.window

    def take(self, now: int) -> None:
        raise AssertionError("nothing passes")


class Sliding(Counter):
    """Looks back one window from every moment.

    If others leave no whole number of calls, one more passes, and the look back is longer in proportion.
    """

    def __init__(self, quota: Quota) -> None:
        super().__init__(quota)
        self._room = -(-quota.own // WHOLE)
        self._back = -(-self._room * WHOLE * quota.window // quota.own)
        self._passed: deque[int] = deque()

    def free_at(self, now: int) -> int:
        passed = self._passed
        while passed and passed[0] <= now - self._back:
            passed.popleft()
        return now if len(passed) < self._room else passed[0] + self._back

    def take(self, now: int) -> None:
        self._passed.append(now)


class Fixed(Counter):
    """Begins anew at every multiple of the window."""

    def __init__(self, quota: Quota) -> None:
        super().__init__(quota)
        self._window = self._used = 0

    def free_at(self, now: int) -> int:
        number = now // self.quota.window
        used = self._used if number == self._window else 0
        left_before, left = self._left(number), self._left(number + 1)
        if used < left - left_before:
            return now
        # Where others leave less than a call for each window, it is only some windows that have one.
        return max(left * WHOLE // self.quota.own, number + 1) * self.quota.window

    def take(self, now: int) -> None:
        number = now // self.quota.window
        self._used = self._used + 1 if number == self._window else 1
        self._window = number

    def _left(self, windows: int) -> int:
        """How many calls others leave in so many windows together: parts of a call go into the first of them."""
        return -(-windows * self.quota.own // WHOLE)


class Penalty(Fixed):
    """A fixed window that stays shut for a while after every refused call."""

    def __init__(self, quota: Quota, penalty: int) -> None:
        super().__init__(quota)
        self._penalty = penalty
        self._shut_until = 0

    def free_at(self, now: int) -> int:
        return super().free_at(max(now, self._shut_until))

    def refuse(self, now: int) -> None:
        self._shut_until = now + self._penalty


class Bucket(Counter):
    """Refilled evenly; full at first. Others drain what they take of the refill."""

    def __init__(self, quota: Quota, burst: int) -> None:
        super().__init__(quota)
        self._token = WHOLE * quota.window  # `quota.own` of these parts flow in every nanosecond
        self._level = self._full = burst * self._token
        self._at = 0

    def free_at(self, now: int) -> int:
        missing = self._token - self._level_at(now)
        return now if missing <= 0 else now - (-missing // self.quota.own)

    def take(self, now: int) -> None:
        self._level, self._at = self._level_at(now) - self._token, now

    def _level_at(self, now: int) -> int:
        return min(self._full, self._level + (now - self._at) * self.quota.own)
