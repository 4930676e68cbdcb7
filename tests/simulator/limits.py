# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limits: so many requests per project and window, counted only when they pass (descope-api 1.7)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from .errors import BadInput
from .globs import matches
from .quotas import WHOLE, Bucket, Counter, Fixed, Nothing, Penalty, Quota, Sliding

KINDS = ("sliding", "fixed", "bucket", "penalty")
NEEDED = ("match", "limit", "window_s")
KIND_OF = {"burst": "bucket", "penalty_s": "penalty"}
"""The settings that mean something for one kind only."""
SECOND = 1_000_000_000
LONGEST_S = 366 * 24 * 3600


@dataclass(frozen=True)
class Rule:
    """At most `limit` requests in `window_s` seconds to paths that start with `match` (or fit it, with a `*`)."""

    match: str
    limit: int
    window_s: float
    kind: str = "sliding"
    burst: int = 0
    penalty_s: float = 0
    other_share: float = 0
    decimal: bool = False

    def covers(self, path: str) -> bool:
        return matches(self.match, path) if "*" in self.match else path.startswith(self.match)

    def shown(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if KIND_OF.get(name, self.kind) == self.kind}

    def counter(self) -> Counter:
        """Make what counts the requests of one project."""
        quota = Quota(self.limit, _nanoseconds(self.window_s), round(self.other_share * WHOLE))
        if not quota.own or (self.kind == "bucket" and not self.burst):
            return Nothing(quota)
        if self.kind == "bucket":
            return Bucket(quota, self.burst)
        if self.kind == "penalty":
            return Penalty(quota, _nanoseconds(self.penalty_s))
        return Fixed(quota) if self.kind == "fixed" else Sliding(quota)

    def retry_after(self, wait: int) -> float:
        """Turn nanoseconds into what `Retry-After` says, never less than it takes: whole seconds, or milliseconds."""
        if self.decimal:
            return -(-wait * 1000 // SECOND) / 1000
        return -(-wait // SECOND)


def read_rule(given: Any) -> Rule:
    """Check one rule of the control surface."""
    if not isinstance(given, dict):
        raise BadInput("a rate limit is a JSON object")
    known = Rule.__dataclass_fields__
    if set(NEEDED) - set(given) or set(given) - set(known):
        odd = sorted(set(NEEDED) - set(given)) or sorted(set(given) - set(known))
        raise BadInput(f"a rate limit needs {', '.join(NEEDED)} and knows {', '.join(known)}; see {', '.join(odd)}")
    match, kind = given["match"], given.get("kind", "sliding")
    if not isinstance(match, str) or not match.startswith(("/", "*")):
        raise BadInput("match must be a path")
    if kind not in KINDS:
        raise BadInput(f"kind must be one of {', '.join(KINDS)}")
    for name, only in KIND_OF.items():
        if name in given and kind != only:
            raise BadInput(f"{name} is for the kind {only} only")
    limit, window = _count(given, "limit"), _seconds(given, "window_s")
    return Rule(
        match,
        limit,
        window,
        kind,
        burst=_count(given, "burst", limit) if kind == "bucket" else 0,
        penalty_s=_seconds(given, "penalty_s", window) if kind == "penalty" else 0,
        other_share=_share(given),
        decimal=_decimal(given, window),
    )


class Limiter:
    """Counts each project's requests, per rule, from when the rules were set."""

    def __init__(self, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Start counting at zero, and the first windows now."""
        self._began = self._clock()
        self._counters: dict[tuple[Rule, str], Counter] = {}

    def wait_for(self, rules: tuple[Rule, ...], project_id: str, path: str) -> float:
        """Let a request pass and answer 0, or answer how many seconds the client has to wait."""
        now = self._clock() - self._began
        counters = {rule: self._counter(rule, project_id) for rule in rules if rule.covers(path)}
        refusing = {rule: counter for rule, counter in counters.items() if counter.free_at(now) > now}
        if not refusing:
            for counter in counters.values():
                counter.take(now)
            return 0
        for counter in refusing.values():
            counter.refuse(now)
        return max(rule.retry_after(counter.free_at(now) - now) for rule, counter in refusing.items())

    def _counter(self, rule: Rule, project_id: str) -> Counter:
        key = (rule, project_id)
        if key not in self._counters:
            self._counters[key] = rule.counter()
        return self._counters[key]


def _nanoseconds(seconds: float) -> int:
    return max(1, round(seconds * SECOND))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(given: dict[str, Any], name: str, default: int = 0) -> int:
    value = given.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput(f"{name} must be a whole number, zero or more")
    return value


def _seconds(given: dict[str, Any], name: str, default: float = 0) -> float:
    value: float = given.get(name, default)
    if not _is_number(value) or not 0 < value <= LONGEST_S:
        raise BadInput(f"{name} must be a number of seconds above zero, at most {LONGEST_S}")
    return value


def _share(given: dict[str, Any]) -> float:
    value: float = given.get("other_share", 0)
    if not _is_number(value) or not 0 <= value <= 1:
        raise BadInput("other_share must be a number from 0 to 1")
    return value


def _decimal(given: dict[str, Any], window: float) -> bool:
    value = given.get("decimal", False)
    if not isinstance(value, bool):
        raise BadInput("decimal must be true or false")
    if value and window >= 1:
        raise BadInput("decimal is for a window_s below 1 only: longer waits are whole seconds")
    return value
