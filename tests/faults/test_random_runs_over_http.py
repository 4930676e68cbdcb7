# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random jobs in real processes against the simulator, with faults on the wire and deaths at random points (reliability 5, G3).

To repeat one that failed: FAULTS_SEED=<its seed> FAULTS_RUNS=1 python -m pytest tests/faults/test_random_runs_over_http.py
"""

from __future__ import annotations

import random
import typing as t

import pytest

from tests.faults.children import Json, Project
from tests.faults.conftest import MakeProject
from tests.faults.random_projects import PARENTS
from tests.faults.scale import count, seeds

PARTS = 4
PATHS = ("*", "/v1/mgmt/tenant/*", "/v1/mgmt/role/*", "/v1/mgmt/permission/*")


def random_project(rng: random.Random) -> tuple[dict[str, list[Json]], Json]:
    """Return the documents of a project, in the simulator's sections, and what a user wants of it."""
    names = [f"p{number}" for number in range(6)]
    live, wanted = ([name for name in names if rng.random() < 0.5] for _state in range(2))
    roles, wanted_roles = ([f"r{number}" for number in range(5) if rng.random() < 0.5] for _state in range(2))
    tenants, wanted_tenants = ([one for one in PARENTS if not PARENTS[one] and rng.random() < 0.7] for _state in range(2))
    start: dict[str, list[Json]] = {
        "permissions": [{"id": f"PERM{name}", "name": name, "description": "one"} for name in live],
        "roles": [{"id": f"ROLE{name}", "name": name, "permissionNames": _some(rng, live)} for name in roles],
        "tenants": [{"id": one, "name": f"Name of {one}", "defaultRoles": _some(rng, roles)} for one in tenants],
    }
    desired = {
        "permissions": [{"name": name, "description": rng.choice(["one", "two"])} for name in wanted],
        "roles": [{"name": name, "permission_names": _some(rng, wanted)} for name in wanted_roles],
        "tenants": [
            {"id": one, "name": f"Name of {one}", "disabled": rng.random() < 0.5, "default_roles": _some(rng, wanted_roles)}
            for one in wanted_tenants
        ],
    }
    return start, {name: documents for name, documents in desired.items() if documents}


def _some(rng: random.Random, values: t.Sequence[str]) -> list[str]:
    return [one for one in values if rng.random() < 0.5]


def faults(rng: random.Random) -> list[Json]:
    """Return a plan of faults for the wire; none of them makes a client wait for long."""
    kinds: list[Json] = [
        {"action": "reset", "when": "before"},
        {"action": "reset", "when": "after"},
        {"action": "status", "status": 503, "when": "before"},
        {"action": "status", "status": 520, "when": "after"},
        {"action": "truncate", "when": "after"},
        {"action": "html", "when": "before"},
    ]
    return [
        {**rng.choice(kinds), "path": rng.choice(PATHS), "method": "POST", "nth": rng.randint(1, 12)}
        for _fault in range(rng.randint(0, 3))
    ]


def death(rng: random.Random) -> Json | None:
    if rng.random() < 0.3:
        return None
    at = rng.choice(["request", "append"])
    return {"at": at, "number": rng.randint(5 if at == "request" else 0, 40), "side": rng.choice(["before", "after"])}


@pytest.mark.parametrize("number", range(PARTS))
def test_over_real_sockets_too_a_job_is_finished_or_taken_back(make_project: MakeProject, number: int) -> None:
    """reliability #4 #5 #6 #7 #8 #9 #28 #36"""
    tried = dict.fromkeys(("jobs", "processes killed"), 0)
    for seed in seeds(full=1000, fast=8):
        if seed % PARTS != number:
            continue
        rng = random.Random(seed)
        context = f"FAULTS_SEED={seed} FAULTS_RUNS=1 python -m pytest tests/faults/test_random_runs_over_http.py"
        sections, desired = random_project(rng)
        project = make_project(**sections)
        before, wanted = project.documents(), wanted_of(project, desired)
        for _run in range(rng.randint(1, 2)):
            project.control.faults(faults(rng))
            told = project.do("sync", desired=desired, death=death(rng), on_error=rng.choice(["stop", "continue"]))
            tried["processes killed"] += told["killed"]
        project.control.clear_faults()
        if rng.random() < 0.5:
            finish(project, desired, wanted, context)
        else:
            take_back(project, before, context)
        tried["jobs"] += 1
    assert tried["jobs"] > 0
    count("random jobs over real sockets", **tried, **{"lost, foreign or half written": 0})


def wanted_of(project: Project, desired: Json) -> Json:
    """Return what the project holds after a job that nobody disturbs, and put it back."""
    told = project.do("sync", desired=desired)
    assert told["code"] == "", told
    wanted = project.documents()
    project.start_again()
    return wanted


def finish(project: Project, desired: Json, wanted: Json, context: str) -> None:
    told = project.do("sync", desired=desired)
    assert told["code"] == "", f"{context}\n{told}"
    assert project.documents() == wanted, context
    assert project.do("sync", desired=desired)["changed"] is False, context


def take_back(project: Project, before: Json, context: str) -> None:
    for _run in range(10):
        told = project.do("undo")
        if told["code"] == "run_not_found":
            break
        assert told["code"] == "", f"{context}\n{told}"
    assert project.documents() == before, context
