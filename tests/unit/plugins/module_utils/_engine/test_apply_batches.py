# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes that are sent together: which ones, what a failure of one means for the others, and a lost answer for all."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.apply import OnError, apply, parcels
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Journal
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError, Forbidden, NotFound, UnknownOutcome
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.user import User
from tests.unit.plugins.builders import live, permission, planned, state

CREATE = "/v1/mgmt/user/create/batch"


class Service:
    """Keeps users; refuses some, and loses the answers of the first batches, before or after they have their effect."""

    project_id = "P123"

    def __init__(
        self, *, refuses: t.Collection[str] = (), lost: int = 0, after: int = 100, error: ApiError | None = None
    ) -> None:
        self.users: list[str] = []
        self.batches: list[list[str]] = []
        self._refuses, self._lost, self._after, self._error = refuses, lost, after, error

    async def get(self, path: str, **query: str) -> t.Any:
        if query.get("loginId") not in self.users:
            raise NotFound("no such user")
        return {"user": {"loginIds": [query["loginId"]], "userId": "U"}}

    async def read(self, path: str, body: Document) -> t.Any:
        raise AssertionError(path)

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        assert path == CREATE
        wanted = [one["loginId"] for one in body["users"]]
        self.batches.append(wanted)
        if self._error:
            raise self._error
        lost = len(self.batches) <= self._lost
        made = [one for one in wanted if one not in self._refuses and one not in self.users][: self._after if lost else None]
        self.users += made
        if lost:
            raise UnknownOutcome("lost")
        return {
            "createdUsers": [{"loginIds": [one]} for one in made],
            "failedUsers": [{"failure": "no", "user": {"loginIds": [one]}} for one in wanted if one not in made],
        }


def create(*names: str, service: Service, on_error: OnError = "continue") -> dict[str, str]:
    """Create users and return what came of each, by name."""
    plan = planned(live(users=[]), state(users=[{"loginId": name} for name in names]))
    journal = Journal()
    asyncio.run(apply(plan, service, journal, Progress(), concurrency=1, on_error=on_error))
    return {change.key: journal.outcome_of(change).status for change in plan.changes}


def test_creates_of_a_kind_that_takes_many_go_together_and_all_else_alone() -> None:
    desired = state(users=[{"loginId": f"u{at:03}"} for at in range(230)], permissions=[permission("p"), permission("q")])
    ((*changes,),) = planned(live(users=[]), desired).waves
    sizes = [len(parcel) for parcel in parcels(changes)]
    assert sizes == [1, 1, 100, 100, 30]
    assert sorted(str(change) for parcel in parcels(changes) for change in parcel) == sorted(map(str, changes))


def test_updates_and_deletes_go_alone() -> None:
    there = User().from_api({"loginIds": ["ann"], "userId": "U1"})
    changes = [Change(User(), "ann", "delete", there, None), Change(User(), "ann", "update", there, there)]
    assert [len(parcel) for parcel in parcels(changes)] == [1, 1]


def test_one_call_makes_all() -> None:
    service = Service()
    assert create("a", "b", "c", service=service) == dict.fromkeys("abc", "applied")
    assert service.batches == [["a", "b", "c"]]


def test_one_that_fails_leaves_the_others_made() -> None:
    service = Service(refuses={"b"})
    assert create("a", "b", "c", service=service) == {"a": "applied", "b": "failed", "c": "applied"}
    assert len(service.batches) == 1


@pytest.mark.parametrize("done", [0, 1, 2, 3])
def test_a_lost_answer_is_settled_one_by_one(done: int) -> None:
    service = Service(lost=1, after=done)
    assert create("a", "b", "c", service=service) == dict.fromkeys("abc", "applied")
    assert sorted(service.users) == ["a", "b", "c"]
    assert sorted(service.batches[1:]) == [[one] for one in "abc"[done:]], "only those that are not there are sent again"


def test_who_is_refused_after_a_lost_answer_has_failed() -> None:
    service = Service(refuses={"b"}, lost=1)
    assert create("a", "b", service=service) == {"a": "applied", "b": "failed"}


def test_a_refusal_of_the_call_is_one_for_all_of_them() -> None:
    assert create("a", "b", service=Service(error=Forbidden("no"))) == dict.fromkeys("ab", "failed")


def test_after_a_failure_no_more_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(User, "batch", 2)
    service = Service(refuses={"a"})
    outcomes = create("a", "b", "c", service=service, on_error="stop")
    assert outcomes == {"a": "failed", "b": "applied", "c": "not_attempted"}


def test_the_progress_counts_each_of_them() -> None:
    steps: list[tuple[int, int | None]] = []

    class Noting(Progress):
        def step(self, phase: str, kind: str, done: int, total: int | None = None) -> None:
            steps.append((done, total))

    plan = planned(live(users=[]), state(users=[{"loginId": name} for name in "abc"]))
    asyncio.run(apply(plan, Service(), Journal(), Noting(), concurrency=1))
    assert steps == [(1, 3), (2, 3), (3, 3)]
