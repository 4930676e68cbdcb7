# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_list: one list of texts, of addresses or of JSON, present or absent, brought back under its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete
from tests.integration.project import Project
from tests.integration.stored import read

ADDRESSES = {
    "name": "blocked",
    "description": "Scanners",
    "type": "ips",
    "data": ["192.0.2.17", "198.51.100.0/24", "2001:db8::/32"],
}
PLANS = {"name": "plans", "type": "json", "data": {"gold": {"seats": 500}, "größe": [1, 2.5, None]}}

Results = dict[str, Result]


def lists(project: Project) -> dict[str, Json]:
    """All lists as the API gives them, by name."""
    return {one["name"]: one for one in project.api.get("list/all").json()["lists"]}


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """The life of lists in one playbook, each step previewed in check mode."""
    fewer = {"name": "blocked", "data": ["2001:DB8::/32", "192.0.2.17/32"]}
    return shared_project.run_named(
        {
            "create": preview_of("list", **ADDRESSES),
            "created": task("list", **ADDRESSES),
            "created_again": task("list", **ADDRESSES),
            "reordered": task("list", name="blocked", data=list(reversed(ADDRESSES["data"]))),
            "json": task("list", **PLANS),
            "json_again": task("list", **PLANS),
            "texts": task("list", name="words", type="texts", data=["b", "a"]),
            "update": preview_of("list", **fewer),
            "updated": task("list", **fewer),
            "updated_again": task("list", **fewer),
            "rename": preview_of("list", id="{{ texts.list.id }}", name="terms"),
            "renamed": task("list", id="{{ texts.list.id }}", name="terms"),
            "renamed_again": task("list", id="{{ texts.list.id }}", name="terms"),
            "saved": task("backup", kinds=["lists"]),
            "empty": task("list", name="blocked", data=[]),
            "delete": preview_of("list", name="plans", state="absent"),
            "deleted": task("list", name="plans", state="absent"),
            "deleted_again": task("list", name="plans", state="absent"),
        }
    )


def test_a_list_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert shared_project.writes(created) == ["mgmt/list"]
    assert created.statuses == [("list", "blocked", "create", "applied")]
    assert ADDRESSES.items() <= created["list"].items()
    assert created["list"]["id"] == lists(shared_project)["blocked"]["id"]


@pytest.mark.parametrize(
    "again", ["created_again", "reordered", "json_again", "updated_again", "renamed_again", "deleted_again"]
)
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.failed, result.changed, result["diff"], result["backup"]) == (False, False, [], None)
    assert shared_project.writes(result) == []


@pytest.mark.parametrize(
    ("preview", "run"), [("create", "created"), ("update", "updated"), ("rename", "renamed"), ("delete", "deleted")]
)
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run], *(["list"] if run == "created" else []))  # only Descope knows the new id
    assert_result_is_complete(life[run])


def test_an_update_keeps_what_was_not_given(life: Results) -> None:
    shown = life["updated"]["diff"][0]

    assert shown["after"] == {**shown["before"], "data": ["2001:DB8::/32", "192.0.2.17/32"]}
    assert life["empty"]["list"] == {**life["created"]["list"], "data": []}


def test_a_rename_goes_by_the_id(shared_project: Project, life: Results) -> None:
    assert life["renamed"].statuses == [("list", "words", "update", "applied")]
    assert life["renamed"]["list"] == {**life["texts"]["list"], "name": "terms"}
    assert "words" not in lists(shared_project)


def test_a_backup_is_made_before_a_list_goes(life: Results) -> None:
    kept = {one["name"]: one for one in read(Path(life["deleted"]["backup"]["path"]) / "lists.json")}

    assert kept["plans"]["data"] == PLANS["data"]
    assert life["deleted"]["list"] is None


def test_what_was_changed_and_deleted_comes_back_under_its_id(make_project: MakeProject) -> None:
    project = make_project()
    made = project.run(*(task("list", **one) for one in (ADDRESSES, PLANS)), task("backup", kinds=["lists"]))
    before = lists(project)
    results = project.run(
        task("list", name="blocked", description="", data=["10.0.0.0/8"]),
        task("list", name="plans", state="absent"),
        task("restore", backup=made[2]["backup"]["id"]),
        task("drift_info", backup=made[2]["backup"]["id"], purge=True),
    )

    assert [result.message for result in (*made, *results) if result.failed] == []
    assert sorted(project.writes(results[2])) == ["list/import", "list/update"]
    assert lists(project) == before
    assert results[3]["drift"] is False


def test_lists_are_found_by_name_in_another_project(make_project: MakeProject) -> None:
    source, target = make_project(), make_project()
    *_, saved = source.run(task("list", **ADDRESSES), task("list", **PLANS), task("backup", kinds=["lists"]))
    path = saved["backup"]["path"]
    own, restored, again = target.run(
        task("list", name="blocked", type="ips", data=[]),
        task("restore", backup=path, allow_other_project=True),
        task("restore", backup=path, allow_other_project=True),
    )

    assert (restored.failed, again.changed) == (False, False), restored.message
    assert lists(target)["blocked"] == {**lists(source)["blocked"], "id": own["list"]["id"]}
    assert lists(target)["plans"] == lists(source)["plans"]


def test_what_can_not_be_meant_is_refused_before_the_first_write(project: Project) -> None:
    project.api.post("list", name="live", type="ips", data=[])
    project.control.clear_requests()
    cases: dict[str, Json] = {
        "options.data (a): '300.1.1.1' is neither an IP address nor a range": {
            "name": "a",
            "type": "ips",
            "data": ["300.1.1.1"],
        },
        "The data of list live: 'x' is neither an IP address": {"name": "live", "data": ["x"]},
        "options.data (a): 7 is no text": {"name": "a", "type": "texts", "data": [7]},
        "must be a list, as the type is texts, not dict": {"name": "a", "type": "texts", "data": {"b": 1}},
        "The list a can't be created without a type": {"name": "a", "data": ["b"]},
        "There is no list L2gone, and without a name": {"id": "L2gone", "type": "texts"},
        "options does not say which list it is": {"type": "texts"},
    }
    results = project.run(*(task("list", **options) for options in cases.values()))
    synced = project.run_one(
        task("sync", desired={"lists": [{"name": "ok", "type": "texts"}, {"name": "a", "type": "ips", "data": ["1.2.3"]}]})
    )

    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert [result.code for result in (*results, synced)] == ["invalid_input"] * (len(cases) + 1)
    assert "desired.lists[1].data (a): '1.2.3' is neither" in synced.message
    assert project.writes() == []
