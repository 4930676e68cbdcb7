# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_theme: the theme, changed and brought back byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.exported import in_file, large_theme, theme_text
from tests.integration.project import Project
from tests.integration.stored import read

THEME = large_theme()

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """What can happen to the theme, in one playbook."""
    css = in_file(shared_project, THEME["cssTemplate"])
    return shared_project.run_named(
        {
            "set": task("theme", css_template=css, code_mode=True),
            "set_again": task("theme", css_template=css, code_mode=True),
            "saved": task("backup", kinds=["theme"]),
            "change": preview_of("theme", code_mode=False),
            "changed": task("theme", code_mode=False),
            "changed_again": task("theme", code_mode=False),
            "replaced": task("theme", css_template={"light": {}}),
            "restore": preview_of("restore", backup="{{ saved.backup.id }}"),
            "restored": task("restore", backup="{{ saved.backup.id }}"),
            "synced": task("sync", desired={"theme": {"code_mode": True}}),
        }
    )


def test_the_theme_is_set_and_the_same_task_again_writes_nothing(shared_project: Project, life: Results) -> None:
    assert not life["set"].failed, life["set"].message
    assert shared_project.writes(life["set"]) == ["theme/import"]
    assert life["set"]["theme"] == {"css_template": THEME["cssTemplate"], "code_mode": True}
    for again in ("set_again", "changed_again", "synced"):
        assert (life[again].changed, life[again]["diff"], shared_project.writes(life[again])) == (False, [], [])


@pytest.mark.parametrize(("preview", "run"), [("change", "changed"), ("restore", "restored")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.writes(life[preview]) == []
    assert shared_project.writes(life[run]) == ["theme/import"]
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_a_change_keeps_the_rest_and_makes_a_backup_first(life: Results) -> None:
    changed = life["changed"]

    assert changed["diff"][0]["after"] == {**changed["diff"][0]["before"], "code_mode": False}
    (kept,) = read(Path(changed["backup"]["path"]) / "theme.json")
    assert (kept["codeMode"], kept["cssTemplate"]) == (True, THEME["cssTemplate"])


def test_the_theme_comes_back_byte_for_byte(shared_project: Project, life: Results) -> None:
    assert not life["restored"].failed, life["restored"].message
    assert life["restored"].statuses == [("theme", "project", "update", "applied")]
    wanted = {name: THEME[name] for name in ("cssTemplate", "codeMode")}
    assert theme_text(shared_project) == json.dumps(wanted, sort_keys=True, ensure_ascii=False)


def test_what_can_not_be_meant_is_refused_before_the_first_write(project: Project) -> None:
    unknown, wrong = project.run(
        task("sync", desired={"theme": {"css": {}}}), task("sync", desired={"theme": {"css_template": []}})
    )

    assert (unknown.code, wrong.code) == ("invalid_input", "invalid_input")
    assert "desired.theme.css: a theme has no such field" in unknown.message
    assert "desired.theme.css_template: should be a valid dictionary" in wrong.message
    assert project.writes() == []
