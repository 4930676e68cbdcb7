# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `ansible-test sanity`, or the integration tests, with one of the releases of ansible-core that are supported.

Each has a virtual environment of its own, `.cache/core-VERSION`, made of `requirements/cores/VERSION.txt`. Where this machine
has no Python for one, that is said in the last line, `not tried: ...`, and is an error with REQUIRE_CORES=1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.tools import interpreters
from tests.tools.artifact import ROOT
from tests.tools.checks import NOT_TRIED
from tests.tools.environments import environment, first_on_path

# The Python that each is tried with: the oldest that it runs on, and for the newest release a newer one.
CORES = {"2.18": "3.11", "2.19": "3.11", "2.20": "3.12", "2.21": "3.13"}


def main() -> int:
    """Run what the command line says; further words go to ansible-test or pytest."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("part", choices=["sanity", "integration", "python"])
    parser.add_argument("core", choices=CORES)
    arguments, rest = parser.parse_known_args()
    version = CORES[arguments.core]
    if arguments.part == "python":
        print(version)
        return 0
    python = interpreters.find(version)
    if python is None:
        print(f"{NOT_TRIED}: ansible-core {arguments.core} wants Python {version}, which is not on this machine")
        return 1 if os.environ.get("REQUIRE_CORES") else 0
    packages = ROOT / "requirements" / "cores" / f"{arguments.core}.txt"
    venv = environment(f"core-{arguments.core}", python, packages)
    subprocess.run([venv / "bin" / "ansible-playbook", "--version"], check=True)
    return {"sanity": sanity, "integration": integration}[arguments.part](arguments.core, venv, rest)


def sanity(core: str, venv: Path, rest: Sequence[str]) -> int:
    """Run the sanity tests of this core, those that depend on the Python with every one that there is."""
    cache = ROOT / ".cache" / f"sanity-{core}"
    return run(venv, "tests.tools.sanity", "--cache", cache, "--every-python", *rest)


def integration(_core: str, venv: Path, rest: Sequence[str]) -> int:
    """Run the integration tests: they take the ansible-playbook that is beside their Python."""
    workers = os.environ.get("WORKERS", "2")
    return run(venv, "pytest", "-n", workers, "--dist", "loadfile", *(rest or ["tests/integration"]))


def run(venv: Path, module: str, *arguments: str | Path) -> int:
    command = [venv / "bin" / "python", "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=first_on_path(venv), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
