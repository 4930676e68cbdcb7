# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_permission: one permission of the project, present or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.integration.stored import read

AUDIT = {"name": "audit.read", "description": "See the audit trail"}
RENAME = {"name": "invoice.read", "new_name": "billing.read"}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """A permission's life in one playbook, each step previewed in check mode."""
    gone = {"name": "invoice.write", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("permission", **AUDIT),
            "created": task("permission", **AUDIT),
            "created_again": task("permission", **AUDIT),
            "update": preview_of("permission", **RENAME),
            "updated": task("permission", **RENAME),
            "updated_again": task("permission", **RENAME),
            "delete": preview_of("permission", **gone),
            "deleted": task("permission", **gone),
            "deleted_again": task("permission", **gone),
        }
    )


def test_a_permission_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert shared_project.writes(created) == ["permission/create"]
    assert created.statuses == [("permission", "audit.read", "create", "applied")]
    assert AUDIT.items() <= created["permission"].items()


@pytest.mark.parametrize("again", ["created_again", "updated_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.changed, result["diff"], result["backup"], shared_project.writes(result)) == (False, [], None, [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert {one["method"] for one in shared_project.requests(life[preview])} == {"GET"}
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_a_rename_keeps_the_description_and_roles_follow(shared_project: Project, life: Results) -> None:
    assert life["updated"]["permission"] == {"name": "billing.read", "description": "See invoices"}
    assert shared_project.documents("permissions")["billing.read"]["description"] == "See invoices"
    assert shared_project.documents("roles")["Viewer"]["permissionNames"] == ["billing.read"]


def test_a_deletion_says_which_roles_lose_it_and_makes_a_backup_first(shared_project: Project, life: Results) -> None:
    deleted = life["deleted"]

    assert shared_project.documents("roles")["Editor"]["permissionNames"] == ["billing.read"]
    assert "role Editor" in deleted["plan"]["lines"][0]
    assert "role acme/Approver" in deleted["plan"]["lines"][0]
    assert "invoice.write" in [one["name"] for one in read(Path(deleted["backup"]["path"]) / "permissions.json")]


def test_what_descope_made_is_neither_changed_nor_deleted(company_project: Project) -> None:
    before = company_project.documents("permissions")
    changed, deleted, renamed = company_project.run(
        task("permission", name="User Admin", description="Mine"),
        task("permission", name="User Admin", state="absent"),
        task("permission", name="invoice.read", new_name="invoice.write"),
    )

    assert [result.code for result in (changed, deleted, renamed)] == ["invalid_input"] * 3
    assert "User Admin" in changed.message
    assert "User Admin" in deleted.message
    assert "invoice.write already" in renamed.message
    assert company_project.documents("permissions") == before
    assert company_project.writes() == []
