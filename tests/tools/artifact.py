# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection as a user would download it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment that knows nothing of this checkout, of Ansible's settings or of any Descope project."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANSIBLE_", "DESCOPE_", "MAKE", "MFLAGS", "PYTEST_"))
    }
    return {**kept, "HOME": str(home), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def build(output: Path, environment: dict[str, str]) -> Path:
    """Build the tarball into `output` and return its path."""
    command = ["ansible-galaxy", "collection", "build", "--force", "--output-path", str(output), str(ROOT)]
    subprocess.run(command, check=True, env=environment, cwd=output, stdout=subprocess.DEVNULL)
    (tarball,) = output.glob("descope-mgmt-*.tar.gz")
    return tarball
