# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way between the two spellings at any depth, with names, `extra` and nulls; and one document laid over another."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._deps import Field, ValidationError
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._model import (
    Model,
    api_names,
    first_problem,
    inner_models,
    merged,
    to_api,
    to_user,
)

Json = dict[str, t.Any]


class Door(Model):
    """Something in a list."""

    key_code: str = Field("", alias="keyCode")
    locked: bool = True


class Kitchen(Model):
    """Something that is always there, with something in it."""

    stove_type: str = Field("", alias="stoveType")
    pantry: Door = Field(default_factory=Door)


class House(Model):
    """Something with all kinds of fields."""

    name: str = ""
    street_name: str = Field("", alias="streetName")
    tags: dict[str, t.Any] = Field(default_factory=dict)
    doors: list[Door] = Field(default_factory=list)
    kitchen: Kitchen = Field(default_factory=Kitchen)
    cellar: Kitchen | None = None


def written(fields: Json) -> Json:
    return to_api(House, fields, "houses[0]", " (home)", "house")


def refusal(fields: t.Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        written(fields)
    return caught.value


# --- names ---------------------------------------------------------------------------------------------------------------


def test_every_field_that_holds_documents_is_known_with_their_model() -> None:
    assert inner_models(House) == {"doors": Door, "kitchen": Kitchen, "cellar": Kitchen}
    assert api_names(Kitchen) == {"stove_type": "stoveType", "pantry": "pantry"}


def test_names_are_translated_at_every_depth_and_only_what_was_written_is_there() -> None:
    user = {
        "street_name": "Elm",
        "doors": [{"key_code": "1"}, {"locked": False}],
        "kitchen": {"pantry": {"key_code": "2"}},
        "cellar": {"stove_type": "gas"},
    }
    assert written(user) == {
        "streetName": "Elm",
        "doors": [{"keyCode": "1"}, {"locked": False}],
        "kitchen": {"pantry": {"keyCode": "2"}},
        "cellar": {"stoveType": "gas"},
    }
    assert to_user(House, written(user)) == user


def test_what_is_in_a_field_without_a_model_is_nobodys_spelling() -> None:
    tags = {"key_code": 1, "keyCode": None, "extra": {"a": 1}}
    assert written({"tags": tags}) == {"tags": tags} == to_user(House, {"tags": tags})


# --- extra ---------------------------------------------------------------------------------------------------------------


def test_extra_carries_unknown_fields_at_every_depth_both_ways() -> None:
    user = {
        "extra": {"beta": 1},
        "doors": [{"extra": {"hinge": "left"}}],
        "kitchen": {"extra": {"sink": None}, "pantry": {"extra": {"shelf_count": 3}}},
    }
    api = {
        "beta": 1,
        "doors": [{"hinge": "left"}],
        "kitchen": {"sink": None, "pantry": {"shelf_count": 3}},
    }
    assert written(user) == api
    assert to_user(House, api) == user


def test_a_field_of_the_api_that_is_called_extra_survives() -> None:
    assert to_user(House, {"name": "a", "extra": 2}) == {"name": "a", "extra": {"extra": 2}}
    assert written({"name": "a", "extra": {"extra": 2}}) == {"name": "a", "extra": 2}


@pytest.mark.parametrize(
    ("fields", "said", "hint"),
    [
        ({"extra": {"streetName": "x"}}, "houses[0].extra.streetName (home): is a known field", "Write it as street_name."),
        ({"kitchen": {"extra": {"stoveType": 1}}}, "houses[0].kitchen.extra.stoveType (home)", "Write it as stove_type."),
        ({"doors": [{}, {"extra": {"locked": 1}}]}, "houses[0].doors[1].extra.locked (home)", "Write it as locked."),
        ({"extra": []}, "houses[0].extra (home): must be a mapping", ""),
        ({"extra": {1: 2}}, "houses[0].extra (home): must be a mapping", ""),
        ({"kitchen": {"pantry": {"extra": "x"}}}, "houses[0].kitchen.pantry.extra (home): must be a mapping", ""),
        ({"streetName": 1}, "houses[0].streetName (home): a house has no such field", "Did you mean street_name?"),
        ({"kitchen": {"stove_typ": 1}}, "houses[0].kitchen.stove_typ (home)", "Did you mean stove_type?"),
        ({"doors": [{}, {"zzz": 1}]}, "houses[0].doors[1].zzz (home)", "Its fields are key_code, locked."),
        ({1: 2}, "houses[0].1 (home): a house has no such field", None),
    ],
)
def test_what_does_not_exist_is_refused_with_its_place_at_every_depth(fields: Json, said: str, hint: str | None) -> None:
    error = refusal(fields)
    assert error.message.startswith(said)
    assert hint is None or error.hint == hint


# --- nulls ---------------------------------------------------------------------------------------------------------------


def test_null_counts_as_not_written_at_every_depth() -> None:
    nothing = {"name": None, "extra": None, "kitchen": {"pantry": None, "stove_type": None}, "doors": [{"locked": None}]}
    assert written(nothing) == {"kitchen": {}, "doors": [{}]}


def test_null_of_a_known_field_reads_as_its_zero_value_and_of_an_unknown_one_as_null() -> None:
    raw = {"streetName": None, "kitchen": {"stoveType": None, "sink": None, "pantry": None}, "cellar": None, "beta": None}
    read = House.model_validate(raw).model_dump(by_alias=True)
    assert (read["streetName"], read["cellar"], read["beta"]) == ("", None, None)
    assert read["kitchen"] == {"stoveType": "", "pantry": {"keyCode": "", "locked": True}, "sink": None}


def test_a_problem_within_a_field_names_the_field_and_where_in_it() -> None:
    with pytest.raises(ValidationError) as caught:
        House.model_validate({"kitchen": {"pantry": {"locked": "perhaps"}}})
    where, problem = first_problem(caught.value)
    assert (where, problem.endswith("(at pantry.locked)")) == ("kitchen", True)


# --- laying one over another ---------------------------------------------------------------------------------------------

LIVE: Json = House(
    name="home",
    tags={"a": 1, "b": 2},
    doors=[Door(key_code="1")],
    kitchen=Kitchen(stove_type="gas", pantry=Door(key_code="2")),
).model_dump(by_alias=True) | {"beta": {"x": 1}}


def test_an_object_with_a_model_is_merged_at_every_depth_and_unknown_fields_stay() -> None:
    live = {**LIVE, "kitchen": {**LIVE["kitchen"], "sink": "big"}}
    assert merged(House, live, {"kitchen": {"pantry": {"locked": False}}}) == {
        **live,
        "kitchen": {"stoveType": "gas", "pantry": {"keyCode": "2", "locked": False}, "sink": "big"},
    }


def test_an_object_without_a_model_and_an_unknown_field_are_replaced() -> None:
    after = merged(House, LIVE, {"tags": {"a": 1}, "beta": {"y": 2}})
    assert (after["tags"], after["beta"]) == ({"a": 1}, {"y": 2})


def test_a_list_is_replaced_and_its_objects_are_whole() -> None:
    after = merged(House, LIVE, {"doors": [{"locked": False}, {"keyCode": "3", "hinge": "left"}]})
    assert after["doors"] == [{"keyCode": "", "locked": False}, {"keyCode": "3", "locked": True, "hinge": "left"}]


def test_an_object_where_none_was_is_taken_as_it_is_written() -> None:
    assert merged(House, LIVE, {"cellar": {"stoveType": "wood"}}) == {**LIVE, "cellar": {"stoveType": "wood"}}


def test_merging_changes_neither_of_the_two() -> None:
    live, wanted = House().model_dump(by_alias=True), {"kitchen": {"pantry": {"locked": False}}, "doors": [{}]}
    merged(House, live, wanted)
    assert (live, wanted) == (House().model_dump(by_alias=True), {"kitchen": {"pantry": {"locked": False}}, "doors": [{}]})


# --- properties ----------------------------------------------------------------------------------------------------------

unknown = st.dictionaries(
    st.sampled_from(["beta", "sink", "shelf_count", "extra", "ünknown"]), st.none() | st.integers(), max_size=2
)
doors = st.builds(lambda code, more: {"keyCode": code, "locked": False, **more}, st.text(max_size=3), unknown)
kitchens = st.builds(lambda pantry, more: {"stoveType": "gas", "pantry": pantry, **more}, doors, unknown)
houses = st.builds(
    lambda kitchen, cellar, hung, more: (
        {"name": "a", "kitchen": kitchen, "doors": hung, **more} | ({"cellar": cellar} if cellar else {})
    ),
    kitchens,
    st.none() | kitchens,
    st.lists(doors, max_size=2),
    unknown,
)


@settings(max_examples=100, deadline=None)
@given(houses)
def test_a_document_comes_back_from_the_users_spelling_as_it_was(document: Json) -> None:
    assert written(to_user(House, document)) == document


@settings(max_examples=100, deadline=None)
@given(houses, houses)
def test_laying_a_document_over_another_twice_is_doing_it_once(live: Json, wanted: Json) -> None:
    once = merged(House, live, wanted)
    assert merged(House, once, wanted) == once
    assert merged(House, live, {}) == live
