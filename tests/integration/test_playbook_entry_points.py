# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks for single steps, each of them one entry point of the role used alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import QUICK, backups, desired, home_of, play, tenants

TWELVE = [f"t{number}" for number in range(12)]


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(tenants=tenants(TWELVE))


def test_backup_makes_one_and_says_where_and_in_check_mode_makes_none(project: Project) -> None:
    preview = play(project, "backup", "--check")

    assert preview.ok, preview.output
    assert not project.backups.parent.exists()

    run = play(project, "backup", variables={"safe_sync_reason": "change 4711", "safe_sync_kinds": ["tenants"]})

    assert run.ok, run.output
    (made,) = backups(project)
    assert str(made) in run.output
    assert "change 4711" in (made / "manifest.json").read_text(encoding="utf-8")
    assert "tenants: 12" in run.output
    assert "roles: " not in run.output


def test_sync_asks_nothing_and_refuses_a_destructive_plan_that_nobody_confirmed(project: Project) -> None:
    wanted = desired(TWELVE[:11], safe_sync_purge=True)

    refused = play(project, "sync", variables=wanted)

    assert not refused.ok
    assert "needs approval" in refused.message
    assert project.writes() == []

    run = play(project, "sync", variables={**wanted, "safe_sync_confirm": project.id})

    assert run.ok, run.output
    assert sorted(project.documents("tenants")) == sorted(TWELVE[:11])
    assert str(backups(project)[0]) in run.output


@pytest.mark.parametrize("options", [(), ("--check", "--diff")])
def test_preview_shows_the_plan_and_changes_nothing_with_or_without_check_mode(project: Project, options: tuple[str]) -> None:
    run = play(project, "preview", *options, variables=desired([*TWELVE[:11], "new"], safe_sync_purge=True))

    assert run.ok, run.output
    assert "create tenant new" in run.output
    assert "delete tenant t11" in run.output
    assert "Plan hash: " in run.output
    assert project.writes() == []
    assert not project.backups.parent.exists()


def test_sync_in_check_mode_changes_nothing(project: Project) -> None:
    run = play(project, "sync", "--check", "--diff", variables=desired([*TWELVE, "new"]))

    assert run.ok, run.output
    assert run.changed == 1
    assert "Plan hash: " in run.output
    assert project.writes() == []


def test_verify_fails_and_names_what_differs_and_drift_only_reports_it(project: Project) -> None:
    wanted = {"safe_sync_desired": {"tenants": [{"id": "t0", "name": "Other", "disabled": True}]}, **QUICK}

    failed = play(project, "verify", variables=wanted)

    assert not failed.ok
    assert "tenant t0 changed (" in failed.message
    assert "name" in failed.message

    reported = play(project, "drift", variables=wanted)

    assert reported.ok, reported.output
    assert "critical: tenant t0 changed: " in reported.output
    assert "FAILED - RETRYING" not in reported.output

    required = play(project, "drift", variables={**wanted, "safe_sync_fail_on_drift": "yes"})

    assert not required.ok
    assert project.writes() == []


def test_verify_passes_when_there_is_no_drift(project: Project) -> None:
    run = play(project, "verify", variables=desired(TWELVE, safe_sync_purge="yes"))

    assert run.ok, run.output
    assert run.changed == 0


def test_verify_refuses_to_compare_with_nothing(project: Project) -> None:
    run = play(project, "verify")

    assert not run.ok
    assert "safe_sync_desired" in run.message
    assert "safe_sync_backup" in run.message


def test_restore_from_a_relative_path_brings_back_what_drift_reports(project: Project) -> None:
    assert play(project, "backup", variables={"safe_sync_backup_dir": "saved"}).ok
    (made,) = backups(project, home_of(project) / "saved")
    project.load(tenants=[*tenants(TWELVE[1:]), *tenants(["late"])])
    here = {"safe_sync_backup_dir": "saved"}

    reported = play(project, "drift", variables={**here, "safe_sync_backup": "latest"})
    assert "tenant t0 missing" in reported.output

    preview = play(project, "restore", "--check", "--diff", variables=here)
    assert preview.ok, preview.output
    assert "+++ after: tenant t0" in preview.output
    assert project.writes() == []

    where = f"saved/{project.id}/{made.name}"
    run = play(project, "restore", variables={**here, "safe_sync_backup": where})
    assert run.ok, run.output
    assert sorted(project.documents("tenants")) == sorted([*TWELVE, "late"])
    assert backups(project, home_of(project) / "saved") == [made]  # nothing was overwritten, so there was no need


def test_restore_as_a_mirror_asks_before_it_deletes_and_runs_when_confirmed(project: Project) -> None:
    assert play(project, "backup").ok
    project.load(tenants=[*tenants(TWELVE), *tenants(["late"])])

    refused = play(project, "restore", variables={"safe_sync_mode": "mirror"})

    assert not refused.ok
    assert f"safe_sync_confirm={project.id}" in refused.message
    assert project.writes() == []

    run = play(project, "restore", variables={"safe_sync_mode": "mirror", "safe_sync_confirm": project.id})

    assert run.ok, run.output
    assert sorted(project.documents("tenants")) == sorted(TWELVE)
    assert len(backups(project)) == 2


def test_a_failed_restore_says_where_the_backup_of_before_is(project: Project) -> None:
    assert play(project, "backup").ok
    project.load(tenants=[{"id": name, "name": f"Changed {name}"} for name in TWELVE])
    project.control.faults([{"method": "POST", "path": "/v1/mgmt/tenant/update", "nth": 3, "count": 1, "status": 400}])

    run = play(project, "restore", variables={"safe_sync_concurrency": 1})

    assert not run.ok
    assert "nothing of this run is left" in run.message
    assert str(backups(project)[-1]) in run.message
    assert {one["name"] for one in project.documents("tenants").values()} == {f"Changed {name}" for name in TWELVE}


def test_an_inventory_cannot_move_a_playbook_to_another_machine_or_user(project: Project, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory"
    inventory.write_text(
        "localhost ansible_host=192.0.2.1\n[all:vars]\nansible_connection=ssh\nansible_become=true\n"
        "ansible_python_interpreter=/nowhere/python\n",
        encoding="utf-8",
    )

    run = play(project, "drift", "-i", str(inventory), variables=desired(TWELVE))

    assert run.ok, run.output
    assert "There is no drift." in run.output
