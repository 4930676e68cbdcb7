# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that all output of a test goes through: what a run printed, what it left behind, what pytest captured (G7).

What a test gives a run to read (variables with secrets, keys, identities) stands beside the home of the run, not in it, but for
the playbook that `ansible_run` writes: so whatever is found in a home was put there by the run.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from tests.canaries import leaks

# Files that were looked at and have not changed since, by name, inode, size, time.
_clean: set[tuple[str, int, int, int]] = set()


def assert_nothing_leaked(output: str, *directories: Path, inputs: Collection[Path] = (), also: Collection[str] = ()) -> None:
    """Fail when a canary, or a secret named in `also`, is in what a run printed or in a file below the directories.

    `inputs` are files and directories of secrets that the test wrote itself. The failure names canary, encoding and file.
    """
    found = [f"the output: {one}" for one in leaks_and(output.encode(errors="surrogateescape"), also)]
    for directory in directories:
        found += [f"{path}: {one}" for path, one in _left_behind(directory, inputs, also)]
    assert not found, "secrets leaked:\n" + "\n".join(found)


def check_report(report: pytest.TestReport) -> None:
    """Fail the test when a canary is in what pytest captured of it."""
    found = sorted({f"{title}: {one}" for title, text in report.sections for one in leaks(text.encode(errors="replace"))})
    if found:
        report.outcome = "failed"
        report.longrepr = f"secrets leaked: {found}\n{report.longreprtext}"


def leaks_and(data: bytes, also: Collection[str]) -> list[str]:
    """Return the leaks in `data`, with those secrets that are no canaries because a service made them up."""
    return leaks(data) + [f"{secret[:3]}... (raw)" for secret in also if secret.encode() in data]


def _left_behind(directory: Path, inputs: Collection[Path], also: Collection[str]) -> Iterator[tuple[Path, str]]:
    for path in directory.rglob("*"):
        if any(path == given or path.is_relative_to(given) for given in inputs):
            continue
        status = path.lstat()
        state = (str(path), status.st_ino, status.st_size, status.st_mtime_ns)
        if state in _clean and not also:
            continue
        data = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        found = leaks_and(path.name.encode(errors="surrogateescape") + b"\0" + data, also)
        if not found:
            _clean.add(state)
        yield from ((path, one) for one in found)
