# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which methods of the official clients worked: gathered while the tests run, written at the end of a whole run.

The page changes only with the clients and the tests: there are no times on it, and the order in which things ran does not
show. A run that does not know about every method of every client, or in which one failed, writes nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path

from descope.mgmt import MGMT

from tests.simulator.process import ROOT

PAGE = ROOT / "docs" / "conformance.md"
SPOOL = ROOT / ".cache" / "conformance"
NODE_PACKAGE = Path(__file__).parent / "node" / "package.json"

PYTHON, NODE = ("sync", "async"), "node"
PASS, FAIL, OUT_OF_SCOPE, EXPECTED = "pass", "fail", "out of scope", "expected"

_PAGE = """# Conformance

<!-- A whole run of tests/conformance writes this page. -->

The simulator is what the tests of this collection talk to, and these clients are what it is measured by. Their tests call
every public method of their management part, with state behind it, and look at the results.

| Client | Package | Methods | Pass | Out of scope |
| --- | --- | --- | --- | --- |
{summary}

The Python package has a blocking and an asynchronous client. A method passes when it does in both.

| Client | Manager | Method | Result |
| --- | --- | --- | --- |
{rows}
"""


@dataclass(frozen=True, order=True)
class Row:
    """What is known about one method of one client."""

    client: str
    manager: str
    method: str
    outcome: str
    reason: str = ""


ROWS: set[Row] = set()


def note(client: str, manager: str, method: str, outcome: str, reason: str = "") -> None:
    """Remember a result of this process."""
    ROWS.add(Row(client, manager, method, outcome, reason))


def finish(run: str, worker: str, workers: int) -> None:
    """Hand in what this process knows. Whoever finds that all have done so writes the page."""
    spool = SPOOL / run
    spool.mkdir(parents=True, exist_ok=True)
    mine = spool / f"{worker}.new"
    mine.write_text(json.dumps([astuple(row) for row in sorted(ROWS)]))
    os.replace(mine, mine.with_suffix(".json"))
    handed_in = sorted(spool.glob("*.json"))
    if len(handed_in) < workers:
        return
    rows = [Row(*row) for path in handed_in for row in json.loads(path.read_text())]
    shutil.rmtree(spool, ignore_errors=True)
    write(page(rows), PAGE)


def page(rows: Iterable[Row], managers: Iterable[str] = ()) -> str | None:
    """The page, or None when something failed or is missing."""
    known = set(rows)
    python = _python(known, set(managers) or {name for name, value in vars(MGMT).items() if isinstance(value, property)})
    node = {row for row in known if row.client == NODE}
    if python is None or not node or any(row.outcome == FAIL for row in known):
        return None
    packages = {
        "Python": f"`descope` {version('descope')}",
        "Node": " ".join(f"`{name}` {pinned}" for name, pinned in json.loads(NODE_PACKAGE.read_text())["dependencies"].items()),
    }
    clients = {"Python": python, "Node": sorted(node)}
    summary = [f"| {name} | {packages[name]} | {_counts(found)} |" for name, found in clients.items()]
    lines = [f"| {name} | {_line(row)} |" for name, found in clients.items() for row in found]
    return _PAGE.format(summary="\n".join(summary), rows="\n".join(lines))


def write(content: str | None, path: Path) -> None:
    """Replace the page if it says something else."""
    if content is None or (path.exists() and path.read_text(encoding="utf-8") == content):
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(content, encoding="utf-8")
    os.replace(beside, path)


def _python(known: set[Row], managers: set[str]) -> list[Row] | None:
    """A row for each method that both Python clients know about; None when a manager or a method is missing."""
    results = {(row.client, (row.manager, row.method)): row for row in known if row.outcome in (PASS, OUT_OF_SCOPE)}
    expected = {(row.manager, row.method) for row in known if row.outcome == EXPECTED and row.client in PYTHON}
    complete = all((flavour, method) in results for flavour in PYTHON for method in expected)
    if not complete or {manager for manager, _ in expected} != managers:
        return None
    return [results[PYTHON[0], method] for method in sorted(expected)]


def _counts(rows: list[Row]) -> str:
    passed = sum(row.outcome == PASS for row in rows)
    return f"{len(rows)} | {passed} | {len(rows) - passed}"


def _line(row: Row) -> str:
    return f"{row.manager} | {row.method} | {row.outcome}{f': {row.reason}' if row.reason else ''}"
