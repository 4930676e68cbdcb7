# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every run of the role leaves a report that says what it did, however it ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import QUICK, desired, play, tenants

HISTORY = "drift-history.jsonl"
REFUSED = {"method": "POST", "path": "/v1/mgmt/tenant/create", "nth": 1, "count": 0, "status": 400}


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(tenants=tenants(["acme", "globex"]))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A directory that the run makes."""
    return tmp_path / "reports"


def report_of(directory: Path) -> Json:
    """Return what the only report says; the page and the text beside it say the same on top, and no draft is left."""
    (path,) = directory.glob("*.json")
    report: Json = json.loads(path.read_text(encoding="utf-8"))
    assert f'">{report["state"]}</span>' in path.with_suffix(".html").read_text(encoding="utf-8")
    assert f": {report['state']}\n" in path.with_suffix(".md").read_text(encoding="utf-8")
    assert sorted(one.suffix for one in directory.iterdir() if one.name != HISTORY) == [".html", ".json", ".md"]
    assert (directory / HISTORY).exists() is (report["action"] == "drift")
    return report


def test_a_preview_in_check_mode_leaves_the_report_for_whoever_approves_it(project: Project, reports: Path) -> None:
    wanted = desired(
        ["acme", "new"],
        safe_sync_purge=True,
        safe_sync_max_delete_percent=100,
        safe_sync_report_dir=str(reports),
        awx_user_name="jo",
    )
    run = play(project, "safe_sync", "--check", variables=wanted)
    assert run.ok, run.output
    report = report_of(reports)
    assert (report["state"], report["requested_by"]) == ("planned", "jo")
    assert report["counts"] == {"creates": 1, "updates": 0, "deletes": 1}
    assert {one["status"] for one in report["items"]} == {"planned"}
    assert report["plan_hash"] in run.output
    assert project.writes() == []


def test_a_run_that_was_done_says_so_for_every_change(project: Project, reports: Path) -> None:
    run = play(project, "safe_sync", variables=desired(["acme", "new"], safe_sync_report_dir=str(reports)))
    assert run.ok, run.output
    report = report_of(reports)
    assert (report["state"], report["verified"]) == ("done", "as wanted")
    assert [(one["key"], one["status"]) for one in report["items"]] == [("new", "applied")]
    assert [phase["name"] for phase in report["phases"]] == ["preview", "changes"]
    assert report["way_back"].startswith("ansible-playbook descope.mgmt.restore")
    assert str(reports) in run.output


def test_a_run_that_failed_leaves_a_report_and_its_own_message(project: Project, reports: Path) -> None:
    project.control.faults([REFUSED])
    wanted = {"tenants": [{"id": "acme", "name": "Changed"}, {"id": "new", "name": "New"}]}
    variables = {"safe_sync_desired": wanted, "safe_sync_report_dir": str(reports), "safe_sync_concurrency": 1}
    run = play(project, "safe_sync", variables=variables)
    assert not run.ok
    assert "create tenant new" in run.message
    report = report_of(reports)
    assert report["state"] == "undone"
    assert "create tenant new" in report["message"]
    assert {one["key"]: one["status"] for one in report["items"]} == {"acme": "undone", "new": "failed"}


def test_a_run_that_nobody_confirmed_leaves_a_report_that_says_so(project: Project, reports: Path) -> None:
    run = play(
        project,
        "safe_sync",
        variables=desired(["acme"], safe_sync_purge=True, safe_sync_max_delete_percent=100, safe_sync_report_dir=str(reports)),
    )
    assert "was not confirmed" in run.message
    assert report_of(reports)["state"] == "not carried out"


def test_drift_is_reported_with_its_severity_before_the_run_fails(project: Project, reports: Path) -> None:
    wanted = desired(["acme", "missing"], safe_sync_report_dir=str(reports), **QUICK)
    run = play(project, "verify", variables=wanted)
    assert not run.ok
    report = report_of(reports)
    assert (report["action"], report["state"]) == ("drift", "drift")
    assert [(one["key"], one["operation"], one["status"]) for one in report["items"]] == [("missing", "missing", "critical")]


def test_a_restore_is_reported(project: Project, reports: Path) -> None:
    assert play(project, "backup").ok
    project.load(tenants=tenants(["globex"]))
    run = play(project, "restore", variables={"safe_sync_report_dir": str(reports)})
    assert run.ok, run.output
    report = report_of(reports)
    assert (report["action"], report["state"], report["items"][0]["key"]) == ("restore", "done", "acme")
    assert report["source"]["path"].startswith(str(project.backups))


def test_the_module_reports_what_a_task_returned_without_a_plan_file(project: Project, reports: Path) -> None:
    wanted = {"tenants": [{"id": "acme", "name": "<b>Acme</b>"}]}
    preview = {**preview_of("sync", desired=wanted), "register": "preview"}
    write = task("report", report_dir=str(reports), action="sync", preview="{{ preview }}")
    _preview, written = project.run(preview, write)
    assert not written.failed, written.message
    assert not written.changed
    report = report_of(reports)
    assert report["items"][0]["details"] == [{"sign": "~", "what": "name", "before": "Acme", "after": "<b>Acme</b>"}]
    assert "<b>" not in Path(written["files"]["html"]).read_text(encoding="utf-8")


def test_a_directory_that_can_not_be_written_is_one_clear_error(project: Project, reports: Path) -> None:
    reports.mkdir()
    (reports / "file").write_text("")
    write = task("report", report_dir=str(reports / "file" / "reports"), action="sync", preview={"plan": {"total": 0}})
    (refused,) = project.run(write)
    assert refused.code == "storage_failed"
