# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator and a driver for each test process; projects in that simulator, with a backup directory each."""

from __future__ import annotations

import itertools
import typing as t
from pathlib import Path

import pytest

from tests.faults.children import Driver, Project, running_driver
from tests.faults.scale import IS_FULL
from tests.scan import assert_nothing_leaked
from tests.simulator.process import Simulator, running_simulator

MakeProject = t.Callable[..., Project]


@pytest.fixture(scope="session")
def simulator() -> t.Iterator[Simulator]:
    with running_simulator(seed="empty") as running:
        yield running


@pytest.fixture(scope="session")
def driver() -> t.Iterator[Driver]:
    with running_driver() as running:
        yield running


@pytest.fixture
def make_project(simulator: Simulator, driver: Driver, tmp_path: Path) -> t.Iterator[MakeProject]:
    """Make projects of the given documents, besides those that every project ships with."""
    numbers = itertools.count()
    made: list[Project] = []

    def make(**sections: t.Any) -> Project:
        number = next(numbers)
        made.append(Project(f"PFaults{number:04}", simulator, driver, tmp_path / f"store{number:04}"))
        made[-1].begin(sections)
        return made[-1]

    yield make
    simulator.control.clear_faults()
    for project in made:
        simulator.control.drop(project.id)
    # A killed playbook leaves its own files with the arguments of its tasks (reliability 49): Ansible's, and not ours to clear.
    assert_nothing_leaked("", tmp_path, inputs=list(tmp_path.rglob(".ansible/tmp")))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only a whole run does."""
    left_out = [item for item in items if item.get_closest_marker("whole")] if not IS_FULL else []
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
