# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_role: one role of the project or of a tenant, present or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.integration.stored import read

AUDITOR = {"name": "Auditor", "description": "Reads", "permission_names": ["invoice.read"], "private": True}
RENAME = {"name": "Editor", "new_name": "Author", "default": False}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """A role's life in one playbook, each step previewed in check mode."""
    viewer = {"name": "Viewer", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("role", **AUDITOR),
            "created": task("role", **AUDITOR),
            "created_again": task("role", **AUDITOR),
            "reordered": task("role", name="Editor", permission_names=["invoice.write", "invoice.read"]),
            "update": preview_of("role", **RENAME),
            "updated": task("role", **RENAME),
            "updated_again": task("role", **RENAME),
            "delete": preview_of("role", **viewer),
            "deleted": task("role", **viewer),
            "deleted_again": task("role", **viewer),
        }
    )


def test_a_role_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert shared_project.writes(created) == ["role/create"]
    assert created.statuses == [("role", "Auditor", "create", "applied")]
    assert AUDITOR.items() <= created["role"].items()
    assert shared_project.documents("roles")["Auditor"]["permissionNames"] == ["invoice.read"]


@pytest.mark.parametrize("again", ["created_again", "reordered", "updated_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.changed, result["diff"], result["backup"], shared_project.writes(result)) == (False, [], None, [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_a_rename_changes_only_what_is_given(shared_project: Project, life: Results) -> None:
    shown = life["updated"]["diff"][0]

    assert shown["before_header"] == "role Editor"
    assert shown["after"] == {**shown["before"], "name": "Author", "default": False}
    assert shared_project.documents("roles")["Author"]["permissionNames"] == ["invoice.read", "invoice.write"]


def test_a_deletion_says_who_loses_the_role_and_makes_a_backup_first(shared_project: Project, life: Results) -> None:
    deleted = life["deleted"]

    assert (deleted["role"], shared_project.tenant("acme")["defaultRoles"]) == (None, [])
    assert "tenant acme" in deleted["plan"]["lines"][0]
    assert "Viewer" in [one["name"] for one in read(Path(deleted["backup"]["path"]) / "roles.json")]


def test_a_tenants_role_and_the_projects_role_of_the_same_name_are_two(company_project: Project) -> None:
    before = company_project.documents("roles")["Viewer"]
    created, changed, renamed = company_project.run(
        task("role", name="Viewer", tenant_id="globex", permission_names=[]),
        task("role", name="Viewer", tenant_id="globex", description="Looks at Globex"),
        task("role", name="Viewer", new_name="Reader"),
    )

    assert created.statuses == [("role", "globex/Viewer", "create", "applied")]
    assert changed["diff"][0]["before_header"] == "role globex/Viewer"
    roles = company_project.documents("roles")
    assert roles["globex/Viewer"]["description"] == "Looks at Globex"
    assert roles["Reader"] == {**before, "name": "Reader"}
    assert (renamed["role"]["name"], company_project.tenant("acme")["defaultRoles"]) == ("Reader", ["Reader"])


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "audit.read": {"name": "Auditor", "permission_names": ["audit.read"]},
        "nowhere": {"name": "Auditor", "tenant_id": "nowhere"},
        "Tenant Admin is built in": {"name": "Tenant Admin", "description": "Mine"},
        "Editor already": {"name": "Viewer", "new_name": "Editor"},
        "name": {"name": ""},
    }
    results = company_project.run(*(task("role", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []
