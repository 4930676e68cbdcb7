# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold for every playbook and for the variables of the role, read from the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.ansible_run import ROOT

PLAYBOOKS = sorted((ROOT / "playbooks").glob("*.yml"))
ROLE = ROOT / "roles" / "safe_sync"
ENTRY_POINTS = {"main", "preview", "backup", "sync", "verify", "restore", "undo", "export", "drill"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_promised_playbooks_are_there() -> None:
    promised = {
        "backup",
        "backup_offsite",
        "preview",
        "restore",
        "restore_drill",
        "undo",
        "sync",
        "verify",
        "drift",
        "safe_sync",
        "create_tenant",
        "export",
        "promote",
    }
    assert {path.stem for path in PLAYBOOKS} == promised


@pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: str(path.stem))
def test_every_play_runs_here_with_the_interpreter_of_ansible(path: Path) -> None:
    for one in read(path):
        assert one["hosts"] == "localhost"
        assert one["connection"] == "local"
        assert one["gather_facts"] is False
        assert one["vars"]["ansible_connection"] == "local"
        assert one["vars"]["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
        assert one["vars"]["ansible_become"] is False


def test_every_entry_point_has_a_spec_and_every_spec_an_entry_point() -> None:
    assert set(read(ROLE / "meta" / "argument_specs.yml")["argument_specs"]) == ENTRY_POINTS
    assert {path.stem for path in (ROLE / "tasks").glob("*.yml")} == ENTRY_POINTS


def test_the_defaults_are_those_of_the_specs() -> None:
    defaults: dict[str, Any] = read(ROLE / "defaults" / "main.yml")
    documented: dict[str, Any] = {}
    for spec in read(ROLE / "meta" / "argument_specs.yml")["argument_specs"].values():
        documented |= {name: option["default"] for name, option in spec["options"].items() if "default" in option}
    assert documented == defaults


def test_the_readme_lists_every_variable() -> None:
    readme = (ROLE / "README.md").read_text(encoding="utf-8")
    for name in read(ROLE / "defaults" / "main.yml"):
        assert f"`{name}`" in readme, name


def test_steps_name_their_neighbours_without_a_directory() -> None:
    """Ansible 2.18 does not find them otherwise below an include, and fails with a stack trace."""
    for path in (ROLE / "tasks" / "steps").glob("*.yml"):
        assert "_tasks: steps/" not in path.read_text(encoding="utf-8"), path.name
