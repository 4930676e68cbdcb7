# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: which one is meant, what is sent, and which data is refused or the same."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Conflict, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.list import List
from tests.unit.plugins.builders import planned, state
from tests.unit.plugins.module_utils._kinds.noting_client import (
    NotingClient,
    sent_by_create,
    sent_by_delete,
    sent_by_update,
)

LIST = List()


def a_list(name: str = "blocked", /, **fields: t.Any) -> Document:
    """Return a list as the API gives it."""
    return {"id": f"L-{name}", "name": name, "description": "", "type": "texts", "data": ["a"], **fields}


# --- calls ---------------------------------------------------------------------------------------------------------------


def test_all_lists_come_in_one_answer() -> None:
    client = NotingClient(all={"lists": [a_list(), {"id": "L2", "name": "x", "type": "json"}]})
    assert asyncio.run(LIST.fetch(client)) == [a_list(), a_list("x", id="L2", type="json", data=None)]
    assert client.asked == [("/v1/mgmt/list/all", {})]


def test_a_new_list_is_created_without_an_id() -> None:
    document = a_list(id="")
    assert sent_by_create(LIST, document) == [
        ("/v1/mgmt/list", {"name": "blocked", "description": "", "type": "texts", "data": ["a"]})
    ]


def test_a_list_that_had_an_id_is_imported_with_it() -> None:
    assert sent_by_create(LIST, a_list()) == [("/v1/mgmt/list/import", {"lists": [a_list()]})]


def test_an_update_sends_everything_also_what_this_version_does_not_know() -> None:
    before = a_list(beta=1)
    assert sent_by_update(LIST, before, {**before, "data": []}) == [("/v1/mgmt/list/update", {**before, "data": []})]


@pytest.mark.parametrize(("kind", "sent"), [("texts", [[]]), ("ips", [[]]), ("json", [])])
def test_data_that_never_was_is_an_empty_list_where_it_must_be_one(kind: str, sent: list[t.Any]) -> None:
    body = sent_by_create(LIST, a_list(id="", type=kind, data=None))[0][1]
    assert [value for name, value in body.items() if name == "data"] == sent


def test_delete_names_the_id() -> None:
    assert sent_by_delete(LIST, a_list()) == [("/v1/mgmt/list/delete", {"id": "L-blocked"})]


# --- which list is meant -------------------------------------------------------------------------------------------------

LIVE = Documents({"a": a_list("a"), "b": a_list("b")})


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"name": "a"}, "a"),
        ({"id": "L-b"}, "b"),
        ({"id": "L-b", "name": "renamed"}, "b"),
        ({"id": "of another project", "name": "a"}, "a"),
        ({"id": "of another project"}, None),
        ({"name": "gone"}, None),
    ],
)
def test_an_id_finds_a_list_before_its_name_does(wanted: Document, key: str | None) -> None:
    assert LIST.find(wanted, LIVE) == key


def test_a_list_keeps_its_id_and_a_new_one_gets_that_of_the_backup() -> None:
    assert LIST.overlay(a_list("a"), {"id": "other", "name": "a"})["id"] == "L-a"
    assert LIST.overlay(None, a_list("a"))["id"] == "L-a"


def test_a_rename_by_id_is_an_update_and_not_to_a_name_that_is_taken() -> None:
    live = state(lists=[a_list("a"), a_list("b")])
    (change,) = planned(live, state(lists=[{"id": "L-a", "name": "c"}])).changes
    assert (change.operation, change.key, change.new_key) == ("update", "a", "c")
    with pytest.raises(Conflict, match="list a can't become b"):
        planned(live, state(lists=[{"id": "L-a", "name": "b"}]))


def test_a_new_list_needs_a_name_and_a_type() -> None:
    with pytest.raises(InvalidInput, match="There is no list L9, and without a name"):
        LIST.overlay(None, {"id": "L9", "type": "texts"})
    with pytest.raises(InvalidInput, match="list x can't be created without a type"):
        LIST.check_new(a_list("x", type=""))


# --- data ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("ips", ["192.0.2.1", "10.0.0.0/8", "10.1.2.3/8", "2001:db8::/32", "::1"]),
        ("texts", ["", "ü", "a b"]),
        ("json", {"any": [1, None]}),
        ("json", [1, 2]),
        ("ips", []),
    ],
)
def test_data_that_fits_the_type_is_taken(kind: str, data: t.Any) -> None:
    assert LIST.from_variables({"name": "n", "type": kind, "data": data}, "here")["data"] == data


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("ips", ["10.0.0.1", "300.1.1.1"], r"here.data \(n\): '300.1.1.1' is neither an IP address nor a range"),
        ("ips", ["10.0.0.0/33"], "'10.0.0.0/33' is neither"),
        ("ips", ["10.0.0.1-10.0.0.9"], "is neither"),
        ("ips", [7], "7 is no text"),
        ("texts", ["a", 7], r"here.data \(n\): 7 is no text"),
        ("texts", {"a": 1}, "must be a list, as the type is texts, not dict"),
        ("ips", "10.0.0.1", "must be a list, as the type is ips, not str"),
        ("numbers", [1], r"here.type \(n\): must be one of texts, ips, json, not numbers"),
    ],
)
def test_data_that_does_not_fit_the_type_is_refused_and_named(kind: str, data: t.Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        LIST.from_variables({"name": "n", "type": kind, "data": data}, "here")


def test_data_without_a_type_is_checked_against_the_type_that_is_live() -> None:
    assert LIST.overlay(a_list("n", type="json"), {"name": "n", "data": [300]})["data"] == [300]
    with pytest.raises(InvalidInput, match=r"The data of list n: '300\.1\.1\.1' is neither"):
        LIST.overlay(a_list("n", type="ips"), {"name": "n", "data": ["300.1.1.1"]})


def test_what_a_backup_holds_is_taken_as_it_is() -> None:
    odd = a_list("n", type="ips", data=["10.0.0.1-10.0.0.9"])
    assert LIST.overlay(a_list("n", type="ips"), LIST.from_api(odd)) == odd


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("texts", ["a", "b"], ["b", "a", "b"], True),
        ("texts", ["a"], ["A"], False),
        ("texts", [], None, True),
        ("ips", ["10.0.0.1", "10.0.0.0/8"], ["10.0.0.0/8", "10.0.0.1/32"], True),
        ("ips", ["2001:DB8::1"], ["2001:db8:0::1"], True),
        ("ips", ["10.0.0.0/8"], ["10.0.0.0/9"], False),
        ("json", ["a", "b"], ["b", "a"], False),
        ("json", {"a": 1.0}, {"a": 1}, True),
    ],
)
def test_entries_have_no_order_and_json_does(kind: str, one: t.Any, other: t.Any, same: bool) -> None:
    differing = changed_fields(LIST, a_list(type=kind, data=one), a_list(type=kind, data=other))
    assert differing == (() if same else ("data",))
