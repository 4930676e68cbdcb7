# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a backup's files: sorted, indented, strict, and nothing lost on the way."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_text import (
    LARGEST,
    documents_from_bytes,
    state_to_bytes,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.module_utils._strict_json import DEEPEST, Damage, from_bytes, to_bytes
from tests.unit.plugins.module_utils._engine.backup_builders import document, small_state

TENANTS = KINDS["tenants"]


def permissions(*documents: Document) -> State:
    return State({"permissions": documents})


def test_a_file_is_sorted_by_key_and_field_indented_and_ends_with_a_line_feed() -> None:
    state = permissions(document("permissions", name="write"), document("permissions", name="read", description="liest, läuft"))

    text = state_to_bytes(state)["permissions.json"].decode("utf-8")

    assert text.startswith('[\n  {\n    "description": "liest, läuft",\n    "id": "",\n    "name": "read",\n')
    assert text.index('"read"') < text.index('"write"')
    assert text.endswith("\n  }\n]\n")


def test_equal_states_give_equal_bytes_whatever_their_order() -> None:
    one, two = document("permissions", name="a", extra={"x": 1, "y": 2}), document("permissions", name="b")
    other = dict(reversed({**one, "extra": {"y": 2, "x": 1}}.items()))

    assert state_to_bytes(permissions(one, two)) == state_to_bytes(permissions(two, other))


def test_there_is_one_file_for_each_kind_and_none_for_a_kind_that_is_not_in_the_state() -> None:
    assert sorted(state_to_bytes(small_state())) == ["permissions.json", "roles.json", "tenants.json"]
    assert sorted(state_to_bytes(State({"roles": ()}))) == ["roles.json"]


def test_a_lone_surrogate_is_preserved_exactly() -> None:
    odd = document("permissions", name="odd", unknown={"half": "\ud83d", "whole": "😀", "end": "x\udfff"})

    data = state_to_bytes(permissions(odd))["permissions.json"]

    assert b'"half": "\\ud83d"' in data
    assert documents_from_bytes(KINDS["permissions"], data) == (odd,)


@pytest.mark.parametrize(
    "fields",
    [
        {"unknown": float("nan")},
        {"unknown": float("inf")},
        {"unknown": {1: "a number as name"}},
        {"unknown": ("a", "tuple")},
        {"unknown": "\ud83d\ude00"},  # two halves that JSON would join
        {"unknown": b"bytes"},
        {"description": 7},
        {"description": None},
        {"name": ""},
    ],
)
def test_refuses_to_back_up_a_document_that_would_not_come_back_as_it_is(fields: dict[str, object]) -> None:
    state = permissions(document("permissions", name="fine"), {**document("permissions", name="odd"), **fields})

    with pytest.raises(BadPayload) as caught:
        state_to_bytes(state)

    assert "No backup was made" in caught.value.message


def test_refuses_to_back_up_one_key_twice() -> None:
    with pytest.raises(BadPayload, match="twice"):
        state_to_bytes(permissions(document("permissions", name="a", id="1"), document("permissions", name="a", id="2")))


def test_refuses_to_back_up_what_is_nested_too_deeply() -> None:
    deep: dict[str, object] = {}
    for _level in range(100_000):
        deep = {"deeper": deep}

    with pytest.raises(BadPayload, match="deep"):
        state_to_bytes(permissions({**document("permissions", name="deep"), "unknown": deep}))


def test_as_many_levels_as_are_allowed_come_back() -> None:
    inner: list[object] = []
    for _level in range(DEEPEST - 3):
        inner = [inner]
    deep = document("permissions", name="deep", unknown=inner)

    assert documents_from_bytes(KINDS["permissions"], state_to_bytes(permissions(deep))["permissions.json"]) == (deep,)


def test_refuses_to_back_up_more_than_it_would_read() -> None:
    with pytest.raises(BadPayload, match="bytes"):
        state_to_bytes(permissions(document("permissions", name="long", description="x" * LARGEST)))


DAMAGED = {
    "nothing": b"",
    "cut off": b'[{"id": "a"',
    "more behind": b"[]\n[]",
    "not UTF-8": b'[{"id": "\xff"}]',
    "a surrogate in UTF-8": b'[{"id": "\xed\xa0\x80"}]',
    "a byte order mark": b"\xef\xbb\xbf[]",
    "UTF-16": "[]".encode("utf-16"),
    "NUL": b"[\x00]",
    "a field twice": b'[{"id": "a", "id": "b"}]',
    "an inner field twice": b'[{"id": "a", "x": {"y": 1, "y": 1}}]',
    "NaN": b'[{"id": "a", "x": NaN}]',
    "infinity": b'[{"id": "a", "x": -Infinity}]',
    "a number beyond a double": b'[{"id": "a", "x": 1e999}]',
    "a number of 5,000 digits": b'[{"id": "a", "x": ' + b"9" * 5000 + b"}]",
    "too deep lists": b"[" * 200_000 + b"]" * 200_000,
    "too deep objects": b'[{"id": "a", "x": ' + b'{"x":' * 50_000 + b"1" + b"}" * 50_001 + b"]",
    "one level too many": b'[{"id": "a", "x": ' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}]",
    "an object": b'{"tenants": []}',
    "null": b"null",
    "a list of texts": b'["a"]',
    "a list of lists": b"[[]]",
    "no key": b"[{}]",
    "a key twice": b'[{"id": "a", "name": "one"}, {"id": "a", "name": "two"}]',
    "a wrong type": b'[{"id": "a", "disabled": "perhaps"}]',
    "a key that is an object": b'[{"id": {}, "name": "a"}]',
    "a key that is a number": b'[{"id": 7, "name": "a"}]',
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_refuses_a_data_file_with(data: bytes) -> None:
    with pytest.raises(Damage):
        documents_from_bytes(TENANTS, data)


@pytest.mark.parametrize(
    "name", ["__class__", "__dict__", "model_dump", "model_config", "model_fields", "__pydantic_extra__", "self", ""]
)
def test_a_field_with_a_name_that_python_uses_is_data_like_any_other(name: str) -> None:
    data = to_bytes([{"id": "a", "name": "A", name: {"x": [1]}}])

    (found,) = documents_from_bytes(TENANTS, data)

    assert found[name] == {"x": [1]}


def test_templates_and_control_characters_stay_text() -> None:
    hostile = "{{ lookup('pipe', 'id') }} \x00 \u202e \u2028 !!python/object"

    assert from_bytes(to_bytes({"name": hostile})) == {"name": hostile}
