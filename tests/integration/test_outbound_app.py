# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_outbound_app: one outbound application, whose secret is written and never read, and how a restore asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.scan import assert_nothing_leaked

SECRET = secret("outbound application client secret at restore")
CALENDAR = {
    "id": "calendar",
    "name": "Calendar",
    "client_id": "c1",
    "client_secret": secret("outbound application client secret"),
    "authorization_url": "https://a.example/authorize",
    "authorization_url_params": [{"key": "scopes", "value": "all"}],
    "default_scopes": ["write", "read"],
    "prompt": ["consent"],
}
CHANGE = {"id": "calendar", "pkce": True, "default_scopes": ["read", "write", "delete"]}
TEMPLATE = {"outbound_apps": {"calendar": {"client_secret": ""}}}
FILLED = {"outbound_apps": {"calendar": {"client_secret": SECRET}}}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """An application's life in one playbook, each step previewed in check mode."""
    gone = {"name": "Calendar", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("outbound_app", **CALENDAR),
            "created": task("outbound_app", **CALENDAR),
            "created_again": task("outbound_app", **CALENDAR),
            "reordered": task("outbound_app", name="Calendar", default_scopes=["read", "write"]),
            "update": preview_of("outbound_app", **CHANGE),
            "updated": task("outbound_app", **CHANGE),
            "updated_again": task("outbound_app", **CHANGE),
            "saved": task("backup", kinds=["outbound_apps"]),
            "delete": preview_of("outbound_app", **gone),
            "deleted": task("outbound_app", **gone),
            "deleted_again": task("outbound_app", **gone),
            "restore": preview_of("restore", backup="{{ saved.backup.id }}"),
            "unknown": task(
                "restore",
                backup="{{ saved.backup.id }}",
                secrets={
                    "outbound_apps": {"calender": {"client_secret": secret("outbound application client secret for nobody")}}
                },
            ),
            "restored": task("restore", backup="{{ saved.backup.id }}", secrets=FILLED, plan_hash="{{ restore.plan.hash }}"),
            "restored_again": task("restore", backup="{{ saved.backup.id }}"),
        }
    )


def live(project: Project) -> Json:
    (found,) = project.control.dump(project.id)["outbound_applications"]
    return dict(found)


def test_an_application_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert shared_project.writes(created) == ["app/create"]
    assert created.statuses == [("outbound_app", "calendar", "create", "applied")]
    assert created["outbound_app"]["authorization_url_params"] == [{"key": "scopes", "value": "all"}]


@pytest.mark.parametrize("again", ["created_again", "reordered", "updated_again", "deleted_again", "restored_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert not result.failed, result.message
    assert (result.changed, result["diff"], result["backup"], shared_project.writes(result)) == (False, [], None, [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert {one["method"] for one in shared_project.requests(life[preview])} == {"GET"}
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_a_partial_update_keeps_the_rest_and_the_stored_secret(life: Results) -> None:
    shown = life["updated"]["diff"][0]

    assert shown["after"] == {**shown["before"], "pkce": True, "default_scopes": ["read", "write", "delete"]}


def test_a_backup_and_the_preview_of_a_restore_ask_for_the_secret(life: Results) -> None:
    assert life["saved"]["secrets_template"] == TEMPLATE
    assert life["restore"]["secrets_template"] == TEMPLATE
    assert (life["restored"]["secrets_template"], life["restored_again"]["secrets_template"]) == ({}, {})


def test_a_restore_writes_the_secret_that_was_filled_in(shared_project: Project, life: Results) -> None:
    assert not life["restored"].failed, life["restored"].message
    assert live(shared_project)["clientSecret"] == SECRET
    assert (live(shared_project)["pkce"], live(shared_project)["id"]) == (True, "calendar")


def test_a_secret_of_an_unknown_document_is_refused_before_the_first_write(shared_project: Project, life: Results) -> None:
    refused = life["unknown"]

    assert refused.code == "invalid_input"
    assert "secrets.outbound_apps.calender: there is no outbound_app calender" in refused.message
    assert shared_project.writes(refused) == []


def test_the_secret_is_nowhere(shared_project: Project, life: Results) -> None:
    results = json.dumps([result.values for result in life.values()])
    assert_nothing_leaked(results, shared_project.home, inputs=[shared_project.home / "playbook.json"])


def test_what_can_not_be_meant_is_refused_before_the_first_write(project: Project) -> None:
    cases: dict[str, Json] = {
        "without a name": {"id": "nothing"},
        "access_type": {"name": "x", "access_type": "sometimes"},
    }
    results = project.run(*(task("outbound_app", **options) for options in cases.values()))

    assert all(result.failed for result in results)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert project.writes() == []


def test_an_application_comes_back_elsewhere_and_without_its_secret_when_none_is_given(make_project: MakeProject) -> None:
    source, target = make_project(), make_project()
    saved = source.run(task("outbound_app", **CALENDAR), task("backup"))[1]
    path = str(Path(saved["backup"]["path"]))
    restored, again = target.run(*[task("restore", backup=path, allow_other_project=True, kinds=["outbound_apps"])] * 2)

    assert not restored.failed, restored.message
    assert (restored["secrets_template"], again.changed) == (TEMPLATE, False)
    assert {**live(target), "clientSecret": ""} == {**live(source), "clientSecret": ""}
    assert live(target)["clientSecret"] == ""
