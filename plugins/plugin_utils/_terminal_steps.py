# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the progress files of long modules say by now: for each host how far it is, how fast it goes, how long that takes."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import time
import typing as t
from collections import deque
from dataclasses import dataclass, field

WINDOW = 30.0  # seconds that a rate is taken from

Clock = t.Callable[[], float]


@dataclass
class Step:
    """How far one phase is with one kind; times are in seconds."""

    host: str
    phase: str
    kind: str
    done: int = 0
    total: int | None = None
    seen: float = 0.0
    past: deque[tuple[float, int]] = field(default_factory=deque)

    @property
    def rate(self) -> float | None:
        """How many documents a second; None while nothing can be told, and when there are no more."""
        elapsed = self.past[-1][0] - self.past[0][0] if self.past else 0.0
        done = self.past[-1][1] - self.past[0][1] if self.past else 0
        return done / elapsed if elapsed > 0 and done > 0 and self.done != self.total else None

    def left(self, now: float) -> float | None:
        """How long the rest takes at this rate."""
        if self.total is None or not (rate := self.rate):
            return None
        return max(0.0, (self.total - self.done) / rate - (now - self.seen))

    def add(self, line: dict[str, t.Any], now: float) -> None:
        """Take over a line of the module; raises KeyError, TypeError or ValueError if it is none."""
        total = line["total"]
        elapsed, done = float(line["elapsed"]), int(line["done"])
        self.done, self.total, self.seen = done, None if total is None else int(total), now
        self.past.append((elapsed, done))
        while elapsed - self.past[0][0] > WINDOW and len(self.past) > 2:
            self.past.popleft()


class _File:
    """One module's file, read as it grows. Its first line says which host the module works for."""

    def __init__(self, path: str) -> None:
        self.by_phase: dict[str, Step] = {}  # the latest of each, in the order in which they began
        self.current: Step | None = None
        self._path = path
        self._read = 0
        self.host = ""
        self._steps: dict[tuple[str, str], Step] = {}

    def read(self, now: float) -> None:
        with contextlib.suppress(OSError), open(self._path, "rb") as file:
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]
            self._read += len(whole) + 1 if whole else 0
            for line in whole.splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    self._take(json.loads(line), now)

    def _take(self, line: dict[str, t.Any], now: float) -> None:
        if "host" in line:
            self.host = str(line["host"])
            return
        name = (str(line["phase"]), str(line["kind"]))
        step = self._steps.get(name) or Step(self.host, *name)
        step.add(line, now)
        self._steps[name] = self.by_phase[step.phase] = self.current = step


class Steps:
    """All that is under way, by the files in `directory` whose names begin with `prefix`."""

    def __init__(self, directory: str, prefix: str, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self._pattern = os.path.join(glob.escape(directory), f"{prefix}*")
        self._files: dict[str, _File] = {}

    def read(self, most: int) -> list[Step]:
        """Return the latest step of each phase of each module that runs, by host; what is over has no file any more.

        If these are more than `most`, only that of the phase which a module is in.
        """
        paths = glob.glob(self._pattern)
        self._files = {path: self._files.get(path) or _File(path) for path in paths}
        for file in self._files.values():
            file.read(self.clock())
        files = sorted(self._files.values(), key=lambda file: file.host)
        every = [step for file in files for step in file.by_phase.values()]
        return every if len(every) <= most else [file.current for file in files if file.current]
