# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for the whole run; for each test a project of its own and both flavours of the client."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance import record
from tests.conformance.sdk import Sdk
from tests.simulator.process import Control, Simulator, running_simulator

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture
def control(simulator: Simulator) -> Iterator[Control]:
    """The control surface, put back to its defaults afterwards."""
    control = simulator.control
    control.clear_requests()
    yield control
    control.clear_faults()
    control.configure(latency_ms=None, lag_ms=None, tier=None, rate_limits=None)


@pytest.fixture
def project_id(control: Control) -> Iterator[str]:
    """A fresh project, long enough an id for the clients and short enough to name no region."""
    project_id = f"PConformance{next(_numbers):016d}"
    control.load(project_id, {})
    yield project_id
    control.drop(project_id)


@pytest.fixture(params=["sync", "async"])
def sdk(request: pytest.FixtureRequest, simulator: Simulator, project_id: str) -> Iterator[Sdk]:
    sdk = Sdk(request.param, simulator.url, project_id, simulator.management_key)
    yield sdk
    sdk.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each process of a run hands in what it saw; the process that is alone hands in everything."""
    given: dict[str, Any] = getattr(session.config, "workerinput", {})
    run = str(given.get("testrunuid", os.getpid()))
    record.finish(run, given.get("workerid", "main"), given.get("workercount", 1))
