# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/performance.md and its charts from the recorded lines of a run, which it puts beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.bench import plot
from tests.bench.cases import CASES
from tests.bench.finding import Finding
from tests.bench.peers import BY_NAME, PEERS
from tests.bench.results import Results, read
from tests.bench.site import IN_FLIGHT, LATENCY_MS, LIMIT, WINDOW, Json
from tests.simulator.process import ROOT

PAGE = ROOT / "docs" / "performance.md"
FILES = ROOT / "docs" / "performance"
LINES = FILES / "results.jsonl"
RATE = (LIMIT, WINDOW)
LOOPS = {"uri": 100, "loop-process": 80, "python-1": 10}
"""How many times faster than these this collection wants to be."""

HEAD = f"""\
<!-- Written by `make bench`. Do not edit. -->
# Performance, measured

What this collection takes, beside what people use instead. All were measured in one run, in turn, against the simulator of
`tests/simulator/`, which answers every call after {LATENCY_MS} ms. The seconds depend on the machine, which the simulator
shares; the ratios are the message. `make bench` repeats everything, and takes about an hour and a half.

* **Possible** is the least that the calls can take: waves of {IN_FLIGHT} calls of {LATENCY_MS} ms, or whole windows of the rate
  limit. A whole run also has to start: Python, Ansible, Node.
* **N** tenants are created, compared, changed, deleted, backed up (with their settings and SSO) and restored. After each run
  the project is looked at: it holds what it should, or the run does not count.
* The modules of this collection work as they do for a user: they compare before they write, check, keep a journal, and
  `descope_sync` makes a backup before it changes or deletes anything. The others do none of that.
* By itself this collection keeps to 80 % of what Descope grants, {LIMIT:,} calls in {WINDOW:g} s, whether or not somebody
  refuses. Here it takes all of that (`rate_limit_share: 1`), and where no rate limit is set it is told so (`rate_limit`).
* The programs with the official clients list the tenants once and write what differs; so does the loop of
  `ansible.builtin.uri`. When they are refused for too many calls they wait as long as they are told, each call for itself.
* A deletion takes four calls: before it, the tenant's settings, SSO and password policy are read, so that the preview can say
  what is lost and an undo can bring it back. The API has no call that lists these of all tenants.
* In a loop, `descope_tenant` works inside the playbook's worker; "a process each" is the same with
  `descope_mgmt_in_process: false`, as modules usually run.
* The loop of `descope_tenant` deletes with `backup: false`, because a backup before each deletion would hold all tenants.
* **Bare sockets** are no alternative: no TLS, no retries, no checks. They show what the simulator and the machine give.
* Times with ≈ were not measured. They are on the straight line through the two largest sizes that were.
* CPU is user and system time of all processes of a run, memory the peak of the largest one of them.
"""


def page(results: Results) -> str:
    """Return the text of the page."""
    if not results.run:
        return f"{HEAD}\nNo run yet: `make bench` writes its results here.\n"
    parts = [HEAD, *_run(results), *_targets(results), *_losses(results)]
    for case in CASES:
        parts += _case(results, case)
    return "\n".join(parts).rstrip("\n") + "\n"


def charts(results: Results) -> dict[str, str]:
    """Return the charts by the name of their file."""
    drawn = {}
    for name, case in CASES.items():
        if lines := _lines(results, name):
            drawn[f"{name}.svg"] = plot.chart(f"{case.title}, {LATENCY_MS} ms per call, no rate limit", lines)
    return drawn


