# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_sync when a change fails: it stops, goes on, or takes back what it did, and always says what state things are in."""

from __future__ import annotations

import threading
import time

from tests.integration.ansible_run import Json, task
from tests.integration.project import Project

FOUR: Json = {
    "tenants": [
        {"id": "acme", "name": "Acme Corporation"},
        {"id": "globex", "name": "Globex Corporation"},
        {"id": "new-1", "name": "New One"},
        {"id": "new-2", "name": "New Two"},
    ]
}


def refuse(nth: int, path: str = "/v1/mgmt/tenant/*", count: int = 1) -> Json:
    return {"method": "POST", "path": path, "nth": nth, "count": count, "status": 400}


def in_turn(on_error: str, desired: Json = FOUR, **options: object) -> Json:
    return task("sync", desired=desired, on_error=on_error, concurrency=1, **options)


def test_stop_begins_nothing_more_and_a_second_run_finishes(company_project: Project) -> None:
    company_project.control.faults([refuse(3)])
    stopped, finished = company_project.run(in_turn("stop"), in_turn("stop"))

    assert (stopped.failed, stopped.code) == (True, "apply_failed")
    assert [status for *_, status in stopped.statuses] == ["applied", "applied", "failed", "not_attempted"]
    assert stopped.changed
    assert "2 of 4 changes were made, 1 failed; nothing was undone" in stopped.message
    assert "tenant new-1" in stopped.message
    assert [(key, status) for _, key, _, status in finished.statuses] == [("new-1", "applied"), ("new-2", "applied")]


def test_continue_makes_all_other_changes_and_still_fails(company_project: Project) -> None:
    company_project.control.faults([refuse(3)])
    result = company_project.run_one(in_turn("continue"))

    assert (result.failed, result.code) == (True, "apply_failed")
    assert [status for *_, status in result.statuses] == ["applied", "applied", "failed", "applied"]
    assert "3 of 4 changes were made, 1 failed" in result.message
    assert sorted(company_project.documents("tenants")) == ["acme", "acme-labs", "acme-labs-x", "globex", "new-2"]


def test_continue_ends_when_the_key_is_refused(company_project: Project) -> None:
    company_project.control.faults([{**refuse(2), "status": 401}])
    result = company_project.run_one(in_turn("continue"))

    assert result["error"]["cause"] == "auth_failed"
    assert [status for *_, status in result.statuses] == ["applied", "failed", "not_attempted", "not_attempted"]


def test_rollback_takes_back_what_this_run_changed_what_depends_on_it_first(company_project: Project) -> None:
    before = {plural: company_project.documents(plural) for plural in ("permissions", "roles", "tenants")}
    desired = {
        "permissions": [{"name": "audit.read"}],
        "roles": [{"name": "Auditor", "permission_names": ["audit.read"]}],
        "tenants": [
            {"id": "acme", "name": "Acme Corporation", "enforce_sso": False},
            {"id": "umbra", "name": "Umbra", "default_roles": ["Auditor"]},
            {"id": "umbra-lab", "name": "Umbra Lab", "parent": "umbra"},
            {"id": "umbra-lab-x", "name": "Umbra Lab X", "parent": "umbra-lab"},
        ],
    }
    company_project.control.faults([refuse(3, "/v1/mgmt/tenant/create")])
    result = company_project.run_one(in_turn("rollback", desired))

    assert {plural: company_project.documents(plural) for plural in before} == before
    assert (result.failed, result.code) == (True, "apply_failed")
    assert [status for *_, status in result.statuses] == ["undone"] * 5 + ["failed"]
    assert "5 undone, nothing of this run is left" in result.message
    undoing = [path for path in company_project.writes() if path.endswith("/delete")]
    assert undoing == ["tenant/delete", "tenant/delete", "role/delete", "permission/delete"]


def test_rollback_of_a_delete_names_what_can_not_be_brought_back(company_project: Project) -> None:
    before = company_project.without_times("tenants")
    company_project.control.faults([refuse(2, "/v1/mgmt/tenant/delete")])
    desired = {"tenants": [{"id": "acme"}, {"id": "acme-labs"}]}
    result = company_project.run_one(
        in_turn("rollback", desired, purge=True, confirm=company_project.id, max_delete_percent=50)
    )

    assert [(key, status) for _, key, _, status in result.statuses] == [("acme-labs-x", "undone"), ("globex", "failed")]
    assert company_project.without_times("tenants") == before
    assert "tenant acme-labs-x: brought back without" in result.message
    assert "memberships" in result.message


def test_rollback_says_what_it_could_not_undo(company_project: Project) -> None:
    company_project.control.faults([refuse(3), refuse(3, "/v1/mgmt/tenant/update", count=0)])
    result = company_project.run_one(in_turn("rollback"))

    assert [status for *_, status in result.statuses] == ["applied", "applied", "failed", "not_attempted"]
    assert "0 undone, but not all of it" in result.message
    assert "tenant acme: " in result.message
    assert "tenant globex: " in result.message
    assert company_project.tenant("acme")["name"] == "Acme Corporation"


def test_rollback_leaves_alone_what_somebody_else_changed_meanwhile(company_project: Project) -> None:
    slow = {"method": "POST", "path": "/v1/mgmt/tenant/*", "nth": 3, "delay": 2000}
    company_project.control.faults([slow, refuse(4)])
    somebody = threading.Thread(target=rename_acme_during_the_third_write, args=(company_project,))
    somebody.start()
    result = company_project.run_one(in_turn("rollback"))
    somebody.join()

    tenants = company_project.documents("tenants")
    assert tenants["acme"]["name"] == "Somebody's"
    assert tenants["globex"]["name"] == "Globex"
    assert "new-1" not in tenants
    assert "tenant acme: somebody else has changed it since" in result.message
    assert [status for *_, status in result.statuses] == ["applied", "undone", "undone", "failed"]


def test_rollback_undoes_a_change_whose_answer_was_lost_for_good(company_project: Project) -> None:
    before = company_project.documents("tenants")
    lost = {"method": "POST", "path": "/v1/mgmt/tenant/create", "when": "after", "reset": True}
    unreadable = {"method": "GET", "path": "/v1/mgmt/tenant?id=new-1", "status": 400}
    company_project.control.faults([lost, unreadable])
    result = company_project.run_one(in_turn("rollback"))

    assert result.failed
    assert {key: status for _, key, _, status in result.statuses}["new-1"] == "undone"
    assert company_project.documents("tenants") == before


def rename_acme_during_the_third_write(project: Project) -> None:
    deadline = time.monotonic() + 60
    while len(project.writes()) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    tenants = project.documents("tenants")
    tenants["acme"]["name"] = "Somebody's"
    project.load(tenants=tenants.values())
