# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `ansible-test sanity` on the built collection, without containers and with no network but the package index."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ansible_test._internal.host_configs import NativePythonConfig
from ansible_test._internal.python_requirements import get_venv_packages

from tests.tools import interpreters
from tests.tools.artifact import BIN, ROOT, build, clean_environment

CACHE = ROOT / ".cache" / "test"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# What the modules run on (tests/config.yml), as far as there is one that ansible-test knows.
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
PIP_SETTINGS = Path("~/.config/pip/pip.conf").expanduser()

# ansible-test wants to download this script; the wheel that comes with every Python does the same.
GET_PIP = """\
import ensurepip, pathlib, sysconfig, zipfile
wheels = list((pathlib.Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
if wheels:
    zipfile.ZipFile(wheels[0]).extractall(sysconfig.get_path("purelib"))
else:
    ensurepip.bootstrap()
"""


def main() -> int:
    """Run the sanity tests; words of the command line that are not known here go to ansible-test."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the collection and ansible-test's tools are put")
    parser.add_argument("--every-python", action="store_true", help="compile and import with every Python of this machine")
    arguments, rest = parser.parse_known_args()
    home = arguments.cache / "home"
    environment = {**clean_environment(home), "PIP_NO_COMPILE": "1"}
    if PIP_SETTINGS.exists():
        environment.setdefault("PIP_CONFIG_FILE", str(PIP_SETTINGS))
    if arguments.every_python:
        pythons = [python for python in PYTHONS if interpreters.find(python)]
        environment["PATH"] = f"{BIN}{os.pathsep}{interpreters.search_path(pythons)}"
        missing = sorted(set(PYTHONS) - set(pythons))
        print(f"Compiled and imported with Python {', '.join(pythons)}; not on this machine: {', '.join(missing) or 'none'}")
    else:
        pythons, rest = [PYTHON], ["--python", PYTHON, *rest]
    place_get_pip(home, pythons)
    tree = stage(arguments.cache, environment)
    command = ["ansible-test", "sanity", "--local", "--color", "no", *rest]
    return subprocess.run(command, env=environment, cwd=tree, check=False).returncode


def place_get_pip(home: Path, pythons: list[str]) -> None:
    """Put the bootstrap script where this release of ansible-test looks for these Pythons before it downloads one."""
    for python in pythons:
        version = get_venv_packages(NativePythonConfig(version=python, path=sys.executable))["pip"]
        script = home / ".ansible" / "test" / "cache" / f"get_pip_{version.replace('.', '_')}.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(GET_PIP, encoding="utf-8")


def stage(cache: Path, environment: dict[str, str]) -> Path:
    """Unpack the built collection into a collection tree and return its root.

    ansible-test asks git for the list of files, hence the empty repository: without one of its own, the copy would count
    as ignored files of the surrounding checkout and nothing at all would be checked.
    """
    tree = cache / "ansible_collections" / "descope" / "mgmt"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    subprocess.run(["tar", "-xzf", build(cache, environment), "-C", tree], check=True)
    (tree / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "config.yml", tree / "tests")
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True, env={**environment, "GIT_DIR": os.fspath(tree / ".git")})
    return tree


if __name__ == "__main__":
    sys.exit(main())
