# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settling a write: what a lost answer, an echo of our own success, or somebody else's hand makes of it."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.apply import settle, shape_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    ApiUnavailable,
    Conflict,
    NotFound,
    UnknownOutcome,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.builders import permission, planned, read, role, state, tenant
from tests.unit.plugins.model_api import Fault, ModelApi, missing, refused

LIVE: dict[str, list[Document]] = {
    "permissions": [permission("p"), permission("q")],
    "roles": [role("r", permissionNames=["p"])],
    "tenants": [tenant("acme", authType="none"), tenant("globex")],
}


def an_api() -> ModelApi:
    return ModelApi(**LIVE)


def only_change(**desired: list[Document]) -> Change:
    [change] = planned(read(an_api()), state(**desired)).changes
    return change


def deleting(plural: str, key: dict[str, str]) -> Change:
    [change] = planned(read(an_api()), state(), absent={plural: (key,)}).changes
    return change


CHANGES = {
    "create tenant": only_change(tenants=[tenant("new", disabled=True)]),
    "create tenant without id": only_change(tenants=[tenant("", name="New", disabled=True)]),
    "create tenant with default roles": only_change(tenants=[tenant("new", defaultRoles=["r"])]),
    "update tenant": only_change(tenants=[{"id": "acme", "disabled": True}]),
    "update tenant and default roles": only_change(tenants=[{"id": "acme", "disabled": True, "defaultRoles": ["r"]}]),
    "delete tenant": deleting("tenants", {"id": "acme"}),
    "create role": only_change(roles=[role("new", permissionNames=["q"])]),
    "update role": only_change(roles=[{"name": "r", "permissionNames": ["q"]}]),
    "rename role": only_change(roles=[{"name": "r", "newName": "renamed", "description": "x"}]),
    "delete role": deleting("roles", {"name": "r"}),
    "create permission": only_change(permissions=[{"name": "new", "description": "x"}]),
    "rename permission": only_change(permissions=[{"name": "p", "newName": "renamed"}]),
    "delete permission": deleting("permissions", {"name": "p"}),
}
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


def settled(change: Change, api: ModelApi) -> bool:
    """Settle and tell whether the change is made."""
    asyncio.run(settle(change, api))
    return is_made(change, api)


def is_made(change: Change, api: ModelApi) -> bool:
    found = read(api).keyed(change.kind.plural)
    if change.after is None:
        return change.key not in found
    key = change.kind.find(change.after, found)
    return key is not None and shape_of(change, found[key]) == "after"


# --- lost answers --------------------------------------------------------------------------------------------------------


@every_change
def test_an_answered_change_takes_no_look(change: Change) -> None:
    api = an_api()
    asyncio.run(settle(change, api))
    assert api.reads == []
    assert is_made(change, api)


@every_change
@pytest.mark.parametrize("fault", ["lost_before", "lost_after"])
@pytest.mark.parametrize("times", [1, 4])
def test_a_lost_answer_to_any_call_leads_to_the_wanted_end(change: Change, fault: Fault, times: int) -> None:
    calls = count_calls(change)
    for lost in range(calls):
        api = an_api()
        api.faults = dict.fromkeys(range(lost, lost + times), fault)
        assert settled(change, api)


@every_change
def test_what_is_known_to_be_done_is_not_sent_again(change: Change) -> None:
    calls = count_calls(change)
    api = an_api()
    api.faults = {calls - 1: "lost_after"}
    assert settled(change, api)
    assert len(api.writes) == calls


def count_calls(change: Change) -> int:
    api = an_api()
    asyncio.run(settle(change, api))
    return len(api.writes)


@every_change
def test_an_answer_that_stays_lost_is_an_unknown_outcome(change: Change) -> None:
    api = an_api()
    api.faults = dict.fromkeys(range(100), "lost_before")
    with pytest.raises(UnknownOutcome):
        asyncio.run(settle(change, api))
    assert len(api.writes) == 5
    assert not is_made(change, api)


@pytest.mark.parametrize("name", [name for name in CHANGES if "default roles" not in name])
def test_a_change_of_one_call_that_the_last_try_makes_is_found_to_be_made(name: str) -> None:
    change = CHANGES[name]
    api = an_api()
    api.faults = {**dict.fromkeys(range(4), "lost_before"), 4: "lost_after"}
    assert settled(change, api)


def test_a_lost_answer_that_cannot_be_read_back_is_an_unknown_outcome() -> None:
    api = an_api()
    api.faults = {0: "lost_before"}
    api.read_fault = ApiUnavailable("Descope keeps failing.")
    with pytest.raises(UnknownOutcome, match="What became of tenant acme is not known, and it could not be read"):
        asyncio.run(settle(CHANGES["update tenant"], api))
    assert len(api.writes) == 1


# --- refusals ------------------------------------------------------------------------------------------------------------


@every_change
@pytest.mark.parametrize("error", [refused("no"), ApiError("no", status=500, api_code="E103003")])
def test_a_plain_refusal_is_raised_and_nothing_is_sent_again(change: Change, error: ApiError) -> None:
    api = an_api()
    api.faults = {0: error}
    with pytest.raises(ApiError, match="no"):
        asyncio.run(settle(change, api))
    assert len(api.writes) == 1


