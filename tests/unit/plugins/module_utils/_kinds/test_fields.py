# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields named by a dotted path: looked up, left out, put in, and the document as it was afterwards."""

from __future__ import annotations

import copy
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._fields import present, replaced, value_at, without

Json = dict[str, t.Any]

DOCUMENT: Json = {"id": "a", "oidc": {"clientSecret": "s", "scope": {"deep": 1}}, "saml": None, "list": [{"x": 1}], "zero": 0}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "a"),
        ("oidc.clientSecret", "s"),
        ("oidc.scope.deep", 1),
        ("oidc.nothing", None),
        ("saml.spSignKey", None),
        ("id.inside", None),
        ("list.x", None),
        ("missing.deeper.still", None),
    ],
)
def test_a_value_is_found_at_any_depth_and_nothing_is_none(path: str, value: t.Any) -> None:
    assert value_at(DOCUMENT, path) == value


def test_only_paths_with_a_value_are_present_in_order() -> None:
    paths = {"zero", "saml", "saml.spSignKey", "oidc.clientSecret", "id", "list", "missing"}
    assert present(DOCUMENT, paths) == ["id", "list", "oidc.clientSecret"]


def test_what_is_at_a_path_is_left_out_and_nothing_else() -> None:
    assert without(
        DOCUMENT, ["oidc.clientSecret", "oidc.scope.deep", "id", "saml.spSignKey", "id.inside", "missing.deeper"]
    ) == {
        "oidc": {"scope": {}},
        "saml": None,
        "list": [{"x": 1}],
        "zero": 0,
    }


def test_objects_on_the_way_are_made_and_what_is_beside_the_path_stays() -> None:
    assert replaced(DOCUMENT, "oidc.clientSecret", "***") == {**DOCUMENT, "oidc": {"clientSecret": "***", "scope": {"deep": 1}}}
    assert replaced({}, "a.b.c", 1) == {"a": {"b": {"c": 1}}}
    assert replaced({"a": None}, "a.b", 1) == {"a": {"b": 1}}


def test_the_document_itself_is_never_changed() -> None:
    before = copy.deepcopy(DOCUMENT)
    without(DOCUMENT, ["oidc.scope.deep", "oidc.clientSecret"])
    replaced(DOCUMENT, "oidc.scope.deep", 2)
    assert before == DOCUMENT


names = st.sampled_from(["a", "b", "c"])
paths = st.lists(names, min_size=1, max_size=3).map(".".join)
documents = st.recursive(
    st.integers(0, 2) | st.none(), lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=6
).filter(lambda value: isinstance(value, dict))


@settings(max_examples=100, deadline=None)
@given(documents, paths, st.integers(1, 5))
def test_what_is_put_in_is_found_and_what_is_left_out_is_not(document: Json, path: str, value: int) -> None:
    put = replaced(document, path, value)
    assert (value_at(put, path), present(put, [path])) == (value, [path])
    assert value_at(without(put, [path]), path) is None
    assert without(without(put, [path]), [path]) == without(put, [path])
