# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets of whole playbooks, against playbooks that do nothing or against the machine; and of memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from tests.bench import playbooks
from tests.bench.cases import CASES, KEEPER, Job, tenants
from tests.bench.finding import Finding, Sizes, alternately, median
from tests.bench.grid import sample
from tests.bench.measure import Failed, Measurement, launched, measure, reports
from tests.bench.peers import BY_NAME
from tests.bench.site import Json, Site

LISTINGS = 2
"""The licence and the tenants."""
PING: Json = {"ansible.builtin.ping": {}}
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def idle(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """Nothing to do for many tenants that are read from a file, against a playbook of one module that does nothing."""
    size, peer = sizes.idle, BY_NAME["bulk-file"]
    title = f"nothing to do, {size:,} tenants from a file: "
    if why := peer.missing():
        yield Finding("idle", f"{title}whole playbook / playbook of one ping", 2.5, None, why)
        return
    names = {"file": peer, "variables": BY_NAME["bulk"]}
    things = {name: partial(sample, site, one, CASES["nothing"], size) for name, one in names.items()}
    found = alternately(sizes.repeat, {**things, "ping": partial(_plain, site, [PING])})
    ours, ping, variables = (median(found[name], "wall") for name in ("file", "ping", "variables"))
    told = f"{ours:.2f} s against {ping:.2f} s; from variables {variables:.2f} s"
    yield Finding("idle", f"{title}whole playbook / playbook of one ping", 2.5, ours / ping, told)
    calls = median(found["file"], "requests")
    yield Finding("calls", f"{title}calls", LISTINGS, calls, "the licence and the tenants")


def loop(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """A loop of the module for one tenant against a loop of a module that does nothing."""
    turns = [{**PING, "loop": list(range(sizes.loop))}]
    ours = partial(sample, site, BY_NAME["loop"], CASES["nothing"], sizes.loop, latency_ms=0)
    found = alternately(sizes.repeat, {"ours": ours, "ping": partial(_plain, site, turns)})
    own, ping = median(found["ours"], "wall"), median(found["ping"], "wall")
    title = f"{sizes.loop} turns with nothing to do, no latency: loop of ping / loop of descope_tenant"
    yield Finding("loop", title, 10, ping / own, f"{ping:.2f} s against {own:.2f} s", at_least=True)


def projects(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """Many projects at once, a host each, against the processor time that it takes on these cores."""
    runs = [_many_projects(site, sizes) for _ in range(sizes.repeat)]
    wall, cpu, service = (median(runs, name) for name in ("wall", "cpu", "service"))
    told = f"{wall:.1f} s; processor time {cpu:.1f} s, and the simulator's {service:.1f} s, without which it is "
    told += f"{wall / (cpu / CORES):.2f}"
    title = f"{sizes.projects} projects of {sizes.each} tenants, {sizes.forks} forks: wall / (processor time / {CORES} cores)"
    yield Finding("projects", title, 1.3, wall / ((cpu + service) / CORES), told)


def slices(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """Many projects as one job and as slices of it, all on this machine: what slicing costs where it can't gain anything."""
    counts = [count for count in (1, 2, 5) if sizes.forks % count == 0]
    found = alternately(sizes.repeat, {str(count): partial(_many_projects, site, sizes, count) for count in counts})
    whole = median(found["1"], "wall")
    for count in counts[1:]:
        runs = found[str(count)]
        told = f"{median(runs, 'wall'):.1f} s of {whole:.1f} s; processor time {median(runs, 'cpu'):.1f} s of "
        told += f"{median(found['1'], 'cpu'):.1f} s"
        title = f"{sizes.projects} projects of {sizes.each} tenants in {count} slices, on one machine: wall / wall of one job"
        yield Finding(f"slices-{count}", title, 1.3, median(runs, "wall") / whole, told)


def memory(site: Site, sizes: Sizes) -> Iterator[Finding]:
    """The peak of the largest process of a playbook, whose worker runs the module, with everything to do."""
    for name, case in {"sync": "create", "backup": "backup", "restore": "restore"}.items():
        worker, own = (_peak(site, name, case, sizes.memory, apart=apart) for apart in (False, True))
        title = "descope_backup with settings and SSO" if name == "backup" else f"descope_{name}"
        told = f"a process of the module's own, where it has one: {own:.0f} MiB"
        yield Finding(f"memory-{name}", f"{title}, {sizes.memory:,} tenants: peak memory in MiB", 250, worker, told)


def _plain(site: Site, tasks: list[Json]) -> Measurement:
    """Measure a playbook that has nothing to do with Descope."""
    directory = site.fresh_directory()
    command = playbooks.playbook(directory, playbooks.play(tasks))
    return measure(site, command, directory=directory, environment=site.environment(directory, "PNobody"))


def _many_projects(site: Site, sizes: Sizes, count: int = 1) -> Measurement:
    """Create the tenants of all projects in one job, or in `count` slices of it."""
    directory = site.fresh_directory()
    with ExitStack() as stack:
        ids = [stack.enter_context(site.project([])) for _ in range(sizes.projects)]
        command = playbooks.slices(directory, ids, [KEEPER, *tenants(sizes.each)], sizes.forks, count)
        with site.answering():
            measured = measure(site, command, directory=directory, environment=site.environment(directory, ids[0]))
        if {len(site.names(project_id)) for project_id in ids} != {sizes.each + 1}:
            raise Failed("not all projects have their tenants")
    return measured


def _peak(site: Site, name: str, case: str, size: int, *, apart: bool) -> float:
    """Return the peak memory of the largest process of a playbook; or of the module's process, if it runs apart."""
    directory = site.fresh_directory()
    report, wrapper = directory / "module.jsonl", directory / "python"
    command = " ".join(f"'{part}'" for part in launched(report, [sys.executable]))
    wrapper.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    with site.project([]) as project_id:
        job = Job(site, CASES[case], size, project_id, directory)
        site.control.load(project_id, {"tenants": job.before})
        playbooks.prepare_restore(job)
        started = playbooks.bulk(job, interpreter=str(wrapper) if apart else sys.executable)
        measured = measure(site, started, directory=directory, environment=job.environment)
        job.check(f"descope_{name}")
    return max(used["memory"] for used in reports(report)) if apart else measured.memory
