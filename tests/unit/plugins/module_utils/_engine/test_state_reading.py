# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a state: what becomes a gap, what is read in part, and that what several kinds ask for is asked once."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State, read_state
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiUnavailable,
    AuthFailed,
    DescopeError,
    Forbidden,
    NotFound,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Client, Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import state, tenant
from tests.unit.plugins.model_api import ModelApi
from tests.unit.plugins.module_utils._kinds.toys import Box, Desk

NOT_INCLUDED = Forbidden("Access denied", status=403)
WHY = "not included in the plan or the key's role: Access denied"


class Boxes(Box):
    """A kind whose listing answers what it is told, or fails with it."""

    def __init__(self, answer: list[str] | DescopeError) -> None:
        self.answer = answer
        self.looked_for: list[t.Sequence[Document]] = []

    async def fetch(self, client: Client) -> list[Document]:
        if isinstance(self.answer, DescopeError):
            raise self.answer
        return [self.from_api({"name": name}) for name in self.answer]

    async def fetch_these(self, client: Client, wanted: t.Sequence[Document]) -> list[Document]:
        self.looked_for.append(wanted)
        return [self.from_api(document) for document in wanted]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> Boxes:
    kind = Boxes(["a"])
    monkeypatch.setitem(KINDS, "boxes", kind)
    return kind


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Desk:
    kind = Desk(acme=["a"], globex=["b"])
    monkeypatch.setitem(KINDS, "desks", kind)
    return kind


def an_api() -> ModelApi:
    return ModelApi(tenants=[tenant("acme"), tenant("globex")])


def state_of(api: ModelApi, *plurals: str, **options: t.Any) -> State:
    return asyncio.run(read_state(api, plurals, lambda plural, count: None, **options))


# --- gaps ----------------------------------------------------------------------------------------------------------------


# reliability #33
def test_an_optional_kind_that_is_not_included_is_a_gap_and_no_empty_kind(boxes: Boxes) -> None:
    boxes.answer = NOT_INCLUDED
    found = state_of(an_api(), "tenants", "boxes", optional=["boxes"])
    assert (found.kinds, found.gaps) == (["tenants"], {"boxes": WHY})
    assert "boxes" not in found.counts


def test_a_kind_that_is_not_optional_is_trouble_when_it_is_not_included(boxes: Boxes) -> None:
    boxes.answer = NOT_INCLUDED
    with pytest.raises(Forbidden):
        state_of(an_api(), "tenants", "boxes", optional=["tenants"])


@pytest.mark.parametrize("error", [ApiUnavailable("no answer", status=500), AuthFailed("Invalid token", status=401)])
def test_trouble_is_no_gap_even_where_a_gap_would_be_allowed(boxes: Boxes, error: DescopeError) -> None:
    boxes.answer = error
    with pytest.raises(type(error)):
        state_of(an_api(), "tenants", "boxes", optional=["tenants", "boxes"])


def test_a_gap_is_not_told_as_read(boxes: Boxes) -> None:
    boxes.answer = NOT_INCLUDED
    told: list[str] = []
    asyncio.run(read_state(an_api(), ["tenants", "boxes"], lambda plural, count: told.append(plural), optional=["boxes"]))
    assert told == ["tenants"]


def test_when_all_is_refused_there_is_no_state_but_the_refusal(boxes: Boxes, desks: Desk) -> None:
    """An empty backup of a project that the key may not read would look like one of an empty project."""
    boxes.answer = NOT_INCLUDED
    desks.inside = {"acme": NOT_INCLUDED, "globex": NOT_INCLUDED}
    with pytest.raises(Forbidden, match="Access denied"):
        state_of(an_api(), "boxes", "desks", optional=["boxes", "desks"])


def test_reading_no_kind_at_all_is_an_empty_state() -> None:
    assert state_of(an_api()) == State({})


