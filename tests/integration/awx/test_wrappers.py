# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each playbook of examples/awx under ansible-runner, launched as AWX would: answers are text, keys are in the environment."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.ansible_run import Json
from tests.integration.awx.runner import EXAMPLE, Job, Launch, credential_of, run_job, sliced
from tests.integration.conftest import MakeProject
from tests.integration.documents import tenant
from tests.integration.project import Project
from tests.integration.role_support import tenants

QUICK = {"safe_sync_verify_delay": "0", "safe_sync_verify_retries": "1"}
ANSWERS = {
    "safe_sync_desired_file": "desired.yml",
    "safe_sync_purge": "false",
    "safe_sync_max_deletes": 5,
    "safe_sync_reason": "",
}


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """What AWX exposes to all jobs."""
    return tmp_path / "exposed"


@pytest.fixture
def launch(project: Project, backups: Path, tmp_path: Path) -> Any:
    """Launch a playbook on the project with these answers."""

    def start(playbook: str, answers: Mapping[str, Any] | None = None, **more: Any) -> Job:
        variables = {"safe_sync_backup_dir": str(backups), **QUICK, **(answers or {})}
        return run_job(Launch(f"playbooks/{playbook}.yml", credential_of(project), variables, **more), tmp_path / "jobs")

    return start


def test_the_example_of_a_desired_state_is_one(project: Project, launch: Any) -> None:
    job = launch("preview", ANSWERS, check=True)

    assert job.ok, job.output
    assert "+ create tenant acme" in job.output
    assert "+ create role Auditor" in job.output


def test_a_preview_changes_nothing_whatever_its_job_type_and_hands_on_the_hash_of_the_plan(
    project: Project, launch: Any
) -> None:
    checked, ran = launch("preview", ANSWERS, check=True), launch("preview", ANSWERS)

    assert checked.ok and ran.ok, checked.output + ran.output
    assert checked.changed
    assert not project.documents("tenants")
    (plan,) = {job.artifacts["descope_mgmt"][project.id]["plan_hash"] for job in (checked, ran)}
    assert plan in checked.output
    assert list(checked.artifacts) == ["descope_mgmt"]


def test_a_backup_hands_on_its_id_and_keeps_what_came_before(project: Project, launch: Any, backups: Path) -> None:
    before = {"P2other": {"backup": "20260101T000000Z"}, project.id: {"plan_hash": "abc"}}

    job = launch("backup", {"safe_sync_reason": "by hand", "descope_mgmt": before})

    assert job.ok, job.output
    (made,) = [path.name for path in (backups / project.id).iterdir() if path.name.startswith("2")]
    assert job.artifacts == {"descope_mgmt": {"P2other": before["P2other"], project.id: {"plan_hash": "abc", "backup": made}}}
    manifest = (backups / project.id / made / "manifest.json").read_text(encoding="utf-8")
    assert '"awx_job_id": 7' in manifest
    assert '"by hand"' in manifest


def test_a_backup_in_check_mode_hands_on_nothing(project: Project, launch: Any, backups: Path) -> None:
    job = launch("backup", check=True)

    assert job.ok, job.output
    assert "descope_mgmt" not in job.artifacts
    assert not list(backups.glob("*/2*"))


def test_a_sync_by_hand_with_empty_answers_runs_what_needs_no_word(project: Project, launch: Any) -> None:
    job = launch("sync", {**ANSWERS, "descope_plan_hash": "", "descope_confirm": ""})

    assert job.ok, job.output
    assert list(project.documents("tenants")) == ["acme"]
    run = job.artifacts["descope_mgmt"][project.id]["run"]
    assert run.endswith("Z")

    again = launch("sync", ANSWERS)
    assert again.ok and not again.changed, again.output
    assert again.artifacts["descope_mgmt"][project.id]["run"] == ""

    undo = launch("undo", {"descope_run": run, "descope_confirm": project.id})
    assert undo.ok, undo.output
    assert not project.documents("tenants")


