# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_custom_attribute: one attribute of users, present or absent, never changed, and brought back from a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.integration.stored import read

PLAN = {
    "name": "plan",
    "type": "single_select",
    "display_name": "Plan",
    "options": ["free", {"value": "gold", "label": "Gold and more"}],
    "edit_permissions": ["invoice.write"],
}
KINDS = ["custom_attributes"]

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """An attribute's life in one playbook, its beginning and its end previewed in check mode."""
    gone = {"name": "plan", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("custom_attribute", **PLAN),
            "created": task("custom_attribute", **PLAN),
            "created_again": task("custom_attribute", **PLAN),
            "in_part": task("custom_attribute", name="plan", type="single_select"),
            "otherwise": preview_of("custom_attribute", name="plan", type="text"),
            "otherwise_again": task("custom_attribute", name="plan", display_name="Tariff"),
            "delete": preview_of("custom_attribute", **gone),
            "deleted": task("custom_attribute", **gone),
            "deleted_again": task("custom_attribute", **gone),
            "restore": {**task("restore", backup="latest", kinds=KINDS), "check_mode": True},
            "restored": task("restore", backup="latest", kinds=KINDS),
            "restored_again": task("restore", backup="latest", kinds=KINDS),
        }
    )


def live(project: Project) -> list[Json]:
    attributes: list[Json] = project.control.dump(project.id)["user_attributes"]
    return attributes


def test_an_attribute_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert shared_project.writes(created) == ["customattribute/create"]
    assert created.statuses == [("custom_attribute", "plan", "create", "applied")]
    assert created["custom_attribute"]["type"] == "single_select"
    assert created["custom_attribute"]["options"][0] == {"value": "free", "label": "free"}


@pytest.mark.parametrize("again", ["created_again", "in_part", "deleted_again", "restored_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.message, result.changed, result["diff"], shared_project.writes(result)) == ("", False, [], [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("delete", "deleted"), ("restore", "restored")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


@pytest.mark.parametrize(("refused", "field"), [("otherwise", "type"), ("otherwise_again", "display_name")])
def test_a_change_is_refused_and_what_can_be_done_is_said(
    shared_project: Project, life: Results, refused: str, field: str
) -> None:
    result = life[refused]

    assert result.code == "invalid_input"
    assert f"The {field} of custom_attribute plan can't be changed" in result.message
    assert "change it in the Descope console" in result.message
    assert "loses what users have as this attribute" in result.message
    assert shared_project.writes(result) == []


def test_a_deletion_says_what_is_lost_and_makes_a_backup_first(life: Results) -> None:
    deleted = life["deleted"]

    assert "no backup holds what users have as this attribute" in deleted["plan"]["lines"][0]
    (kept,) = read(Path(deleted["backup"]["path"]) / "custom_attributes.json")
    assert (kept["name"], kept["type"]) == ("plan", 4)


def test_a_restore_brings_it_back_as_it_was(shared_project: Project, life: Results) -> None:
    (kept,) = read(Path(life["deleted"]["backup"]["path"]) / "custom_attributes.json")
    (there,) = live(shared_project)

    assert kept.items() <= {**there, "editable": True}.items()


def test_attributes_of_many_users_are_made_by_a_sync_and_purged(company_project: Project) -> None:
    desired = {"custom_attributes": [{"name": "plan", "type": "text"}, {"name": "seats", "type": "number"}]}
    made, again, purged = company_project.run(
        task("sync", desired=desired),
        task("sync", desired=desired),
        task(
            "sync",
            desired={"custom_attributes": desired["custom_attributes"][:1]},
            purge=True,
            confirm=company_project.id,
            max_delete_percent=100,
        ),
    )

    assert (made.message, again.changed, purged.message) == ("", False, "")
    assert [(one["name"], one["type"]) for one in live(company_project)] == [("plan", 1)]


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "plan can't be created: its type is missing": {"name": "plan"},
        "options.options": {"name": "plan", "type": "single_select", "options": [5]},
    }
    results = company_project.run(*(task("custom_attribute", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []
