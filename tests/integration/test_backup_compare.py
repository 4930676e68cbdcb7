# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_backup_info: a backup compared with another one and with the live project; and how deep it looks at a list."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, tenant
from tests.integration.project import Project
from tests.integration.stored import edit, publish

Results = dict[str, Result]


def edited() -> dict[str, list[Json]]:
    """The company after a tenant came, one went, and one was changed."""
    sections = company()
    sections["tenants"] = [one for one in sections["tenants"] if one["id"] not in ("globex", "acme-labs")]
    return {**sections, "tenants": [*sections["tenants"], tenant("acme-labs", parent="acme", disabled=False), tenant("new")]}


@pytest.fixture(scope="module")
def results(make_shared_project: MakeProject) -> Results:
    project: Project = make_shared_project(**company())
    other: Project = make_shared_project()
    first = publish(project, days_ago=3)
    project.load(tenants=edited()["tenants"])
    second = publish(project, days_ago=2)
    project.load(tenants=company()["tenants"])
    elsewhere = str(publish(other))
    shorter, flipped = publish(project, days_ago=1), publish(project)
    (shorter / "roles.json").write_text("[]", encoding="utf-8")
    text = (flipped / "roles.json").read_text("utf-8")
    (flipped / "roles.json").write_text(text.replace("Looks", "Lurks"), encoding="utf-8")
    found = project.run_named(
        {
            "quick": task("backup_info", verify="quick"),
            "full": task("backup_info"),
            "two": task("backup_info", backup=first.name, compare_with=second.name),
            "preview": preview_of("backup_info", backup=first.name, compare_with=second.name),
            "same": task("backup_info", backup=first.name, compare_with=str(first)),
            "narrow": task("backup_info", backup=first.name, compare_with=second.name, kinds=["roles"]),
            "live": task("backup_info", backup=second.name, compare_with="live"),
            "as_of": task("backup_info", as_of=first.name, compare_with="live"),
            "other": task("backup_info", backup=first.name, compare_with=elsewhere),
            "other_allowed": task("backup_info", backup=first.name, compare_with=elsewhere, allow_other_project=True),
            "damaged": task("backup_info", backup=first.name, compare_with=flipped.name),
            "unclear": task("backup_info", backup=first.name, compare_with="Live"),
            "no_key": task("backup_info", backup=first.name, compare_with="live", management_key=""),
        }
    )
    assert project.writes() == []
    return found


def told(result: Result) -> set[tuple[str, str]]:
    return {(one["key"], one["difference"]) for one in result["comparison"]["differences"]}


def test_a_quick_look_finds_another_size_and_not_a_flipped_bit_which_a_full_one_does(results: Results) -> None:
    quick, full = ([one["status"] for one in results[name]["backups"]] for name in ("quick", "full"))

    assert quick == ["complete", "damaged", "complete", "complete"]
    assert full == ["damaged", "damaged", "verified", "verified"]


def test_a_quick_look_tells_all_that_the_manifest_knows(results: Results) -> None:
    newest = results["quick"]["backups"][0]
    assert (newest["reason"], newest["counts"]["tenants"], newest["seal"]) == ("earlier", 4, "none")


def test_two_backups_are_compared_document_by_document(results: Results) -> None:
    comparison = results["two"]["comparison"]

    assert told(results["two"]) == {("new", "added"), ("globex", "removed"), ("acme-labs", "changed")}
    assert comparison["kinds"]["tenants"] == {"added": 1, "changed": 1, "removed": 1, "equal": 2}
    assert comparison["kinds"]["roles"]["equal"] == 3 + 1  # and the one that every project ships with
    (changed,) = (one for one in comparison["differences"] if one["difference"] == "changed")
    assert {"field": "disabled", "before": True, "after": False} in changed["fields"]
    assert not results["two"].changed


def test_check_mode_tells_the_same(results: Results) -> None:
    assert results["preview"]["comparison"] == results["two"]["comparison"]


def test_a_backup_is_equal_to_itself(results: Results) -> None:
    assert results["same"]["comparison"]["equal"] is True
    assert results["same"]["comparison"]["differences"] == []


def test_only_the_named_kinds_are_compared(results: Results) -> None:
    assert set(results["narrow"]["comparison"]["kinds"]) == {"roles"}
    assert results["narrow"]["comparison"]["equal"] is True


def test_the_live_project_is_read_and_compared(results: Results) -> None:
    assert told(results["live"]) == {("new", "removed"), ("globex", "added"), ("acme-labs", "changed")}
    assert results["live"]["comparison"]["with"] == "live"
    assert results["as_of"]["comparison"]["equal"] is True


def test_a_backup_of_another_project_is_compared_only_when_that_is_meant(results: Results) -> None:
    assert results["other"].code == "wrong_project"
    assert {"acme", "globex"} <= {key for key, what in told(results["other_allowed"]) if what == "removed"}


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("damaged", "backup_corrupt", "roles.json was changed"),
        ("unclear", "invalid_input", "'Live' does not say which backup"),
        ("no_key", "invalid_input", "management_key is missing"),
    ],
)
def test_what_cannot_be_compared_is_said(results: Results, name: str, code: str, said: str) -> None:
    assert results[name].code == code
    assert said in results[name].message


def test_a_manifest_of_a_newer_format_is_not_taken_for_complete(make_shared_project: MakeProject) -> None:
    project = make_shared_project()
    edit(publish(project) / "manifest.json", schema_version=99)

    assert project.run_one(task("backup_info", verify="quick"))["backups"][0]["status"] == "too_new"