def publish(source: Path) -> None:
    """Make the page, its charts and its lines those of a run."""
    FILES.mkdir(exist_ok=True)
    if source.resolve() != LINES:
        shutil.copyfile(source, LINES)
    results = read(LINES)
    for old in FILES.glob("*.svg"):
        old.unlink()
    for name, text in charts(results).items():
        (FILES / name).write_text(text, encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")


# -- parts --------------------------------------------------------------------------------------------------------------------


def _run(results: Results) -> list[str]:
    run = results.run
    rows = [
        f"| {name} | {value} |"
        for name, value in {"Date": run["date"], "Command": f"`{run['command']}`", **run["machine"]}.items()
    ]
    missing = [f"* Not measured: {BY_NAME[peer].title}, because {why}." for peer, why in results.missing.items()]
    missing += [f"* Failed: {what}." for what in results.failed]
    small = [
        "**This was not a whole run: its sizes are too small, or parts of it are missing, and nothing should be concluded.**",
        "",
    ]
    return ["## The run", "", *([] if run["is_whole"] else small), "| | |", "| --- | --- |", *rows, "", *missing, ""]


def _targets(results: Results) -> list[str]:
    findings = [*results.findings, *_against_loops(results)]
    if not findings:
        return []
    head = ["## Targets", "", "Ratios, where nothing else is said, and medians.", ""]
    return [
        *head,
        "| What | Target | Measured | Reached | In detail |",
        "| --- | --- | --- | --- | --- |",
        *map(_finding, findings),
        "",
    ]


def _against_loops(results: Results) -> Iterator[Json]:
    """Compare whole playbooks that create 1,000 tenants with what is written in loops."""
    size, ours = 1000, results.wall("create", False, "bulk-file", 1000)
    for peer, target in LOOPS.items():
        theirs = results.wall("create", False, peer, size)
        if ours and theirs:
            title = f"create {size:,}, whole run: {BY_NAME[peer].title} / {BY_NAME['bulk-file'].title}"
            yield Finding(f"against-{peer}", title, target, theirs.seconds / ours.seconds, f"{theirs} s", at_least=True).line


def _finding(line: Json) -> str:
    target = f"at {'least' if line['at_least'] else 'most'} {line['target']:g}"
    measured = "-" if line["value"] is None else f"{line['value']:.3g}" if line["value"] < 100 else f"{line['value']:.0f}"
    reached = {True: "yes", False: "**no**", None: "not measured"}[line["reached"]]
    return f"| {line['title']} | {target} | {measured} | {reached} | {line['told']} |"


def _losses(results: Results) -> list[str]:
    """Say where somebody else was faster than the best of this collection."""
    sizes = sorted({key[3] for key in results.cells})
    rows = []
    for case in CASES.values():
        for limited in (False, True):
            faster = [_faster(results, case.name, limited, size) for size in sizes]
            if any(faster):
                what = f"{case.title}{', rate limit' if limited else ''}"
                rows.append(f"| {what} | {' | '.join(one or '-' for one in faster)} |")
    if not rows:
        return []
    told = "By how much the fastest of the others, and who that is; whole runs, against the fastest way with this collection."
    columns = [f"| | {' | '.join(f'N = {size:,}' for size in sizes)} |", f"| --- |{' --- |' * len(sizes)}"]
    return ["## Where others are faster", "", told, "", *columns, *rows, ""]


def _faster(results: Results, case: str, limited: bool, size: int) -> str:
    """Return by how much the fastest of the others was faster, and who that was; empty when this collection was."""
    others = [peer.name for peer in PEERS if not peer.is_ours and peer.paces]
    walls = {peer: cell["wall"] for peer in others if (cell := results.cells.get((case, limited, peer, size)))}
    fastest = min(walls, key=lambda peer: walls[peer], default="")
    ratio = _best(results, case, limited, size) / walls[fastest] if fastest else 0.0
    return f"{ratio:.1f}, {BY_NAME[fastest].title}" if ratio > 1 else ""


def _best(results: Results, case: str, limited: bool, size: int) -> float:
    """Return the time of the fastest way with this collection that takes no precaution away; 0 when none was measured."""
    cells = [results.cells.get((case, limited, name, size)) for name in ("bulk", "bulk-file", "loop")]
    return min((cell["wall"] for cell in cells if cell), default=0.0)


def _case(results: Results, case: str) -> Iterator[str]:
    if not results.sizes(case, False) and not results.sizes(case, True):
        return
    yield from (f"## {CASES[case].title}", "")
    if results.sizes(case, False):
        yield from (f"![Seconds against N]({FILES.name}/{case}.svg)", "")
    for limited in (False, True):
        if sizes := results.sizes(case, limited):
            told = f"With a limit of {LIMIT:,} calls in {WINDOW:g} s" if limited else "Without a rate limit"
            yield from (f"{told}, seconds of the whole run:", "", *_walls(results, case, limited, sizes))
            yield from ("<details><summary>In detail</summary>", "", *_details(results, case, limited), "</details>", "")


def _walls(results: Results, case: str, limited: bool, sizes: list[int]) -> Iterator[str]:
    yield f"| | {' | '.join(f'N = {size:,}' for size in sizes)} |"
    yield f"| --- |{' ---: |' * len(sizes)}"
    yield f"| possible | {' | '.join(f'{_possible(case, limited, size):.2f}' for size in sizes)} |"
    for peer in PEERS:
        walls = [results.wall(case, limited, peer.name, size) for size in sizes]
        if any(walls):
            yield f"| {peer.title_in(case)} | {' | '.join(str(wall or '-') for wall in walls)} |"
    yield ""


def _details(results: Results, case: str, limited: bool) -> Iterator[str]:
    yield "| N | | Wall s | / possible | / ours | Calls | 429 | CPU s | Memory MiB | Runs |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for size in results.sizes(case, limited):
        ours = results.wall(case, limited, "bulk", size)
        for peer in PEERS:
            wall = results.wall(case, limited, peer.name, size)
            if not wall:
                continue
            ratio = f"{wall.seconds / ours.seconds:.2f}" if ours else "-"
            cell = results.cells.get((case, limited, peer.name, size))
            more = (
                ["", "", "", "", ""]
                if cell is None
                else [f"{cell['requests']:,.0f}", f"{cell['refused']:,.0f}", f"{cell['cpu']:.1f}"]
            )
            if cell:
                more += [f"{cell['memory']:.0f}", str(results.runs[case, limited, peer.name, size])]
            possible = f"{wall.seconds / _possible(case, limited, size):.1f}"
            yield f"| {size:,} | {peer.title_in(case)} | {wall} | {possible} | {ratio} | {' | '.join(more)} |"
    yield ""


def _possible(case: str, limited: bool, size: int) -> float:
    return CASES[case].limit(size, RATE if limited else None)


def _lines(results: Results, case: str) -> list[plot.Line]:
    lines = []
    sizes = results.sizes(case, False)
    for number, peer in enumerate(PEERS):
        walls = {size: wall for size in sizes if (wall := results.wall(case, False, peer.name, size))}
        if walls:
            points = [(size, wall.seconds) for size, wall in walls.items()]
            measured = sum(wall.is_measured for wall in walls.values())
            lines.append(plot.Line(peer.title_in(case).replace("`", ""), points, measured, plot.COLOURS[number]))
    if sizes:
        lines.append(plot.Line("possible", [(size, _possible(case, False, size)) for size in sizes], len(sizes), "#8c959f"))
    return lines
