# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's variables, entry points and playbooks are all in its README, and it knows what the kinds say of themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS, taking_part
from tests.structure.sources import ROOT, read_yaml

ROLE = ROOT / "roles" / "safe_sync"
README = (ROLE / "README.md").read_text(encoding="utf-8")


def specs() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml("roles/safe_sync/meta/argument_specs.yml")["argument_specs"]
    return found


def test_every_variable_has_a_default_or_is_one_that_only_a_user_can_know_and_a_line_in_the_readme() -> None:
    options = {name for spec in specs().values() for name in spec["options"]}
    assert options - {"safe_sync_desired"} == set(read_yaml("roles/safe_sync/defaults/main.yml"))
    assert options == set(re.findall(r"^\| `(safe_sync_\w+)` \|", README, re.MULTILINE))


def test_every_entry_point_has_its_file_and_a_line_in_the_readme() -> None:
    files = {path.stem for path in (ROLE / "tasks").glob("*.yml")}
    assert files == set(specs())
    table = README.partition("## Entry points")[2].partition("## Confirmation")[0]
    assert files | {"tasks_from"} == set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_every_playbook_is_in_the_readme() -> None:
    playbooks = {f"descope.mgmt.{path.stem}" for path in Path(ROOT / "playbooks").glob("*.yml")}
    assert playbooks == set(re.findall(r"`(descope\.mgmt\.\w+)`", README))


def test_the_role_knows_which_kinds_a_restore_takes_only_when_they_are_named() -> None:
    assert read_yaml("roles/safe_sync/vars/main.yml")["__safe_sync_by_name"] == [
        plural for plural in KINDS if plural not in taking_part("restore")
    ]
