# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying out a plan: order, concurrency, and what a failure means for the rest."""

from __future__ import annotations

import asyncio
import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.apply import OnError, apply
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Journal
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    AuthFailed,
    Conflict,
    Forbidden,
    RateLimited,
)
from tests.unit.plugins.builders import live, permission, planned, role, run_plan, state, tenant
from tests.unit.plugins.model_api import ModelApi, refused


def creating(count: int) -> Plan:
    return planned(live(), state(tenants=[tenant(f"t{number}") for number in range(count)]))


def statuses(plan: Plan, journal: Journal) -> list[str]:
    return [journal.outcome_of(change).status for change in plan.changes]


def test_every_change_is_noted_before_it_is_sent() -> None:
    api, journal, plan = ModelApi(), Journal(), creating(3)
    noted: list[int] = []
    api.on_write = lambda number: noted.append(len(journal.attempted))
    asyncio.run(apply(plan, api, journal, Progress(), concurrency=1))
    assert noted == [1, 2, 3]
    assert statuses(plan, journal) == ["applied"] * 3


def test_at_most_so_many_changes_are_under_way() -> None:
    class Counting(ModelApi):
        now = most = 0

        async def write(self, path: str, body: dict[str, t.Any], *, method: str = "POST", **query: str) -> dict[str, t.Any]:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0)
            answer = await super().write(path, body)
            self.now -= 1
            return answer

    api = Counting()
    run_plan(creating(20), api, concurrency=3)
    assert api.most == 3


def test_a_wave_waits_for_the_one_before() -> None:
    api = ModelApi()
    plan = planned(live(), state(permissions=[permission("p")], roles=[role("r", permissionNames=["p"])]))
    assert run_plan(plan, api, concurrency=8).failures == []
    assert [path for path, body in api.writes] == ["/v1/mgmt/permission/create", "/v1/mgmt/role/create"]


@pytest.mark.parametrize("on_error", ["stop", "rollback"])
def test_after_a_failure_nothing_more_is_begun(on_error: OnError) -> None:
    api, plan = ModelApi(), creating(4)
    api.faults = {1: refused("no")}
    journal = run_plan(plan, api, on_error=on_error, concurrency=1)
    assert statuses(plan, journal) == ["applied", "failed", "not_attempted", "not_attempted"]


def test_what_is_under_way_at_a_failure_is_finished() -> None:
    api, plan = ModelApi(), creating(6)
    api.faults = {0: refused("no")}
    journal = run_plan(plan, api, concurrency=3)
    assert statuses(plan, journal) == ["failed", "applied", "applied", "not_attempted", "not_attempted", "not_attempted"]


def test_a_failure_stops_later_waves_too() -> None:
    api = ModelApi()
    api.faults = {0: refused("no")}
    plan = planned(live(), state(tenants=[tenant("a"), tenant("b", parent="a")]))
    assert statuses(plan, run_plan(plan, api)) == ["failed", "not_attempted"]


def test_continue_makes_all_that_can_be_made() -> None:
    api, plan = ModelApi(), creating(4)
    api.faults = {1: refused("no"), 2: Forbidden("not in this plan", status=403)}
    assert statuses(plan, run_plan(plan, api, on_error="continue")) == ["applied", "failed", "failed", "applied"]


def test_a_refusal_of_the_credentials_ends_the_run_whatever_the_policy() -> None:
    api, plan = ModelApi(), creating(4)
    api.faults = {1: AuthFailed("the key was revoked", status=401)}
    journal = run_plan(plan, api, on_error="continue", concurrency=1)
    assert statuses(plan, journal) == ["applied", "failed", "not_attempted", "not_attempted"]


def test_the_end_of_the_credentials_behind_a_lost_answer_ends_the_run_too() -> None:
    api, plan = ModelApi(), creating(4)
    revoked = AuthFailed("the key was revoked", status=401)
    api.faults = {0: "lost_before", **dict.fromkeys(range(1, 100), revoked)}
    api.on_write = lambda number: setattr(api, "read_fault", revoked) if number == 1 else None
    run_plan(plan, api, on_error="continue", concurrency=1)
    assert len(api.writes) == 2


def test_each_kind_of_trouble_has_a_status() -> None:
    api, plan = ModelApi(), creating(3)
    api.faults = {0: Conflict("theirs"), 1: ApiError("no", status=400), **dict.fromkeys(range(2, 10), "lost_before")}
    journal = run_plan(plan, api, on_error="continue", concurrency=1)
    assert statuses(plan, journal) == ["conflict", "failed", "unknown"]


def test_a_service_that_takes_no_more_calls_ends_the_run_and_fails_no_change() -> None:
    """Reliability #1."""
    api, plan, journal = ModelApi(), creating(3), Journal()
    api.faults = {1: RateLimited("429", status=429)}
    halted = asyncio.run(apply(plan, api, journal, Progress(), concurrency=1, on_error="continue"))
    assert isinstance(halted, RateLimited)
    assert statuses(plan, journal) == ["applied", "not_attempted", "not_attempted"]
    assert len(api.writes) == 2


def test_an_empty_plan_sends_nothing() -> None:
    api = ModelApi()
    run_plan(planned(live(), state()), api)
    assert (api.writes, api.reads) == ([], [])


def test_progress_counts_the_changes_of_each_kind(tmp_path: Path) -> None:
    file = tmp_path / "progress"
    plan = planned(live(), state(permissions=[permission("p"), permission("q")], tenants=[tenant("t")]))
    asyncio.run(apply(plan, ModelApi(), Journal(), Progress(str(file)), concurrency=1))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["kind"], line["done"], line["total"]) for line in lines] == [
        ("permissions", 1, 2),
        ("permissions", 2, 2),
        ("tenants", 1, 1),
    ]
