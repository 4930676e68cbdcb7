# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo` and `make simulator`, the first things that the README and the page Getting started say to type."""

from __future__ import annotations

import json
import os
import signal
import subprocess

import pytest

from tests.docs.runner import ROOT, TIMEOUT_S
from tests.simulator import seed_data
from tests.simulator.process import Control


@pytest.mark.skipif("CI" not in os.environ, reason="takes a minute: set CI=1, or type make demo")
def test_the_demo_goes_through() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "DESCOPE_", "AWX_"))}
    environment = {**kept, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_FORCE_COLOR": "0"}
    done = subprocess.run(
        [ROOT / "examples" / "demo" / "run"], env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "What happened, and what to try next" in done.stdout


def test_the_simulator_starts_and_says_where_it_is() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    installed = subprocess.run(["make", "--question", ".venv/.run-installed"], cwd=ROOT, env=environment, check=False)
    if installed.returncode:
        pytest.skip("there is something to install first: make setup")
    with subprocess.Popen(
        ["make", "-s", "simulator", "PORT=0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout
            said = json.loads(process.stdout.readline())
            assert Control(said["url"]).health()
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    assert list(said) == ["url", "project_id", "management_key"]
    assert said["project_id"] == seed_data.DEMO_PROJECT_ID
    assert said["management_key"] == seed_data.COMPANY_KEY
