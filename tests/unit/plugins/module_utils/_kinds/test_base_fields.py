# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind's secrets, noise and permanence mean for what is sent, compared and shown."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import MASK, Documents
from tests.unit.plugins.module_utils._kinds.toys import Box, OnlyBox

Json = dict[str, t.Any]

BOX = Box()
ONLY = OnlyBox()

READ: Json = BOX.from_api({"name": "a", "madeAt": 7, "lock": {"serialNumber": "n", "turns": 2}, "betaFlag": 1})


# --- what is sent --------------------------------------------------------------------------------------------------------


# reliability #29 #32
def test_a_blank_secret_and_what_the_server_makes_up_are_not_sent() -> None:
    body = BOX.body(READ)
    assert {"masterKey", "madeAt"} & body.keys() == set()
    assert "pinCode" not in body["lock"]
    assert (body["betaFlag"], body["labelText"]) == (1, "")


def test_a_secret_that_was_given_is_sent() -> None:
    body = BOX.body(BOX.overlay(READ, {"masterKey": "k", "lock": {"pinCode": "1234"}}))
    assert (body["masterKey"], body["lock"]["pinCode"], body["lock"]["turns"]) == ("k", "1234", 2)


# --- what is compared ----------------------------------------------------------------------------------------------------


def test_secrets_and_noise_inside_a_field_are_no_part_of_its_value() -> None:
    assert BOX.comparable("lock", {"pinCode": "1", "serialNumber": "x", "turns": 2}) == {"turns": 2}


@pytest.mark.parametrize(("name", "value"), [("lock", None), ("labelText", "x"), ("unknown", {"pinCode": 1}), ("lock", [1])])
def test_any_other_value_is_compared_as_it_is(name: str, value: t.Any) -> None:
    assert BOX.comparable(name, value) == value


# --- what people see -----------------------------------------------------------------------------------------------------


def test_secrets_are_masked_for_people_and_what_the_server_makes_up_is_left_out() -> None:
    document = BOX.overlay(READ, {"masterKey": "k", "lock": {"pinCode": "1234"}})
    shown = BOX.shown(document)
    assert (shown["masterKey"], shown["lock"]) == (MASK, {"pinCode": MASK, "turns": 2})
    assert "madeAt" not in shown
    assert (document["masterKey"], document["lock"]["pinCode"]) == ("k", "1234")


def test_a_secret_that_is_not_there_is_not_masked_into_being() -> None:
    assert BOX.shown(BOX.from_api({"name": "a"})) == {"name": "a", "labelText": "", "masterKey": "", "lock": None}


# --- spelling ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("api", "user"),
    [
        ("masterKey", "master_key"),
        ("lock.pinCode", "lock.pin_code"),
        ("lock", "lock"),
        ("lock.betaFlag", "lock.betaFlag"),
        ("betaFlag", "betaFlag"),
    ],
)
def test_a_path_has_two_spellings(api: str, user: str) -> None:
    assert (BOX.user_path(api), BOX.api_path(user)) == (user, api)
    assert BOX.spellings(api) == (user.rpartition(".")[2], api.rpartition(".")[2])


def test_a_wrong_type_within_a_field_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"boxes\[0\]\.lock \(a\): .*valid integer.* \(at turns\)"):
        BOX.from_variables({"name": "a", "lock": {"turns": "many"}}, "boxes[0]")


# --- permanence ----------------------------------------------------------------------------------------------------------


def test_what_there_is_one_of_is_permanent_and_others_are_not() -> None:
    assert (ONLY.permanent(READ), BOX.permanent(READ)) == (True, False)


def test_a_permanent_document_that_is_not_read_yet_is_no_more_than_was_written() -> None:
    assert ONLY.overlay(None, {"labelText": "x", "madeAt": 5}) == {"labelText": "x"}
    assert BOX.overlay(None, {"labelText": "x"}) == {**BOX.from_api({}), "labelText": "x"}


def test_a_permanent_document_that_is_read_is_laid_over_like_any_other() -> None:
    assert ONLY.overlay(READ, {"labelText": "x", "madeAt": 5}) == {**READ, "labelText": "x"}


def test_nothing_is_untouched_or_unreadable_or_built_in_unless_its_kind_says_so() -> None:
    assert not BOX.untouched(READ, Documents({"a": READ}))
    assert (BOX.unreadable(READ), BOX.built_in(READ), BOX.neutral(READ)) == ((), False, READ)
