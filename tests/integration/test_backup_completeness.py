# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup says of itself: of each kind whether it is there, in part, not to be had, or was not asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.canaries import secret
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import Project
from tests.integration.stored import read

OIDC: Json = {"name": "Entra", "clientId": "c1", "clientSecret": secret("OIDC client secret"), "issuer": "https://op.test"}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def project(make_shared_project: MakeProject) -> Project:
    project = make_shared_project(**company())
    assert project.api.post("sso/oidc", tenantId="acme", settings=OIDC, domains=[]).status_code == 200
    return project


@pytest.fixture(scope="module")
def results(project: Project) -> Results:
    some = ["tenants", "sso", "project"]
    return project.run_named(
        {
            "whole": task("backup"),
            "preview": preview_of("backup"),
            "some": task("backup", kinds=some),
            "also": task("backup", also=["users", "roles"]),
            "list": task("backup_info"),
            "restore": preview_of("restore", backup="{{ some.backup.id }}", mode="mirror", kinds=some, max_delete_percent=100),
        }
    )


def statuses(completeness: Json) -> dict[str, str]:
    return {plural: one["status"] for plural, one in completeness.items()}


def manifest_of(result: Result) -> Json:
    manifest: Json = read(Path(result["backup"]["path"]) / "manifest.json")
    return manifest


def test_the_manifest_names_every_kind_there_is_and_the_result_every_one_that_was_asked_for(results: Results) -> None:
    told = manifest_of(results["whole"])["completeness"]
    assert set(told) == set(KINDS)
    assert {plural for plural, status in statuses(told).items() if status == "not_asked"} == {"users"}
    assert set(results["whole"]["backup"]["completeness"]) == set(KINDS) - {"users"}
    shown = {name: told["sso"][name] for name in ("status", "reason", "documents")}
    assert results["whole"]["backup"]["completeness"]["sso"] == shown


def test_what_is_whole_what_is_in_part_and_what_is_not_to_be_had_are_told_apart(results: Results) -> None:
    told = results["whole"]["backup"]["completeness"]
    assert (told["tenants"], told["lists"]["status"]) == ({"status": "complete", "reason": "", "documents": 4}, "complete")
    assert told["sso"]["status"] == "partial"
    assert "secrets of 1 of them can't be read" in told["sso"]["reason"]
    assert told["project"]["status"] == "not_supported"  # a project's own key can't list projects
    assert told["project"]["reason"].startswith("not included in the plan or the key's role")


def test_counts_and_files_are_of_what_is_there(results: Results) -> None:
    for result in (results["whole"], results["some"]):
        manifest = manifest_of(result)
        there = {plural for plural, status in statuses(manifest["completeness"]).items() if status in ("complete", "partial")}
        assert set(manifest["counts"]) == there == {name.removesuffix(".json") for name in manifest["files"]}
        assert {path.name for path in Path(result["backup"]["path"]).iterdir()} == {"manifest.json", *manifest["files"]}


def test_a_backup_of_some_kinds_says_that_the_others_were_not_asked_for(results: Results) -> None:
    told = statuses(manifest_of(results["some"])["completeness"])
    asked = {plural: status for plural, status in told.items() if status != "not_asked"}
    assert asked == {"tenants": "complete", "sso": "partial", "project": "not_supported"}
    assert set(results["some"]["backup"]["completeness"]) == set(asked)


def test_a_kind_that_must_be_named_can_be_taken_besides_the_others(results: Results) -> None:
    assert set(results["also"]["backup"]["completeness"]) == set(KINDS)


def test_check_mode_says_the_same(results: Results) -> None:
    assert results["preview"]["backup"]["completeness"] == results["whole"]["backup"]["completeness"]


def test_what_a_backup_does_not_hold_is_not_taken_for_gone(results: Results) -> None:
    """A mirror of a backup without roles, or without the project's name, deletes none."""
    restore = results["restore"]
    assert not restore.failed, restore.message
    assert restore["plan"]["lines"] == []
    assert set(restore["plan"]["kinds"]) == {"tenants", "sso"}


def test_a_backup_with_gaps_verifies(results: Results) -> None:
    assert {one["status"] for one in results["list"]["backups"]} == {"verified"}


# --- plans and trouble ---------------------------------------------------------------------------------------------------


def test_on_the_free_plan_a_backup_holds_what_there_is_and_says_what_is_not(make_project: MakeProject) -> None:
    project = make_project(**company())
    project.control.configure(tier="tier1")
    result = project.run_one(task("backup"))
    assert not result.failed, result.message
    told = result["backup"]["completeness"]
    assert told["snapshot"]["status"] == "not_supported"
    assert "not included in the plan" in told["snapshot"]["reason"]
    assert told["tenants"] == {"status": "complete", "reason": "", "documents": 4}
    assert not (Path(result["backup"]["path"]) / "snapshot.json").exists()


@pytest.mark.parametrize("path", ["/v1/mgmt/list/all", "/v1/mgmt/tenant/settings", "/v2/mgmt/flow/export"])
def test_a_listing_that_fails_leaves_no_backup_at_all(make_project: MakeProject, path: str) -> None:
    project = make_project(**company())
    project.control.faults([{"path": path, "count": 0, "status": 500}])
    result = project.run_one(task("backup"))
    assert result.failed
    assert path in result.message
    assert not list(project.home.glob(".descope-mgmt/backups/*/2*")), "something was left behind"


def test_a_key_that_may_read_nothing_makes_no_backup(make_project: MakeProject) -> None:
    project = make_project(**company())
    project.control.faults([{"path": "*", "count": 0, "status": 403}])
    result = project.run_one(task("backup", kinds=["roles", "permissions"]))
    assert (result.failed, result.code) == (True, "forbidden")
    assert not list(project.home.glob(".descope-mgmt/backups/*/2*"))
