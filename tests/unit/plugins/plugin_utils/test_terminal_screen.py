# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn below the output, and when: it comes and goes, and whatever is written meanwhile is whole on the screen."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_screen import Screen, in_foreground, may_draw, size_of
from tests.unit.plugins.emulated_terminal import COLUMNS, ROWS, Terminal

BARS = ["bar one", "bar two"]
PERSON = {"TERM": "xterm-256color", "HOME": "/home/ops"}


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


@pytest.fixture
def screen(terminal: Terminal) -> Iterator[Screen]:
    made = Screen(terminal.output, [terminal.errors], threading.RLock())
    made.open()
    yield made
    made.close()


def test_it_is_as_large_as_the_terminal(screen: Screen) -> None:
    assert screen.size == (COLUMNS, ROWS)


def test_lines_are_drawn_below_and_replaced_and_taken_away(terminal: Terminal, screen: Screen) -> None:
    terminal.output.write("before\n")
    screen.draw(BARS)
    assert terminal.look() == ["before", *BARS]
    screen.draw(["short"])
    assert terminal.look() == ["before", "short"]
    screen.draw([])
    assert terminal.look() == ["before"]
    assert not terminal.cursor_hidden


def test_whatever_is_written_comes_out_above_whole_even_when_the_screen_scrolls(terminal: Terminal, screen: Screen) -> None:
    written = []
    for number in range(10):
        screen.draw(BARS)
        stream = terminal.errors if number % 3 == 1 else terminal.output
        written.append(f"line {number} {'x' * number}.")
        stream.write(f"{written[-1]}\n")
        assert terminal.look() == written
        screen.draw(BARS)
        assert terminal.look() == [*written, *BARS]


def test_nothing_is_drawn_into_a_line_that_is_not_at_its_end(terminal: Terminal, screen: Screen) -> None:
    screen.draw(BARS)
    terminal.output.write("Are you sure? ")
    terminal.output.flush()
    screen.draw(BARS)
    assert terminal.look() == ["Are you sure?"]
    terminal.output.write("yes\n")
    screen.draw(BARS)
    assert terminal.look() == ["Are you sure? yes", *BARS]


def test_writers_in_threads_never_tear_a_line(terminal: Terminal, screen: Screen) -> None:
    def write(name: str) -> None:
        for number in range(40):
            with screen.lock:  # as Display writes
                terminal.output.write(f"{name} {number}\n")

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    seen: list[str] = []
    while any(thread.is_alive() for thread in threads):
        screen.draw(BARS)
        seen = terminal.look()
    screen.erase()
    seen = terminal.look()
    assert sorted(seen) == sorted(f"{name} {number}" for name in ("a", "b") for number in range(40))


def test_afterwards_the_streams_are_as_they_were(terminal: Terminal) -> None:
    before = (terminal.output.buffer.write, terminal.errors.buffer.write)
    screen = Screen(terminal.output, [terminal.errors], threading.RLock())
    screen.open()
    screen.draw(BARS)
    screen.close()
    screen.close()
    assert (terminal.output.buffer.write, terminal.errors.buffer.write) == before
    terminal.output.write("after\n")
    assert terminal.look() == ["after"]


def test_a_forked_worker_neither_draws_nor_waits_for_the_lock(terminal: Terminal, screen: Screen) -> None:
    screen.draw(BARS)
    with screen.lock:
        holder = threading.Thread(target=lambda: screen.lock.__enter__())
    holder.start()
    holder.join()  # a thread that the fork does not have holds the lock for ever
    child = os.fork()
    if child == 0:
        terminal.output.write("from a worker\n")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    seen = terminal.look()
    screen.lock = threading.RLock()
    assert "from a worker" in " ".join(seen)


@pytest.fixture
def stream() -> Iterator[TextIO]:
    owner, ours = pty.openpty()
    with os.fdopen(ours, "w") as made:
        yield made
    os.close(owner)


def test_a_person_at_a_terminal_gets_bars(stream: TextIO) -> None:
    assert may_draw(stream, PERSON, "default", True)
    assert may_draw(stream, PERSON, "community.general.unixy", True)
    assert may_draw(stream, {**PERSON, "NO_COLOR": "", "CI": "false"}, "ansible.builtin.default", True)


@pytest.mark.parametrize("name", ["dumb", "unknown", ""])
def test_not_where_the_cursor_cannot_move(stream: TextIO, name: str) -> None:
    assert not may_draw(stream, {**PERSON, "TERM": name}, "default", True)
    assert not may_draw(stream, {}, "default", True)


@pytest.mark.parametrize(
    "name", ["AWX_ISOLATED_DATA_DIR", "AWX_PRIVATE_DATA_DIR", "RUNNER_OMIT_EVENTS", "RUNNER_ONLY_FAILED_EVENTS"]
)
def test_not_under_ansible_runner_though_it_gives_a_terminal(stream: TextIO, name: str) -> None:
    assert not may_draw(stream, {**PERSON, name: "False"}, "default", True)


@pytest.mark.parametrize(
    "callback", ["awx_display", "ansible.posix.json", "ansible.posix.jsonl", "community.general.dense", "json"]
)
def test_not_where_the_output_is_for_a_program(stream: TextIO, callback: str) -> None:
    assert not may_draw(stream, PERSON, callback, True)


def test_not_where_there_is_no_terminal(tmp_path: Path) -> None:
    with (tmp_path / "output").open("w") as file:
        assert not may_draw(file, PERSON, "default", True)
    assert not may_draw(file, PERSON, "default", True)  # closed
    assert not may_draw(io.StringIO(), PERSON, "default", True)
    assert not may_draw(None, PERSON, "default", True)


def test_not_where_nobody_wants_colours_and_not_in_ci(stream: TextIO) -> None:
    assert not may_draw(stream, PERSON, "default", False)
    assert not may_draw(stream, {**PERSON, "NO_COLOR": "1"}, "default", True)
    for value in ("true", "1", "woodpecker"):
        assert not may_draw(stream, {**PERSON, "CI": value}, "default", True)


def test_a_terminal_that_does_not_know_its_size_has_the_usual_one(stream: TextIO, tmp_path: Path) -> None:
    assert size_of(stream) == (80, 24)  # a new one has no size
    with (tmp_path / "output").open("w") as file:
        assert size_of(file) == (80, 24)


def test_a_terminal_that_does_not_control_the_process_is_always_in_front(stream: TextIO) -> None:
    assert in_foreground(stream)


def test_a_process_in_the_background_knows_it() -> None:
    program = (
        "import os, signal, sys\n"
        "from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_screen import in_foreground\n"
        "front = in_foreground(sys.stdout)\n"
        "os.setpgid(0, 0) if os.getpid() != os.getsid(0) else None\n"
        "print(front, in_foreground(sys.stdout))\n"
    )
    owner, ours = pty.openpty()
    # A shell that controls the terminal starts the program in its own group, which then leaves the foreground.
    done = subprocess.Popen(
        ["setsid", "--ctty", "sh", "-c", f"{sys.executable} -c '{program}'; true"],
        stdin=ours,
        stdout=ours,
        stderr=ours,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(ours)
    assert done.wait(30) == 0
    assert os.read(owner, 4096).decode().split() == ["True", "False"]
    os.close(owner)
