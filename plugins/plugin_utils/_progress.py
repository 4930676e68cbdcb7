# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the steps of a long module while it runs: a thread reads the file the module appends to, and displays each line."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import threading
import typing as t

from ansible import constants
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.descope.mgmt.plugins.plugin_utils._vault_id import with_passphrase

POLL = 0.1  # seconds

display = Display()

# Off a terminal Python keeps lines back until its buffer is full, and the steps would all come at the end.
# This file is imported in the process that prints.
with contextlib.suppress(AttributeError, ValueError, OSError):
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]


class ProgressAction(ActionBase):
    """Runs the module of the same name where it would run anyway, and shows its progress when that is here."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module; the result is the module's, untouched."""
        self._supports_check_mode = True
        self._supports_async = True
        super().run(tmp, task_vars)
        arguments = with_passphrase(dict(self._task.args), self._loader)
        if self._task.async_val or arguments.get("progress_path") or not self._is_local():
            return self._execute(arguments, task_vars)
        with _shown(self._host(task_vars)) as path:
            return self._execute({**arguments, "progress_path": path}, task_vars)

    def _execute(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any] | None) -> dict[str, t.Any]:
        result: dict[str, t.Any] = self._execute_module(
            module_name=self._task.action,
            module_args=arguments,
            task_vars=task_vars,
            wrap_async=self._task.async_val,
        )
        return result

    def _is_local(self) -> bool:
        return getattr(self._connection, "transport", "") == "local"

    @staticmethod
    def _host(task_vars: dict[str, t.Any] | None) -> str:
        return str((task_vars or {}).get("inventory_hostname", "localhost"))


@contextlib.contextmanager
def _shown(host: str) -> t.Iterator[str]:
    """Make a file, show what is appended to it until the block ends, and remove it."""
    descriptor, path = tempfile.mkstemp(prefix="descope-progress-", dir=vars(constants)["DEFAULT_LOCAL_TMP"])
    os.close(descriptor)
    ended = threading.Event()
    reader = threading.Thread(target=_show, args=(path, host, ended), daemon=True)
    reader.start()
    try:
        yield path
    finally:
        ended.set()
        reader.join(5)
        with contextlib.suppress(OSError):
            os.unlink(path)


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
