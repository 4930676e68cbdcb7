# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the steps of a long module while it runs: a thread reads the file the module appends to, and displays each line.

Where the callback descope.mgmt.progress draws bars, it reads the file, whose first line says which host it is about.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import threading
import typing as t

from ansible import constants
from ansible.utils.display import Display

from ansible_collections.descope.mgmt.plugins.plugin_utils import _in_process, _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._front_end import FrontEnd

POLL = 0.1  # seconds
PREFIX = "descope-progress-"

display = Display()

# Off a terminal Python keeps lines back until its buffer is full, and the steps would all come at the end.
# This file is imported in the process that prints.
with contextlib.suppress(AttributeError, ValueError, OSError):
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]


class ProgressAction(FrontEnd):
    """Runs the module of the task as any other, and shows its progress when that is here."""

    def _run_module(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        if self._task.async_val or arguments.get("progress_path") or not self._is_local():
            return super()._run_module(arguments, task_vars)
        host = str(task_vars.get("inventory_hostname", "localhost"))
        with _file(host) as path, _shown(path, host):
            return super()._run_module({**arguments, "progress_path": path}, task_vars)

    def _is_here(self, task_vars: dict[str, t.Any], environment: t.Mapping[str, str]) -> bool:
        return _in_process.ends_with_its_playbook() and super()._is_here(task_vars, environment)

    def _is_local(self) -> bool:
        return getattr(self._connection, "transport", "") == "local"


@contextlib.contextmanager
def _file(host: str) -> t.Iterator[str]:
    """Make a file for the steps, and remove it when the block ends."""
    descriptor, path = tempfile.mkstemp(prefix=PREFIX, dir=vars(constants)["DEFAULT_LOCAL_TMP"])
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps({"host": host}) + "\n")
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)


@contextlib.contextmanager
def _shown(path: str, host: str) -> t.Iterator[None]:
    """Show what is appended to a file until the block ends, unless bars show it."""
    if _terminal_shown.bars_are_drawn():
        yield
        return
    ended = threading.Event()
    reader = threading.Thread(target=_show, args=(path, host, ended), daemon=True)
    reader.start()
    try:
        yield
    finally:
        ended.set()
        reader.join(5)


def _show(path: str, host: str, ended: threading.Event) -> None:
    with open(path, encoding="utf-8") as file:
        while True:
            last_look = ended.is_set()
            for line in iter(file.readline, ""):
                text = render(line)
                if text:
                    display.display(f"{host}: {text}")
            if last_look:
                return
            ended.wait(POLL)


def render(line: str) -> str:
    """Return one progress line in words, such as `apply: tenants 340/1000, 12 s`; empty for what is not one."""
    try:
        step = json.loads(line)
        total = "" if step["total"] is None else f"/{step['total']}"
        return f"{step['phase']}: {step['kind']} {step['done']}{total}, {step['elapsed']:.0f} s"
    except (ValueError, KeyError, TypeError):
        return ""
