# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader for each page, with a simulator of their own that has three projects: theirs, one for staging, one for nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.markdown_pages import EMPTY
from tests.docs.runner import ROOT, Reader
from tests.simulator.process import running_simulator
from tests.simulator.raw_client import RawClient

BIN = Path(sys.executable).parent
STAGING = "PStagingProject00000000000001"
SCRATCH = "PEmptyProject000000000000001"
# What would reach a real project, or change what is printed.
UNWANTED = ("ANSIBLE_", "DESCOPE_", "AWX_", "JOB_ID", "RUNNER_", "AWS_", "PYTHON", "VIRTUAL_ENV", "BASH_FUNC_")


@pytest.fixture
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    """Yield a reader who has the credentials of the demo project in the environment, and the examples where they stand."""
    page = request.node.callspec.params["page"]
    home = tmp_path / "home"
    home.mkdir()
    (home / "examples").symlink_to(ROOT / "examples")
    with running_simulator(seed="empty" if page in EMPTY else "demo") as simulator:
        simulator.control.load(STAGING, simulator.control.dump(simulator.project_id))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)}
        environment = {
            **kept,
            "HOME": str(home),
            "PWD": str(home),
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "ANSIBLE_HOME": str(home / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"),
            "ANSIBLE_NOCOLOR": "True",
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
            "DESCOPE_BASE_URL": simulator.url,
            "DESCOPE_PROJECT_ID": simulator.project_id,
            "DESCOPE_MANAGEMENT_KEY": simulator.management_key,
            "STAGING_MANAGEMENT_KEY": simulator.management_key,
            "SCRATCH_MANAGEMENT_KEY": simulator.management_key,
        }
        stand_ins = {
            r"\bP2?\.\.\.": simulator.project_id,
            r"\bP2staging\.\.\.": STAGING,
            r"\bP2scratch\.\.\.": SCRATCH,
            r"\bK2?(staging|scratch)?\.\.\.": simulator.management_key,
            r"https://api\.descope\.com|http://127\.0\.0\.1:8787": simulator.url,
            r"/home/ops\b": str(home),
        }
        yield Reader(
            home,
            environment,
            simulator.control,
            RawClient(simulator.url, simulator.bearer),
            simulator.management_key,
            stand_ins,
        )
