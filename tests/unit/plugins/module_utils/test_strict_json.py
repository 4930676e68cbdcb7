# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that has one meaning is read, and any other text is refused in words: never a traceback, never a second meaning."""

from __future__ import annotations

import json
import sys
import time
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._strict_json import (
    DEEPEST,
    MOST_DIGITS,
    Damage,
    from_bytes,
    to_bytes,
)

texts = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\ud83d\udfff\x00\u2028"), max_size=8)
scalars = (
    st.none() | st.booleans() | st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


def damage_of(data: bytes) -> str:
    with pytest.raises(Damage) as caught:
        from_bytes(data)
    return str(caught.value)


@settings(max_examples=300, deadline=None)
@given(values)
def test_a_value_comes_back_from_the_text_that_any_writer_makes_of_it(value: t.Any) -> None:
    assert from_bytes(json.dumps(value).encode()) == json.loads(json.dumps(value))


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=40)
    | st.text('[]{}",:0123456789eE.-+ntfua\\ \ud83d', max_size=40).map(lambda x: x.encode("utf-8", "replace"))
)
def test_whatever_the_bytes_are_there_is_a_value_or_a_word_about_the_damage(data: bytes) -> None:
    try:
        from_bytes(data)
    except Damage as damage:
        assert str(damage)


@pytest.mark.parametrize("half", ["\ud83d", "x\udfff", "\udfff\ud83d"])
def test_half_a_character_survives_reading_and_writing_unless_nobody_wants_it(half: str) -> None:
    """Covers reliability #18: a lone surrogate has one meaning to everybody, and JSON has a spelling for it."""
    data = json.dumps({half: half}).encode()
    assert from_bytes(data) == {half: half}
    assert from_bytes(to_bytes(from_bytes(data))) == {half: half}
    with pytest.raises(Damage, match="has half a character in a text"):
        from_bytes(data, half_characters=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 1}', "has the field 'a' twice"),
        ('[{"x": {"b": 1, "c": 2, "b": 3}}]', "has the field 'b' twice"),
        ('{"\\u0061": 1, "a": 2}', "has the field 'a' twice"),
        ('{"a": NaN}', "has NaN where a number must be"),
        ('{"a": -Infinity}', "has -Infinity where a number must be"),
        ('{"a": 1e999}', "has 1e999 where a number must be"),
        ('{"a": 1' + "0" * MOST_DIGITS + "}", "has a number that is too long"),
        ('{"a": -1' + "0" * 100_000 + "}", "has a number that is too long"),
    ],
)
def test_what_two_readers_may_take_for_two_things_is_refused(text: str, said: str) -> None:
    """Covers reliability #18."""
    assert damage_of(text.encode()) == said


@pytest.mark.parametrize("levels", [DEEPEST + 1, 1000, 10_000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_has_a_limit_of_its_own(levels: int, opening: bytes, closing: bytes) -> None:
    """Covers reliability #18: whatever the limit of this Python is, and also when it is far beyond ours."""
    data = opening * levels + b"1" + closing * levels
    assert damage_of(data) == "is nested too deeply"
    assert from_bytes(opening * DEEPEST + b"1" + closing * DEEPEST)

    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(5000)
    try:
        assert damage_of(data) == "is nested too deeply"
    finally:
        sys.setrecursionlimit(usual)


def test_a_field_that_comes_twice_is_found_quickly_among_very_many() -> None:
    names = [f'"n{number}":0' for number in range(200_000)]
    began = time.monotonic()
    assert damage_of(f"{{{','.join([*names, names[-1]])}}}".encode()) == "has the field 'n199999' twice"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b'{"a": "\xed\xa0\xbd"}', b"\xff"])
def test_any_other_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(Damage, match="is not"):
        from_bytes(data)
