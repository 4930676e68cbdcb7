# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets of work in bulk: the time from a module's first call to its last answer, against the least that is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tests.bench import playbooks
from tests.bench.cases import CASES, Case, Tenants, tenants
from tests.bench.finding import Finding, Sizes, alternately, median
from tests.bench.grid import sample
from tests.bench.peers import BY_NAME, HTTPX2
from tests.bench.site import IN_FLIGHT, LATENCY, Json, Limits, Site

HARD = ("token bucket with a small burst", "sliding window half of what was believed")


def bulk(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """No limit: N writes in waves of 16; a deletion takes four calls, so there are fewer of them among the few."""
    update = replace(CASES["change"], after=_all_renamed, writes=lambda size: size)
    for few, case in ((sizes.few, CASES["create"]), (sizes.few, update), (sizes.few // 3, CASES["delete"])):
        for size in dict.fromkeys((few, sizes.bulk)):
            yield from _bulk(site, case, size, sizes.repeat)


def _bulk(site: Site, case: Case, size: int, repeat: int) -> Iterator[Finding]:
    peers = {"httpx": BY_NAME["bulk-bare"], "floor": BY_NAME["floor"], "httpx2": HTTPX2}
    why = HTTPX2.missing()
    there = {name: partial(sample, site, peer, case, size) for name, peer in peers.items() if not peer.missing()}
    found = alternately(repeat, there)
    least = size * LATENCY / IN_FLIGHT
    verb = "update" if case.after is _all_renamed else case.name
    title = f"{verb} {size:,} tenants, no limit: own time / (N x latency / 16)"
    calls, floor = median(found["httpx"], "requests"), median(found["floor"], "own")
    told = f"{{:.2f}} s of {least:.2f} s; {calls:.0f} calls, against which it is {{:.2f}}; bare sockets {floor / least:.2f}"
    for library, most in (("httpx", 1.25), ("httpx2", 1.15)):
        name, of_library = f"bulk-{verb}-{size}", f", {library}"
        if library not in found:
            yield Finding(f"{name}-{library}", title + of_library, most, None, why)
            continue
        own = median(found[library], "own")
        yield Finding(f"{name}-{library}", title + of_library, most, own / least, told.format(own, own * size / least / calls))
        if verb == "delete":
            writing = median(found[library], "writing")
            what = "the same from the first deletion on, when all has been read that goes with the tenants"
            yield Finding(f"{name}-{library}-writing", f"{what}, {library}", most, writing / least, f"{writing:.2f} s")


def limits(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """N creations under a server that refuses, in each way that the simulator can."""
    size = sizes.bulk
    for name, rules in flavours(size).items():
        rate = rules[0]["limit"] / rules[0]["window_s"]
        runs = [sample(site, BY_NAME["bulk"], CASES["create"], size, rules) for _ in range(sizes.repeat)]
        own = median(runs, "own")
        told = f"{own:.2f} s of {size / rate:.2f} s in {median(runs, 'requests'):.0f} calls"
        most = 1.3 if name in HARD else 1.05
        refused = median(runs, "refused") * 1000 / size
        told += f", {refused:.0f} of 1,000 refused" if name in HARD else ""
        yield Finding(f"limit-{name}", f"create {size:,} under a {name}: own time / (N / rate)", most, own * rate / size, told)
        if name not in HARD:
            yield Finding(f"refused-{name}", "the same: refused calls per 1,000", 12, refused)


def flavours(size: int) -> dict[str, Limits]:
    """Return the limits: 100 calls in a second on average, but for the last, which grants half of that."""
    rule: Json = {"limit": size, "window_s": size / 100}
    return {
        "sliding window": (rule,),
        "fixed window": ({**rule, "kind": "fixed"},),
        "token bucket": ({**rule, "kind": "bucket"},),
        "window with penalty": ({**rule, "kind": "penalty"},),
        "token bucket with a small burst": ({**rule, "kind": "bucket", "burst": max(1, size // 10)},),
        "sliding window half of what was believed": ({**rule, "limit": size // 2},),
    }


def backup(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """A backup against its calls in waves of 16."""
    everything = replace(BY_NAME["bulk"], command=playbooks.detailed_backup)
    for size in dict.fromkeys((sizes.few, sizes.bulk)):
        runs = [sample(site, everything, CASES["backup"], size) for _ in range(sizes.repeat)]
        own, calls = median(runs, "own"), median(runs, "requests")
        least = calls * LATENCY / IN_FLIGHT
        told = f"{own:.2f} s of {least:.2f} s; {calls:.0f} calls"
        told += "" if playbooks.concurrent("backup") else "; `descope_backup` has no option `concurrency`"
        title = f"back up {size:,} tenants with settings, SSO and password policy: own time / (calls x latency / 16)"
        yield Finding(f"backup-{size}", title, 1.25, own / least, told)


def _all_renamed(size: int) -> Tenants:
    return [{**tenant, "name": f"{tenant['name']} renamed"} for tenant in tenants(size)]
