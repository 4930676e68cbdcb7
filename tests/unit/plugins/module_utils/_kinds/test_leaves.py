# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two values, leaf by leaf."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._leaves import LONGEST, MASK, leaf_details

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def lines(before: t.Any, after: t.Any) -> list[str]:
    return [str(detail) for detail in leaf_details(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"name": "A"}, {"name": "B"}, ["~ name: A -> B"]),
        ({"name": "A"}, {}, ["- name: A"]),
        ({}, {"name": "A", "rank": 0}, ["+ name: A", "+ rank: 0"]),
        ({"on": True}, {"on": False}, ["~ on: true -> false"]),
        ({}, {"on": False, "list": [], "text": ""}, []),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, ["~ a.b.c: 1 -> 2"]),
        ({}, {"a": {"b": 1}}, ["+ a.b: 1"]),
        ({"roles": ["x", "y"]}, {"roles": ["y", "z"]}, ["- roles: x", "+ roles: z"]),
        ({"roles": ["x", "y"]}, {"roles": ["y", "x"]}, ['~ roles: ["x", "y"] -> ["y", "x"]']),
        ({"rules": [{"to": 1}]}, {"rules": [{"to": 2}, {"to": 3}]}, ["~ rules[0].to: 1 -> 2", "+ rules[1].to: 3"]),
        ({"a": 1}, {"a": {"b": 2}}, ['~ a: 1 -> {"b": 2}']),
    ],
)
def test_each_leaf_that_differs_is_told_and_no_other(before: t.Any, after: t.Any, told: list[str]) -> None:
    assert lines(before, after) == told


def test_what_is_called_a_secret_is_masked_at_any_depth_and_only_that() -> None:
    before: dict[str, t.Any] = {"args": {"apiKey": {"value": "k-one"}}, "enable_password_strength": False}
    after = {
        "args": {"apiKey": {"value": "k-two"}, "headers": [{"Authorization": "Bearer t-three"}]},
        "enable_password_strength": True,
        "client_secret": "s-four",
        "tokenType": "jwt",
    }
    told = lines(before, after)
    assert f"~ args.apiKey.value: {MASK} -> {MASK}" in told
    assert "~ enable_password_strength: false -> true" in told
    assert "+ tokenType: jwt" in told
    assert not any(value in line for line in told for value in ("k-one", "k-two", "t-three", "s-four"))


def test_a_secret_inside_a_value_that_is_told_whole_is_masked() -> None:
    (line,) = lines({"a": 1}, {"a": {"password": "hunter2hunter2"}})
    assert "hunter2" not in line


def test_no_line_is_a_whole_document() -> None:
    (line,) = lines({"html": "x" * 9000}, {"html": "y\n" * 9000})
    assert len(line) < 3 * LONGEST
    assert "\n" not in line


@given(JSON, JSON)
def test_equal_values_have_no_details_and_any_two_can_be_compared(one: t.Any, other: t.Any) -> None:
    assert lines(one, one) == []
    assert all(line[:2] in ("+ ", "- ", "~ ") for line in lines(one, other))
