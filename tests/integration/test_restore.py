# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_restore: a damaged project is brought back, in whole or in part, here or in another project."""

from __future__ import annotations

from tests.integration.ansible_run import Json, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company, permission, role, tenant
from tests.integration.project import Project
from tests.integration.stored import publish

PLURALS = ("permissions", "roles", "tenants")

Snapshot = dict[str, dict[str, Json]]


def damage(project: Project) -> Snapshot:
    """Delete, change and add documents of every kind behind everybody's back, and return what is there then."""
    documents = {plural: project.documents(plural) for plural in PLURALS}
    tenants, roles, permissions = (documents[plural] for plural in ("tenants", "roles", "permissions"))
    del tenants["acme-labs-x"], tenants["acme-labs"], roles["Viewer"], permissions["invoice.write"]
    tenants["acme"].update(name="Hacked", enforceSSO=False, defaultRoles=[], customAttributes={})
    tenants["globex"].update(disabled=True, regionCode="xx")
    roles["Editor"]["permissionNames"] = ["User Admin"]
    roles["acme/Approver"]["permissionNames"] = []
    added = {"permissions": permission("intruder.all"), "roles": role("Intruder"), "tenants": tenant("intruder")}
    project.load(**{plural: [*documents[plural].values(), added[plural]] for plural in PLURALS})
    return snapshot(project)


def snapshot(project: Project) -> Snapshot:
    return {plural: project.without_times(plural) for plural in PLURALS}


def rename_globex(project: Project, name: str) -> None:
    tenants = project.documents("tenants")
    tenants["globex"]["name"] = name
    project.load(tenants=tenants.values())


def test_a_mirror_brings_a_damaged_project_back_exactly_as_check_mode_said(company_project: Project) -> None:
    before = snapshot(company_project)
    backup = publish(company_project).name
    damage(company_project)
    mirror = {"mode": "mirror", "backup": backup, "max_delete_percent": 40}
    results = company_project.run_named(
        {
            "alone": task("restore", **mirror),
            "budget": task("restore", mode="mirror", confirm=company_project.id),
            "preview": preview_of("restore", **mirror),
            "restored": task("restore", **mirror, plan_hash="{{ preview.plan.hash }}"),
            "drift": task("drift_info", backup=backup, purge=True),
            "again": task("restore", **mirror),
        }
    )

    assert (results["alone"].code, results["budget"].code) == ("confirmation_required", "limit_exceeded")
    preview, restored, again = results["preview"], results["restored"], results["again"]
    assert company_project.writes(results["alone"], results["budget"], preview) == []
    assert_predicted(preview, restored)
    assert_result_is_complete(restored)
    assert snapshot(company_project) == before
    assert (results["drift"]["drift"], results["drift"]["differences"]) == (False, [])
    assert (restored["source"]["id"], restored["backup"]["reason"]) == (backup, f"before restore of {backup}")
    assert len(company_project.saved) == 2
    assert (again.changed, again["backup"], company_project.writes(again)) == (False, None, [])


def test_a_merge_leaves_newer_documents_alone_and_another_restore_undoes_it(company_project: Project) -> None:
    publish(company_project)
    damaged = damage(company_project)
    results = company_project.run_named(
        {
            "restored": task("restore"),
            "undone": task(
                "restore",
                backup="{{ restored.backup.id }}",
                mode="mirror",
                confirm=company_project.id,
                max_delete_percent=40,
            ),
        }
    )
    restored = results["restored"]

    assert not restored.failed, restored.message
    unmanaged = [(one["kind"], one["key"]) for one in restored["unmanaged"]]
    assert unmanaged == [("permission", "intruder.all"), ("role", "Intruder"), ("tenant", "intruder")]
    assert restored["plan"]["deletes"] == 0
    assert not results["undone"].failed, results["undone"].message
    assert snapshot(company_project) == damaged


