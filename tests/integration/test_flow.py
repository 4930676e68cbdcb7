# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_flow: flows as they were exported, present or absent, backed up and brought back byte for byte."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company
from tests.integration.exported import flow_ids, flow_text, in_file, large_flow, text_of
from tests.integration.project import Project
from tests.integration.stored import read

MAILER = {"id": "CI2mailer", "name": "Mailer", "type": "smtp"}
DISABLE = {"flow_id": "brand-sign-in", "flow": {"metadata": {"disabled": True}}}
BRAND = {"flow_id": "brand-sign-in", "state": "absent"}
FLOW = large_flow()

Results = dict[str, Result]


def edited() -> Json:
    """The large flow with one argument deep in one task and one image of one screen changed."""
    flow = copy.deepcopy(FLOW)
    flow["contents"]["tasks"]["17"]["subflow"]["tasks"]["17.1"]["view"]["x"] = 13
    flow["screens"][4]["contents"]["htmlTemplate"]["children"][1]["src"] += "="
    return flow


@pytest.fixture(scope="module")
def flow_project(make_shared_project: MakeProject) -> Project:
    return make_shared_project(**company(), connectors=[MAILER])


@pytest.fixture(scope="module")
def life(flow_project: Project) -> Results:
    """A flow's life in one playbook, each step previewed in check mode."""
    flow, other = in_file(flow_project, FLOW, "flow.json"), in_file(flow_project, edited(), "edited.json")
    return flow_project.run_named(
        {
            "create": preview_of("flow", flow=flow),
            "created": task("flow", flow=flow),
            "created_again": task("flow", flow_id="brand-sign-in", flow=flow),
            "update": preview_of("flow", flow=other),
            "updated": {**task("flow", flow=other), "diff": True},
            "updated_again": task("flow", flow=other),
            "disable": preview_of("flow", **DISABLE),
            "disabled": task("flow", **DISABLE),
            "disabled_again": task("flow", **DISABLE),
            "drift": task("drift_info", desired={"flows": [flow]}),
            "synced": task("sync", desired={"flows": [flow]}),
            "saved": task("backup", kinds=["flows"]),
            "delete": preview_of("flow", **BRAND),
            "deleted": task("flow", **BRAND),
            "deleted_again": task("flow", **BRAND),
            "shipped": task("flow", flow_id="sign-in", state="absent"),
            "restore": preview_of("restore", backup="{{ saved.backup.id }}"),
            "restored": task("restore", backup="{{ saved.backup.id }}"),
            "verified": task("drift_info", backup="{{ saved.backup.id }}", purge=True),
        }
    )


def test_a_flow_is_imported_as_it_was_exported(flow_project: Project, life: Results) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert flow_project.writes(created) == ["flow/import"]
    assert created.statuses == [("flow", "brand-sign-in", "create", "applied")]


