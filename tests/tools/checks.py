# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the `check-*` targets of the Makefile, a few at a time and the last one alone, and print what came of them.

A check that this machine can't do says so in its last line, `not tried: ...`, and counts neither as passed nor as failed.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

LOGS = Path(__file__).resolve().parents[2] / ".cache" / "logs"
NOT_TRIED = "not tried"


@dataclass(frozen=True)
class Result:
    """One finished check; its output is in `log`, and `why_not` is set if it was not tried."""

    name: str
    passed: bool
    seconds: float
    log: Path
    why_not: str = ""

    def line(self) -> str:
        if self.passed and self.why_not:
            return f"  {self.name:<18}{NOT_TRIED}: {self.why_not}"
        return f"  {self.name:<18}{'passed' if self.passed else 'FAILED':<8}{self.seconds:7.1f} s"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make", default="make", help="the make command")
    parser.add_argument("--at-once", type=int, default=2, help="how many checks run at the same time")
    parser.add_argument("--last", required=True, help="the check that runs alone at the end, its output on the terminal")
    parser.add_argument("checks", nargs="+")
    arguments = parser.parse_args()
    LOGS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    results = run_together(arguments.make, arguments.checks, arguments.at_once)
    results.append(run_check(arguments.make, arguments.last, show=True))
    print_summary(results, time.monotonic() - started)
    print(counts(results[-1].log))
    return 0 if all(result.passed for result in results) else 1


def run_together(make: str, names: Sequence[str], at_once: int) -> list[Result]:
    """Run the checks, `at_once` at a time; print one line for each and the whole output of those that failed."""
    with ThreadPoolExecutor(at_once) as pool:
        pending = [pool.submit(run_check, make, name) for name in names]
        for done in as_completed(pending):
            result = done.result()
            print(result.line(), flush=True)
            if not result.passed:
                print(f"--- {result.name}\n{result.log.read_text(encoding='utf-8').rstrip()}\n---", flush=True)
    return [done.result() for done in pending]


def run_check(make: str, name: str, show: bool = False) -> Result:
    """Run one check with its output in a log file, and on the terminal too if `show`."""
    log = LOGS / f"{name}.log"
    command = [*shlex.split(make), "--no-print-directory", f"check-{name}"]
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    started = time.monotonic()
    with (
        log.open("wb") as sink,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process,
    ):
        while chunk := os.read(process.stdout.fileno(), 65536) if process.stdout else b"":
            sink.write(chunk)
            if show:
                sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
    return Result(name, process.returncode == 0, time.monotonic() - started, log, why_not_tried(log))


def why_not_tried(log: Path) -> str:
    """Return what stands after `not tried: ` in the last line of the log; nothing if that says something else."""
    last = log.read_text(encoding="utf-8", errors="replace").rstrip().rpartition("\n")[2]
    mark, _, reason = last.partition(": ")
    return reason if mark == NOT_TRIED else ""


def print_summary(results: Sequence[Result], seconds: float) -> None:
    print("\nSummary (full output in .cache/logs)")
    for result in results:
        print(result.line())
    failed = sum(not result.passed for result in results)
    not_tried = sum(result.passed and bool(result.why_not) for result in results)
    also = f", {not_tried} not tried" if not_tried else ""
    print(f"  {failed} of {len(results)} checks failed{also}, {seconds:.0f} s\n")


def counts(log: Path) -> str:
    """Return pytest's last line as `N passed, N failed`, the form that CI reads; errors count as failures."""
    found = re.findall(r"^=+ (.*) in [\d.]+s.*=+$", log.read_text(encoding="utf-8"), re.MULTILINE)
    number = {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (\w+)", found[-1] if found else "1 error")}
    text = f"{number.get('passed', 0)} passed, {number.get('failed', 0) + number.get('error', 0)} failed"
    return text + (f", {number['skipped']} skipped" if "skipped" in number else "")


if __name__ == "__main__":
    sys.exit(main())
