# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines below the last line of output: they are drawn and taken away, and all that is written comes out above them, whole.

And whether there is a terminal of a person's to draw them on.

The cursor rests at their start and is never hidden, so that whatever ends the process leaves a terminal that can be used.
Each step is done under the lock of Ansible's Display. Display writes under it, and forks workers under it, so a line is never
torn and no worker begins with a lock that nobody gives back.
"""

from __future__ import annotations

import os
import typing as t
from contextlib import AbstractContextManager

CLEAR_LINE = "\x1b[K"
CLEAR_BELOW = "\x1b[J"
UP = "\x1b[{}A"
CANNOT_MOVE = ("", "dumb", "unknown")
"""What TERM is where the cursor only goes forward."""
RUNNER = ("AWX_ISOLATED_DATA_DIR", "AWX_PRIVATE_DATA_DIR", "RUNNER_OMIT_EVENTS", "RUNNER_ONLY_FAILED_EVENTS")
"""What ansible-runner, and so AWX and ansible-navigator, puts into the environment of a run, which it gives a terminal."""
NOT_LINES = ("awx_display", "dense", "json", "jsonl", "ndjson", "null")
"""Callbacks for the output that is read by a program, or that move the cursor themselves."""
NO = ("", "0", "false")

Write = t.Callable[[t.Any], int]


class Screen:
    """Draws on `stream`, a terminal. `others` are streams that may write to the same one, such as the standard error."""

    def __init__(self, stream: t.TextIO, others: t.Sequence[t.TextIO], lock: AbstractContextManager[t.Any]) -> None:
        self.lock = lock
        self._stream = stream
        self._streams = [stream, *(other for other in others if is_terminal(other))]
        self._writes: list[Write] = []
        self._owner = 0
        self._drawn = False
        self._at_start = True

    @property
    def size(self) -> tuple[int, int]:
        """Its columns and lines, as they are now."""
        return size_of(self._stream)

    def open(self) -> None:
        """Take part in all that is written, until `close`."""
        with self.lock:
            self._owner = os.getpid()
            self._at_start = True
            self._writes = [stream.buffer.write for stream in self._streams]
            for stream, write in zip(self._streams, self._writes, strict=True):
                setattr(stream.buffer, "write", self._guarded(stream, write))  # noqa: B010  # as Display does

    def close(self) -> None:
        """Take the lines away and leave the streams as they were."""
        with self.lock:
            self.erase()
            for stream in self._streams if self._writes else ():
                setattr(stream.buffer, "write", self._writes.pop(0))  # noqa: B010

    def draw(self, lines: t.Sequence[str]) -> None:
        """Show `lines`, none of them as wide as the terminal, in the place of what is there; nothing while it is not ours."""
        with self.lock:
            if not lines or not self._at_start or not in_foreground(self._stream):
                self.erase()
                return
            back = f"\r{UP.format(len(lines) - 1)}" if len(lines) > 1 else "\r"
            self._drawn = True
            self._put("\n".join(f"{line}{CLEAR_LINE}" for line in lines) + CLEAR_BELOW + back)

    def erase(self) -> None:
        """Take the lines away until the next `draw`."""
        with self.lock:
            if self._drawn:
                self._drawn = False
                self._put(f"\r{CLEAR_BELOW}")

    def _put(self, text: str) -> None:
        self._writes[0](text.encode(self._stream.encoding or "utf-8", "replace"))
        self._stream.buffer.flush()

    def _guarded(self, stream: t.TextIO, write: Write) -> Write:
        """Return `write` as others are to have it: it takes the lines away before."""

        def guarded(data: t.Any) -> int:
            if os.getpid() != self._owner:  # a worker, in which nothing is drawn and the lock may be one that is not given back
                return write(data)
            with self.lock:
                self.erase()
                written = write(data)
                stream.buffer.flush()
                self._at_start = bytes(data).endswith(b"\n") if data else self._at_start
                return written

        return guarded


def may_draw(stream: t.Any, environment: t.Mapping[str, str], stdout_callback: str, colours: bool) -> bool:
    """Say whether `stream`, the standard output, is a terminal that somebody looks at and that can move its cursor.

    Whoever wants no `colours` from Ansible wants plain lines.
    """
    return (
        colours
        and not environment.get("NO_COLOR")
        and environment.get("CI", "").lower() in NO
        and environment.get("TERM", "") not in CANNOT_MOVE
        and not any(name in environment for name in RUNNER)
        and stdout_callback.rpartition(".")[2] not in NOT_LINES
        and is_terminal(stream)
    )


def is_terminal(stream: t.Any) -> bool:
    """Say whether a stream, if it is one at all, writes to a terminal."""
    try:
        return hasattr(stream, "buffer") and os.isatty(stream.fileno())
    except (AttributeError, OSError, ValueError):
        return False


def in_foreground(stream: t.Any) -> bool:
    """Say whether the terminal is this process's now, and not that of a shell that has put it into the background."""
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except OSError:  # not the terminal that controls the process: there is no background
        return True


def size_of(stream: t.Any) -> tuple[int, int]:
    """Return how many columns and lines a terminal has; the usual ones if it does not know."""
    try:
        columns, lines = os.get_terminal_size(stream.fileno())
    except OSError:
        columns, lines = 0, 0
    return columns or 80, lines or 24