def test_a_sync_that_deletes_does_not_wait_for_somebody_who_is_not_there(
    make_project: MakeProject, backups: Path, tmp_path: Path
) -> None:
    project = make_project(tenants=tenants(["old", *(f"t{number}" for number in range(20))]))
    checkout = checkout_with(tmp_path, tenants=[{"id": f"t{number}"} for number in range(20)])

    def start(**answers: str) -> Job:
        variables = {**ANSWERS, **QUICK, "safe_sync_purge": "true", "safe_sync_backup_dir": str(backups), **answers}
        return run_job(Launch("playbooks/sync.yml", credential_of(project), variables), tmp_path / "jobs", checkout)

    refused = start()
    assert not refused.ok
    assert f"safe_sync_confirm={project.id}" in refused.message
    assert "old" in project.documents("tenants")
    assert refused.artifacts["descope_mgmt"][project.id]["run"] == ""

    other = start(descope_confirm="P2another")
    assert not other.ok
    assert "old" in project.documents("tenants")

    confirmed = start(descope_confirm=project.id)
    assert confirmed.ok, confirmed.output
    assert "old" not in project.documents("tenants")


def test_in_a_workflow_nothing_is_changed_that_nobody_approved(project: Project, launch: Any) -> None:
    job = launch("sync", {**ANSWERS, "descope_mgmt": {"P2other": {"plan_hash": "abc"}}}, workflow=42)

    assert not job.ok
    assert project.id in job.message
    assert not project.writes()


def test_in_a_workflow_an_undo_never_guesses_which_run(project: Project, launch: Any) -> None:
    assert launch("sync", ANSWERS).ok

    killed = launch("undo", {"descope_mgmt": {project.id: {"plan_hash": "abc"}}}, workflow=42)
    nothing = launch("undo", {"descope_mgmt": {project.id: {"run": ""}}}, workflow=42)

    assert not killed.ok
    assert "it is not known which run to take back" in killed.message
    assert nothing.ok, nothing.output
    assert "there is nothing to take back" in nothing.output
    assert list(project.documents("tenants")) == ["acme"]


def test_in_a_workflow_a_restore_never_guesses_which_backup(project: Project, launch: Any) -> None:
    assert launch("backup").ok
    project.load(tenants=[tenant("new")])

    job = launch("restore", {"descope_backup": "", "safe_sync_mode": "mirror", "descope_mgmt": {}}, workflow=42)

    assert not job.ok
    assert "none-was-handed-on" in job.message
    assert list(project.documents("tenants")) == ["new"]


def test_an_undo_by_hand_takes_back_the_last_run_once_it_is_confirmed(project: Project, launch: Any) -> None:
    assert launch("sync", ANSWERS).ok

    preview = launch("undo", check=True)
    refused = launch("undo", {"descope_run": "", "descope_confirm": ""})
    assert preview.ok and "- delete tenant acme" in preview.output, preview.output
    assert not refused.ok
    assert list(project.documents("tenants")) == ["acme"]

    done = launch("undo", {"descope_run": "", "descope_confirm": project.id})
    assert done.ok, done.output
    assert not project.documents("tenants")


def test_verify_and_drift_see_the_same_and_only_one_of_them_fails(project: Project, launch: Any) -> None:
    answers = {**ANSWERS, "safe_sync_fail_on_drift": "false"}
    del answers["safe_sync_reason"]

    verified, drift = launch("verify", ANSWERS), launch("drift", answers)
    failing = launch("drift", {**answers, "safe_sync_fail_on_drift": "true"})

    assert not verified.ok and "tenant acme" in verified.message
    assert drift.ok and "tenant acme" in drift.output
    assert not failing.ok
    assert not project.writes()