def test_a_call_that_the_service_does_not_have_is_a_gap_for_documents_inside_tenants_too(desks: Desk) -> None:
    desks.inside = {}
    found = state_of(an_api(), "tenants", "desks", optional=["desks"])
    assert (found.kinds, list(found.gaps)) == (["tenants"], ["desks"])
    assert found.gaps["desks"].startswith("this service does not have the call")


# --- in part -------------------------------------------------------------------------------------------------------------


def test_a_kind_is_read_inside_the_given_owners_only_and_the_state_says_so(desks: Desk) -> None:
    found = state_of(an_api(), "tenants", "desks", owners={"desks": frozenset({"globex", "new"})})
    assert (list(found.keyed("desks")), sorted(desks.asked)) == (["globex/b"], ["globex", "new"])
    assert found.owners == {"desks": frozenset({"globex", "new"})}
    assert found.counts == {"tenants": 2, "desks": 1}


def test_owners_of_a_kind_that_is_not_read_are_no_part_of_the_state(desks: Desk) -> None:
    assert state_of(an_api(), "tenants", owners={"desks": frozenset({"acme"})}).owners == {}


def test_single_documents_are_read_where_that_is_enough(boxes: Boxes) -> None:
    wanted = [{"name": "x"}]
    found = state_of(an_api(), "boxes", these={"boxes": wanted})
    assert (list(found.keyed("boxes")), boxes.looked_for) == (["x"], [wanted])


# --- asked once ----------------------------------------------------------------------------------------------------------


def test_the_list_of_tenants_is_asked_once_however_many_kinds_need_it(desks: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "more_desks", Desk(acme=["m"], globex=[]))
    api = an_api()
    found = state_of(api, "tenants", "desks", "more_desks")
    assert found.counts == {"tenants": 2, "desks": 2, "more_desks": 1}
    assert api.reads == ["/v1/mgmt/tenant/all"]


def test_another_reading_asks_anew() -> None:
    api = an_api()
    state_of(api, "tenants")
    api.edit_tenant("acme", disabled=True)
    assert state_of(api, "tenants").keyed("tenants")["acme"]["disabled"] is True


def test_calls_with_other_questions_are_other_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asking(Desk):
        async def fetch_in(self, client: Client, tenant_id: str) -> list[Document]:
            found = await client.get("/v1/mgmt/tenant", id=tenant_id)
            return [self.from_api({"tenantId": tenant_id, "name": found["name"]})]

    monkeypatch.setitem(KINDS, "desks", Asking())
    found = state_of(an_api(), "desks")
    assert list(found.keyed("desks")) == ["acme/Name of acme", "globex/Name of globex"]


def test_a_shared_call_that_fails_fails_for_all_who_asked(desks: Desk) -> None:
    api = an_api()
    api.read_fault = NotFound("no such call", status=404)
    with pytest.raises(NotFound):
        state_of(api, "tenants", "desks", optional=["tenants", "desks"])
    assert api.reads == ["/v1/mgmt/tenant/all"]


# --- states put together -------------------------------------------------------------------------------------------------


def test_narrowing_and_joining_keep_gaps_and_owners_with_their_kinds() -> None:
    one = State({"tenants": (), "sso": ()}, {"flows": "why"}, {"sso": frozenset({"a"})})
    assert one.only(["sso", "flows"]) == State({"sso": ()}, {"flows": "why"}, {"sso": frozenset({"a"})})
    assert one.only(["tenants"]) == state(tenants=[])
    other = State({"roles": ()}, {"theme": "so"}, {})
    assert one.joined(other) == State({**one.documents, "roles": ()}, {"flows": "why", "theme": "so"}, one.owners)


def test_a_kind_that_is_read_as_a_whole_later_is_no_longer_in_part() -> None:
    part = State({"sso": ()}, {"flows": "why"}, {"sso": frozenset({"a"})})
    whole = State({"sso": ({"tenantId": "b"},), "flows": ()})
    assert part.joined(whole) == whole