class Lagging(ModelApi):
    """Shows nothing new before the `lag`-th read."""

    lag = 2

    async def get(self, path: str, **query: str) -> t.Any:
        if len(self.reads) < self.lag:
            self.reads.append(path)
            if path == "/v1/mgmt/tenant":
                raise missing("Tenant")
            return {"permissions": [], "roles": [], "tenants": []}
        return await super().get(path, **query)


@pytest.mark.parametrize("name", ["create tenant", "create role", "create permission"])
def test_exists_already_after_a_lost_answer_is_the_echo_of_our_own_success(name: str) -> None:
    api = Lagging(permissions=LIVE["permissions"], roles=LIVE["roles"], tenants=LIVE["tenants"])
    api.lag = 1
    api.faults = {0: "lost_after"}
    asyncio.run(settle(CHANGES[name], api))
    assert len(api.writes) == 2
    assert is_made(CHANGES[name], api)


@pytest.mark.parametrize("name", ["delete tenant", "delete role", "delete permission"])
def test_not_found_at_a_delete_means_that_it_is_gone(name: str) -> None:
    api = an_api()
    asyncio.run(settle(CHANGES[name], api))
    assert settled(CHANGES[name], api)


def test_not_found_at_an_update_is_raised() -> None:
    api = an_api()
    api.remove_tenant("acme")
    with pytest.raises(NotFound):
        asyncio.run(settle(CHANGES["update tenant"], api))


def test_exists_already_without_a_lost_answer_is_raised() -> None:
    api = an_api()
    api.add_tenant(tenant("new", name="Somebody else's"))
    with pytest.raises(ApiError, match="already exists"):
        asyncio.run(settle(CHANGES["create tenant"], api))


def test_refused_default_roles_leave_the_new_tenant_and_say_so() -> None:
    api = an_api()
    api.faults = {1: refused("Role r does not exist")}
    with pytest.raises(ApiError, match="Role r does not exist"):
        asyncio.run(settle(CHANGES["create tenant with default roles"], api))
    assert read(api).keyed("tenants")["new"]["defaultRoles"] == []


@pytest.mark.parametrize("fault", ["lost_before", "lost_after"])
@pytest.mark.parametrize("call", [0, 1])
def test_default_roles_of_a_tenant_whose_id_descope_makes_survive_a_lost_answer(fault: Fault, call: int) -> None:
    change = only_change(tenants=[tenant("", name="New", defaultRoles=["r"])])
    api = an_api()
    api.faults = {call: fault}
    assert settled(change, api)


def test_only_the_missing_half_of_a_new_tenant_is_sent_again() -> None:
    api = an_api()
    api.faults = {1: "lost_before"}
    assert settled(CHANGES["create tenant with default roles"], api)
    assert [path.rpartition("/")[2] for path, body in api.writes] == ["create", "updateDefaultRoles", "updateDefaultRoles"]


# --- somebody else -------------------------------------------------------------------------------------------------------


def lost_while(change: Change, act: t.Callable[[ModelApi], None], *, fault: Fault = "lost_before") -> ModelApi:
    """Lose the first answer while somebody else acts, and expect a conflict."""
    api = an_api()
    api.faults = {0: fault}
    api.on_write = lambda number: act(api) if number == 0 else None
    with pytest.raises(Conflict, match="neither as it was nor as this run would make it"):
        asyncio.run(settle(change, api))
    assert len(api.writes) == 1
    return api


def test_a_foreign_edit_behind_a_lost_update_is_not_overwritten() -> None:
    api = lost_while(CHANGES["update tenant"], lambda api: api.edit_tenant("acme", name="Theirs"))
    assert read(api).keyed("tenants")["acme"]["name"] == "Theirs"


def test_a_foreign_edit_behind_a_lost_delete_keeps_the_document() -> None:
    api = lost_while(CHANGES["delete tenant"], lambda api: api.edit_tenant("acme", disabled=True))
    assert "acme" in read(api).keyed("tenants")


# reliability #30
def test_a_foreign_create_under_our_id_is_a_conflict() -> None:
    lost_while(CHANGES["create tenant"], lambda api: api.add_tenant(tenant("new", name="Theirs")))
    assert shape_of(CHANGES["create tenant"], tenant("new", name="Theirs")) == "foreign"


def test_a_document_that_goes_behind_a_lost_update_is_a_conflict() -> None:
    lost_while(CHANGES["update tenant"], lambda api: api.remove_tenant("acme"))
    assert shape_of(CHANGES["update tenant"], None) == "foreign"


# --- shapes --------------------------------------------------------------------------------------------------------------


def test_shapes_of_an_update() -> None:
    change = CHANGES["update tenant and default roles"]
    old = tenant("acme", authType="none")
    shapes = [
        shape_of(change, {**old, **fields})
        for fields in ({}, {"disabled": True, "defaultRoles": ["r"]}, {"disabled": True}, {"enforceSSO": True})
    ]
    assert shapes == ["before", "after", "between", "foreign"]


# reliability #24 #29
def test_what_the_server_makes_up_does_not_make_a_document_foreign() -> None:
    found = tenant("new", disabled=True, createdTime=5, authType="saml", domains=["x.com"], successors=["y"])
    assert shape_of(CHANGES["create tenant"], found) == "after"


def test_an_unknown_field_that_the_server_adds_does_not_make_a_new_document_foreign() -> None:
    assert shape_of(CHANGES["create tenant"], tenant("new", disabled=True, betaFlag=False)) == "after"
    assert shape_of(CHANGES["create tenant"], tenant("new", disabled=True, betaFlag="on")) == "after"
