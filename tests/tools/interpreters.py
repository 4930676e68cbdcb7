# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the Pythons of this machine: the programs themselves, not launchers that choose one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# A launcher such as a shim of pyenv starts another program; that one tells where it is. Without ensurepip it is of no use here.
WHO = "import ensurepip, os, sys; print('%d.%d' % sys.version_info[:2], os.path.realpath(sys._base_executable))"


@cache
def find(version: str) -> Path | None:
    """Return a Python of this version, such as "3.12", that can make virtual environments; None if there is none."""
    for candidate in _candidates(version):
        answer = subprocess.run([candidate, "-c", WHO], capture_output=True, text=True, check=False)
        found, _, path = answer.stdout.strip().partition(" ")
        if answer.returncode == 0 and found == version:
            return Path(path)
    return None


def search_path(versions: list[str]) -> str:
    """Return a search path with the folders of these Pythons first, and with no launchers."""
    folders = [str(python.parent) for python in map(find, versions) if python]
    return os.pathsep.join([*folders, *(folder for folder in _path() if Path(folder).name != "shims")])


def _candidates(version: str) -> Iterator[Path]:
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path("~/.pyenv").expanduser())
    folders = [Path(sys.base_prefix, "bin"), *map(Path, _path()), *sorted(pyenv.glob(f"versions/{version}.*/bin"))]
    return (folder / name for folder in folders if (folder / name).is_file())


def _path() -> list[str]:
    return os.environ.get("PATH", os.defpath).split(os.pathsep)
