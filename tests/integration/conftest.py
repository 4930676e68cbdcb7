# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for each test process; projects of one test or one file, each with a key that must never be seen.

Starting a playbook takes longer than a task, so files whose cases do not disturb each other run them all in one playbook, in a
fixture of the file. With several test processes, `--dist loadfile` keeps such a file in one of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.canaries import bare_secret
from tests.integration.ansible_run import Json
from tests.integration.documents import company
from tests.integration.project import Project
from tests.simulator.process import Simulator, running_simulator

MakeProject = Callable[..., Project]

KEY = f"K{bare_secret('management key')}"


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running_simulator(seed="empty") as running:
        yield running


@pytest.fixture
def make_project(simulator: Simulator, tmp_path: Path) -> Iterator[MakeProject]:
    """Make projects for one test; what it set in the simulator is put back afterwards."""
    with projects(simulator, tmp_path) as make:
        yield make
    simulator.control.clear_faults()
    simulator.control.configure(latency_ms=None, lag_ms=None, clock_skew_s=None, tier=None, rate_limits=None)


@pytest.fixture(scope="module")
def make_shared_project(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeProject]:
    """Make projects for all tests of a file, which must not set anything in the simulator for them."""
    with projects(simulator, tmp_path_factory.mktemp("shared")) as make:
        yield make


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    """A project with nothing in it but what every project ships with."""
    return make_project()


@pytest.fixture
def company_project(make_project: MakeProject) -> Project:
    """A project with the small company of `documents.company` in it."""
    return make_project(**company())


@pytest.fixture(scope="module")
def shared_project(make_shared_project: MakeProject) -> Project:
    """A project with the small company in it, for all tests of a file."""
    return make_shared_project(**company())


@contextmanager
def projects(simulator: Simulator, directory: Path) -> Iterator[MakeProject]:
    """Yield a function that makes a project of the given documents besides those that every project ships with."""
    made: list[str] = []

    def make(**sections: list[Json]) -> Project:
        unique = uuid.uuid4().hex
        project = Project(f"P{unique[:24]}", f"{KEY}{unique}", directory / unique[:8], simulator)
        made.append(project.id)
        shipped = simulator.control.load(project.id, {"management_keys": [project.key]})
        simulator.control.load(project.id, {name: shipped[name] + documents for name, documents in sections.items()})
        return project

    yield make
    for project_id in made:
        simulator.control.drop(project_id)
