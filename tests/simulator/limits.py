# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limits: so many requests per project and window, counted only when they pass (descope-api 1.7)."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from .errors import BadInput
from .globs import matches


@dataclass(frozen=True)
class Rule:
    """At most `limit` requests in `window_s` seconds to paths that start with `match` (or fit it, with a `*`)."""

    match: str
    limit: int
    window_s: float

    def covers(self, path: str) -> bool:
        return matches(self.match, path) if "*" in self.match else path.startswith(self.match)

    def shown(self) -> dict[str, Any]:
        return asdict(self)


def read_rule(given: Any) -> Rule:
    """Check one rule of the control surface."""
    if not isinstance(given, dict) or set(given) != {"match", "limit", "window_s"}:
        raise BadInput("a rate limit needs exactly match, limit and window_s")
    match, limit, window = given["match"], given["limit"], given["window_s"]
    if not isinstance(match, str) or not match.startswith(("/", "*")):
        raise BadInput("match must be a path")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise BadInput("limit must be a whole number, zero or more")
    if not isinstance(window, (int, float)) or isinstance(window, bool) or window <= 0:
        raise BadInput("window_s must be a number above zero")
    return Rule(match, limit, window)


class Limiter:
    """Remembers when each project's requests passed, per rule."""

    def __init__(self) -> None:
        self._passed: dict[tuple[Rule, str], deque[float]] = {}

    def clear(self) -> None:
        self._passed.clear()

    def wait_for(self, rules: tuple[Rule, ...], project_id: str, path: str) -> int:
        """Let a request pass and answer 0, or answer how many seconds the client has to wait."""
        now = time.monotonic()
        windows = [(rule, self._window(rule, project_id, now)) for rule in rules if rule.covers(path)]
        waits = [_wait(rule, passed, now) for rule, passed in windows if len(passed) >= rule.limit]
        if waits:
            return max(waits)
        for _, passed in windows:
            passed.append(now)
        return 0

    def _window(self, rule: Rule, project_id: str, now: float) -> deque[float]:
        passed = self._passed.setdefault((rule, project_id), deque())
        while passed and passed[0] <= now - rule.window_s:
            passed.popleft()
        return passed


def _wait(rule: Rule, passed: deque[float], now: float) -> int:
    until = passed[0] + rule.window_s if passed else now + rule.window_s
    return max(1, math.ceil(until - now))
