# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service does to a run: too many calls, outages, answers that get lost or are no answers at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.ansible_run import Json, task
from tests.integration.project import Project

LOST: list[Json] = [{"status": 503}, {"reset": True}, {"truncate": True}, {"html": True}]

# What comes instead of the list of tenants, and the code of the error.
NOT_A_LISTING: dict[str, tuple[Json, str]] = {
    "html": ({"html": True}, "api_bad_payload"),
    "cut off": ({"truncate": True}, "api_bad_payload"),
    "empty object": ({"status": 200, "body": {}}, "api_bad_payload"),
    "null": ({"status": 200, "body": {"tenants": None}}, "api_bad_payload"),
    "wrong type": ({"status": 200, "body": {"tenants": [{"id": "acme", "name": ["Acme"]}]}}, "api_bad_payload"),
    "twice": ({"status": 200, "body": {"tenants": [{"id": "a", "name": "A"}, {"id": "a", "name": "A"}]}}, "api_inconsistent"),
}


def on(path: str, nth: int, fault: Json, **more: Any) -> Json:
    return {"method": "POST", "path": f"/v1/mgmt/{path}", "nth": nth, **fault, **more}


def create(number: int, **options: Any) -> Json:
    return task("tenant", id=f"t{number}", name=f"Tenant {number}", **options)


def attempts(project: Project, path: str) -> list[Json]:
    return [one for one in project.requests() if one["path"].endswith(path)]


def test_a_refusal_for_too_many_calls_is_waited_out_as_long_as_it_says(project: Project) -> None:
    project.control.faults([on("tenant/create", 1, {"status": 429, "headers": {"Retry-After": "2"}})])
    result = project.run_one(create(1))

    assert result.statuses == [("tenant", "t1", "create", "applied")]
    refused, made = attempts(project, "tenant/create")
    assert (refused["status"], made["status"]) == (429, 200)
    assert made["started"] - refused["ended"] >= 2.0


def test_a_run_stays_within_a_rate_limit_that_it_did_not_know(project: Project) -> None:
    project.control.configure(rate_limits=[{"match": "/v1/mgmt/tenant", "limit": 10, "window_s": 1}])
    desired = {"tenants": [{"id": f"t{number}", "name": f"Tenant {number}"} for number in range(20)]}
    result = project.run_one(task("sync", desired=desired))

    assert not result.failed, result.message
    assert len(project.documents("tenants")) == 20
    assert 429 in {one["status"] for one in project.requests()}


@pytest.mark.parametrize("when", ["after", "before"])
def test_a_creation_whose_answer_is_lost_happens_exactly_once(project: Project, when: str) -> None:
    # Settled by reading when it happened, sent again when it did not: in turn, each takes one call or two.
    calls = 1 if when == "after" else 2
    project.control.faults([on("tenant/create", 1 + calls * number, fault, when=when) for number, fault in enumerate(LOST)])
    results = project.run(*(create(number) for number, _ in enumerate(LOST)))

    assert [result.message for result in results if result.failed] == []
    for number, result in enumerate(results):
        assert result.statuses == [("tenant", f"t{number}", "create", "applied")]
        assert project.writes(result) == ["tenant/create"] * calls
    assert sum(one["effect"] for one in attempts(project, "tenant/create")) == len(LOST)


def test_lost_answers_of_every_other_kind_of_write_are_settled_by_reading_too(company_project: Project) -> None:
    paths = [
        "permission/create",
        "permission/update",
        "permission/delete",
        "role/create",
        "role/update",
        "role/delete",
        "tenant/update",
        "tenant/updateDefaultRoles",
        "tenant/delete",
    ]
    company_project.control.faults([on(path, 1, {"reset": True}, when="after") for path in paths])
    desired = {
        "permissions": [{"name": "invoice.read", "description": "Look"}, {"name": "audit.read"}],
        "roles": [
            {"name": "Editor", "description": "Works"},
            {"name": "Auditor", "permission_names": ["audit.read"]},
            {"name": "Approver", "tenant_id": "acme"},
        ],
        "tenants": [
            {"id": "acme", "name": "Acme Corporation", "default_roles": ["Editor"]},
            {"id": "acme-labs"},
            {"id": "acme-labs-x"},
        ],
    }
    result = company_project.run_one(
        task("sync", desired=desired, purge=True, max_delete_percent=50, confirm=company_project.id)
    )

    assert not result.failed, result.message
    assert {status for *_, status in result.statuses} == {"applied"}
    assert sorted(company_project.writes()) == sorted(paths)
    assert company_project.tenant("acme")["defaultRoles"] == ["Editor"]
    assert sorted(company_project.documents("roles")) == ["Auditor", "Editor", "Tenant Admin", "acme/Approver"]


def test_a_slow_write_is_settled_by_reading_a_read_repeated_and_a_refusal_is_not(project: Project) -> None:
    refusal = {"errorCode": "E011003", "errorDescription": "Invalid request", "errorMessage": "Not like this"}
    project.control.faults(
        [
            {"method": "GET", "path": "/v1/mgmt/tenant/all", "count": 2, "status": 503},
            on("tenant/create", 1, {"delay": 2500}, when="after"),
            on("tenant/create", 2, {"status": 400, "body": refusal}),
        ]
    )
    slow, refused = project.run(create(1, timeout=1), create(2))

    assert [one["status"] for one in attempts(project, "tenant/all")][:3] == [503, 503, 200]
    assert slow.statuses == [("tenant", "t1", "create", "applied")]
    assert project.writes(slow) == project.writes(refused) == ["tenant/create"]
    assert (refused.failed, refused.code) == (True, "apply_failed")
    assert "Not like this" in refused.message


def test_a_listing_that_is_none_is_an_error_of_its_own_and_nothing_is_purged(company_project: Project) -> None:
    faults = [fault for fault, _ in NOT_A_LISTING.values()]
    company_project.control.faults(
        [{"method": "GET", "path": "/v1/mgmt/tenant/all", "nth": nth, **fault} for nth, fault in enumerate(faults, start=1)]
    )
    purge = task(
        "sync",
        desired={"tenants": [{"id": "acme"}, {"id": "globex", "name": "Globex"}]},
        purge=True,
        confirm=company_project.id,
        max_delete_percent=100,
    )
    results = dict(zip(NOT_A_LISTING, company_project.run(*[purge] * len(faults)), strict=True))

    assert {name: result.code for name, result in results.items()} == {name: code for name, (_, code) in NOT_A_LISTING.items()}
    assert company_project.writes() == []
    assert len(company_project.documents("tenants")) == 4


def test_readers_and_backups_do_not_take_a_broken_listing_for_an_empty_one(company_project: Project) -> None:
    company_project.control.faults([{"method": "GET", "path": "/v1/mgmt/tenant/all", "count": 0, "html": True}])
    results = company_project.run(
        task("tenant_info"), task("backup"), task("drift_info", desired={"tenants": [{"id": "acme"}]})
    )

    assert [result.code for result in results] == ["api_bad_payload"] * 3
    assert not list(company_project.backups.glob("2*"))


def test_a_failed_licence_handshake_is_only_noted(project: Project) -> None:
    faults: list[Json] = [{"status": 500}, {"html": True}]
    project.control.faults([{"path": "/v1/mgmt/license", "nth": nth, **fault} for nth, fault in enumerate(faults, start=1)])
    results = project.run(*(create(number) for number, _ in enumerate(faults)))

    assert [result.changed for result in results] == [True] * len(faults)
    assert ["licence" in " ".join(result["warnings"]) for result in results] == [True] * len(faults)
