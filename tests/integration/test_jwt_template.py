# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_jwt_template: one JWT template, present or absent, and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.exported import in_file
from tests.integration.project import Project
from tests.integration.stored import read

CLAIMS = {"plan": "{{user.customAttributes.plan}}", "seats": 5, "größe": {"nested": ["{{user.email}}", None]}}
CHANGE = {"name": "shop", "tags": ["b", "a"], "enforce_issuer": True}

Results = dict[str, Result]


def templates(project: Project) -> dict[str, Json]:
    """All templates as the API gives them, by name, without their ids."""
    found = project.api.post("jwt/templates/list").json()["templates"]
    return {one["name"]: {name: value for name, value in one.items() if name != "id"} for one in found}


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """A template's life in one playbook, each step previewed in check mode."""
    shop = {"name": "shop", "type": "user", "auth_schema": "tenantOnly", "template": in_file(shared_project, CLAIMS)}
    gone = {"name": "shop", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("jwt_template", **shop),
            "created": task("jwt_template", **shop),
            "created_again": task("jwt_template", **shop),
            "update": preview_of("jwt_template", **CHANGE),
            "updated": task("jwt_template", **CHANGE),
            "updated_again": task("jwt_template", name="shop", tags=["a", "b"]),
            "renamed": task("jwt_template", id="{{ created.jwt_template.id }}", name="store"),
            "renamed_back": task("jwt_template", id="{{ created.jwt_template.id }}", name="shop"),
            "saved": task("backup", kinds=["jwt_templates"]),
            "claims": task("jwt_template", name="shop", template={"seats": 6}),
            "restored": task("restore", backup="{{ saved.backup.id }}"),
            "delete": preview_of("jwt_template", **gone),
            "deleted": task("jwt_template", **gone),
            "deleted_again": task("jwt_template", **gone),
            "brought_back": task("restore", backup="{{ saved.backup.id }}"),
            "verified": task("drift_info", backup="{{ saved.backup.id }}", purge=True),
        }
    )


def test_a_template_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert shared_project.writes(created) == ["templates/create"]
    assert created.statuses == [("jwt_template", "shop", "create", "applied")]
    assert created["jwt_template"]["template"] == CLAIMS
    assert created["jwt_template"]["id"] != ""


@pytest.mark.parametrize("again", ["created_again", "updated_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.failed, result.changed, result["diff"], result["backup"]) == (False, False, [], None)
    assert shared_project.writes(result) == []


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run], *(["jwt_template"] if run == "created" else []))  # only Descope knows the id
    assert_result_is_complete(life[run])


def test_an_update_keeps_what_was_not_given_and_shows_what_was(life: Results) -> None:
    shown = life["updated"]["diff"][0]

    assert shown["after"] == {**shown["before"], "tags": ["b", "a"], "enforce_issuer": True}
    assert shown["after"]["template"] == CLAIMS


def test_a_rename_goes_by_the_id_and_keeps_it(life: Results) -> None:
    assert life["renamed"].statuses == [("jwt_template", "shop", "update", "applied")]
    assert life["renamed_back"]["jwt_template"] == life["updated"]["jwt_template"]


def test_a_backup_is_made_before_a_template_goes_and_brings_it_back(shared_project: Project, life: Results) -> None:
    (kept,) = read(Path(life["deleted"]["backup"]["path"]) / "jwt_templates.json")

    assert [result.message for result in life.values() if result.failed] == []
    assert (kept["template"], kept["id"]) == (CLAIMS, life["created"]["jwt_template"]["id"])
    assert life["claims"]["jwt_template"]["template"] == {"seats": 6}
    assert life["restored"].statuses == [("jwt_template", "shop", "update", "applied")]
    assert life["brought_back"].statuses == [("jwt_template", "shop", "create", "applied")]
    assert templates(shared_project) == {"shop": {name: value for name, value in kept.items() if name != "id"}}
    assert life["verified"]["drift"] is False


def test_what_can_not_be_meant_is_refused_before_the_first_write(project: Project) -> None:
    cases: dict[str, Json] = {
        "There is no jwt_template JT2gone, and without a name": {"id": "JT2gone", "type": "key"},
        "options does not say which jwt_template it is": {"type": "key"},
        "value of type must be one of: user, key, got: tenant": {"name": "a", "type": "tenant"},
    }
    results = project.run(*(task("jwt_template", **options) for options in cases.values()))
    synced = project.run_one(task("sync", desired={"jwt_templates": [{"name": "ok"}, {"name": "a", "claims": {}}]}))

    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert "desired.jwt_templates[1].claims (a): a jwt_template has no such field" in synced.message
    assert project.writes() == []
