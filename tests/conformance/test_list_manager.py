# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list manager of the official client finds the API it was written for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("list")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
@pytest.mark.parametrize(("kind", "empty"), [("texts", []), ("ips", []), ("json", {})])
def test_create_fills_what_is_left_out(sdk: Sdk, kind: str, empty: Any) -> None:
    made = sdk.list.create("mine", kind)["list"]
    key = made.pop("id")
    assert made == {"name": "mine", "type": kind, "description": "", "data": empty}
    assert sdk.list.load(key)["list"] == {"id": key, **made}


@COVERAGE.of("create")
def test_create_of_an_existing_name_is_refused_as_existing(sdk: Sdk) -> None:
    sdk.list.create("mine", "texts")
    with pytest.raises(AuthException) as refused:
        sdk.list.create("mine", "json")
    status, body = refusal(refused.value)
    assert status == 400
    assert "already exists" in body["errorDescription"]


@COVERAGE.of("update")
def test_update_empties_what_is_left_out_and_keeps_the_id(sdk: Sdk) -> None:
    key = _made(sdk, "texts", ["a"], description="text")
    assert sdk.list.update(key, "renamed", "texts")["list"] == {
        "id": key,
        "name": "renamed",
        "type": "texts",
        "description": "",
        "data": [],
    }
    updated = sdk.list.update(key, "renamed", "json", "more", {"a": [1, None]})["list"]
    assert (updated["type"], updated["description"], updated["data"]) == ("json", "more", {"a": [1, None]})


@COVERAGE.of("delete")
def test_delete_takes_that_list_only_and_fails_the_second_time(sdk: Sdk) -> None:
    key = _made(sdk, "texts", [])
    other = sdk.list.create("other", "texts")["list"]
    sdk.list.delete(key)
    assert sdk.list.load_all()["lists"] == [other]
    with pytest.raises(AuthException) as refused:
        sdk.list.delete(key)
    assert refused.value.status_code == 404


@COVERAGE.of("load")
def test_load_of_an_unknown_list_is_a_404(sdk: Sdk) -> None:
    assert sdk.list.load(_made(sdk, "texts", ["a"]))["list"]["data"] == ["a"]
    with pytest.raises(AuthException) as refused:
        sdk.list.load("no such list")
    assert refused.value.status_code == 404


@COVERAGE.of("load_by_name")
def test_load_by_name_finds_the_exact_name(sdk: Sdk) -> None:
    key = sdk.list.create("a b/ü?", "texts")["list"]["id"]
    assert sdk.list.load_by_name("a b/ü?")["list"]["id"] == key
    with pytest.raises(AuthException) as refused:
        sdk.list.load_by_name("A B/ü?")
    assert refused.value.status_code == 404


@COVERAGE.of("load_all")
def test_a_new_project_has_no_lists(sdk: Sdk) -> None:
    assert sdk.list.load_all() == {"lists": []}


@COVERAGE.of("import_lists")
def test_import_keeps_ids_and_overwrites(sdk: Sdk) -> None:
    key = _made(sdk, "texts", ["a"])
    wanted = [
        {"id": key, "name": "renamed", "description": "", "type": "ips", "data": ["10.0.0.1"]},
        {"id": "from-elsewhere", "name": "other", "description": "text", "type": "json", "data": {"b": 1}},
    ]
    sdk.list.import_lists(wanted)
    assert sdk.list.load_all()["lists"] == wanted


@COVERAGE.of("import_lists")
def test_import_takes_all_or_none(sdk: Sdk) -> None:
    with pytest.raises(AuthException):
        sdk.list.import_lists([{"name": "good", "type": "texts"}, {"name": "bad", "type": "numbers"}])
    assert sdk.list.load_all()["lists"] == []


@COVERAGE.of("add_ips")
def test_add_ips_appends_new_ones_in_order(sdk: Sdk) -> None:
    key = _made(sdk, "ips", ["10.0.0.1"])
    sdk.list.add_ips(key, ["10.0.0.2", "10.0.0.1", "2001:db8::/32"])
    assert _data(sdk, key) == ["10.0.0.1", "10.0.0.2", "2001:db8::/32"]
    for wrong in (["not an address"], ["10.0.0.300"]):
        with pytest.raises(AuthException):
            sdk.list.add_ips(key, wrong)


