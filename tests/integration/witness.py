# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two witnesses of a run that leave no file of their own accord: the system's log, and the list of processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EVERY_S = 0.02  # a module lives for some hundred milliseconds

LOGGING = """
import os, syslog

def _noted(*arguments):
    with open(os.environ["SYSLOG_PATH"], "a", encoding="utf-8") as file:
        file.write("".join(f"{one}\\n" for one in arguments if isinstance(one, str)))

syslog.syslog = syslog.openlog = _noted
"""


def noting_syslog(directory: Path, log: Path) -> dict[str, str]:
    """Return variables that make every Python of a run write to `log` what it would give to the system's log.

    In place of a socket: the path of that is fixed in libc, and belongs to the machine.
    """
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "sitecustomize.py").write_text(LOGGING, encoding="utf-8")
    return {"PYTHONPATH": str(directory), "SYSLOG_PATH": str(log)}


@contextmanager
def watched_processes(home: Path) -> Iterator[set[str]]:
    """Yield a set that fills with the command lines of all processes whose HOME is `home`, as anybody on the host sees them."""
    seen: set[str] = set()
    ended = threading.Event()

    def watch() -> None:
        known: dict[str, bool] = {}
        while not ended.wait(EVERY_S):
            for pid in filter(str.isdigit, os.listdir("/proc")):
                with suppress(OSError):  # it may end at any moment
                    line = Path("/proc", pid, "cmdline").read_bytes()
                    if known.setdefault(f"{pid} {hash(line)}", False):
                        continue
                    if f"\0HOME={home}\0".encode() in b"\0" + Path("/proc", pid, "environ").read_bytes() + b"\0":
                        seen.add(line.replace(b"\0", b" ").decode(errors="surrogateescape"))
                        known[f"{pid} {hash(line)}"] = True

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()
