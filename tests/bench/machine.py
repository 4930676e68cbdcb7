# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it was measured on."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.bench.site import Json

LIBRARIES = ("ansible-core", "httpx", "httpx2", "pydantic", "descope")


def described() -> Json:
    """Return the date and the machine with what is installed on it."""
    machine = {
        "Processor": f"{_field('/proc/cpuinfo', 'model name') or platform.machine()}, {os.cpu_count()} cores",
        "Memory": f"{int((_field('/proc/meminfo', 'MemTotal') or '0').split()[0]) / 1024**2:.0f} GiB",
        "Kernel": f"{platform.system()} {platform.release()}",
        "Load before": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "Python": platform.python_version(),
        "Libraries": ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
        "Node": _node(),
    }
    return {"date": time.strftime("%Y-%m-%d", time.gmtime()), "machine": machine}


def _field(file: str, name: str) -> str:
    """Return the first field with this name of a file of /proc; empty where there is none."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _node() -> str:
    try:
        return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "none"
