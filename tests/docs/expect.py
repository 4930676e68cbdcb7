# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what a page says a command prints with what it printed.

* The shown lines must be in the output, one right after the other. A line `...` stands for any lines, `...` in a line for any
  text.
* Ids of backups and runs, hashes of plans and numbers of seconds differ from run to run. What the page shows for an id or a
  hash must stand for the same one all over the page, and later commands of the page may name it.
* Lines of progress come in any order, since reads and writes go on side by side.
* Empty lines and spaces at the end of a line do not count.
"""

from __future__ import annotations

import re

ANY = "..."
_PROGRESS = re.compile(r"^[\w.-]+: (?:read|apply|backup|undo): ")
# The longest first: a run's id begins like a backup's.
_ID = r"\d{8}T\d{6}\.\d{6}Z|\d{8}T\d{6}Z(?:-\d+)?|\b[0-9a-f]{64}(?:\.[\w-]+)?"
_SECONDS = r"\b\d+(?:\.\d+)? s\b"
_VOLATILE = re.compile(rf"(?P<any>\.\.\.)|(?P<id>{_ID})|(?P<seconds>{_SECONDS})")
_KINDS = [re.compile(one) for one in _ID.split("|")]


class NotShown(AssertionError):
    """A line that a page shows is not in what the command printed."""


class Ids:
    """What the ids and hashes that a page shows were called in this run."""

    def __init__(self, known: dict[str, str] | None = None) -> None:
        self._real = known or {}

    def copy(self) -> Ids:
        return Ids(dict(self._real))

    def take(self, learned: Ids) -> None:
        self._real = learned._real

    def real(self, text: str) -> str:
        """Return the text with the ids that the page has shown replaced by those of this run."""
        for shown, real in self._real.items():
            text = text.replace(shown, real)
        return text

    def match(self, shown: str, printed: str) -> bool:
        """Tell whether the printed line is the shown one; learn its ids if so."""
        pattern, names = "", []
        end = 0
        for found in _VOLATILE.finditer(shown):
            pattern += re.escape(shown[end : found.start()])
            end = found.end()
            if found["id"] and found["id"] not in self._real:
                names.append(found["id"])
                pattern += f"({next(kind.pattern for kind in _KINDS if kind.fullmatch(found['id']))})"
            else:
                known = re.escape(self._real[found["id"]]) if found["id"] else _SECONDS
                pattern += ".*" if found["any"] else known
        matched = re.fullmatch(pattern + re.escape(shown[end:]), printed)
        if matched:
            self._real |= dict(zip(names, matched.groups(), strict=True))
        return bool(matched)


def check(shown: str, printed: str, ids: Ids, *, gaps: bool = False) -> None:
    """Raise NotShown unless the output is as the page shows it; with `gaps` other lines may stand between those it shows."""
    there = [line.rstrip() for line in printed.splitlines() if line.strip()]
    wanted = [line.rstrip() for line in shown.splitlines() if line.strip()]
    for line in [line for line in wanted if _PROGRESS.match(line)]:
        if not any(ids.match(line, one) for one in there):
            raise NotShown(f"not printed: {line}\nprinted was:\n{printed}")
    wanted = [line for line in wanted if not _PROGRESS.match(line) and not (gaps and line.strip() == ANY)]
    there = [line for line in there if not _PROGRESS.match(line)]
    at = 0
    for part in [[line] for line in wanted] if gaps else _parts(wanted):
        at = _find(part, there, at, ids, printed)


def _parts(wanted: list[str]) -> list[list[str]]:
    """Return the runs of lines between lines of dots."""
    parts: list[list[str]] = [[]]
    for line in wanted:
        if line.strip() == ANY:
            parts.append([])
        else:
            parts[-1].append(line)
    return [part for part in parts if part]


def _find(part: list[str], there: list[str], at: int, ids: Ids, printed: str) -> int:
    """Return where the lines of `part` end in `there`, looked for from `at` on."""
    longest = 0
    for start in range(at, len(there)):
        fitting, learned = 0, ids.copy()
        while fitting < len(part) and start + fitting < len(there) and learned.match(part[fitting], there[start + fitting]):
            fitting += 1
        if fitting == len(part):
            ids.take(learned)
            return start + fitting
        longest = max(longest, fitting)
    raise NotShown(f"not printed, or not there: {part[longest]}\nprinted was:\n{printed}")
