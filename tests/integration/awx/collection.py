# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gets the collection awx.awx, once, from the package `ansible`: `python -m tests.integration.awx.collection`."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.integration.ansible_run import ROOT

VERSION = "12.3.0"
WHEEL = f"ansible-{VERSION}-py3-none-any.whl"
SHA256 = "cd156f82fa87f7a899212b0efa9f7ca3a24d609212de9f78428a572eb01e5414"
INSIDE = "ansible_collections/awx/awx/"
CACHE = ROOT / ".cache" / "awx"


class Unreachable(Exception):
    """The package index can't be reached."""


def awx_collection() -> Path:
    """Return the directory to name in ANSIBLE_COLLECTIONS_PATH; raises Unreachable, and ValueError for another wheel."""
    place = CACHE / f"ansible-{VERSION}"
    if not (place / INSIDE).is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as directory:
            unpacked = _unpacked(_downloaded(Path(directory)), Path(directory) / "unpacked")
            try:
                os.rename(unpacked, place)
            except OSError:  # another test process was quicker
                if not (place / INSIDE).is_dir():
                    raise
    return place


def _downloaded(directory: Path) -> Path:
    python = sys.executable if importlib.util.find_spec("pip") else ROOT / ".venv" / "bin" / "python"
    command = [str(python), "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--retries", "1", "--timeout", "30", "--dest", str(directory)]
    done = subprocess.run([*command, f"ansible=={VERSION}"], capture_output=True, text=True, check=False)
    if done.returncode and "connection broken" in done.stderr:
        raise Unreachable(done.stderr.strip().splitlines()[-1])
    if done.returncode:
        raise ValueError(f"ansible {VERSION} could not be downloaded: {done.stderr}")
    return directory / WHEEL


def _unpacked(wheel: Path, into: Path) -> Path:
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{WHEEL} has the SHA-256 {found}, and {SHA256} was expected.")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(into, [name for name in archive.namelist() if name.startswith(INSIDE)])
    return into


if __name__ == "__main__":
    print(awx_collection())
