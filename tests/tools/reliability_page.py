# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/reliability.md: what was tried in the last whole run of the fault suite, and which test covers which fault.

`make faults` runs the suite and this with `--figures`; without it the figures on the page stay, and the list is brought up to
date (`make reliability-page`). A test holds that the list is the current one.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import shutil
from collections import defaultdict
from pathlib import Path

from tests.faults.mutants import MUTANTS
from tests.faults.scale import FIGURES
from tests.tools.reliability_faults import FAULTS, WITHOUT_TEST

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
MARK = re.compile(r"reliability((?:[ ,and/]*#\d+)+)", re.IGNORECASE)
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
NO_FIGURES = "No whole run yet: `make faults` writes its figures here."

HEAD = """\
<!-- Written by `make faults` and `make reliability-page`. Do not edit. -->
# Reliability, measured

What this collection promises when things go wrong, and what was done to find out whether it is so. Everything here can be
repeated without Descope: the tests run against the simulator in `tests/simulator/`.

* A run that is cut off, wherever that happens, is finished by running the same job again, or taken back with `descope_undo`.
* A write whose answer is lost is settled by reading; nothing is sent twice on suspicion.
* A document is read again right before it is updated or deleted. What somebody else did to it by then is left, and reported.
* A backup is there whole and verified, or not at all; older ones are never touched by a failure.
* There is one writer for a project at a time on one host, also when its playbook was killed and its module lives on.

## Limits

* Descope has no conditional writes. What somebody does between the last look at a document and the write that follows, a
  few round trips later or after a wait for the rate limit, is written over. The figure below says how many of such edits were,
  when each came in exactly that gap.
* What a deletion takes along by itself (roles inside a tenant) is looked at when the plan is made, and not again.
* Where one run writes several documents inside a tenant, only the fields that it changes in them are looked at again: the calls
  for settings, SSO and passwords write some of the same fields.
* The lock holds among the processes of one host that use the same backup directory. Two hosts need a scheduler that runs one
  job at a time.
* A disk that reports as written what it does not store is noticed when a backup is read back. Journals are not read back.
* An undo is compensation: it brings documents back, not the memberships, secrets and times that the API can't give. What can't
  be brought back is named, per kind in [coverage.md](coverage.md) and in the result of each undo.

## The last whole run

"""


def page(figures: str) -> str:
    """Return the text of the page with the given figures."""
    return f"{HEAD}{BEGIN}\n{figures}\n{END}\n\n{_bugs()}\n{_list()}"


def figures_on(text: str) -> str:
    """Return the figures of a page."""
    _before, begin, rest = text.partition(f"{BEGIN}\n")
    return rest.partition(f"\n{END}")[0] if begin else NO_FIGURES


def figures_of(lines: list[str]) -> str:
    """Return what a run noted, as a table: the counts of equal goals added up."""
    goals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        noted = json.loads(line)
        for name, number in noted["counts"].items():
            goals[noted["goal"]][name] += number
    rows = [f"| {goal} | {', '.join(f'{number:,} {name}' for name, number in goals[goal].items())} |" for goal in sorted(goals)]
    where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    told = f"`make faults` ({where}, simulator on the loopback interface). A random run that fails prints how to repeat it."
    return "\n".join([told, "", "| What was tried | Counts |", "| --- | --- |", *rows])


def covering() -> dict[int, list[str]]:
    """Return, by the number of the fault, the test files with a test that names it."""
    found: dict[int, set[str]] = defaultdict(set)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for mark in MARK.findall(file.read_text(encoding="utf-8")):
            for number in re.findall(r"\d+", mark):
                found[int(number)].add(file.relative_to(ROOT).as_posix())
    return {number: sorted(files) for number, files in found.items()}


def _bugs() -> str:
    rows = [f"| {mutant.name} | `{mutant.killer.partition('::')[2]}` |" for mutant in MUTANTS]
    head = "Each of these is put into a copy of the engine, and the test beside it must then fail."
    return "\n".join(["## Bugs that the suite is known to find", "", head, "", "| Bug | Test |", "| --- | --- |", *rows, ""])


def _list() -> str:
    tests = covering()
    rows = [f"| {number} | {fault} | {_by(number, tests.get(number, []))} |" for number, fault in FAULTS.items()]
    covered = sum(number in tests for number in FAULTS)
    head = f"{covered} of {len(FAULTS)} have a test that names them; for the others stands why there is none."
    return "\n".join(["## The faults", "", head, "", "| # | Fault | Tests |", "| --- | --- | --- |", *rows, ""])


def _by(number: int, files: list[str]) -> str:
    shown = [f"[{Path(file).stem}](../{file})" for file in files]
    return ", ".join(shown) if shown else f"none: {WITHOUT_TEST.get(number, 'yet to be written')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", action="store_true", help="write the figures of the run that has just ended")
    parser.add_argument("--forget", action="store_true", help="forget the figures of earlier runs, before a new one")
    options = parser.parse_args()
    if options.forget:
        shutil.rmtree(FIGURES, ignore_errors=True)
        return
    noted = [line for file in sorted(FIGURES.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page(figures_of(noted) if options.figures else figures_on(old)), encoding="utf-8")


if __name__ == "__main__":
    main()
