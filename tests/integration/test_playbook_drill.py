# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `restore_drill`: a backup is restored into another project, and the score says how much of it came back."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, tenant
from tests.integration.project import Project
from tests.integration.rich_project import fill
from tests.integration.role_support import PlaybookRun, assert_no_key, backups, play

REFUSED: Json = {"method": "POST", "path": "/v1/mgmt/role/create", "status": 400, "count": 2}


class Pair(NamedTuple):
    """A project with a backup, and one of which nothing is needed."""

    ours: Project
    scratch: Project

    @property
    def named(self) -> Json:
        return {
            "safe_sync_scratch_project_id": self.scratch.id,
            "safe_sync_scratch_management_key": "{{ lookup('ansible.builtin.env', 'SCRATCH_KEY') }}",
        }

    def drill(self, *arguments: str, **variables: object) -> PlaybookRun:
        run = play(
            self.ours,
            "restore_drill",
            *arguments,
            variables={**self.named, **variables},
            environment={"SCRATCH_KEY": self.scratch.key},
        )
        assert self.scratch.key not in run.output
        assert_no_key(self.scratch, run.output)
        return run


@pytest.fixture
def pair(make_project: MakeProject) -> Pair:
    pair = Pair(make_project(**company()), make_project(tenants=[tenant("left-over")]))
    assert play(pair.ours, "backup").ok
    return pair


def test_a_whole_project_comes_back_with_a_full_score_and_only_the_scratch_project_is_talked_to(
    make_project: MakeProject,
) -> None:
    pair = Pair(make_project(), make_project(tenants=[tenant("left-over")]))
    fill(pair.ours.simulator, pair.ours.id, pair.ours.key)
    assert play(pair.ours, "backup").ok
    seen = len(pair.ours.requests())

    run = pair.drill(safe_sync_confirm=pair.scratch.id)

    assert run.ok, run.output
    assert "Score: 100.0 percent" in run.output
    assert "tenants: 300 equal, 0 missing, 0 different, 0 too many" in run.output
    assert "These secrets are in no backup" in run.output
    assert "left-over" not in pair.scratch.documents("tenants")
    assert len(pair.ours.requests()) == seen
    assert len(backups(pair.ours)) == 1
    made = backups(pair.scratch, pair.ours.backups.parent)
    assert len(made) == 2, "one of what the scratch project held, and one of what came back"


def test_check_mode_shows_what_would_be_replaced_and_changes_nothing(pair: Pair) -> None:
    run = pair.drill("--check", "--diff")

    assert run.ok, run.output
    assert "- delete tenant left-over" in run.output
    assert "nothing was restored" in run.output
    assert pair.scratch.writes() == []


def test_without_a_word_nothing_is_replaced(pair: Pair) -> None:
    run = pair.drill()

    assert not run.ok
    assert f"safe_sync_confirm={pair.scratch.id}" in run.message
    assert pair.scratch.writes() == []


def test_a_few_updates_in_a_project_that_is_named_by_mistake_need_a_word_too(make_project: MakeProject) -> None:
    pair = Pair(make_project(tenants=[tenant("acme")]), make_project(tenants=[tenant("acme", name="Live", disabled=True)]))
    assert play(pair.ours, "backup", variables={"safe_sync_kinds": ["tenants"]}).ok

    run = pair.drill(safe_sync_kinds=["tenants"])

    assert not run.ok
    assert f"safe_sync_confirm={pair.scratch.id}" in run.message
    assert pair.scratch.tenant("acme")["name"] == "Live"


def test_what_does_not_come_back_lowers_the_score_and_is_named(pair: Pair) -> None:
    pair.scratch.control.faults([REFUSED])

    run = pair.drill(safe_sync_confirm=pair.scratch.id)

    assert not run.ok
    assert "came back only in part" in run.message
    assert "role Editor: missing" in run.output
    assert "Score: 100" not in run.output


def test_with_a_wish_for_a_report_a_low_score_is_no_failure(pair: Pair) -> None:
    pair.scratch.control.faults([REFUSED])

    run = pair.drill(safe_sync_confirm=pair.scratch.id, safe_sync_fail_on_drift=False)

    assert run.ok, run.output
    assert "missing" in run.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"safe_sync_scratch_project_id": ""}, "Name the project to restore into"),
        ({"safe_sync_scratch_management_key": ""}, "safe_sync_scratch_management_key"),
        ({"safe_sync_backup": "20200101T000000Z"}, "There is no backup 20200101T000000Z"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_touched(pair: Pair, given: Json, said: str) -> None:
    run = pair.drill(**given)

    assert not run.ok
    assert said in run.message
    assert pair.scratch.requests() == []


def test_a_project_is_never_its_own_scratch_project(pair: Pair) -> None:
    run = pair.drill(safe_sync_scratch_project_id=pair.ours.id, safe_sync_confirm=pair.ours.id)

    assert not run.ok
    assert "the project that the backup is of" in run.message
    assert pair.ours.writes() == []
