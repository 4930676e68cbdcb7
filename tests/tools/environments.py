# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments besides .venv, for what can't live in it together with the rest."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.tools.artifact import BIN, ROOT

UV = [str(BIN / "uv"), "--quiet", "--system-certs", "--no-python-downloads"]
INSTALL = ["pip", "install", "--compile-bytecode", "--link-mode", "copy"]


def environment(name: str, python: Path, packages: Path) -> Path:
    """Return the virtual environment .cache/NAME, made anew if its Python or its list of packages has become another one."""
    venv = ROOT / ".cache" / name
    made_of, wanted = venv / "made-of.txt", f"{python}\n{packages.read_text(encoding='utf-8')}"
    if not made_of.exists() or made_of.read_text(encoding="utf-8") != wanted:
        subprocess.run([*UV, "venv", "--clear", "--python", python, venv], check=True)
        subprocess.run([*UV, *INSTALL, "--python", venv / "bin" / "python", "-r", packages], check=True)
        made_of.write_text(wanted, encoding="utf-8")
    return venv


def first_on_path(venv: Path) -> dict[str, str]:
    """Return the process's environment with the programs of this virtual environment first."""
    return {**os.environ, "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
