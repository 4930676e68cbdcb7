# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who looks at a terminal while a playbook runs on it: what is on the screen all the time, and at the end."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pyte

from tests.integration.ansible_run import Json
from tests.integration.project import Project
from tests.integration.role_support import TIMEOUT_S, command, environment_of, home_of
from tests.scan import assert_nothing_leaked

BLOCK = 65536


@dataclass(frozen=True)
class Watched:
    """What a run left behind on a terminal, with its exit status, which is None if a signal ended it.

    `frames` is what the screen was while it went on.
    """

    status: int | None
    raw: bytes
    frames: list[str]
    lines: list[str]
    cursor_hidden: bool
    cursor_column: int

    @property
    def text(self) -> str:
        """All lines that were left, those that have scrolled away included."""
        return "\n".join(self.lines)

    def ever(self, *texts: str) -> bool:
        """Say whether the screen had all of these at the same time once."""
        return any(all(text in frame for text in texts) for frame in self.frames)


Meanwhile = Callable[[Any, str], bool]
"""Is given the process and the screen, until it says that it has done what it wanted."""


def watch(
    project: Project,
    tasks: list[Json],
    *,
    callback: bool = True,
    environment: Mapping[str, str] | None = None,
    hosts: tuple[str, ...] = ("localhost",),
    size: tuple[int, int] = (24, 100),
    meanwhile: Meanwhile = lambda process, screen: True,
) -> Watched:
    """Run tasks on a terminal of this size, for all hosts at once, with the callback or without."""
    program, *arguments = command(write_playbook(project, tasks), "-i", ",".join((*hosts, "")))
    given = {**enabled(callback), "ANSIBLE_NOCOLOR": "False", "TERM": "xterm-256color"}
    process = pexpect.spawn(
        program,
        arguments,
        cwd=str(home_of(project)),
        env={**_of_a_person(environment_of(project)), **given, **(environment or {})},
        dimensions=size,
        timeout=TIMEOUT_S,
        preexec_fn=_heeds_ctrl_c,
    )
    screen = pyte.HistoryScreen(size[1], size[0], history=BLOCK)
    stream = pyte.ByteStream(screen)
    raw, frames, done = b"", [""], False
    try:
        while block := _read(process):
            raw += block
            stream.feed(block)
            frames.append("\n".join(screen.display))
            done = done or meanwhile(process, frames[-1])
    finally:
        process.close(force=True)
    scrolled = ["".join(line[column].data for column in range(size[1])) for line in screen.history.top]
    lines = [line.rstrip() for line in (*scrolled, *screen.display)]
    assert_nothing_leaked("\n".join(lines), project.home)
    return Watched(process.exitstatus, raw, frames, lines, screen.cursor.hidden, screen.cursor.x)


def enabled(callback: bool = True) -> dict[str, str]:
    """Return what enables the callback in the environment of a run, or not."""
    return {"ANSIBLE_CALLBACKS_ENABLED": "descope.mgmt.progress"} if callback else {}


def write_playbook(project: Project, tasks: list[Json]) -> str:
    """Write a playbook for all hosts and return its path."""
    play = {
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": tasks,
    }
    path = home_of(project) / "playbook.json"
    path.write_text(json.dumps([play]), encoding="utf-8")
    return str(path)


def _heeds_ctrl_c() -> None:
    """As on any terminal, whatever the process that runs the tests ignores, such as one in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _read(process: Any) -> bytes:
    try:
        block: bytes = process.read_nonblocking(BLOCK, timeout=TIMEOUT_S)
    except pexpect.EOF:
        return b""
    return block


def _of_a_person(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in ("NO_COLOR", "CI", "COLUMNS", "LINES")}
