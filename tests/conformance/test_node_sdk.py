# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official Node client: every public method of its management part, called by a driver of its own.

The client is installed once, into `.cache`, as its lock file says. Without Node, npm or the registry this is skipped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import record
from tests.simulator.process import ROOT, Simulator

NODE = Path(__file__).parent / "node"
PINNED = ("package.json", "package-lock.json")
OLDEST = 18
CACHE = ROOT / ".cache"

_UNREACHABLE = re.compile(r"\b(EAI_AGAIN|ECONN\w+|ENETUNREACH|ENOTFOUND|ETIMEDOUT|ENOTCACHED|E40[137]|E5\d\d|ERR_SOCKET\w*)\b")


@pytest.fixture(scope="module")
def client() -> Path:
    """The directory in which the client is installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are needed for the Node client, and one of them is missing")
    found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(found.lstrip("v").split(".")[0]) < OLDEST:
        pytest.skip(f"the driver of the Node client needs node {OLDEST} or later, and this is {found}")
    lock = b"".join((NODE / name).read_bytes() for name in PINNED)
    home = CACHE / "conformance-node" / hashlib.sha256(lock).hexdigest()[:16]
    if not home.exists():
        _install(home)
    return home


def test_every_public_method_of_the_client_works(client: Path, simulator: Simulator) -> None:
    results = _driven(client, simulator)
    for result in results:
        good = result["outcome"] in (record.PASS, record.OUT_OF_SCOPE)
        outcome, reason = (result["outcome"], result["detail"]) if good else (record.FAIL, "")
        record.note(record.NODE, result["manager"], result["method"], outcome, reason)
    wrong = [result for result in results if result["outcome"] not in (record.PASS, record.OUT_OF_SCOPE)]
    assert not wrong, "\n".join(f"{one['manager']}.{one['method']} {one['outcome']}: {one['detail']}" for one in wrong)
    assert all(result["detail"] for result in results if result["outcome"] == record.OUT_OF_SCOPE)
    assert len(results) > 200


def _driven(client: Path, simulator: Simulator) -> list[dict[str, Any]]:
    command = ["node", str(NODE / "driver.mjs"), str(client), simulator.url, simulator.management_key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=_environment(), check=False)
    assert done.returncode == 0, done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def _install(home: Path) -> None:
    """Install beside and rename, so that processes that do the same at the same time do not meet."""
    home.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=home.parent))
    for name in PINNED:
        shutil.copy(NODE / name, beside)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    done = subprocess.run(command, cwd=beside, capture_output=True, text=True, timeout=300, env=_environment(), check=False)
    unreachable = _UNREACHABLE.search(done.stderr)
    if done.returncode == 0 and not home.exists():
        beside.rename(home)
    shutil.rmtree(beside, ignore_errors=True)
    if unreachable and done.returncode:
        pytest.skip(f"the npm registry cannot be reached: {unreachable[1]}")
    assert done.returncode == 0, done.stderr


def _environment() -> dict[str, str]:
    """Nothing of a real project, and npm's own cache not in the home directory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESCOPE_")}
    return {**kept, "npm_config_cache": str(CACHE / "npm")}
