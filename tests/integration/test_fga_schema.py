# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_fga_schema: the schema of fine-grained authorization, and what another one would drop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.integration.stored import read

SMALL = "model AuthZ 1.0\n\ntype user\n\ntype folder\n  relation owner: user\n"
LARGE = f"{SMALL}  relation editor: user\n\ntype doc\n  relation parent: folder\n  permission can_edit: parent.owner\n"

Results = dict[str, Result]


def dsl(project: Project) -> str:
    return str(project.api.get("fga/schema").json()["dsl"])


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """The life of a schema in one playbook; without a type or relation it drops something."""
    return shared_project.run_named(
        {
            "set": task("fga_schema", dsl=LARGE),
            "set_again": task("fga_schema", dsl=LARGE.replace("\n", "  \n").rstrip()),
            "saved": task("backup", kinds=["fga_schema"]),
            "shrink": preview_of("fga_schema", dsl=SMALL),
            "shrunk": task("fga_schema", dsl=SMALL),
            "shrunk_again": task("fga_schema", dsl=SMALL),
            "restore": preview_of("restore", backup="{{ saved.backup.id }}"),
            "restored": task("restore", backup="{{ saved.backup.id }}"),
            "sync": preview_of("sync", desired={"fga_schema": {"dsl": SMALL}}),
            "refused": task("sync", desired={"fga_schema": {"dsl": SMALL}}),
            "approved": task("sync", desired={"fga_schema": {"dsl": SMALL}}, plan_hash="{{ sync.plan.hash }}"),
            "wrong": task("fga_schema", dsl="type user\n"),
            "wrong_in_sync": task("sync", desired={"permissions": [{"name": "p"}], "fga_schema": {"dsl": "nonsense"}}),
            "empty": task("fga_schema", dsl=" "),
        }
    )


def test_a_schema_is_saved_and_white_space_at_the_ends_changes_nothing(shared_project: Project, life: Results) -> None:
    assert not life["set"].failed, life["set"].message
    assert shared_project.writes(life["set"]) == ["fga/schema"]
    assert life["set"]["plan"]["lines"] == ["~ update fga_schema project: dsl"]
    for again in ("set_again", "shrunk_again"):
        assert (life[again].changed, life[again]["diff"], shared_project.writes(life[again])) == (False, [], [])


@pytest.mark.parametrize(("preview", "run"), [("shrink", "shrunk"), ("restore", "restored"), ("sync", "approved")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.writes(life[preview]) == []
    assert shared_project.writes(life[run]) == ["fga/schema"]
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


@pytest.mark.parametrize("which", ["shrink", "shrunk", "sync", "approved"])
def test_a_preview_says_what_the_schema_would_drop(life: Results, which: str) -> None:
    (line,) = life[which]["plan"]["lines"]

    assert line.startswith("~ update fga_schema project: dsl (drops the type")
    assert "doc" in line
    assert "editor" in line


def test_a_backup_is_made_before_the_schema_is_overwritten(life: Results) -> None:
    (kept,) = read(Path(life["shrunk"]["backup"]["path"]) / "fga_schema.json")

    assert kept["dsl"] == LARGE
    assert life["approved"]["backup"] is not None


def test_a_schema_that_drops_something_needs_approval_like_a_deletion(shared_project: Project, life: Results) -> None:
    refused = life["refused"]

    assert refused.code == "confirmation_required"
    assert "its update of fga_schema project drops the type" in refused.message
    assert refused.message.count("Nothing was changed") == 1
    assert shared_project.writes(refused) == []
    assert life["sync"]["plan"]["needs_approval"].startswith("its update of fga_schema project drops")
    assert life["approved"].changed


def test_a_restore_that_only_adds_needs_none(life: Results) -> None:
    assert not life["restored"].failed, life["restored"].message
    assert life["restored"]["plan"]["needs_approval"] == ""


@pytest.mark.parametrize("which", ["wrong", "wrong_in_sync", "empty"])
def test_a_schema_that_can_not_be_meant_is_refused_before_the_first_write(
    shared_project: Project, life: Results, which: str
) -> None:
    result = life[which]

    assert (result.code, shared_project.writes(result)) == ("invalid_input", [])
    assert "dsl" in result.message
    assert "fga_schema" in result.message or "options.dsl" in result.message


def test_the_schema_comes_back_as_it_was(make_project: MakeProject) -> None:
    project = make_project()
    results = project.run_named(
        {
            "before_any": task("backup", kinds=["fga_schema"]),
            "set": task("fga_schema", dsl=LARGE),
            "saved": task("backup", kinds=["fga_schema"]),
            "changed": task("fga_schema", dsl=SMALL),
            "restored": task("restore", backup="{{ saved.backup.id }}"),
            "again": task("restore", backup="{{ saved.backup.id }}"),
        }
    )
    assert [result.message for result in results.values() if result.failed] == []
    assert dsl(project) == LARGE
    assert results["again"].changed is False

    first = results["before_any"]["backup"]["id"]
    emptied, again = project.run(task("restore", backup=first, confirm=project.id), task("restore", backup=first))

    assert not emptied.failed, emptied.message
    assert "drops the types" in emptied["plan"]["lines"][0]
    assert again.changed is False
