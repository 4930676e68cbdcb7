# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks before writes are shared, and none of them is older than its asking."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import looks as module
from ansible_collections.descope.mgmt.plugins.module_utils._engine.looks import Looks, SharedReads
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, AuthFailed, DescopeError
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import planned, read, run_plan, state, tenant
from tests.unit.plugins.model_api import Json, ModelApi

TENANTS = KINDS["tenants"]


class Slow:
    """A client that answers each read with its number, when it is let go."""

    project_id = "P1"

    def __init__(self) -> None:
        self.asked = 0
        self.gate = asyncio.Event()

    async def get(self, path: str, **query: str) -> t.Any:
        self.asked += 1
        number = self.asked
        await self.gate.wait()
        return number

    read = write = get


class Searched(ModelApi):
    """The model, remembering for which tenants it was asked; with `fault`, a search fails."""

    def __init__(self, number: int, fault: DescopeError | None = None) -> None:
        super().__init__(tenants=[tenant(f"t{one}") for one in range(number)])
        self.groups: list[int] = []
        self.fault = fault

    async def read(self, path: str, body: Json) -> t.Any:
        self.groups.append(len(body["tenantIds"]))
        if self.fault is not None:
            raise self.fault
        return await super().read(path, body)

    def looked_at(self, *names: str) -> list[str]:
        """Look at all of these at once, and return the ids of those that were found in a group."""

        async def run() -> list[Json | None]:
            looks = Looks(t.cast("t.Any", self), 4)
            return list(await asyncio.gather(*(looks.at_group(TENANTS, tenant(name)) for name in names)))

        return [found["id"] for found in asyncio.run(run()) if found]


def test_who_asks_during_a_read_gets_the_next_one_together_with_all_others_who_wait() -> None:
    async def run() -> tuple[list[int], int]:
        client = Slow()
        shared = SharedReads(t.cast("t.Any", client))
        first = asyncio.ensure_future(shared.get("/all"))
        await asyncio.sleep(0.01)
        later = [asyncio.ensure_future(shared.get("/all")) for _ in range(5)]
        await asyncio.sleep(0.01)
        client.gate.set()
        return list(await asyncio.gather(first, *later)), client.asked

    assert asyncio.run(run()) == ([1, 2, 2, 2, 2, 2], 2)


def test_tenants_are_looked_at_by_the_hundred() -> None:
    api = Searched(230)
    names = [f"t{one}" for one in range(230)]
    assert (api.looked_at(*names), api.groups) == (names, [100, 100, 30])


def test_who_asks_while_a_group_is_asked_for_is_in_the_next_one() -> None:
    api = Searched(3)

    async def run() -> None:
        looks = Looks(t.cast("t.Any", api), 4)
        first = [asyncio.ensure_future(looks.at_group(TENANTS, tenant(name))) for name in ("t0", "t1")]
        while not api.groups:
            await asyncio.sleep(0)
        api.edit_tenant("t1", name="Somebody's")
        later = await asyncio.gather(*(looks.at_group(TENANTS, tenant(name)) for name in ("t1", "t2")))
        assert [found and found["name"] for found in later] == ["Somebody's", "Name of t2"]
        await asyncio.gather(*first)

    asyncio.run(run())
    assert api.groups == [2, 2]


def test_a_later_group_waits_until_there_are_enough_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINGER", 60)
    api = Searched(6)

    async def run() -> None:
        looks = Looks(t.cast("t.Any", api), 2)
        await asyncio.gather(*(looks.at_group(TENANTS, tenant(name)) for name in ("t0", "t1")))
        waiting = [asyncio.ensure_future(looks.at_group(TENANTS, tenant(f"t{one}"))) for one in (2, 3, 4)]
        await asyncio.sleep(0.02)
        assert api.groups == [2]
        await asyncio.gather(*waiting, looks.at_group(TENANTS, tenant("t5")))

    asyncio.run(run())
    assert api.groups == [2, 4]


def test_a_group_that_stays_small_does_not_wait_for_ever() -> None:
    api = Searched(4)

    async def run() -> None:
        looks = Looks(t.cast("t.Any", api), 4)
        for pair in (("t0", "t1"), ("t2", "t3")):
            await asyncio.gather(*(looks.at_group(TENANTS, tenant(name)) for name in pair))

    asyncio.run(run())
    assert api.groups == [2, 2]


def test_those_who_are_written_one_by_one_are_looked_at_one_by_one() -> None:
    api = Searched(2)
    assert asyncio.run(Looks(t.cast("t.Any", api), 1).at_group(TENANTS, tenant("t0"))) is None
    assert api.groups == []


def test_what_a_group_lacks_is_not_told_to_be_gone() -> None:
    api = Searched(2)
    assert api.looked_at("t0", "t1", "t2") == ["t0", "t1"]


def test_one_alone_is_not_searched_for() -> None:
    api = Searched(1)
    assert (api.looked_at("t0"), api.groups) == ([], [])


@pytest.mark.parametrize(
    "fault", [ApiUnavailable("down", status=503), AuthFailed("refused", status=401)], ids=["down", "refused"]
)
def test_a_search_that_fails_leaves_each_to_be_looked_at_by_itself(fault: DescopeError) -> None:
    api = Searched(3, fault)
    assert api.looked_at("t0", "t1", "t2") == []


def test_what_is_not_an_error_of_the_service_is_not_swallowed() -> None:
    api = Searched(2)
    api.fault = t.cast("t.Any", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        api.looked_at("t0", "t1")


def test_a_search_that_lags_behind_stops_nothing() -> None:
    """What it shows as foreign, or not at all, is read by itself before it counts."""
    api = Lagging(3)
    plan = planned(read(api), state(tenants=[{"id": f"t{one}", "disabled": True} for one in range(3)]))
    assert run_plan(plan, api).failures == []
    assert all(one["disabled"] for one in read(api).keyed("tenants").values())


class Lagging(Searched):
    """Its search does not know of the first tenant, and shows an old name of the second."""

    async def read(self, path: str, body: Json) -> t.Any:
        found = (await super().read(path, body))["tenants"]
        return {"tenants": [{**one, "name": "Old"} if one["id"] == "t1" else one for one in found if one["id"] != "t0"]}
