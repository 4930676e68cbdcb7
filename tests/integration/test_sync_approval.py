# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What descope_sync does not do without somebody's word: delete, or change very much."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import Project

ALL_BUT_GLOBEX = [{"id": tenant_id} for tenant_id in ("acme", "acme-labs", "acme-labs-x")]
PURGE: dict[str, Any] = {"desired": {"tenants": ALL_BUT_GLOBEX}, "purge": True, "max_delete_percent": 50}
RENAME = {"tenants": [{"id": "acme", "name": "Other"}, {"id": "new", "name": "New"}]}

Results = dict[str, Result]


def many(count: int) -> Json:
    return {"tenants": [{"id": f"t{number}", "name": f"Tenant {number}"} for number in range(count)]}


@pytest.fixture(scope="module")
def refused(shared_project: Project) -> Results:
    """Runs that are not allowed, in one playbook, and two previews that are."""
    confirm = shared_project.id
    large = {"desired": {"tenants": [{"id": "globex"}]}, "purge": True, "confirm": confirm}
    return shared_project.run_named(
        {
            "deletion": task("sync", **PURGE),
            "deletion_elsewhere": task("sync", **PURGE, confirm="PAnother"),
            "deletion_preview": preview_of("sync", **PURGE),
            "many": task("sync", desired=many(26)),
            "many_preview": preview_of("sync", desired=many(26)),
            "over_count": task("sync", **large, max_deletes=2, max_delete_percent=100),
            "over_percent": task("sync", **large, max_delete_percent=74),
            "over_in_check_mode": preview_of("sync", **large),
            "protected_change": task("sync", desired=RENAME, protected=["ac*"]),
            "protected_by_kind": task("sync", desired=RENAME, protected=["tenants/acme"]),
            "protected_deletion": task("sync", **PURGE, confirm=confirm, protected=["Globex"]),
            "nothing_desired": task(
                "sync", desired={"tenants": []}, purge=True, confirm=confirm, max_deletes=99, max_delete_percent=100
            ),
        }
    )


def test_nothing_is_written_and_no_backup_is_made_by_a_run_that_is_not_allowed(
    shared_project: Project, refused: Results
) -> None:
    allowed = [name for name, result in refused.items() if not result.failed]
    assert allowed == ["deletion_preview", "many_preview"]
    assert shared_project.writes() == []
    assert shared_project.saved == []


def test_a_deletion_needs_the_hash_of_a_preview_or_the_projects_id(shared_project: Project, refused: Results) -> None:
    assert refused["deletion"].code == refused["deletion_elsewhere"].code == "confirmation_required"
    assert shared_project.id in refused["deletion"].message
    assert "plan_hash" in refused["deletion"].message
    assert "PAnother" in refused["deletion_elsewhere"].message
    assert refused["deletion_preview"]["plan"]["needs_approval"] == "it deletes 1 document"


def test_more_changes_than_auto_apply_max_changes_need_approval_too(refused: Results) -> None:
    assert refused["many"].code == "confirmation_required"
    assert "more changes, 26, than" in refused["many"].message
    assert refused["many_preview"]["plan"]["total"] == 26


def test_more_deletes_than_the_budget_are_refused_in_check_mode_too(refused: Results) -> None:
    over = [refused[name] for name in ("over_count", "over_percent", "over_in_check_mode")]

    assert [result.code for result in over] == ["limit_exceeded"] * 3
    assert "max_deletes is 2" in over[0].message
    assert "acme-labs" in over[0].message
    assert "3 of 4 tenants, 75 %" in over[1].message


def test_a_protected_document_is_neither_changed_nor_deleted(refused: Results) -> None:
    protected = [refused[name] for name in ("protected_change", "protected_by_kind", "protected_deletion")]

    assert [result.code for result in protected] == ["protected"] * 3
    assert "tenant acme" in protected[0].message
    assert "tenant globex" in protected[2].message


def test_purging_with_an_empty_list_is_refused(refused: Results) -> None:
    assert refused["nothing_desired"].code == "suspicious_desired"
    assert "tenants" in refused["nothing_desired"].message


def test_a_preview_that_is_approved_runs_in_its_own_project_only(make_project: MakeProject) -> None:
    mine, other = make_project(**company()), make_project(**company())
    preview = mine.run_one(preview_of("sync", **PURGE))
    options = {**PURGE, "plan_hash": preview["plan"]["hash"]}
    approved, again, elsewhere = mine.run(
        task("sync", **options), task("sync", **options), task("sync", project_id=other.id, management_key=other.key, **options)
    )

    assert elsewhere.code == "stale_plan"
    assert other.writes() == []
    assert approved.statuses == [("tenant", "globex", "delete", "applied")]
    assert approved["plan"]["hash"] == preview["plan"]["hash"]
    assert mine.saved == [approved["backup"]["id"]]
    assert (again.failed, again.changed) == (False, False)


# reliability #90
def test_a_plan_that_moved_since_the_preview_is_refused_and_says_what_moved(company_project: Project) -> None:
    preview = company_project.run_one(preview_of("sync", desired=RENAME))
    approved = preview["plan"]["hash"]
    tenants = company_project.documents("tenants")
    tenants["acme"]["disabled"] = True
    company_project.load(tenants=tenants.values())
    larger = {"tenants": [*RENAME["tenants"], {"id": "globex", "name": "Globex Corporation"}]}
    results = company_project.run_named(
        {
            "moved": task("sync", desired=RENAME, plan_hash=approved),
            "moved_preview": preview_of("sync", desired=RENAME, plan_hash=approved),
            "extended": task("sync", desired=larger, plan_hash=approved),
            "fresh": preview_of("sync", desired=RENAME),
            "current": task("sync", desired=RENAME, plan_hash="{{ fresh.plan.hash }}"),
        }
    )

    assert [results[name].code for name in ("moved", "moved_preview", "extended")] == ["stale_plan"] * 3
    assert results["moved"]["error"]["moved"] == ["tenant acme"]
    assert "tenant acme" in results["moved"].message
    assert results["extended"]["error"]["moved"] == ["tenant acme", "tenant globex"]
    assert company_project.writes(results["moved"], results["extended"], results["fresh"]) == []
    assert results["current"].changed
    assert company_project.tenant("acme")["disabled"] is True


def test_with_the_projects_id_as_confirmation_all_goes_but_what_descope_made(company_project: Project) -> None:
    desired = {"roles": [{"name": "Viewer"}], "permissions": [{"name": "invoice.read"}]}
    in_bounds, purged = company_project.run(
        task("sync", desired=many(25)),
        task("sync", desired=desired, purge=True, max_delete_percent=100, confirm=company_project.id),
    )

    assert len(company_project.writes(in_bounds)) == 25
    assert not purged.failed, purged.message
    assert sorted(company_project.documents("roles")) == ["Tenant Admin", "Viewer"]
    assert sorted(company_project.documents("permissions")) == ["Impersonate", "SSO Admin", "User Admin", "invoice.read"]