def test_a_restore_is_seen_first_and_takes_the_newest_backup_or_the_one_that_is_named(project: Project, launch: Any) -> None:
    project.load(tenants=[tenant("acme", "Acme")])
    first = launch("backup").artifacts["descope_mgmt"][project.id]["backup"]
    project.load(tenants=[tenant("acme", "Acme, renamed")])
    assert launch("backup").ok
    project.load(tenants=[tenant("acme", "Damaged")])
    answers = {"descope_backup": "", "safe_sync_mode": "merge"}

    preview = launch("restore", answers, check=True)
    assert preview.ok and preview.changed, preview.output
    assert project.tenant("acme")["name"] == "Damaged"

    newest = launch("restore", answers)
    assert newest.ok, newest.output
    assert project.tenant("acme")["name"] == "Acme, renamed"

    named = launch("restore", {**answers, "descope_backup": first, "safe_sync_kinds": ["tenants"]})
    assert named.ok, named.output
    assert project.tenant("acme")["name"] == "Acme"


def test_a_promotion_finds_both_projects_in_its_two_credentials(
    make_project: MakeProject, backups: Path, tmp_path: Path
) -> None:
    source, target = make_project(tenants=tenants(["new"])), make_project()
    environment = credential_of(target) | {
        name.replace("DESCOPE_", "DESCOPE_SOURCE_"): value for name, value in credential_of(source).items()
    }
    variables = {**QUICK, "safe_sync_backup_dir": str(backups), "safe_sync_kinds": ["tenants"], "safe_sync_purge": "false"}

    preview = run_job(Launch("playbooks/promote.yml", environment, variables, check=True), tmp_path / "jobs")
    assert preview.ok and "+ create tenant new" in preview.output, preview.output
    assert not target.documents("tenants")

    run = run_job(Launch("playbooks/promote.yml", environment, variables), tmp_path / "jobs")
    assert run.ok, run.output
    assert list(target.documents("tenants")) == ["new"]
    assert not source.writes()


def test_slices_and_a_limit_divide_the_projects_of_the_inventory(
    make_project: MakeProject, backups: Path, tmp_path: Path
) -> None:
    projects = {f"shop-{letter}": make_project(tenants=tenants([letter])) for letter in "abc"}
    hosts: dict[str, Json] = {name: {"safe_sync_project_id": project.id} for name, project in projects.items()}
    share_one_key(projects)
    company = {**credential_of(projects["shop-a"]), "DESCOPE_PROJECT_ID": ""}

    def start(playbook: str, given: Mapping[str, Json], limit: str = "") -> Job:
        variables = {**QUICK, "safe_sync_backup_dir": str(backups), "safe_sync_reason": "", "safe_sync_rate_limit_share": 0.08}
        return run_job(
            Launch(f"playbooks/{playbook}.yml", company, variables, limit=limit, hosts=given, forks=5), tmp_path / "jobs"
        )

    first, second = (start("backup_all", sliced(hosts, number, 2)) for number in (1, 2))

    assert first.ok and second.ok, first.output + second.output
    assert ran_on(first) == {"shop-a", "shop-c"}
    assert ran_on(second) == {"shop-b"}
    assert all(len(list((backups / project.id).glob("2*"))) == 1 for project in projects.values())

    projects["shop-b"].load(tenants=[tenant("b", "Renamed")])
    quiet = start("drift_all", hosts, limit="shop-a")
    assert quiet.ok, quiet.output
    assert ran_on(quiet) == {"shop-a"}
    drift = start("drift_all", hosts)
    assert not drift.ok
    assert "tenant b" in drift.message
    assert ran_on(drift) == {*hosts}


def test_a_project_that_is_no_host_is_never_taken_for_one(project: Project, launch: Any) -> None:
    job = launch("backup_all", hosts={})

    assert ran_on(job) == set()
    assert not project.requests()


def checkout_with(directory: Path, **desired: Any) -> Path:
    """Return a copy of the example whose desired state is this one."""
    copied = directory / "checkout"
    shutil.copytree(EXAMPLE, copied)
    (copied / "desired.yml").write_text(yaml.safe_dump({"safe_sync_desired": desired}), encoding="utf-8")
    return copied


def share_one_key(projects: Mapping[str, Project]) -> None:
    """Let one key open all of the projects, as that of a company does."""
    keys = [project.key for project in projects.values()]
    for project in projects.values():
        project.control.load(project.id, {"management_keys": keys})


def ran_on(job: Job) -> set[str]:
    return {one["event_data"]["host"] for one in job.events if one["event"].startswith("runner_on_")}
