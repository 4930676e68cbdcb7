# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions of custom attributes of users with the official client."""

from __future__ import annotations

import pytest
from descope import AuthException
from descope.management.common import CustomAttribute, CustomAttributeOption

from tests.conformance.sdk import Sdk, refusal
from tests.conformance.user import COVERAGE


@COVERAGE.of("create_custom_attribute")
def test_create_answers_every_attribute_complete(sdk: Sdk) -> None:
    sdk.user.create_custom_attribute("team", "Team", "1")
    made = sdk.user.create_custom_attribute("size", "Size", "4", required=True, options=["S", "L"])
    assert made["total"] == 2
    assert made["data"][1] == {
        "name": "size",
        "type": 4,
        "displayName": "Size",
        "options": [{"value": "S", "label": "S"}, {"value": "L", "label": "L"}],
        "defaultValue": None,
        "viewPermissions": [],
        "editPermissions": [],
        "required": True,
    }


@COVERAGE.of("create_custom_attribute")
def test_creating_an_attribute_again_succeeds_and_changes_nothing(sdk: Sdk) -> None:
    before = sdk.user.create_custom_attribute("team", "Team", "string")
    assert sdk.user.create_custom_attribute("team", "Another", "number") == before


@COVERAGE.of("delete_custom_attribute")
def test_delete_answers_what_is_left(sdk: Sdk) -> None:
    for name in ("team", "size"):
        sdk.user.create_custom_attribute(name, name, "1")
    assert [attribute["name"] for attribute in sdk.user.delete_custom_attribute("team")["data"]] == ["size"]
    with pytest.raises(AuthException) as refused:
        sdk.user.delete_custom_attribute("team")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("load_custom_attributes")
def test_load_lists_them(sdk: Sdk) -> None:
    assert sdk.user.load_custom_attributes() == {"data": [], "total": 0}
    made = sdk.user.create_custom_attribute("team", "Team", "1")
    assert sdk.user.load_custom_attributes() == made


@COVERAGE.of("create_family_scoped_custom_attributes")
def test_attributes_per_family_are_a_set_of_their_own(sdk: Sdk) -> None:
    options = [CustomAttributeOption("m", "Mum")]
    made = sdk.user.create_family_scoped_custom_attributes([CustomAttribute("nick", 4, "Nick", options)])["data"]
    assert [(entry["name"], entry["type"], entry["options"]) for entry in made] == [
        ("nick", 4, [{"value": "m", "label": "Mum"}])
    ]
    assert sdk.user.load_custom_attributes()["data"] == []


@COVERAGE.of("load_family_scoped_custom_attributes")
def test_attributes_per_family_are_listed(sdk: Sdk) -> None:
    made = sdk.user.create_family_scoped_custom_attributes([CustomAttribute("nick", 1)])
    assert sdk.user.load_family_scoped_custom_attributes() == made


@COVERAGE.of("delete_family_scoped_custom_attributes")
def test_attributes_per_family_are_deleted(sdk: Sdk) -> None:
    sdk.user.create_family_scoped_custom_attributes([CustomAttribute("nick", 1), CustomAttribute("car", 3)])
    left = sdk.user.delete_family_scoped_custom_attributes(["nick"])["data"]
    assert [attribute["name"] for attribute in left] == ["car"]
