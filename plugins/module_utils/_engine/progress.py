# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One JSON line per step of a long run, appended to a file that somebody else shows; nothing else is done with it here.

A line is `{"phase": "apply", "kind": "tenants", "done": 340, "total": 1000, "elapsed": 12.3}`; `total` is null while it is not
known. At most one line every two seconds, plus the first and the last of each phase and kind. Lines hold counts, never data.
"""

from __future__ import annotations

import contextlib
import json
import time
import typing as t

INTERVAL = 2.0  # seconds


class Progress:
    """Appends to `path`, or does nothing when `path` is empty; trouble with the file never disturbs the run."""

    def __init__(self, path: str = "", *, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._started = clock()
        self._last_line = float("-inf")
        self._begun: set[tuple[str, str]] = set()

    def step(self, phase: str, kind: str, done: int, total: int | None = None) -> None:
        """Say how far a phase is with one kind."""
        now = self._clock()
        first = (phase, kind) not in self._begun
        if not self._path or not (first or done == total or now - self._last_line >= INTERVAL):
            return
        self._last_line = now
        self._begun.add((phase, kind))
        line = {"phase": phase, "kind": kind, "done": done, "total": total, "elapsed": round(now - self._started, 1)}
        with contextlib.suppress(OSError), open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
