# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the bars of long modules on the screen while any of them runs."""

from __future__ import annotations

import os
import signal
import threading
import typing as t

from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_screen import Screen
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_steps import Steps

if t.TYPE_CHECKING:
    from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_bars import Painter

PATIENCE = 5.0  # seconds for the thread to end


class Live:
    """Draws what `steps` says on `screen`, so many times a second, in a thread that runs only while a task is watched.

    The thread works under the lock of the screen alone. A worker is never forked in the middle of that.
    """

    def __init__(self, screen: Screen, steps: Steps, painter: Painter, per_second: float) -> None:
        self.error: Exception | None = None
        self._screen = screen
        self._steps = steps
        self._painter = painter
        self._pause = 1 / per_second
        self._watched: set[t.Hashable] = set()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._owner = os.getpid()
        self._on_sigterm: t.Any = None

    def watch(self, task: t.Hashable) -> None:
        """Draw from now on, until all watched tasks are over."""
        self._watched.add(task)
        if self._thread is None and self.error is None:
            _terminal_shown.draw_bars(True)
            self._ended = threading.Event()
            self._screen.open()
            self._on_sigterm = signal.signal(signal.SIGTERM, self._terminated) or signal.SIG_DFL
            self._thread = threading.Thread(target=self._run, args=(self._ended,), daemon=True)
            self._thread.start()

    def leave(self, task: t.Hashable) -> None:
        """Say that a task is over, watched or not."""
        self._watched.discard(task)
        if not self._watched:
            self.stop()

    def stop(self) -> None:
        """Take everything away, whatever still runs."""
        self._watched.clear()
        if self._thread is not None:
            self._ended.set()
            self._thread.join(PATIENCE)
            self._thread = None
            self._leave_screen()

    def _leave_screen(self) -> None:
        self._screen.close()
        if signal.getsignal(signal.SIGTERM) == self._terminated:
            signal.signal(signal.SIGTERM, self._on_sigterm)

    def _terminated(self, number: int, frame: t.Any) -> None:
        """Take the bars away before whatever this signal does."""
        self._ended.set()
        if os.getpid() == self._owner:  # a worker may have inherited this
            self._leave_screen()
        else:
            signal.signal(number, self._on_sigterm)
        os.kill(os.getpid(), number)

    def _run(self, ended: threading.Event) -> None:
        while not ended.wait(self._pause):
            with self._screen.lock:
                if ended.is_set():  # while this waited for the lock, and the screen may be closed
                    return
                try:
                    self._draw()
                except Exception as error:  # a bar is not worth a run
                    self.error = error
                    _terminal_shown.draw_bars(False)
                    self._screen.erase()
                    return

    def _draw(self) -> None:
        columns, height = self._screen.size
        steps = self._steps.read(height // 3)
        self._screen.draw(self._painter.bars(steps, self._steps.clock(), columns, height) if steps else [])
