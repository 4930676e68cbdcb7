# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_backup_info: what is on disk for a project, and whether it verifies."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.project import Project
from tests.integration.stored import edit, publish

Stored = dict[str, str]
Results = dict[str, Result]


@pytest.fixture(scope="module")
def stored(shared_project: Project) -> Stored:
    """The ids of three backups: in a newer format, damaged, and good."""
    newer_format, damaged, good = (publish(shared_project, days_ago) for days_ago in (3, 2, 1))
    edit(newer_format / "manifest.json", schema_version=99)
    (damaged / "roles.json").write_text("[]", encoding="utf-8")
    return {"too_new": newer_format.name, "damaged": damaged.name, "good": good.name}


@pytest.fixture(scope="module")
def results(shared_project: Project, stored: Stored) -> Results:
    return shared_project.run_named(
        {
            "listed": task("backup_info"),
            "preview": preview_of("backup_info"),
            "latest": task("backup_info", backup="latest"),
            "by_path": task("backup_info", backup=str(shared_project.backups / stored["good"])),
            "as_of": task("backup_info", as_of=stored["good"]),
            "damaged": task("backup_info", backup=stored["damaged"]),
            "too_new": task("backup_info", backup=stored["too_new"]),
            "unknown": task("backup_info", backup="20200101T000000Z"),
            "nobodys": task("backup_info", project_id="PAnother"),
        }
    )


def test_backups_are_listed_newest_first_each_with_its_state(stored: Stored, results: Results) -> None:
    good, damaged, too_new = results["listed"]["backups"]

    states = [(one["id"], one["status"]) for one in (good, damaged, too_new)]
    assert states == [(stored["good"], "verified"), (stored["damaged"], "damaged"), (stored["too_new"], "too_new")]
    assert (good["problem"], good["reason"], good["counts"]["tenants"]) == ("", "earlier", 4)
    assert "roles.json" in damaged["problem"]
    assert damaged["reason"] is None
    assert results["nobodys"]["backups"] == []


@pytest.mark.parametrize("how", ["latest", "by_path", "as_of"])
def test_one_backup_is_chosen_among_those_that_verify(stored: Stored, results: Results, how: str) -> None:
    assert [one["id"] for one in results[how]["backups"]] == [stored["good"]]


def test_one_that_is_asked_for_and_can_not_be_used_is_an_error(results: Results) -> None:
    codes = [results[name].code for name in ("damaged", "too_new", "unknown")]

    assert codes == ["backup_corrupt", "schema_too_new", "backup_not_found"]


def test_check_mode_is_the_same_as_a_run_and_no_call_is_made(shared_project: Project, results: Results) -> None:
    assert results["preview"]["backups"] == results["listed"]["backups"]
    assert shared_project.requests() == []
