# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who are measured side by side: this collection's modules, and what people use instead."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.bench import playbooks
from tests.bench.cases import CASES, Job
from tests.bench.measure import Measurement, measure
from tests.bench.site import IN_FLIGHT, write_json
from tests.simulator.process import ROOT

PROGRAMS = Path(__file__).with_name("programs")
NODE = ROOT / "tests" / "conformance" / "node"

EVERY_SIZE, FEW = 1_000_000, 100
PROGRAM_CASES = tuple(CASES)
WRITING_CASES = ("create", "nothing", "change", "delete")


@dataclass(frozen=True)
class Peer:
    """Who does a case. `most` is the largest size that is run; beyond it the time is extrapolated."""

    name: str
    title: str
    command: Callable[[Job], list[str]]
    cases: tuple[str, ...] = PROGRAM_CASES
    most: int = EVERY_SIZE
    is_fast: bool = True
    """Whether it can meet a rate limit at all: one call after the other, of 50 ms each, can't."""
    libraries: Path | None = None
    """Where Python finds other libraries than those of this environment."""
    paces: bool = True
    """Whether it waits when it is refused for too many calls."""
    is_ours: bool = False
    missing: Callable[[], str] = lambda: ""
    """Why it can't be run here; empty when it can."""
    prepare: Callable[[Job], None] = lambda job: None

    def title_in(self, case: str) -> str:
        """Return the title, with the name of the module that does the case."""
        return self.title.format(verb=case if case in ("backup", "restore") else "sync")

    def run(self, job: Job) -> Measurement:
        libraries = {"PYTHONPATH": str(self.libraries)} if self.libraries else {}
        return measure(job.site, self.command(job), directory=job.directory, environment={**job.environment, **libraries})


def _program(job: Job, in_flight: int) -> Path:
    """Write what a program has to do, and return the file."""
    given = job.case.before(job.size) if job.case.name == "delete" else job.case.after(job.size)
    return write_json(
        job.directory / "job.json",
        {
            "case": job.case.name,
            "tenants": given,
            "in_flight": in_flight,
            "url": job.site.simulator.url,
            "project_id": job.project_id,
            "management_key": job.site.simulator.management_key,
            "output": str(job.directory / "output.json"),
        },
    )


def _python(program: str, in_flight: int) -> Callable[[Job], list[str]]:
    return lambda job: [sys.executable, str(PROGRAMS / f"{program}.py"), str(_program(job, in_flight))]


def _node(in_flight: int) -> Callable[[Job], list[str]]:
    return lambda job: ["node", str(PROGRAMS / "client.mjs"), str(_node_client()), str(_program(job, in_flight))]


def _cli(job: Job) -> list[str]:
    return [sys.executable, str(PROGRAMS / "cli.py"), str(_program(job, 1))]


def _node_client() -> Path:
    """Where the conformance tests install the official Node client."""
    lock = b"".join((NODE / name).read_bytes() for name in ("package.json", "package-lock.json"))
    return ROOT / ".cache" / "conformance-node" / hashlib.sha256(lock).hexdigest()[:16]


def _without_node() -> str:
    if not shutil.which("node"):
        return "node is not installed"
    return "" if _node_client().exists() else "the Node client is not installed: make conformance does that"


def _without_cli() -> str:
    return "" if shutil.which("descopecli") else "descopecli is not on the PATH"


def _without_httpx2() -> str:
    there = (ROOT / ".cache" / "httpx2" / "httpx2").exists()
    return "" if there else "httpx2 is not there: make bench installs it, for Python 3.11 and newer"


@cache
def _without_desired_file() -> str:
    return "" if "desired_file" in playbooks.options_of("sync") else "descope_sync has no option desired_file"


PEERS = (
    Peer(
        "bulk",
        "`descope_{verb}`",
        playbooks.bulk,
        prepare=playbooks.prepare_restore,
        is_ours=True,
    ),
    Peer(
        "bulk-file",
        "`descope_sync` with `desired_file`",
        playbooks.bulk_file,
        ("create", "nothing", "change"),  # when all is deleted, nothing is desired that a file could hold
        missing=_without_desired_file,
        is_ours=True,
    ),
    Peer("bulk-bare", "`descope_sync` with `backup: false`", playbooks.bulk_bare, ("change",), is_ours=True),
    Peer("loop", "`descope_tenant` in a loop", playbooks.loop, WRITING_CASES, FEW, is_fast=False, is_ours=True),
    Peer(
        "loop-process",
        "`descope_tenant` in a loop, a process each",
        playbooks.loop_of_processes,
        ("create",),
        FEW,
        is_fast=False,
        is_ours=True,
    ),
    Peer("uri", "`ansible.builtin.uri` in a loop", playbooks.uri, (*WRITING_CASES, "backup"), FEW, is_fast=False),
    Peer("python-1", "Python client, blocking", _python("client", 1), most=FEW, is_fast=False),
    Peer("python-16", f"Python client, {IN_FLIGHT} at once", _python("client", IN_FLIGHT)),
    Peer("node-1", "Node client, one at a time", _node(1), most=FEW, is_fast=False, missing=_without_node),
    Peer("node-16", f"Node client, {IN_FLIGHT} at once", _node(IN_FLIGHT), missing=_without_node),
    Peer("cli", "`descopecli` in a loop", _cli, ("create", "delete", "restore"), FEW, is_fast=False, missing=_without_cli),
    Peer("floor", f"bare sockets, {IN_FLIGHT} at once", _python("floor", IN_FLIGHT), paces=False),
)

BY_NAME = {peer.name: peer for peer in PEERS}
HTTPX2 = replace(BY_NAME["bulk-bare"], libraries=ROOT / ".cache" / "httpx2", missing=_without_httpx2)
"""What talks to the service through httpx2, where that is installed."""
