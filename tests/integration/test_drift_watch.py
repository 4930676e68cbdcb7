# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch over a project: the playbook drift as a schedule runs it, its severities, what it accepts, and its history."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import (
    QUICK,
    TIMEOUT_S,
    assert_no_key,
    backups,
    command,
    desired,
    environment_of,
    home_of,
    play,
    tenants,
)

AUDIT = "/v1/mgmt/audit/search"
RENAMED: Json = {"safe_sync_desired": {"tenants": [{"id": "acme", "name": "Renamed"}, {"id": "globex", "name": "Globex"}]}}
TRIAL: Json = {"kind": "tenant", "key": "acme", "fields": ["name"], "reason": "renamed by sales"}


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(tenants=tenants(["acme", "globex"]))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A directory that the run makes."""
    return tmp_path / "reports"


def history(directory: Path) -> list[Json]:
    return [json.loads(line) for line in (directory / "drift-history.jsonl").read_text(encoding="utf-8").splitlines()]


def report(directory: Path, name: str) -> Json:
    told: Json = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
    return told


def test_it_fails_from_the_chosen_severity_on_and_tells_everything_before(project: Project) -> None:
    told = play(project, "drift", variables=RENAMED)
    assert told.ok, told.output
    assert "Drift: 0 critical, 0 warning, 1 info" in told.output
    assert "info: tenant acme changed: name" in told.output
    assert "Compared with desired state" in told.output

    milder = play(project, "drift", variables={**RENAMED, "safe_sync_fail_on_severity": "warning"})
    assert milder.ok, milder.output

    same = play(project, "drift", variables={**RENAMED, **QUICK, "safe_sync_fail_on_severity": "info"})
    assert not same.ok
    assert same.message == "The project is not as it should be (info): tenant acme changed (name)."

    gone = {"safe_sync_desired": {"tenants": [{"id": "umbra", "name": "Umbra"}]}, **QUICK}
    worse = play(project, "drift", variables={**gone, "safe_sync_fail_on_severity": "critical"})
    assert worse.message == "The project is not as it should be (critical): tenant umbra missing."


def test_rules_decide_what_fails_and_an_empty_survey_is_any_drift(project: Project) -> None:
    rules = {"safe_sync_drift_severities": [{"field": "name", "severity": "critical"}], **RENAMED, **QUICK}
    raised = play(project, "drift", variables={**rules, "safe_sync_fail_on_severity": "critical"})
    assert "(critical): tenant acme changed" in raised.message

    survey = {"safe_sync_fail_on_drift": "true", "safe_sync_fail_on_severity": "", "safe_sync_drift_who": ""}
    surveyed = play(project, "drift", variables={**RENAMED, **QUICK, **survey})
    assert "(info): tenant acme changed" in surveyed.message


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("safe_sync_fail_on_severity", "safe_sync_fail_on_severity must be info, warning or critical."),
        ("safe_sync_drift_who", "safe_sync_drift_who must be true or false."),
    ],
)
def test_a_variable_that_can_not_be_meant_is_refused_before_anything_is_read(
    project: Project, reports: Path, variable: str, message: str
) -> None:
    run = play(project, "drift", variables={**RENAMED, variable: "high", "safe_sync_report_dir": str(reports)})
    assert message in run.message
    assert project.requests() == []
    assert not reports.exists()


def test_what_is_accepted_does_not_fail_and_is_in_the_report_with_its_reason(project: Project, reports: Path) -> None:
    variables = {**RENAMED, "safe_sync_fail_on_severity": "info", "safe_sync_report_dir": str(reports), **QUICK}
    accepted = [{**TRIAL, "until": "2999-12-31"}, {"kind": "tenant", "key": "gone", "reason": "old"}]
    run = play(project, "drift", variables={**variables, "safe_sync_drift_accepted": accepted})
    assert run.ok, run.output
    assert "There is no drift." in run.output

    (line,) = history(reports)
    assert (line["worst"], line["accepted"], line["against"]) == ("none", 1, "desired state")
    told = report(reports, line["report"])
    assert (told["state"], [one["reason"] for one in told["accepted"]]) == ("no drift", ["renamed by sales"])
    assert [one["key"] for one in told["accepted_unused"]] == ["gone"]
    assert "renamed by sales" in (reports / f"{line['report']}.html").read_text(encoding="utf-8")


def test_an_entry_that_is_over_counts_again_with_a_warning(project: Project, tmp_path: Path) -> None:
    watch = tmp_path / "watch.yml"
    watch.write_text(
        "safe_sync_drift_accepted:\n"
        "  - {kind: tenant, key: acme, reason: renamed by sales, until: 2020-01-31}\n"
        "safe_sync_fail_on_severity: info\n",
        encoding="utf-8",
    )
    run = play(project, "drift", "-e", f"@{watch}", variables={**RENAMED, **QUICK})
    assert "tenant acme changed" in run.message
    assert "was accepted until 2020-01-31 and is no longer" in " ".join(run.output.split())


def test_what_is_accepted_hides_no_change_that_did_not_do_its_work(project: Project) -> None:
    """The service says yes to the update and does not make it; somebody accepts just that difference."""
    project.control.faults(
        [{"method": "POST", "path": "/v1/mgmt/tenant/update", "nth": 1, "count": 0, "status": 200, "body": {}}]
    )
    accepted = {"safe_sync_drift_accepted": [{"kind": "*", "reason": "anything"}], "safe_sync_fail_on_severity": "critical"}
    run = play(project, "safe_sync", variables={**RENAMED, **accepted, **QUICK})
    assert not run.ok, run.output
    assert project.tenant("acme")["name"] == "Acme"


def test_it_compares_with_the_newest_backup_that_verifies(project: Project, reports: Path) -> None:
    for _number in range(2):
        assert play(project, "backup").ok
    first, second = backups(project)
    (second / "tenants.json").write_text("[]", encoding="utf-8")
    project.load(tenants=tenants(["acme", "late"]))
    watch = {"safe_sync_backup": "latest", "safe_sync_purge": "true", "safe_sync_fail_on_severity": "critical", **QUICK}

    run = play(project, "drift", variables={**watch, "safe_sync_report_dir": str(reports)})

    assert not run.ok
    assert "(critical): tenant globex missing; tenant late unexpected." in run.message
    (line,) = history(reports)
    assert (line["against"], line["counts"]["critical"]) == (f"backup {first.name}", 2)


def test_without_a_backup_it_says_so_and_reports_no_agreement(project: Project, reports: Path) -> None:
    run = play(project, "drift", variables={"safe_sync_backup": "latest", "safe_sync_report_dir": str(reports)})
    assert not run.ok
    assert "backup" in run.first_message
    (line,) = history(reports)
    assert (line["state"], line["worst"], line["counts"]) == ("failed", "unknown", {})
    assert report(reports, line["report"])["state"] == "failed"


def test_who_did_it_is_asked_only_if_wanted_and_a_plan_without_the_audit_log_is_a_warning(
    project: Project, reports: Path
) -> None:
    project.api.post("tenant/update", id="acme", name="By hand")
    wanted = {**desired(["acme", "globex"]), "safe_sync_report_dir": str(reports)}

    assert play(project, "drift", variables=wanted).ok
    assert not [one for one in project.requests() if one["path"] == AUDIT]

    asked = play(project, "drift", variables={**wanted, "safe_sync_drift_who": "true"})
    assert asked.ok, asked.output
    assert "tenant acme changed: name (changed by " in asked.output
    assert report(reports, history(reports)[-1]["report"])["items"][0]["who"]

    project.control.faults([{"method": "POST", "path": AUDIT, "nth": 1, "count": 0, "status": 403, "body": {}}])
    refused = play(project, "drift", variables={**wanted, "safe_sync_drift_who": "true"})
    assert refused.ok, refused.output
    assert "Who changed what is not known" in " ".join(refused.output.split())
    assert "tenant acme changed: name" in refused.output


def test_the_history_shows_the_last_runs_of_the_project_and_two_at_once_lose_nothing(project: Project, reports: Path) -> None:
    variables = {**RENAMED, "safe_sync_report_dir": str(reports)}
    assert play(project, "drift", "--check", variables=variables).ok
    started = [
        subprocess.Popen(
            command("drift", variables={**variables, "safe_sync_drift_severities": [{"severity": severity}]}),
            cwd=home_of(project),
            env=environment_of(project),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for severity in ("critical", "warning")
    ]
    for one in started:
        output, _nothing = one.communicate(timeout=TIMEOUT_S)
        assert one.returncode == 0, output
        assert_no_key(project, output)
    lines = history(reports)
    assert (lines[0]["worst"], sorted(line["worst"] for line in lines[1:])) == ("info", ["critical", "warning"])

    with (reports / "drift-history.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"time": "2026-11')
    assert play(project, "drift", variables=variables).ok
    newest = max(reports.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    told = json.loads(newest.read_text(encoding="utf-8"))
    assert [run["worst"] for run in told["history"]] == ["info", *(line["worst"] for line in reversed(lines))]
    assert "## The last runs" in newest.with_suffix(".md").read_text(encoding="utf-8")
