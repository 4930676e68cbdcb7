# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_backup: a project published as a directory of files, and the retention of older ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.project import Project
from tests.integration.stored import modes, names, publish, read, sha256

COUNTS = {  # of the small company, with what every project and every tenant has
    **{"permissions": 5, "roles": 4, "tenants": 4, "tenant_settings": 4, "sso": 1, "password_settings": 5},
    **{"custom_attributes": 0, "access_keys": 0, "flows": 9, "theme": 1, "lists": 0, "jwt_templates": 0, "fga_schema": 1},
    **{"sso_applications": 1, "inbound_apps": 0, "outbound_apps": 0, "snapshot": 1},
}
FILES = sorted(["manifest.json", *(f"{plural}.json" for plural in COUNTS)])

Results = dict[str, Result]


@pytest.fixture(scope="module")
def results(shared_project: Project) -> Results:
    """Backups in one playbook, under a umask that would let everybody read and write."""
    return shared_project.run_named(
        {
            "first": task("backup", reason="change 4711"),
            "second": task("backup"),
            "tenants_only": task("backup", kinds=["tenants"]),
        },
        umask=0o000,
    )


def test_a_backup_holds_every_document_and_a_manifest_that_agrees(shared_project: Project, results: Results) -> None:
    result = results["first"]
    backup, path = result["backup"], Path(result["backup"]["path"])

    assert (result.changed, path) == (True, shared_project.backups / backup["id"])
    assert names(path) == FILES
    manifest = read(path / "manifest.json")
    assert set(manifest) == {
        "format",
        "schema_version",
        "id",
        "project_id",
        "api_base",
        "created_at",
        "reason",
        "author",
        "tool",
        "counts",
        "files",
        "completeness",
        "encryption",
        "secrets",
        "checksum",
    }
    assert (manifest["id"], manifest["project_id"]) == (backup["id"], shared_project.id)
    assert (manifest["reason"], manifest["api_base"]) == ("change 4711", shared_project.simulator.url)
    assert set(manifest["author"]) == {"user", "host", "awx_job_id"}
    assert set(manifest["tool"]) == {"collection", "ansible_core", "python", "httpx", "pydantic"}
    assert manifest["counts"] == backup["counts"] == COUNTS
    for name in manifest["files"]:
        entry = manifest["files"][name]
        assert (entry["sha256"], entry["bytes"]) == (sha256(path / name), (path / name).stat().st_size)
    assert backup["manifest_sha256"] == sha256(path / "manifest.json")
    assert backup["bytes"] == sum((path / name).stat().st_size for name in FILES)
    assert {one["id"]: one for one in read(path / "tenants.json")} == shared_project.documents("tenants")


def test_each_run_makes_a_backup_of_its_own_also_within_a_second(shared_project: Project, results: Results) -> None:
    assert shared_project.saved == [result["backup"]["id"] for result in results.values()]
    assert shared_project.writes() == []


def test_only_the_named_kinds_are_backed_up(results: Results) -> None:
    backup = results["tenants_only"]["backup"]

    assert names(Path(backup["path"])) == ["manifest.json", "tenants.json"]
    assert backup["counts"] == {"tenants": 4}


# reliability #60
def test_what_it_makes_is_for_its_owner_only_whatever_the_umask(
    shared_project: Project, results: Results, company_project: Project
) -> None:
    company_project.run(task("backup"), umask=0o077)

    assert results["first"].changed
    for project in (shared_project, company_project):
        assert modes(project.home / ".descope-mgmt") == {("directory", 0o700), ("file", 0o600)}


def test_check_mode_counts_and_writes_nothing(company_project: Project) -> None:
    preview, nothing_kept = company_project.run(preview_of("backup", reason="dry"), task("backup", keep_days=0))

    foreseen = preview["backup"]
    assert (foreseen["project_id"], foreseen["reason"], foreseen["counts"]) == (company_project.id, "dry", COUNTS)
    assert company_project.writes() == []
    assert nothing_kept.code == "invalid_input"
    assert not list(company_project.home.glob(".descope-mgmt/backups/*/2*")), "a policy that keeps nothing made a backup"


def test_retention_removes_old_backups_and_leaves_alone_what_is_none(company_project: Project) -> None:
    *old, damaged, recent = [publish(company_project, days_ago).name for days_ago in (100, 90, 80, 60, 10)]
    (company_project.backups / damaged / "roles.json").unlink()
    (company_project.backups / "notes").mkdir()
    before = company_project.saved
    preview = company_project.run_one(preview_of("backup", keep_days=30))
    assert company_project.saved == before

    run = company_project.run_one(task("backup", keep_days=30))
    new = run["backup"]["id"]
    assert company_project.saved == sorted([old[2], damaged, recent, new, "notes"])
    kept, removed, left_alone = (ids(run, what) for what in ("kept", "removed", "left_alone"))
    assert (kept, sorted(removed), sorted(left_alone)) == ([new, recent, old[2]], old[:2], sorted([damaged, "notes"]))
    assert ids(preview, "removed") == removed, "check mode foretold another removal"


def ids(result: Result, what: str) -> list[str]:
    return [one["id"] for one in result["retention"][what]]
