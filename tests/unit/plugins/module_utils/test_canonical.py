# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One spelling for JSON values."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._canonical import canonical, digest, normalise_numbers

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(values)
def test_the_text_means_the_value(value: t.Any) -> None:
    assert json.loads(canonical(value)) == normalise_numbers(value) == value


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), values, max_size=4))
def test_the_order_of_keys_does_not_matter(value: dict[str, t.Any]) -> None:
    assert digest(dict(reversed(value.items()))) == digest(value)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        ({"a": [2.0, {"b": -0.0}]}, {"a": [2, {"b": 0}]}, True),
        ((1, 2), [1, 2], True),
        (1, True, False),
        (1, "1", False),
        (1.5, 1, False),
        (None, "", False),
    ],
)
def test_whole_numbers_have_one_spelling_and_types_stay_apart(one: t.Any, other: t.Any, equal: bool) -> None:
    assert (digest(one) == digest(other)) is equal


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [-float("inf")]])
def test_what_json_does_not_know_is_refused(value: t.Any) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical(value)


def test_a_lone_surrogate_has_a_digest() -> None:
    assert len(digest({"name": "\ud800"})) == 64
