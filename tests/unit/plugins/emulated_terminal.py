# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal of the system, and on its other end one that is emulated, so that a test sees what a person would."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from typing import TextIO

import pyte

ROWS, COLUMNS = 6, 30


class Terminal:
    """A terminal with a stream that writes to it, and what is on its screen."""

    def __init__(self) -> None:
        self._owner, ours = pty.openpty()
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.set_blocking(self._owner, False)
        self.output: TextIO = os.fdopen(ours, "w", buffering=1)
        self.errors: TextIO = os.fdopen(os.dup(ours), "w", buffering=1)
        self._emulated = pyte.HistoryScreen(COLUMNS, ROWS, history=1000)
        self._stream = pyte.ByteStream(self._emulated)

    def look(self) -> list[str]:
        """Return the lines, those that have scrolled away included, without empty ones."""
        while True:
            try:
                self._stream.feed(os.read(self._owner, 65536))
            except BlockingIOError:
                break
        gone = ["".join(line[column].data for column in range(COLUMNS)) for line in self._emulated.history.top]
        return [line.rstrip() for line in (*gone, *self._emulated.display) if line.strip()]

    @property
    def cursor_hidden(self) -> bool:
        return bool(self._emulated.cursor.hidden)

    def close(self) -> None:
        self.output.close()
        self.errors.close()
        os.close(self._owner)
