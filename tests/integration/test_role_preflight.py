# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops a run before it has read or asked anything: variables, credentials, the backup directory."""

from __future__ import annotations

import pytest

from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import desired, home_of, play, tenants


def test_all_wrong_variables_are_named_at_once_before_the_first_call(project: Project) -> None:
    wrong = {"safe_sync_purge": "maybe", "safe_sync_max_deletes": "-1", "safe_sync_max_delete_percent": "few"}

    run = play(project, "safe_sync", variables=desired(["acme"], **wrong))

    assert not run.ok
    for name in wrong:
        assert name in run.message
    assert "Nothing was changed." in run.message
    assert project.requests() == []


def test_without_a_desired_state_the_variable_is_named(project: Project) -> None:
    run = play(project, "safe_sync")

    assert not run.ok
    assert "safe_sync_desired" in run.message
    assert project.requests() == []


def test_refused_credentials_stop_the_run_before_the_preview(project: Project) -> None:
    run = play(project, "safe_sync", variables=desired(["acme"]), environment={"DESCOPE_MANAGEMENT_KEY": "K" + "x" * 30})

    assert not run.ok
    assert "management_key" in run.message
    assert "Show the plan" not in run.output


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_a_backup_directory_that_cannot_be_one_stops_the_run_before_the_first_write(
    make_project: MakeProject, arguments: tuple[str, ...]
) -> None:
    project = make_project(tenants=tenants(["acme"]))
    (home_of(project) / "file").write_text("in the way", encoding="utf-8")

    run = play(project, "safe_sync", *arguments, variables=desired(["acme", "new"], safe_sync_backup_dir="file/backups"))

    assert not run.ok
    assert run.output.count("fatal: ") == 1
    assert f"{project.home}/file/backups can't be written" in run.message
    assert "safe_sync_backup_dir" in run.message
    assert project.writes() == []
