# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of drift beside the reports: a JSON line for each comparison, of all projects whose reports are in a directory.

Any number of runs may add a line at once: one waits for the other, and each line is on the disk when it is added. A line that
a power cut has torn is ended by the next one, and left out by whoever reads.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os

from .record import Dossier, Json

NAME = "drift-history.jsonl"
SHOWN = 20  # runs in a report
_TAIL = 8 * 1024 * 1024  # bytes that are looked at for them


def line_of(dossier: Dossier, report: str) -> Json:
    """Return what the history keeps of a comparison; `report` is the name of its report, without an ending."""
    return {
        "time": dossier.written_at,
        "project_id": dossier.project_id,
        "against": dossier.against,
        "state": dossier.state,
        "worst": dossier.worst,
        "counts": dict(dossier.counts),
        "accepted": len(dossier.accepted),
        "report": report,
    }


def last_runs(directory: str, project_id: str, count: int = SHOWN) -> list[Json]:
    """Return the last lines of a project, the newest first; none when there is no history. Raises OSError."""
    try:
        with open(os.path.join(directory, NAME), "rb") as file:
            begin = max(0, os.fstat(file.fileno()).st_size - _TAIL)
            file.seek(begin)
            lines = file.read().splitlines()[1 if begin else 0 :]
    except FileNotFoundError:
        return []
    found = []
    for line in reversed(lines):
        run = _run(line)
        if run is not None and run["project_id"] == project_id:
            found.append(run)
        if len(found) == count:
            break
    return found


def add(directory: str, line: Json) -> str:
    """Add a line, return when it is on the disk, and return the path of the file; it is its owner's alone. Raises OSError."""
    path = os.path.join(directory, NAME)
    data = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "backslashreplace")
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        with contextlib.suppress(OSError):  # a file system without locks still adds a line as a whole
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        rest = memoryview(b"\n" + data if torn else data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path


def _run(line: bytes) -> Json | None:
    """Return a line with all that a report shows of it, or None when it is torn or of another form."""
    try:
        run = json.loads(line)
        counts = {str(name): int(number) for name, number in run["counts"].items()}
        texts = {name: str(run[name]) for name in ("time", "project_id", "against", "state", "worst", "report")}
        return {**texts, "counts": counts, "accepted": int(run["accepted"])}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