# reliability #108
def test_only_the_named_kinds_and_keys_come_back(company_project: Project) -> None:
    backup = publish(company_project).name
    damage(company_project)
    one, labs, roles = company_project.run(
        task("restore", backup=backup, kinds=["tenants"], keys=["globex"]),
        task("restore", backup=backup, keys=["tenants/acme-labs*"]),
        preview_of("restore", backup=backup, kinds=["roles"]),
    )

    assert one.statuses == [("tenant", "globex", "update", "applied")]
    assert [key for _, key, _, _ in labs.statuses] == ["acme-labs", "acme-labs-x"]
    assert company_project.tenant("acme")["name"] == "Hacked"
    assert company_project.tenant("acme-labs")["disabled"] is True
    assert roles.code == "invalid_input"
    assert "invoice.write" in roles.message


def test_a_backup_is_chosen_by_id_path_or_time_or_as_the_newest(company_project: Project) -> None:
    first = publish(company_project, days_ago=2)
    rename_globex(company_project, "Globex 2")
    newest = publish(company_project, days_ago=1)
    rename_globex(company_project, "Globex 3")
    results = company_project.run_named(
        {
            "by_id": preview_of("restore", backup=first.name),
            "by_path": preview_of("restore", backup=str(first)),
            "as_of": preview_of("restore", as_of=first.name),
            "latest": preview_of("restore"),
            "too_early": preview_of("restore", as_of="2020-01-01T00:00:00Z"),
            "both": preview_of("restore", as_of="2020-01-01T00:00:00Z", backup=first.name),
        }
    )

    chosen = {name: (result["source"]["id"], result["diff"][0]["after"]["name"]) for name, result in list(results.items())[:4]}
    assert chosen == {
        "by_id": (first.name, "Globex"),
        "by_path": (first.name, "Globex"),
        "as_of": (first.name, "Globex"),
        "latest": (newest.name, "Globex 2"),
    }
    assert (results["too_early"].code, results["both"].code) == ("backup_not_found", "invalid_input")


def test_what_was_renamed_since_is_renamed_back(company_project: Project) -> None:
    before = {plural: company_project.documents(plural) for plural in PLURALS}
    publish(company_project)
    renamed, _, restored = company_project.run(
        task("permission", name="invoice.read", new_name="billing.read"),
        task("role", name="Viewer", new_name="Reader"),
        task("restore"),
    )

    assert renamed.changed
    assert not restored.failed, restored.message
    assert {operation for _, _, operation, _ in restored.statuses} == {"update"}
    assert {plural: company_project.documents(plural) for plural in PLURALS} == before


# reliability #108
def test_a_backup_can_be_restored_into_an_empty_project_if_that_is_allowed(make_project: MakeProject) -> None:
    source, target = make_project(**company()), make_project()
    path = str(publish(source))
    refused, restored, drift = target.run(
        task("restore", backup=path),
        task("restore", backup=path, allow_other_project=True),
        task("drift_info", backup=path, allow_other_project=True, purge=True),
    )

    assert refused.code == "wrong_project"
    assert source.id in refused.message
    assert not restored.failed, restored.message
    assert restored["plan"]["creates"] == restored["plan"]["total"] == 9
    assert drift["drift"] is False
    for plural in PLURALS[:2]:
        assert target.without_times(plural) == source.without_times(plural)
    assert target.tenant("globex")["regionCode"] == "eu-7"


def test_a_restore_that_fails_half_way_takes_back_what_it_did_if_asked(company_project: Project) -> None:
    publish(company_project)
    damaged = damage(company_project)
    company_project.control.faults([{"method": "POST", "path": "/v1/mgmt/tenant/update", "nth": 2, "status": 400}])
    failed = company_project.run_one(task("restore", on_error="rollback", concurrency=1))

    assert failed.code == "apply_failed"
    assert "nothing of this run is left" in failed.message
    assert failed["backup"]["id"] != failed["source"]["id"]
    assert snapshot(company_project) == damaged