@pytest.mark.parametrize("again", ["created_again", "updated_again", "disabled_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing_although_descope_stamps_every_import(
    flow_project: Project, life: Results, again: str
) -> None:
    result = life[again]

    assert (result.failed, result.changed, result["diff"], result["backup"]) == (False, False, [], None)
    assert flow_project.writes(result) == []


@pytest.mark.parametrize(
    ("preview", "run"),
    [("create", "created"), ("update", "updated"), ("disable", "disabled"), ("delete", "deleted"), ("restore", "restored")],
)
def test_check_mode_writes_nothing_and_predicts_the_run(flow_project: Project, life: Results, preview: str, run: str) -> None:
    assert flow_project.writes(life[preview]) == []
    assert flow_project.writes(life[run]) != []
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_the_diff_of_a_large_flow_names_what_changed_and_is_short(life: Results) -> None:
    before, after = (life["updated"]["diff"][0][side] for side in ("before", "after"))

    assert len(json.dumps(before)) < 20_000
    tasks = [key for key, line in before["contents"]["tasks"].items() if line != after["contents"]["tasks"][key]]
    screens = [key for key, line in before["screens"].items() if line != after["screens"][key]]
    assert (tasks, screens) == (["17"], [FLOW["screens"][4]["screenId"]])
    assert after == {**before, "contents": after["contents"], "screens": after["screens"]}
    assert life["updated"]["plan"]["lines"] == ["~ update flow brand-sign-in: contents, screens"]


def test_metadata_alone_changes_nothing_else(life: Results) -> None:
    shown = life["disabled"]["diff"][0]

    assert shown["before"]["metadata"]["disabled"] is False
    assert shown["after"] == {**shown["before"], "metadata": {**shown["before"]["metadata"], "disabled": True}}


def test_drift_and_sync_take_an_exported_flow(flow_project: Project, life: Results) -> None:
    (difference,) = life["drift"]["differences"]

    assert [one["field"] for one in difference["fields"]] == ["contents", "metadata", "screens"]
    assert (difference["severity"], len(json.dumps(difference)) < 60_000) == ("critical", True)
    assert flow_project.writes(life["synced"]) == ["flow/import"]


def test_a_backup_is_made_before_a_flow_goes_and_holds_all_flows(flow_project: Project, life: Results) -> None:
    for name in ("updated", "disabled", "deleted"):
        kept = read(Path(life[name]["backup"]["path"]) / "flows.json")
        assert {"brand-sign-in", "sign-in", "sign-up-or-in"} <= {flow["flowId"] for flow in kept}
    assert life["deleted"]["flow"] is None


def test_what_was_deleted_comes_back_byte_for_byte(flow_project: Project, life: Results) -> None:
    restored = life["restored"]

    assert not restored.failed, restored.message
    assert sorted(restored.statuses) == [
        ("flow", "brand-sign-in", "create", "applied"),
        ("flow", "sign-in", "create", "applied"),
    ]
    assert flow_text(flow_project, "brand-sign-in") == text_of(FLOW)
    assert (life["verified"]["drift"], life["verified"]["unmanaged"]) == (False, [])


def test_a_shipped_flow_is_a_flow_like_any_other(project: Project) -> None:
    before = {flow_id: flow_text(project, flow_id) for flow_id in flow_ids(project)}
    results = project.run_named(
        {
            "saved": task("backup", kinds=["flows"]),
            "renamed": task("flow", flow_id="sign-up", flow={"metadata": {"name": "Renamed"}}),
            "gone": task("flow", flow_id="step-up", state="absent"),
            "restored": task("restore", backup="{{ saved.backup.id }}"),
        }
    )

    assert [result.message for result in results.values() if result.failed or not result.changed] == []
    assert results["restored"]["plan"]["lines"] == ["~ update flow sign-up: metadata", "+ create flow step-up"]
    assert {flow_id: flow_text(project, flow_id) for flow_id in flow_ids(project)} == before


def test_flows_are_restored_into_another_project_whose_roles_have_other_ids(make_project: MakeProject) -> None:
    source, target = (make_project(**company(), connectors=[MAILER]) for _ in range(2))
    (saved,) = source.run(task("flow", flow=in_file(source, FLOW)), task("backup", kinds=["flows"]))[1:]
    restored, again = target.run(*[task("restore", backup=saved["backup"]["path"], allow_other_project=True)] * 2)

    assert not restored.failed, restored.message
    assert flow_text(target, "brand-sign-in") == text_of(FLOW)
    assert again.changed is False


def test_a_lost_answer_is_settled_by_reading_and_a_failed_run_takes_the_flow_back(make_project: MakeProject) -> None:
    project = make_project(**company(), connectors=[MAILER])
    flow, other = in_file(project, FLOW, "flow.json"), in_file(project, edited(), "edited.json")
    project.control.faults(
        [
            {"path": "/v2/mgmt/flow/import", "reset": True, "when": "after"},
            {"path": "/v1/mgmt/list", "method": "POST", "status": 400},
        ]
    )
    created, failed = project.run(
        task("flow", flow=flow),
        task(
            "sync",
            desired={"flows": [other], "lists": [{"name": "words", "type": "texts"}]},
            concurrency=1,
            on_error="rollback",
        ),
    )

    assert (created.failed, created.changed, project.writes(created)) == (False, True, ["flow/import"])
    assert failed.code == "apply_failed"
    assert "nothing of this run is left" in failed.message
    assert project.writes(failed) == ["flow/import", "mgmt/list", "flow/import"]
    assert flow_text(project, "brand-sign-in") == text_of(FLOW)


def test_what_can_not_be_meant_is_refused_before_the_first_write(project: Project) -> None:
    flow = in_file(project, FLOW)
    cases: dict[str, Json] = {
        "flow_id is other, and the flow is that of brand-sign-in": {"flow_id": "other", "flow": flow},
        "options.flow_id is a, and options.flow.flow_id is b": {"flow_id": "a", "flow": {"flow_id": "b"}},
        "does not say which flow": {"flow": {"metadata": {"name": "x"}}},
        "There is no flow sign-inn, and without contents": {"flow_id": "sign-inn", "flow": {"metadata": {"disabled": True}}},
        "options.flow.screens (x): should be a valid list": {"flow": {"flowId": "x", "screens": {}}},
        "options.flow.tasks (x): a flow has no such field": {"flow": {"flowId": "x", "tasks": {}}},
        "flow brand-sign-in: its references names the role Editor, which does not exist": {"flow": flow},
    }
    results = project.run(*(task("flow", **options) for options in cases.values()))

    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert project.writes() == []


def test_a_missing_connector_is_the_services_refusal(company_project: Project) -> None:
    before = flow_ids(company_project)
    failed = company_project.run_one(task("flow", flow=in_file(company_project, FLOW)))

    assert (failed.code, failed["error"]["cause"]) == ("apply_failed", "api_error")
    assert "Mailer" in failed.message
    assert "brand-sign-in" in failed.message
    assert flow_ids(company_project) == before
