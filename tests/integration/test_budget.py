# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A preview says how many calls the run takes, and how long at the pace that the service allows."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.project import Project

TENANTS: list[Json] = [{"id": f"t{number}", "name": f"Tenant {number}"} for number in range(60)]
ROLES: list[Json] = [{"id": f"ROL{number}", "name": f"Role {number}"} for number in range(10)]
FEW = {"max_deletes": 60, "max_delete_percent": 100, "max_change_percent": 100, "auto_apply_max_changes": 1000}

JOBS: dict[str, Json] = {
    "creates": {"desired": {"tenants": [{"id": f"new{one}", "name": f"New {one}"} for one in range(50)]}},
    "creates in two calls": {
        "desired": {"tenants": [{"id": f"new{one}", "name": f"New {one}", "default_roles": ["Role 1"]} for one in range(30)]}
    },
    "updates": {"desired": {"tenants": [{"id": one["id"], "disabled": True} for one in TENANTS]}},
    "updates one by one": {"desired": {"tenants": [{"id": one["id"], "disabled": True} for one in TENANTS]}, "concurrency": 1},
    "updates of settings": {
        "desired": {"tenants": [{"id": one["id"], "settings": {"jit_disabled": True}} for one in TENANTS[:20]]}
    },
    "updates of roles": {"desired": {"roles": [{"name": one["name"], "description": "changed"} for one in ROLES]}},
    "deletes": {"desired": {"tenants": TENANTS[:30]}, "purge": True},
    "nothing": {"desired": {"tenants": TENANTS}},
}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_the_calls_of_a_run_are_foreseen_about(make_project: MakeProject, job: Json) -> None:
    project = make_project(tenants=TENANTS, roles=ROLES)
    wanted = {**FEW, **job, "confirm": project.id}
    preview, run = project.run(preview_of("sync", **wanted), task("sync", **wanted))
    made = len(project.requests(run)) + 1  # the licence call
    foreseen = preview["budget"]["calls"]
    assert abs(foreseen - made) <= 0.1 * made, (foreseen, made)
    assert run["budget"]["calls"] == made


def test_the_seconds_are_those_of_the_rate_limit(project: Project) -> None:
    many = {"tenants": [{"id": f"t{one}", "name": f"T {one}"} for one in range(190)]}
    slow, all_of_it, fast = project.run(
        preview_of("sync", desired=many, rate_limit=100),
        preview_of("sync", desired=many, rate_limit=100, rate_limit_share=1.0),
        preview_of("sync", desired=many),
    )
    assert slow["budget"]["seconds"] == 20  # two full windows of 80 calls before the last calls
    assert slow["budget"]["rate_limit"] == {"calls": 100, "seconds": 10, "share": 0.8}
    assert all_of_it["budget"]["seconds"] == 10
    assert fast["budget"]["seconds"] < 10
    assert fast["budget"]["rate_limit"] == {"calls": 1000, "seconds": 10, "share": 0.8}


def test_users_have_quotas_of_their_own(project: Project) -> None:
    users = [{"login_ids": [f"user{one}@example.com"], "email": f"user{one}@example.com"} for one in range(900)]
    wanted = {"users": users}
    (preview,) = project.run(preview_of("sync", desired=wanted))
    assert preview["plan"]["creates"] == 900
    assert preview["budget"]["calls"] < 30  # a hundred in a call
    assert preview["budget"]["seconds"] < 60
