# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom attributes: types and options in two spellings, and that they are created and deleted only."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import live, planned, state
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_delete

ATTRIBUTE = KINDS["custom_attributes"]
FREE = {"value": "free", "label": "free"}
GOLD = {"value": "gold", "label": "Gold and more"}


def attribute(name: str = "plan", **fields: t.Any) -> Document:
    """Return an attribute as the API gives it."""
    return ATTRIBUTE.from_api({"name": name, "type": 1, **fields})


def written(**fields: t.Any) -> Document:
    return ATTRIBUTE.from_variables({"name": "plan", **fields}, "here")


@pytest.mark.parametrize(
    ("word", "number"),
    [("text", 1), ("number", 2), ("boolean", 3), ("single_select", 4), ("multi_select", 5), ("date", 6), ("month_day", 7)],
)
def test_a_type_is_a_word_in_variables_and_a_number_in_the_api(word: str, number: int) -> None:
    assert written(type=word) == {"name": "plan", "type": number}
    assert ATTRIBUTE.to_variables(attribute(type=number))["type"] == word


def test_a_type_that_is_not_known_yet_is_shown_as_it_is() -> None:
    assert ATTRIBUTE.to_variables(attribute(type=99))["type"] == 99


@pytest.mark.parametrize("wrong", ["string", 4, ["text"]])
def test_a_type_that_does_not_exist_is_refused(wrong: t.Any) -> None:
    with pytest.raises(InvalidInput, match=r"here\.type \(plan\): .* is no type") as refused:
        written(type=wrong)
    assert "single_select" in refused.value.hint


@pytest.mark.parametrize(
    "spelling", ["gold", {"value": "gold"}, {"value": "gold", "label": ""}, {"value": "gold", "label": "gold"}]
)
def test_an_option_is_the_same_in_all_its_spellings(spelling: t.Any) -> None:
    assert written(options=[spelling])["options"] == [{"value": "gold", "label": "gold"}]
    assert attribute(options=[spelling])["options"] == [{"value": "gold", "label": "gold"}]


def test_an_option_that_is_no_option_is_refused_by_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"here\.options"):
        written(options=["free", 5])


def test_what_is_read_twice_is_the_same() -> None:
    once = attribute(options=["free", GOLD], editable=True)
    assert ATTRIBUTE.from_api(once) == once


def test_create_sends_the_whole_attribute_but_not_who_may_set_it() -> None:
    ((path, body),) = sent_by_create(ATTRIBUTE, attribute(type=4, options=[FREE, GOLD], editable=True, required=True))
    assert path == "/v1/mgmt/user/customattribute/create"
    (sent,) = body["attributes"]
    assert sent["options"] == [FREE, GOLD]
    assert (sent["type"], sent["required"], "editable" in sent) == (4, True, False)


def test_delete_names_the_attribute() -> None:
    assert sent_by_delete(ATTRIBUTE, attribute()) == [("/v1/mgmt/user/customattribute/delete", {"names": ["plan"]})]


def test_the_listing_is_under_data() -> None:
    client = NotingClient(customattributes={"data": [{"name": "plan", "type": 1, "options": ["free"]}], "total": 1})
    assert asyncio.run(ATTRIBUTE.fetch(client)) == [attribute(options=[FREE])]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "number"),
        ("display_name", "Plan"),
        ("options", ["free"]),
        ("default_value", "free"),
        ("view_permissions", ["read"]),
        ("edit_permissions", ["write"]),
    ],
)
def test_no_field_can_be_changed_and_the_refusal_says_what_can_be_done(field: str, value: t.Any) -> None:
    with pytest.raises(InvalidInput, match=f"The {field} of custom_attribute plan can't be changed") as refused:
        planned(live(custom_attributes=[attribute()]), state(custom_attributes=[written(**{field: value})]))
    assert "Descope console" in refused.value.hint
    assert "loses what users have" in refused.value.hint


def test_a_refusal_speaks_of_types_as_people_write_them() -> None:
    with pytest.raises(InvalidInput, match="it is text, and number is wanted"):
        planned(live(custom_attributes=[attribute()]), state(custom_attributes=[written(type="number")]))


def test_what_is_written_as_it_is_changes_nothing() -> None:
    there = attribute(type=4, options=[FREE], viewPermissions=["a", "b"], editable=True)
    same = written(type="single_select", options=["free"], view_permissions=["b", "a"])
    assert planned(live(custom_attributes=[there]), state(custom_attributes=[same])).changes == ()


def test_a_new_attribute_needs_a_type() -> None:
    with pytest.raises(InvalidInput, match="type is missing"):
        planned(live(), state(custom_attributes=[written()]))


def test_permissions_come_first_but_need_not_exist() -> None:
    assert list(ATTRIBUTE.references(attribute(viewPermissions=["read"], editPermissions=["write"]))) == [
        Reference("permissions", "read", "viewPermissions", "nothing"),
        Reference("permissions", "write", "editPermissions", "nothing"),
    ]
