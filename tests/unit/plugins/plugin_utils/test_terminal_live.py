# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The thread that draws: it runs while a task is watched, draws what the files say, and never ends a run."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import typing as t
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_bars import Painter
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_live import Live
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_screen import Screen
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_steps import Steps
from tests.unit.plugins.emulated_terminal import Terminal

STEP = {"phase": "apply", "kind": "roles", "done": 3, "total": 9, "elapsed": 1.0}


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


@pytest.fixture
def make(terminal: Terminal, tmp_path: Path) -> Iterator[Callable[..., Live]]:
    def made(painter: t.Any = None) -> Live:
        screen = Screen(terminal.output, [terminal.errors], threading.RLock())
        lives.append(Live(screen, Steps(str(tmp_path), "steps-"), painter or Painter(), 100))
        return lives[-1]

    lives: list[Live] = []
    yield made
    for live in lives:
        live.stop()
    _terminal_shown.draw_bars(False)


def write(directory: Path, host: str) -> Path:
    file = directory / f"steps-{host}"
    file.write_text(f"{json.dumps({'host': host})}\n{json.dumps(STEP)}\n", encoding="utf-8")
    return file


def until(condition: Callable[[], t.Any]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(condition())


def seen(terminal: Terminal) -> list[str]:
    """Return the lines with single spaces."""
    return [" ".join(line.split()) for line in terminal.look()]


def drawing() -> bool:
    return any(thread.name.endswith("(_run)") for thread in threading.enumerate())


def test_bars_stay_until_the_last_task_is_over(make: Callable[..., Live], terminal: Terminal, tmp_path: Path) -> None:
    live = make()
    live.watch("a")
    live.watch("b")
    assert _terminal_shown.bars_are_drawn()
    file = write(tmp_path, "prod")
    assert until(lambda: seen(terminal) == ["prod apply: roles 3/9"])
    live.leave("a")
    terminal.output.write("ok: a\n")
    assert until(lambda: seen(terminal) == ["ok: a", "prod apply: roles 3/9"])
    file.unlink()
    assert until(lambda: terminal.look() == ["ok: a"])
    live.leave("b")
    assert not drawing()


def test_stopping_takes_away_what_nobody_has_ended(make: Callable[..., Live], terminal: Terminal, tmp_path: Path) -> None:
    live = make()
    live.watch("killed")
    write(tmp_path, "prod")
    assert until(terminal.look)
    live.stop()
    assert terminal.look() == []
    assert not drawing()
    live.watch("the next one")
    assert until(terminal.look)


def test_sigterm_does_what_it_did_when_the_bars_are_away(make: Callable[..., Live], terminal: Terminal, tmp_path: Path) -> None:
    seen_then: list[list[str]] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: seen_then.append(terminal.look()))
    try:
        handler = signal.getsignal(signal.SIGTERM)
        live = make()
        for _time in range(2):
            live.watch("a")
            write(tmp_path, "prod")
            assert until(terminal.look)
            live.leave("a")
            assert signal.getsignal(signal.SIGTERM) == handler
        live.watch("a")
        assert until(terminal.look)
        os.kill(os.getpid(), signal.SIGTERM)
        assert until(lambda: seen_then)
        assert seen_then == [[]]
        assert signal.getsignal(signal.SIGTERM) == handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_error_ends_the_bars_and_gives_the_lines_back(make: Callable[..., Live], terminal: Terminal, tmp_path: Path) -> None:
    class Broken:
        def bars(self, *given: t.Any) -> list[str]:
            raise RuntimeError("no colour of that name")

    live = make(Broken())
    live.watch("a")
    write(tmp_path, "prod")
    assert until(lambda: live.error)
    assert until(lambda: not drawing())
    assert not _terminal_shown.bars_are_drawn()
    live.leave("a")
    live.watch("b")
    assert not drawing()
    terminal.output.write("whole\n")
    assert terminal.look() == ["whole"]
