# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the speed of this collection beside its alternatives: `python -m tests.bench`.

The lines of a run are in the file of `--json`, one JSON object each. `--publish` makes docs/performance.md of them.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.bench import machine, page, targets_bulk, targets_whole
from tests.bench.cases import CASES
from tests.bench.finding import QUICK, Sizes, Target
from tests.bench.grid import Record, Scope, run_grid
from tests.bench.measure import Failed
from tests.bench.peers import PEERS
from tests.bench.results import read
from tests.bench.site import Json, Site, opened
from tests.simulator.process import ROOT

LINES = ROOT / ".cache" / "bench" / "results.jsonl"
SIZES, FEW = (10, 100, 1000, 5000), (3,)
TARGETS: dict[str, Target] = {
    "bulk": targets_bulk.bulk,
    "limits": targets_bulk.limits,
    "backup-time": targets_bulk.backup,
    "idle": targets_whole.idle,
    "loop": targets_whole.loop,
    "projects": targets_whole.projects,
    "slices": targets_whole.slices,
    "memory": targets_whole.memory,
}


def main() -> int:
    options = parse(sys.argv[1:])
    if options.page_only:
        page.publish(options.json)
        return 0
    options.json.parent.mkdir(parents=True, exist_ok=True)
    wanted = set(options.only or [*CASES, *TARGETS])
    scope = scope_of(options, tuple(name for name in CASES if name in wanted))
    sizes = replace(QUICK if options.quick else Sizes(), repeat=scope.repeat)
    is_whole = not sys.argv[1:] or sys.argv[1:] == ["--publish"]
    with tempfile.TemporaryDirectory() as directory, opened(Path(directory)) as site, options.json.open("w") as file:
        record = recorder(file.write, file.flush)
        command = shlex.join(["python", "-m", "tests.bench", *sys.argv[1:]])
        record({"type": "run", **machine.described(), "command": command, "is_whole": is_whole})
        for name in (name for name in TARGETS if name in wanted):
            run_target(name, site, sizes, record)
        if scope.cases:
            run_grid(site, scope, record)
    if options.publish:
        page.publish(options.json)
    return 1 if read(options.json).failed else 0


def run_target(name: str, site: Site, sizes: Sizes, record: Record) -> None:
    """Record what a target finds, or that it could not be measured."""
    try:
        for finding in TARGETS[name](site, sizes):
            record(finding.line)
    except Failed as error:
        record({"type": "failed", "what": name, "why": str(error)})


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = [*CASES, *TARGETS]
    parser.add_argument("--quick", action="store_true", help="tiny sizes, once: to see whether everything runs")
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"any of {', '.join(names)}; repeatable")
    parser.add_argument("--peers", nargs="+", choices=[peer.name for peer in PEERS], metavar="PEER", help="who is measured")
    parser.add_argument("--sizes", nargs="+", type=int, metavar="N", help="how many tenants")
    parser.add_argument("--repeat", type=int, metavar="N", help="how often each thing is measured (3)")
    parser.add_argument("--cell-seconds", type=float, default=15, metavar="S", help="no more repetitions after so long (15)")
    parser.add_argument("--json", type=Path, default=LINES, metavar="FILE", help="where the lines go")
    parser.add_argument("--publish", action="store_true", help="write docs/performance.md")
    parser.add_argument("--page-only", action="store_true", help="measure nothing, and write the page from the lines of --json")
    return parser.parse_args(arguments)


def scope_of(options: argparse.Namespace, cases: tuple[str, ...]) -> Scope:
    """Return what of the grid is wanted."""
    scope = Scope(
        sizes=tuple(options.sizes or (FEW if options.quick else SIZES)),
        repeat=options.repeat or (1 if options.quick else 3),
        cell_seconds=options.cell_seconds,
        cases=cases,
        limits=(False,) if options.quick else (False, True),
    )
    return replace(scope, peers=tuple(options.peers)) if options.peers else scope


def recorder(write: Callable[[str], object], flush: Callable[[], object]) -> Callable[[Json], None]:
    """Return what writes a line at once, and says on the terminal what it is about."""

    def record(line: Json) -> None:
        # Why something failed is for the terminal: it has paths of this machine.
        kept = {name: value for name, value in line.items() if line["type"] != "failed" or name != "why"}
        write(json.dumps(kept, ensure_ascii=False) + "\n")
        flush()
        if line["type"] == "sample":
            limit = " with a limit" if line["limited"] else ""
            print(
                f"{line['case']} {line['size']:,}{limit}, {line['peer']}: {line['wall']:.2f} s, {line['requests']} calls",
                flush=True,
            )
        elif line["type"] == "target":
            print(f"{line['title']}: {line['value']} ({line['target']:g}) {line['told']}", flush=True)
        elif line["type"] == "failed":
            print(f"FAILED {line['what']}: {line['why']}", flush=True)

    return record


if __name__ == "__main__":
    sys.exit(main())
