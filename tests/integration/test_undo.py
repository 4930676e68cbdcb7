# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_undo: what a run changed is taken back from its journal, and nothing else."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, company
from tests.integration.project import Project
from tests.integration.stored import read

DESIRED: Json = {
    "permissions": [{"name": "doc.sign"}],
    "roles": [{"name": "Viewer", "description": "Sees", "permission_names": ["doc.sign"]}],
    "tenants": [{"id": "acme", "name": "Acme Corporation", "enforce_sso": False}, {"id": "umbra", "name": "Umbra"}],
}
KINDS = ("permissions", "roles", "tenants")

Results = dict[str, Result]


def content(project: Project) -> dict[str, Json]:
    return {plural: project.without_times(plural) for plural in KINDS}


@pytest.fixture(scope="module")
def undo_project(make_shared_project: MakeProject) -> Project:
    return make_shared_project(**company())


@pytest.fixture(scope="module")
def before(undo_project: Project) -> dict[str, Json]:
    return content(undo_project)


@pytest.fixture(scope="module")
def results(undo_project: Project, before: dict[str, Json]) -> Results:
    assert before
    return undo_project.run_named(
        {
            "nothing_yet": task("undo"),
            "synced": task("sync", desired=DESIRED),
            "unapproved": task("undo"),
            "preview": {**preview_of("undo"), "diff": True},
            "other_project": task("undo", confirm="P" + "x" * 24),
            "undone": task("undo", run="{{ synced.run }}", plan_hash="{{ preview.plan.hash }}"),
            "again": task("undo"),
            "unknown": task("undo", run="20260101T000000.000000Z"),
        }
    )


def test_a_run_is_taken_back_as_check_mode_said(undo_project: Project, results: Results, before: dict[str, Json]) -> None:
    undone = results["undone"]

    assert not results["synced"].failed, results["synced"].message
    assert not undone.failed, undone.message
    assert_predicted(results["preview"], undone)
    assert content(undo_project) == before
    assert sorted(undone["undone"]) == ["permission doc.sign", "role Viewer", "tenant acme", "tenant umbra"]
    assert (undone["undoes"], undone["left"]) == ([results["synced"]["run"]], [])
    assert undo_project.requests(results["preview"]) != []
    assert undo_project.writes(results["preview"]) == []


def test_what_it_deletes_needs_the_word_of_somebody(results: Results) -> None:
    assert results["unapproved"].code == "confirmation_required"
    assert results["other_project"].code == "confirmation_required"
    assert results["preview"]["plan"]["needs_approval"] == "it deletes 2 documents"


def test_without_a_run_to_take_back_it_says_so(results: Results) -> None:
    for name in ("nothing_yet", "again", "unknown"):
        assert results[name].code == "run_not_found", name
    assert results["synced"]["run"] in results["again"].message


def test_each_run_that_wrote_is_a_line_in_the_audit_trail_and_in_its_result(undo_project: Project, results: Results) -> None:
    lines = (undo_project.backups / "audit.jsonl").read_text("utf-8").splitlines()

    assert len(lines) == 2
    synced, undone = results["synced"]["audit"], results["undone"]["audit"]
    assert (synced["action"], undone["action"]) == ("descope_sync", "descope_undo")
    assert (synced["outcome"], synced["applied"], synced["backup"]) == ("done", 4, results["synced"]["backup"]["id"])
    assert synced["plan_hash"] == results["synced"]["plan"]["hash"].partition(".")[0]
    assert {"time", "user", "host"} < set(synced)


def test_what_somebody_has_changed_since_is_left_and_named(company_project: Project) -> None:
    synced = company_project.run_one(task("sync", desired=DESIRED))
    tenants = company_project.documents("tenants")
    tenants["acme"]["name"] = "Somebody's"
    company_project.load(tenants=tenants.values())
    undone = company_project.run_one(task("undo", confirm=company_project.id))

    assert (synced.failed, undone.failed) == (False, False), undone.message
    assert [one["what"] for one in undone["left"]] == ["tenant acme"]
    assert "somebody else has changed it since" in undone["left"][0]["reason"]
    assert company_project.tenant("acme")["name"] == "Somebody's"
    assert "umbra" not in company_project.documents("tenants")
    assert "doc.sign" not in company_project.documents("permissions")


def test_a_journal_that_was_edited_is_not_believed(company_project: Project) -> None:
    synced = company_project.run_one(task("sync", desired=DESIRED))
    journal = company_project.backups / ".journal" / f"{synced['run']}.plan.json"
    journal.write_text(journal.read_text("utf-8").replace("Acme", "Amce"), "utf-8")
    refused = company_project.run_one(task("undo", confirm=company_project.id))

    assert refused.code == "journal_corrupt"
    assert company_project.writes(refused) == []
    assert "was changed" in refused.message
    assert read(journal)
