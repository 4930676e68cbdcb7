# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for the whole run, a project of its own for each test, and the control surface back at its defaults."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.simulator.process import Control, Simulator, running_simulator
from tests.simulator.raw_client import RawClient

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture
def control(simulator: Simulator) -> Iterator[Control]:
    control = simulator.control
    control.clear_requests()
    yield control
    control.clear_faults()
    control.configure(latency_ms=None, lag_ms=None, tier=None, rate_limits=None)


@pytest.fixture
def project_id(control: Control) -> Iterator[str]:
    project_id = f"PUnit{next(_numbers):023d}"
    control.load(project_id, {})
    yield project_id
    control.drop(project_id)


@pytest.fixture
def api(simulator: Simulator, project_id: str) -> RawClient:
    """A client for the test's own project, which is as a new project ships."""
    return RawClient(simulator.url, f"Bearer {project_id}:{simulator.management_key}")
