# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings a test may change while the simulator runs: checked on the way in, shown on the way out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from .errors import BadInput
from .limits import Rule, read_rule

TIERS = ("tier1", "tier2", "tier3", "tier4")


@dataclass(frozen=True)
class Config:
    """The defaults are what a quick, consistent and unlimited service looks like."""

    latency_ms: float = 0
    lag_ms: float = 0
    clock_skew_s: float = 0
    tier: str = "tier2"
    rate_limits: tuple[Rule, ...] = ()

    @property
    def lag_s(self) -> float:
        return self.lag_ms / 1000

    def merged(self, given: dict[str, Any]) -> Config:
        """Take the given keys over; a null goes back to the default."""
        defaults = {field.name: field.default for field in fields(self)}
        unknown = sorted(set(given) - set(defaults))
        if unknown:
            raise BadInput(f"unknown keys: {', '.join(unknown)}; known are {', '.join(sorted(defaults))}")
        return replace(self, **{name: _read(name, value, defaults[name]) for name, value in given.items()})

    def shown(self) -> dict[str, Any]:
        return {
            "latency_ms": self.latency_ms,
            "lag_ms": self.lag_ms,
            "clock_skew_s": self.clock_skew_s,
            "tier": self.tier,
            "rate_limits": [rule.shown() for rule in self.rate_limits],
        }


def _read(name: str, value: Any, default: Any) -> Any:
    if value is None:
        return default
    if name == "tier":
        if value not in TIERS:
            raise BadInput(f"tier must be one of {', '.join(TIERS)}")
        return value
    if name == "rate_limits":
        if not isinstance(value, list):
            raise BadInput("rate_limits must be a list of rules")
        return tuple(read_rule(rule) for rule in value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or (value < 0 and name != "clock_skew_s"):
        raise BadInput(f"{name} must be a number{'' if name == 'clock_skew_s' else ', zero or more'}")
    return value
