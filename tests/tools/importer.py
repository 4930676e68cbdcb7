# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the built collection through galaxy-importer, which Ansible Galaxy and Automation Hub run on what is uploaded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools.artifact import ROOT, build, clean_environment
from tests.tools.environments import environment

PLACE = ROOT / ".cache" / "importer"
# `make sanity-matrix` runs ansible-test with each release of ansible-core; here is the rest, with what only Hub insists on.
SETTINGS = """\
[galaxy-importer]
CHECK_CHANGELOG = True
CHECK_REQUIRED_TAGS = True
OFFLINE_ANSIBLE_LINT = True
RUN_ANSIBLE_DOC = True
RUN_ANSIBLE_LINT = True
RUN_ANSIBLE_TEST = False
RUN_FLAKE8 = False
"""


def main() -> int:
    """Import the collection; fail if the importer does, warns of anything, or overlooks a module or role."""
    shutil.rmtree(PLACE, ignore_errors=True)
    home = PLACE / "home"
    home.mkdir(parents=True)
    settings = PLACE / "galaxy-importer.cfg"
    settings.write_text(SETTINGS, encoding="utf-8")
    variables = clean_environment(home)
    venv = environment("importer-venv", Path(sys.executable).resolve(), ROOT / "requirements" / "importer.txt")
    command = [f"{venv}/bin/python", "-m", "galaxy_importer.main", str(build(PLACE, variables))]
    done = subprocess.run(
        command,
        cwd=PLACE,
        env={**variables, "PATH": f"{venv / 'bin'}{os.pathsep}{variables['PATH']}", "GALAXY_IMPORTER_CONFIG": str(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout)
    complaints = [line for line in done.stdout.splitlines() if line.startswith(("WARNING", "ERROR", "CRITICAL"))]
    overlooked = sorted(contents() - imported(PLACE / "importer_result.json"))
    print(f"{len(complaints)} warnings and errors; overlooked: {', '.join(overlooked) or 'nothing'}")
    return 1 if done.returncode or complaints or overlooked else 0


def contents() -> set[str]:
    """Return the modules and roles of this checkout, as the importer names them."""
    modules = {f"module {file.stem}" for file in (ROOT / "plugins" / "modules").glob("[!_]*.py")}
    return modules | {f"role {folder.name}" for folder in (ROOT / "roles").iterdir() if folder.is_dir()}


def imported(result: Path) -> set[str]:
    """Return what the importer found; nothing if it has written no result."""
    if not result.exists():
        return set()
    return {f"{one['content_type']} {one['name']}" for one in json.loads(result.read_text(encoding="utf-8"))["contents"]}


if __name__ == "__main__":
    sys.exit(main())
