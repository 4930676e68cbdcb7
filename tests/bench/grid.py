# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everybody with every case and size, side by side: in rounds, so that what the machine does meanwhile hits all alike."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.bench.cases import CASES, Case, Job
from tests.bench.measure import Failed, Measurement
from tests.bench.peers import PEERS, Peer
from tests.bench.site import LATENCY_MS, LIMIT, WINDOW, Json, Limits, Site

Record = Callable[[Json], None]


@dataclass(frozen=True)
class Scope:
    """What of everything is run. A cell is repeated until that has taken `cell_seconds`, but at most `repeat` times."""

    sizes: tuple[int, ...]
    repeat: int
    cell_seconds: float
    cases: tuple[str, ...] = tuple(CASES)
    peers: tuple[str, ...] = tuple(peer.name for peer in PEERS)
    limits: tuple[bool, ...] = (False, True)


def run_grid(site: Site, scope: Scope, record: Record) -> None:
    """Run the cells of the grid and record each sample; who is missing is recorded once, with the reason."""
    there = []
    for peer in PEERS:
        if peer.name in scope.peers and (why := peer.missing()):
            record({"type": "missing", "peer": peer.name, "why": why})
        elif peer.name in scope.peers:
            there.append(peer)
    for limited in scope.limits:
        for size in scope.sizes:
            for name in scope.cases:
                _run_cells(site, scope, record, CASES[name], size, limited, _able(there, name, size, limited))


def _able(peers: Iterable[Peer], case: str, size: int, limited: bool) -> list[Peer]:
    able = [peer for peer in peers if case in peer.cases and size <= peer.most]
    return [peer for peer in able if peer.is_fast and peer.paces] if limited else able


def _run_cells(site: Site, scope: Scope, record: Record, case: Case, size: int, limited: bool, peers: list[Peer]) -> None:
    spent: dict[str, float] = defaultdict(float)
    for _round in range(scope.repeat):
        for peer in peers:
            if spent[peer.name] >= scope.cell_seconds:
                continue
            cell: Json = {"case": case.name, "peer": peer.name, "size": size, "limited": limited}
            try:
                measured = sample(site, peer, case, size, ({"limit": LIMIT, "window_s": WINDOW},) if limited else ())
            except Failed as error:
                spent[peer.name] = math.inf
                record({"type": "failed", "what": f"{peer.name}, {case.name}, {size}", "why": str(error)})
                continue
            spent[peer.name] += measured.wall
            record({"type": "sample", **cell, **measured.values})


def sample(
    site: Site, peer: Peer, case: Case, size: int, limits: Limits = (), *, latency_ms: float = LATENCY_MS
) -> Measurement:
    """Let a peer do a case in a project of its own; raises Failed when the project is not as it should be then."""
    with site.project([]) as project_id:
        job = Job(site, case, size, project_id, site.fresh_directory())
        site.control.load(project_id, {"tenants": job.before})
        peer.prepare(job)
        with site.answering(latency_ms, limits):
            measured = peer.run(job)
        job.check(peer.name)
        return measured
