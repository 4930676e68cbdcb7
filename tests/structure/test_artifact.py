# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built collection, installed alone and cut down to what runs, works in an empty directory."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.simulator.process import running_simulator
from tests.structure.sources import ROOT, name_of, read_yaml, repository_files
from tests.tools.artifact import build, clean_environment

GENERATED = {"MANIFEST.json", "FILES.json"}
RUNTIME = {"meta", "playbooks", "plugins", "roles"}
SHIPPED = RUNTIME | {"changelogs", "docs", "examples", "extensions"}


@dataclass(frozen=True)
class Installed:
    """The tarball, and an installation of it of which only the run-time directories are left."""

    tarball: Path
    home: Path
    environment: dict[str, str]

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **variables}
        return subprocess.run(command, cwd=self.home, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    output, target, home = (tmp_path_factory.mktemp(name) for name in ("output", "target", "home"))
    environment = {**clean_environment(home), "ANSIBLE_COLLECTIONS_PATH": str(target)}
    tarball = build(output, environment)
    command = ["ansible-galaxy", "collection", "install", "--offline", "--no-deps", "-p", str(target), str(tarball)]
    subprocess.run(command, check=True, cwd=home, env=environment, stdout=subprocess.DEVNULL)
    for entry in (target / "ansible_collections" / "descope" / "mgmt").iterdir():
        if entry.is_dir() and entry.name not in RUNTIME:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name not in GENERATED:
            entry.unlink()
    yield Installed(tarball, home, environment)


def test_only_files_of_the_repository_are_shipped(installed: Installed) -> None:
    with tarfile.open(installed.tarball) as tarball:
        members = tarball.getmembers()
    files = {member.name for member in members if not member.isdir()} - GENERATED
    folders = {member.name.split("/")[0] for member in members if member.isdir() or "/" in member.name}
    assert files - {name_of(file) for file in repository_files()} == set()
    assert folders - SHIPPED == set()
    assert [name for name in files if any(part.startswith(".") for part in name.split("/"))] == []
    assert [member.name for member in members if member.name.endswith("__pycache__")] == []


def test_everything_that_runs_is_shipped(installed: Installed) -> None:
    with tarfile.open(installed.tarball) as tarball:
        shipped = set(tarball.getnames())
    needed = {name_of(file) for file in repository_files() if file.relative_to(ROOT).parts[0] in RUNTIME}
    assert needed - shipped == set()
    assert {"README.md", "LICENSE", "CHANGELOG.md"} - shipped == set()


def test_every_module_documents_itself(installed: Installed) -> None:
    names = [f"descope.mgmt.{name}" for name in read_yaml("meta/runtime.yml")["action_groups"]["descope"]]
    result = installed.run("ansible-doc", "--type", "module", "--json", *names)
    assert result.returncode == 0, result.stderr
    assert set(json.loads(result.stdout)) == set(names)


def test_the_playbooks_run_from_an_empty_directory(installed: Installed) -> None:
    shutil.copy(ROOT / "examples" / "desired.yml", installed.home)
    with running_simulator() as simulator:
        credentials = {
            "DESCOPE_BASE_URL": simulator.url,
            "DESCOPE_PROJECT_ID": simulator.project_id,
            "DESCOPE_MANAGEMENT_KEY": simulator.management_key,
        }
        start = simulator.control.dump(simulator.project_id)
        confirmed = ("-e", f"safe_sync_confirm={simulator.project_id}", "-e", "safe_sync_backup_dir=backups")
        desired = ("-e", "@desired.yml")
        played = [
            installed.run("ansible-playbook", "descope.mgmt.safe_sync", "--check", "--diff", *desired, **credentials),
            installed.run("ansible-playbook", "descope.mgmt.safe_sync", *desired, *confirmed, **credentials),
            installed.run("ansible-playbook", "descope.mgmt.safe_sync", *desired, *confirmed, **credentials),
            installed.run(
                *(
                    "ansible-playbook",
                    "descope.mgmt.restore",
                    "-e",
                    "safe_sync_mode=mirror safe_sync_max_delete_percent=50",
                    *confirmed,
                ),
                **credentials,
            ),
        ]
        end = simulator.control.dump(simulator.project_id)
    for result in played:
        assert result.returncode == 0, result.stdout + result.stderr
    assert [" changed=0 " in result.stdout for result in played] == [False, False, True, False]
    assert len(list((installed.home / "backups" / simulator.project_id).glob("20*"))) == 2
    assert [tenant["name"] for tenant in start["tenants"]] == sorted_like(end["tenants"], start["tenants"])


def sorted_like(documents: list[dict[str, str]], model: list[dict[str, str]]) -> list[str]:
    """Return the names of the documents in the order of the model's ids."""
    names = {document["id"]: document["name"] for document in documents}
    return [names[document["id"]] for document in model]
