# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `undo`: shows what it would take back, takes the word of somebody, and says what it had to leave."""

from __future__ import annotations

import pytest

from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import desired, play, tenants

FOUR = ["t0", "t1", "t2", "t3"]


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    project = make_project(tenants=tenants(FOUR))
    assert play(project, "safe_sync", variables=desired([*FOUR, "new"])).ok
    return project


def test_check_mode_shows_and_a_confirmed_run_takes_back(project: Project) -> None:
    preview = play(project, "undo", "--check", "--diff")

    assert preview.ok, preview.output
    assert "- delete tenant new" in preview.output
    assert "This was a preview. Nothing was changed." in preview.output
    assert "new" in project.documents("tenants")

    run = play(project, "undo", variables={"safe_sync_confirm": project.id})

    assert run.ok, run.output
    assert "Taken back of the run" in run.output
    assert sorted(project.documents("tenants")) == FOUR
    again = play(project, "undo")
    assert not again.ok
    assert "no run that could be taken back" in again.message


def test_without_anybodys_word_nothing_is_taken_back_and_what_was_edited_is_named(project: Project) -> None:
    refused = play(project, "undo")

    assert not refused.ok
    assert f"safe_sync_confirm={project.id}" in refused.message
    assert "new" in project.documents("tenants")

    live = project.documents("tenants")
    live["new"]["name"] = "Somebody's"
    project.load(tenants=live.values())
    run = play(project, "undo", variables={"safe_sync_confirm": project.id})

    assert run.ok, run.output
    assert "left: tenant new: somebody else has changed it since" in run.output
    assert "new" in project.documents("tenants")
