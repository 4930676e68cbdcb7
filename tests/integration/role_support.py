# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the collection's playbooks by name, as a user would: without a terminal, from a directory of the user's own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.integration.ansible_run import ROOT, Json
from tests.integration.documents import tenant
from tests.integration.project import Project
from tests.scan import assert_nothing_leaked

TIMEOUT_S = 300  # a dozen times what a run takes, for machines that are busy
BIN = Path(sys.executable).parent
UNATTENDED = ("AWX_", "JOB_ID", "RUNNER_")
QUICK = {"safe_sync_verify_delay": 0, "safe_sync_verify_retries": 1}


@dataclass(frozen=True)
class PlaybookRun:
    """What a run of ansible-playbook printed, with its exit status."""

    status: int
    output: str

    @property
    def ok(self) -> bool:
        return self.status == 0

    @property
    def changed(self) -> int:
        """How many tasks changed something, by the recap."""
        counted = re.findall(r"changed=(\d+)", self.output)
        assert counted, self.output
        return int(counted[-1])

    @property
    def message(self) -> str:
        """The message of the last failed task."""
        failures = re.findall(r"^fatal: .*?=> (\{.*\})$", self.output, re.MULTILINE)
        assert failures, self.output
        return str(json.loads(failures[-1])["msg"])

    @property
    def first_message(self) -> str:
        """The message of the first failed task."""
        failures = re.findall(r"^fatal: .*?=> (\{.*\})$", self.output, re.MULTILINE)
        assert failures, self.output
        return str(json.loads(failures[0])["msg"])


def play(
    project: Project,
    playbook: str,
    *arguments: str,
    variables: Mapping[str, object] | None = None,
    directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
    inputs: Collection[Path] = (),
) -> PlaybookRun:
    """Run a playbook with nobody at the terminal; no secret is in what it prints or leaves behind, save for the `inputs`."""
    done = subprocess.run(
        command(playbook, *arguments, variables=variables),
        cwd=home_of(project, directory),
        env={**environment_of(project), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    run = PlaybookRun(done.returncode, done.stdout + done.stderr)
    assert_nothing_leaked(run.output, project.home, *([directory] if directory else []), inputs=inputs)
    return run


def command(playbook: str, *arguments: str, variables: Mapping[str, object] | None = None) -> list[str]:
    """Return the command line; a name without a suffix is a playbook of the collection."""
    name = playbook if playbook.endswith((".yml", ".json")) else f"descope.mgmt.{playbook}"
    given = ["-e", json.dumps(variables)] if variables else []
    return [str(BIN / "ansible-playbook"), name, *given, *arguments]


def home_of(project: Project, directory: Path | None = None) -> Path:
    where = directory or project.home
    where.mkdir(parents=True, exist_ok=True)
    return where


def environment_of(project: Project) -> dict[str, str]:
    """Return the environment of a person's shell, with the credentials of `project` in it."""
    unwanted = ("ANSIBLE_", "DESCOPE_", *UNATTENDED)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {
        **kept,
        "HOME": str(home_of(project)),
        "ANSIBLE_HOME": str(project.home / ".ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"),
        "ANSIBLE_NOCOLOR": "True",
        "ANSIBLE_DEPRECATION_WARNINGS": "True",
        "DESCOPE_PROJECT_ID": project.id,
        "DESCOPE_MANAGEMENT_KEY": project.key,
        "DESCOPE_BASE_URL": project.simulator.url,
    }


def assert_no_key(project: Project, output: str) -> None:
    """Assert the same of what another project has to do with a run."""
    assert_nothing_leaked(output, project.home)


def tenants(names: Iterable[str]) -> list[Json]:
    """Return tenants in the API's spelling, to put into a project."""
    return [tenant(name) for name in names]


def desired(names: Iterable[str], **more: object) -> Json:
    """Return the variables that want tenants as `tenants` makes them."""
    return {"safe_sync_desired": {"tenants": [{"id": name, "name": name.title()} for name in names]}, **more}


def backups(project: Project, directory: Path | None = None) -> list[Path]:
    """The backups of the project, oldest first."""
    where = directory / project.id if directory else project.backups
    return sorted(path for path in where.iterdir() if path.name[0] == "2") if where.is_dir() else []
