# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_project: the name and tags of the project itself, with the key of a company and with that of a project."""

from __future__ import annotations

from pathlib import Path

from tests.integration.ansible_run import preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.integration.stored import read

LIVE = {"name": "Live", "tags": ["b", "a"]}


def as_company(project: Project) -> Project:
    """The same project, managed with the key of its company."""
    return Project(project.id, project.simulator.management_key, project.home, project.simulator)


def named(project: Project) -> tuple[str, list[str]]:
    dump = project.control.dump(project.id)
    return dump["name"], dump["tags"]


def test_a_project_is_renamed_and_tagged_as_check_mode_said(project: Project) -> None:
    company = as_company(project)
    results = company.run_named(
        {
            "preview": preview_of("project", **LIVE),
            "changed": task("project", **LIVE),
            "again": task("project", name="Live", tags=["a", "b"]),
            "tags": task("project", tags=[]),
            "empty": task("project", name=""),
        }
    )

    changed, again, tags = results["changed"], results["again"], results["tags"]
    assert not changed.failed, changed.message
    assert {one["path"] for one in company.requests(results["preview"])} == {"/v1/mgmt/projects/list"}
    assert_predicted(results["preview"], changed)
    assert_result_is_complete(changed)
    assert changed["project"] == LIVE
    assert (again.changed, tags["project"]) == (False, {"name": "Live", "tags": []})
    assert [path for path in company.writes(changed) if path != "projects/list"] == ["update/name", "update/tags"]
    assert [path for path in company.writes(tags) if path != "projects/list"] == ["update/tags"]
    assert results["empty"].code == "invalid_input"
    assert named(project) == ("Live", [])


def test_the_key_of_a_project_can_not_read_its_name_and_a_backup_says_so(project: Project) -> None:
    refused, saved = project.run(task("project", name="Mine"), task("backup"))

    assert refused.code == "forbidden"
    assert not saved.failed, saved.message
    assert "project" not in saved["backup"]["counts"]
    assert saved["backup"]["completeness"]["project"]["status"] == "not_supported"


def test_a_backup_has_the_name_and_a_restore_takes_it_only_when_it_is_asked_to(make_project: MakeProject) -> None:
    source, target = as_company(make_project()), as_company(make_project())
    source.run_one(task("project", **LIVE))
    saved = source.run_one(task("backup"))
    path = saved["backup"]["path"]
    before = named(target)
    options = {"backup": path, "allow_other_project": True}
    whole = target.run_one(task("restore", **options))
    unasked = named(target)
    asked = target.run_one(task("restore", **options, kinds=["project"]))

    assert [result.message for result in (saved, whole, asked) if result.failed] == []
    assert read(Path(path) / "project.json")[0]["name"] == "Live"
    assert unasked == before
    assert asked.statuses == [("project", "project", "update", "applied")]
    assert named(target) == ("Live", ["b", "a"])
