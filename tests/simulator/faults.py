# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault plan: which request, counted from now, goes wrong, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .errors import BadInput
from .globs import matches

ACTIONS = ("status", "reset", "truncate", "delay", "html", "drip", "flood", "bomb", "echo")
LATE = ("delay", "drip")
_KEYS = {"method", "path", "nth", "count", "action", "when", "status", "body", "headers", "delay_ms", *ACTIONS}


@dataclass
class Fault:
    """One line of the plan, and how often it was met."""

    action: str
    path: str = "*"
    method: str | None = None
    nth: int = 1
    count: int = 1
    when: str = "before"
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_ms: float | None = None
    hits: int = 0
    fired: int = 0

    def meets(self, method: str, path: str, query: str) -> bool:
        """Count a matching request; say whether it is one of those that go wrong."""
        if (self.method and self.method != method) or not matches(self.path, path, query):
            return False
        self.hits += 1
        return self.hits >= self.nth and (self.count == 0 or self.hits < self.nth + self.count)


class FaultPlan:
    """Every fault counts the requests that match it; of those that are due, the first in the plan happens."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def replace(self, faults: list[Fault]) -> None:
        self._faults = faults

    def next(self, method: str, path: str, query: str) -> Fault | None:
        due = [fault for fault in self._faults if fault.meets(method, path, query)]
        if not due:
            return None
        due[0].fired += 1
        return due[0]

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]


def read_plan(given: Any) -> list[Fault]:
    """Check `{"faults": [...]}` as a whole before anything of it counts."""
    if not isinstance(given, dict) or set(given) != {"faults"} or not isinstance(given["faults"], list):
        raise BadInput('a fault plan is {"faults": [...]}')
    return [_read(fault, f"fault {number}") for number, fault in enumerate(given["faults"], 1)]


def _read(given: Any, where: str) -> Fault:
    if not isinstance(given, dict):
        raise BadInput(f"{where}: must be an object")
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise BadInput(f"{where}: unknown keys: {', '.join(unknown)}")
    action = _action(given, where)
    fault = Fault(
        action=action,
        path=_path(given.get("path", "*"), where),
        method=_method(given.get("method"), where),
        nth=_whole(given.get("nth", 1), 1, f"{where}: nth"),
        count=_whole(given.get("count", 1), 0, f"{where}: count"),
        when=given.get("when", "before"),
    )
    if fault.when not in ("before", "after"):
        raise BadInput(f"{where}: when must be before or after")
    _read_details(fault, given, where)
    return fault


def _action(given: dict[str, Any], where: str) -> str:
    """Find the action, in the long form (`action`) or in the short one (the action's name as a key)."""
    named = given.get("action")
    short = [name for name in ACTIONS if given.get(name) is not None and given[name] is not False]
    if named is None and len(short) == 1:
        return short[0]
    if named not in ACTIONS:
        raise BadInput(f"{where}: needs one action out of {', '.join(ACTIONS)}")
    if set(short) - {named}:
        raise BadInput(f"{where}: has more than one action")
    return str(named)


def _read_details(fault: Fault, given: dict[str, Any], where: str) -> None:
    if fault.action == "status":
        fault.status = _whole(given.get("status"), 200, f"{where}: status")
        if fault.status > 599:
            raise BadInput(f"{where}: status must be between 200 and 599")
        fault.body = given.get("body")
        fault.headers = _headers(given.get("headers") or {}, where)
    elif given.get("body") is not None or given.get("headers") is not None:
        raise BadInput(f"{where}: body and headers belong to the status action")
    if fault.action in LATE:
        delay = given.get("delay_ms", given.get(fault.action))
        if not isinstance(delay, (int, float)) or isinstance(delay, bool) or delay < 0:
            raise BadInput(f"{where}: delay_ms must be a number, zero or more")
        fault.delay_ms = delay
    elif given.get("delay_ms") is not None:
        raise BadInput(f"{where}: delay_ms belongs to the delay and drip actions")


def _whole(value: Any, least: int, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise BadInput(f"{what} must be a whole number, {least} or more")
    return value


def _path(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.startswith(("/", "*")):
        raise BadInput(f"{where}: path must start with / or *")
    return value


def _method(value: Any, where: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadInput(f"{where}: method must be a string")
    return value.upper() if value else None


def _headers(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, (str, int)) for text in value.values()):
        raise BadInput(f"{where}: headers must be an object of strings")
    return {str(name): str(text) for name, text in value.items()}
