# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host for each project: the example of docs/scale.md makes them as desired side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from tests.integration.ansible_run import ROOT
from tests.integration.conftest import MakeProject
from tests.integration.role_support import play

EXAMPLE = ROOT / "examples" / "many_projects"
DOCS = ROOT / "docs" / "scale.md"


def test_each_project_gets_what_is_desired_of_it(make_project: MakeProject, tmp_path: Path) -> None:
    here = tmp_path / "here"
    shutil.copytree(EXAMPLE, here)
    projects = {name: make_project() for name in ("shop-test", "shop-prod")}
    inventory = yaml.safe_load((here / "projects.yml").read_text(encoding="utf-8"))
    for name, project in projects.items():
        key = {"safe_sync_management_key": project.key}
        inventory["all"]["hosts"][name] = {"safe_sync_project_id": project.id, **key}
    (here / "projects.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    one = projects["shop-test"]
    command = (str(here / "site.yml"), "--inventory", str(here / "projects.yml"), "--forks", "5")

    preview = play(one, *command, "--check", "--diff", inputs=[here / "projects.yml"])
    assert preview.ok, preview.output
    assert [sorted(project.documents("tenants")) for project in projects.values()] == [[], []]

    only = play(one, *command, "--limit", "shop-prod", inputs=[here / "projects.yml"])
    assert only.ok, only.output
    assert [sorted(project.documents("tenants")) for project in projects.values()] == [[], ["acme"]]

    run = play(one, *command, inputs=[here / "projects.yml"])
    assert run.ok, run.output
    assert [sorted(project.documents("tenants")) for project in projects.values()] == [["acme", "acme-trial"], ["acme"]]
    again = play(one, *command, inputs=[here / "projects.yml"])
    assert again.ok, again.output
    assert again.output.count("changed=0") == len(projects)


def test_the_page_shows_the_example_as_it_is() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for name in ("site.yml", "projects.yml"):
        text = (EXAMPLE / name).read_text(encoding="utf-8")
        assert "\n".join(line for line in text.splitlines() if not line.startswith(("#", "---"))) in page
