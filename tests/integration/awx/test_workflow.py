# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow that configure.yml makes, walked node by node: what is approved is what runs, and what fails is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.integration.awx.conftest import Configured
from tests.integration.awx.test_wrappers import checkout_with
from tests.integration.awx.workflow import Walk
from tests.integration.documents import tenant
from tests.integration.project import Project
from tests.integration.role_support import tenants

ANSWERS = {"safe_sync_desired_file": "desired.yml", "safe_sync_purge": "true", "safe_sync_max_deletes": 5}
MANY = [f"t{number}" for number in range(20)]
TO_SYNC = ["backup", "preview", "approve", "sync"]

Go = Callable[..., Walk]


@pytest.fixture
def go(configured: Configured, project: Project, tmp_path: Path) -> Go:
    """Walk the workflow on a project with twenty tenants, one of which is not desired, and one that is missing."""
    project.load(tenants=tenants([*MANY, "old"]))
    checkout = checkout_with(tmp_path, tenants=[{"id": name} for name in MANY] + [{"id": "new", "name": "New"}])

    def walk(word: Mapping[str, bool], **before: Callable[[], object]) -> Walk:
        store = configured.controller.store
        credential = store.named("credentials", "Descope project")
        credential["inputs"] = {"project_id": project.id, "management_key": project.key, "base_url": project.simulator.url}
        return Walk(store, tmp_path / "jobs", checkout, ANSWERS, word, before, str(tmp_path / "exposed")).go()

    return walk


def test_an_approved_plan_is_made_and_verified(go: Go, project: Project) -> None:
    walk = go({"approve": True})

    assert walk.path == [*TO_SYNC, "verify"], walk.jobs[walk.path[-1]].output
    assert all(job.ok for job in walk.jobs.values())
    assert sorted(project.documents("tenants")) == sorted([*MANY, "new"])
    handed_on = walk.jobs["sync"].artifacts["descope_mgmt"][project.id]
    assert handed_on.keys() == {"backup", "plan_hash", "run"}


def test_a_denied_plan_is_not_made(go: Go, project: Project) -> None:
    walk = go({"approve": False})

    assert walk.path == ["backup", "preview", "approve"]
    assert "- delete tenant old" in walk.jobs["preview"].output
    assert not project.writes()


def test_a_plan_that_is_no_longer_the_approved_one_is_not_made_and_no_other_run_is_taken_back(go: Go, project: Project) -> None:
    assert go({"approve": True}).path[-1] == "verify"
    project.load(tenants=[*project.documents("tenants").values(), tenant("old")])
    before = sorted(project.documents("tenants"))

    def somebody_else() -> None:
        project.load(tenants=[*project.documents("tenants").values(), tenant("another")])

    walk = go({"approve": True}, sync=somebody_else)

    assert walk.path == [*TO_SYNC, "undo"]
    assert not walk.jobs["sync"].ok
    assert walk.jobs["undo"].ok, walk.jobs["undo"].output
    assert "there is nothing to take back" in walk.jobs["undo"].output
    assert sorted(project.documents("tenants")) == sorted([*before, "another"])


def test_what_does_not_verify_is_taken_back_without_another_question(go: Go, project: Project) -> None:
    def somebody_deletes_one() -> None:
        project.load(tenants=[one for name, one in project.documents("tenants").items() if name != "t3"])

    walk = go({"approve": True}, verify=somebody_deletes_one)

    assert walk.path == [*TO_SYNC, "verify", "undo"]
    assert "tenant t3" in walk.jobs["verify"].message
    assert walk.jobs["undo"].ok, walk.jobs["undo"].output
    assert sorted(project.documents("tenants")) == sorted({*MANY, "old"} - {"t3"})


def test_what_a_failed_sync_could_not_take_back_itself_the_undo_does(go: Go, project: Project) -> None:
    fault = {"method": "POST", "path": "/v1/mgmt/tenant/delete", "count": 0, "status": 400}

    walk = go({"approve": True}, sync=lambda: project.control.faults([fault]), undo=project.control.clear_faults)

    assert walk.path == [*TO_SYNC, "undo"]
    assert not walk.jobs["sync"].ok
    assert walk.jobs["undo"].ok, walk.jobs["undo"].output
    assert sorted(project.documents("tenants")) == sorted([*MANY, "old"])


def test_what_can_not_be_taken_back_is_restored_from_the_first_backup_once_somebody_approves(
    go: Go, project: Project, tmp_path: Path
) -> None:
    def somebody_deletes_one() -> None:
        project.load(tenants=[one for name, one in project.documents("tenants").items() if name != "t3"])

    def the_journal_is_lost() -> None:
        for path in (tmp_path / "exposed" / project.id / ".journal").iterdir():
            path.unlink()

    walk = go({"approve": True, "approve_restore": True}, verify=somebody_deletes_one, undo=the_journal_is_lost)

    assert walk.path == [*TO_SYNC, "verify", "undo", "approve_restore", "restore"]
    assert not walk.jobs["undo"].ok
    assert walk.jobs["restore"].ok, walk.jobs["restore"].output
    assert walk.jobs["backup"].artifacts["descope_mgmt"][project.id]["backup"] in walk.jobs["restore"].output
    assert {"old", "t3"} <= {*project.documents("tenants")}
