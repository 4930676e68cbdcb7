# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service does to a run: too many calls, outages, answers that get lost or are no answers at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.ansible_run import Json, task
from tests.integration.project import Project
from tests.simulator.process import running_simulator

LOST: list[Json] = [
    {"status": 503},
    {"status": 524},
    {"reset": True},
    {"truncate": True},
    {"html": True},
    {"status": 200, "body": ""},
    {"bomb": True},
]

# What comes instead of the list of tenants, and the code of the error.
NOT_A_LISTING: dict[str, tuple[Json, str]] = {
    "html": ({"html": True}, "api_bad_payload"),
    "cut off": ({"truncate": True}, "api_bad_payload"),
    "no body": ({"status": 200, "body": ""}, "api_bad_payload"),
    "a field twice": ({"status": 200, "body": '{"tenants": [{"id": "acme"}], "tenants": []}'}, "api_bad_payload"),
    "NaN": ({"status": 200, "body": '{"tenants": [], "total": NaN}'}, "api_bad_payload"),
    "too deep": ({"status": 200, "body": '{"tenants": [], "x": ' + "[" * 10_000 + "]" * 10_000 + "}"}, "api_bad_payload"),
    "half a character": ({"status": 200, "body": '{"tenants": [{"id": "a", "name": "\\ud83d"}]}'}, "api_bad_payload"),
    "a flood": ({"flood": True}, "response_too_large"),
    "a bomb": ({"bomb": True}, "response_too_large"),
    "too many headers": (
        {"status": 200, "body": {"tenants": []}, "headers": {f"X-{number}": "x" * 20 for number in range(10_000)}},
        "response_too_large",
    ),
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
    """Covers reliability #1; its budget is tested with a clock that jumps, in `test_client_trouble.py`."""
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
    """Covers reliability #4, reliability #5, reliability #7, reliability #8, reliability #9 and reliability #15."""
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
    """Covers reliability #8, reliability #9, reliability #15 and reliability #18."""
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


def test_an_answer_that_drips_does_not_keep_a_run_for_longer_than_its_timeout(project: Project) -> None:
    """Covers reliability #10: a write is settled by reading, a read is given up after five tries."""
    project.control.faults(
        [
            on("tenant/create", 1, {"drip": 400}, when="after"),
            {"method": "GET", "path": "/v1/mgmt/list/all", "count": 0, "drip": 400, "when": "after"},
        ]
    )
    slow, unread = project.run(create(1, timeout=1), task("list", name="Nobody", state="absent", timeout=1))

    assert slow.statuses == [("tenant", "t1", "create", "applied")]
    assert project.writes(slow) == ["tenant/create"]
    assert (unread.code, unread["error"]["retryable"]) == ("api_unavailable", True)
    assert len(attempts(project, "list/all")) == 5
    assert unread.ended - unread.started < 40


def test_a_read_that_keeps_failing_ends_the_run_before_anything_is_planned(project: Project) -> None:
    """Covers reliability #3."""
    project.control.faults([{"method": "GET", "path": "/v1/mgmt/tenant/all", "count": 0, "status": 500, "body": ""}])
    result = project.run_one(task("sync", desired={"tenants": [{"id": "t1", "name": "Tenant 1"}]}))

    assert (result.code, result["error"]["retryable"]) == ("api_unavailable", True)
    assert len(attempts(project, "tenant/all")) == 5
    assert project.writes() == []


def test_a_creation_that_a_proxy_repeated_is_settled_by_comparing(project: Project) -> None:
    """Covers reliability #6: made, told as 524, and refused the second time; equal is success, and different is a conflict."""
    exists: Json = {"status": 409, "body": {"errorCode": "E011003", "errorDescription": "already exists"}}
    project.control.faults(
        [
            on("tenant/create", 1, {"status": 524}, when="after"),
            on("tenant/create", 2, exists, when="after"),
            on("tenant/create", 3, exists),
        ]
    )
    lost, repeated, others = project.run(create(1), create(2), create(3))

    assert (lost.statuses, repeated.statuses) == (
        [("tenant", "t1", "create", "applied")],
        [("tenant", "t2", "create", "applied")],
    )
    assert sorted(project.documents("tenants")) == ["t1", "t2"]
    assert others.failed
    assert "already exists" in others.message


def test_a_redirect_is_refused_and_nothing_reaches_where_it_leads(project: Project) -> None:
    """Covers reliability #13."""
    with running_simulator(seed="empty") as elsewhere:
        elsewhere.control.load(project.id, {"management_keys": [project.key]})
        location = {"Location": f"{elsewhere.url}/v1/mgmt/tenant/all"}
        project.control.faults(
            [
                {"method": "GET", "path": "/v1/mgmt/tenant/all", "status": 307, "headers": location},
                on("tenant/create", 1, {"status": 307, "headers": location}),
            ]
        )
        results = project.run(task("tenant_info"), create(1))
        reached = elsewhere.control.requests()

    assert [(result.code, "Redirects are not followed" in result.message) for result in results] == [
        ("api_error", True),
        ("apply_failed", True),
    ]
    assert reached == []


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_a_key_that_is_revoked_meanwhile_ends_the_run_at_once(project: Project, on_error: str) -> None:
    """Covers reliability #16."""
    project.control.faults([{"method": "POST", "path": "/v1/mgmt/tenant/*", "nth": 3, "count": 0, "status": 401}])
    desired = {"tenants": [{"id": f"t{number}", "name": f"Tenant {number}"} for number in range(6)]}
    result = project.run_one(task("sync", desired=desired, concurrency=1, on_error=on_error))

    assert [status for *_, status in result.statuses] == ["applied", "applied", "failed", *["not_attempted"] * 3]
    assert (result.code, result["error"]["cause"]) == ("apply_failed", "auth_failed")
    assert project.writes() == ["tenant/create"] * 3
    assert "2 of 6 changes were made" in result.message


def test_a_clock_that_is_far_from_that_of_the_service_is_a_warning_and_no_more(project: Project) -> None:
    """Covers reliability #35."""
    project.control.configure(clock_skew_s=4000)
    far = project.run_one(create(1))
    project.control.configure(clock_skew_s=-200)
    near = project.run_one(create(2))

    assert (far.changed, near.changed) == (True, True)
    (warning,) = far["warnings"]
    assert "seconds behind Descope's" in warning
    assert "warnings" not in near.values


def test_a_document_that_is_deleted_while_it_is_read_is_left_out(company_project: Project) -> None:
    """Covers reliability #17: listed as a tenant, and gone when its settings are asked for."""
    company_project.control.faults([{"method": "GET", "path": "/v1/mgmt/tenant/settings?id=globex", "status": 404}])
    result = company_project.run_one(task("backup", kinds=["tenant_settings"]))

    assert not result.failed, result.message
    assert result["backup"]["counts"]["tenant_settings"] == 3