@COVERAGE.of("remove_ips")
def test_remove_ips_ignores_those_that_are_not_there(sdk: Sdk) -> None:
    key = _made(sdk, "ips", ["10.0.0.1", "10.0.0.2"])
    sdk.list.remove_ips(key, ["10.0.0.2", "10.0.0.3"])
    assert _data(sdk, key) == ["10.0.0.1"]


@COVERAGE.of("check_ip")
def test_check_ip_knows_addresses_and_ranges(sdk: Sdk) -> None:
    key = _made(sdk, "ips", ["192.0.2.7", "10.1.0.0/16", "2001:db8::/32"])
    assert [sdk.list.check_ip(key, ip) for ip in ("192.0.2.7", "10.1.255.3", "2001:db8::1")] == [True] * 3
    assert [sdk.list.check_ip(key, ip) for ip in ("192.0.2.8", "10.2.0.0", "2001:db9::1", "::a01:1")] == [False] * 4


@COVERAGE.of("add_texts")
def test_add_texts_appends_new_ones_in_order(sdk: Sdk) -> None:
    key = _made(sdk, "texts", ["b"])
    sdk.list.add_texts(key, ["a", "b", "a", "ü"])
    assert _data(sdk, key) == ["b", "a", "ü"]


@COVERAGE.of("remove_texts")
def test_remove_texts_ignores_those_that_are_not_there(sdk: Sdk) -> None:
    key = _made(sdk, "texts", ["a", "b", "c"])
    sdk.list.remove_texts(key, ["b", "d"])
    assert _data(sdk, key) == ["a", "c"]


@COVERAGE.of("check_text")
def test_check_text_compares_exactly(sdk: Sdk) -> None:
    key = _made(sdk, "texts", ["Acme"])
    assert [sdk.list.check_text(key, text) for text in ("Acme", "acme", "Acm")] == [True, False, False]


@COVERAGE.of("check_texts")
def test_check_texts_wants_any_or_all(sdk: Sdk) -> None:
    key = _made(sdk, "texts", ["a", "b"])
    assert sdk.list.check_texts(key, ["a", "c"])
    assert not sdk.list.check_texts(key, ["a", "c"], match_all=True)
    assert sdk.list.check_texts(key, ["a", "b"], match_all=True)
    for wrong in ([], ["x"] * 101):
        with pytest.raises(AuthException):
            sdk.list.check_texts(key, wrong)


@COVERAGE.of("clear")
@pytest.mark.parametrize(("kind", "data", "empty"), [("texts", ["a"], []), ("ips", ["::1"], []), ("json", {"a": 1}, {})])
def test_clear_empties_the_data_and_nothing_else(sdk: Sdk, kind: str, data: Any, empty: Any) -> None:
    key = _made(sdk, kind, data, description="text")
    sdk.list.clear(key)
    assert sdk.list.load(key)["list"] == {"id": key, "name": "mine", "description": "text", "type": kind, "data": empty}


@COVERAGE.of("add_texts")
def test_calls_for_one_type_refuse_lists_of_another(sdk: Sdk) -> None:
    ips, texts = _made(sdk, "ips", []), sdk.list.create("texts", "texts")["list"]["id"]
    calls: list[Callable[[], Any]] = [
        lambda: sdk.list.add_texts(ips, ["a"]),
        lambda: sdk.list.remove_texts(ips, ["a"]),
        lambda: sdk.list.check_text(ips, "a"),
        lambda: sdk.list.add_ips(texts, ["::1"]),
        lambda: sdk.list.remove_ips(texts, ["::1"]),
        lambda: sdk.list.check_ip(texts, "::1"),
    ]
    for call in calls:
        with pytest.raises(AuthException) as refused:
            call()
        assert refusal(refused.value)[1]["errorCode"] == "E011003"


def _made(sdk: Sdk, kind: str, data: Any, description: str | None = None) -> str:
    key: str = sdk.list.create("mine", kind, description, data)["list"]["id"]
    return key


def _data(sdk: Sdk, key: str) -> Any:
    return sdk.list.load(key)["list"]["data"]
