# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment: ansible-builder takes its definition, and finds what the collection needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests.integration.ansible_run import ROOT
from tests.integration.awx.runner import EXAMPLE

COMMAND = [sys.executable, "-m", "ansible_builder"]


def builder(*arguments: str, directory: Path) -> str:
    """Run ansible-builder and return what it printed."""
    environment = {**os.environ, "HOME": str(directory)}
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=directory, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_definition_becomes_a_build_context(tmp_path: Path) -> None:
    builder("create", "--file", str(EXAMPLE / "execution-environment.yml"), "--context", "context", directory=tmp_path)

    context = tmp_path / "context"
    (recipe,) = context.glob("*file")  # named for the container engine that is there, or for none
    steps = recipe.read_text(encoding="utf-8")
    galaxy = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert 'ARG EE_BASE_IMAGE="quay.io/centos/centos:stream9"' in steps
    assert 'ARG PYCMD="/usr/bin/python3.12"' in steps
    assert "ansible-galaxy collection install" in steps
    assert "introspect" in steps
    assert galaxy == {"collections": [{"name": "descope.mgmt"}]}
    assert (context / "_build" / "requirements.txt").read_text(encoding="utf-8").split() == ["boto3", "cryptography"]


def test_the_collection_says_what_it_needs(tmp_path: Path) -> None:
    printed = builder("introspect", str(ROOT / ".cache" / "run"), directory=tmp_path)

    needed = yaml.safe_load(printed)
    ours = [line.split("  #")[0] for line in needed["python"] if line.endswith("from collection descope.mgmt")]
    assert ours == ["httpx>=0.25", "pydantic>=2.5"]
    assert not needed["system"]
