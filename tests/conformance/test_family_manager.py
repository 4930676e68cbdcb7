# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The family manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException
from descope.management.common import AssociatedFamily, CustomAttribute, CustomAttributeOption

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.tokens import SESSION

COVERAGE = Coverage("family")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_answers_the_family_with_the_id_that_was_chosen(sdk: Sdk) -> None:
    sdk.family.create_custom_attributes([CustomAttribute("plan", 1)])
    family = sdk.family.create("Smith", "smith", {"plan": "gold"}, "https://pictures.test/1", True)["family"]
    assert family.pop("createdTime") > 0
    assert family == {
        "id": "smith",
        "name": "Smith",
        "customAttributes": {"plan": "gold"},
        "photo": "https://pictures.test/1",
        "disabled": True,
    }
    assert sdk.family.create("Jones")["family"]["id"]


@COVERAGE.of("create")
def test_create_refuses_an_id_that_is_taken_and_attributes_that_are_not_defined(sdk: Sdk) -> None:
    sdk.family.create("Smith", "smith")
    for given in ({"id": "smith"}, {"custom_attributes": {"plan": "gold"}}):
        with pytest.raises(AuthException) as refused:
            sdk.family.create("Other", **given)
        assert refused.value.status_code == 400


@COVERAGE.of("update")
def test_update_changes_what_is_given_and_replaces_the_attributes_as_a_whole(sdk: Sdk) -> None:
    sdk.family.create_custom_attributes([CustomAttribute("a", 1), CustomAttribute("b", 1)])
    before = sdk.family.create("Smith", "smith", {"a": "1"}, photo="https://pictures.test/1")["family"]
    after = sdk.family.update("smith", custom_attributes={"b": "2"}, disabled=True)["family"]
    assert after == {**before, "customAttributes": {"b": "2"}, "disabled": True}


@COVERAGE.of("delete")
def test_delete_lets_members_go_and_takes_dependents_along(sdk: Sdk) -> None:
    sdk.family.create("Smith", "smith")
    sdk.user.create("ann", family_associations=[AssociatedFamily("smith")])
    sdk.family.create_dependent("smith", "tim")
    sdk.family.delete("smith")
    assert sdk.user.load("ann")["user"]["familyAssociations"] == []
    with pytest.raises(AuthException) as refused:
        sdk.user.load("tim")
    assert refused.value.status_code == 404


@COVERAGE.of("search_all")
def test_search_all_filters_and_pages(sdk: Sdk) -> None:
    sdk.family.create_custom_attributes([CustomAttribute("plan", 1)])
    for name, plan in (("Smith", "gold"), ("Jones", "free"), ("Smithers", "free")):
        sdk.family.create(name, name.lower(), {"plan": plan})
    assert _found(sdk) == ["smith", "jones", "smithers"]
    assert _found(sdk, ids=["jones"]) == ["jones"]
    assert _found(sdk, names=["Smith"]) == ["smith"]
    assert _found(sdk, text="SMITH") == ["smith", "smithers"]
    assert _found(sdk, custom_attributes={"plan": "free"}) == ["jones", "smithers"]
    assert _found(sdk, page=1, size=2) == ["smithers"]


@COVERAGE.of("create_dependent")
def test_a_dependent_is_a_user_of_the_family_without_credentials(sdk: Sdk) -> None:
    sdk.family.create("Smith", "smith")
    made = sdk.family.create_dependent(
        "smith", name="Tim Smith", email="ann@smith.test", family_scoped_attributes={"allowance": 5}
    )["user"]
    assert (made["name"], made["email"], made["password"]) == ("Tim Smith", "ann@smith.test", False)
    assert made["familyAssociations"] == [{"familyId": "smith", "roleNames": [], "familyScopedAttributes": {"allowance": 5}}]
    (login,) = made["loginIds"]
    assert login != "ann@smith.test"
    assert sdk.user.load(login)["user"]["userId"] == made["userId"]


@COVERAGE.of("create_dependent")
def test_a_family_holds_no_more_members_than_the_settings_say(sdk: Sdk) -> None:
    sdk.family.create("Smith", "smith")
    sdk.family.configure_settings(max_family_members=1)
    sdk.family.create_dependent("smith", "tim")
    with pytest.raises(AuthException) as refused:
        sdk.family.create_dependent("smith", "tom")
    assert refused.value.status_code == 400


@COVERAGE.of("delete_dependent")
def test_delete_dependent_deletes_dependents_only(sdk: Sdk) -> None:
    sdk.family.create("Smith", "smith")
    ann = sdk.user.create("ann", family_associations=[AssociatedFamily("smith")])["user"]
    tim = sdk.family.create_dependent("smith", "tim")["user"]
    sdk.family.delete_dependent(tim["userId"])
    for user in (tim, ann):
        with pytest.raises(AuthException) as refused:
            sdk.family.delete_dependent(user["userId"])
        assert refused.value.status_code == 404
    assert sdk.user.load("ann")["user"]["userId"] == ann["userId"]


@COVERAGE.of("impersonate_dependent")
def test_impersonation_needs_the_permission_in_the_family_of_the_dependent(sdk: Sdk) -> None:
    _guardian_and_dependent(sdk)
    sdk.family.configure_settings(allow_multiple_families_users=True)
    for name in ("bob", "ann"):
        sdk.family.create(name, name)
        sdk.user.add_families(name, [AssociatedFamily(name, ["guardian"])])
    with pytest.raises(AuthException) as refused:
        sdk.family.impersonate_dependent("bob", "tim")
    assert refused.value.status_code == 403
    with pytest.raises(AuthException) as other:
        sdk.family.impersonate_dependent("ann", "tim", "bob")
    assert other.value.status_code == 400
    assert sdk.family.impersonate_dependent("ann", "tim", "smith")


@COVERAGE.of("stop_impersonation")
def test_stop_impersonation_gives_the_impersonator_a_token_once_more(sdk: Sdk) -> None:
    ann, tim = _guardian_and_dependent(sdk)
    jwt = sdk.family.impersonate_dependent("ann", "tim")
    back = sdk.family.stop_impersonation(jwt, {"came": "back"}, 60)
    validate = sdk.client.validate_session
    acting, own = sdk.wait(validate(jwt)), sdk.wait(validate(back))
    assert (acting["sub"], acting["act"]["sub"]) == (tim, ann)
    assert (own["sub"], own["came"]) == (ann, "back")
    assert own["drn"] == SESSION
    with pytest.raises(AuthException):
        sdk.family.stop_impersonation(back)


@COVERAGE.of("get_settings")
def test_a_new_project_has_settings_for_families(sdk: Sdk) -> None:
    settings = sdk.family.get_settings()
    assert set(settings) == {"enabled", "maxFamilyMembers", "allowMultipleFamiliesUsers"}
    assert settings["maxFamilyMembers"] >= 1


@COVERAGE.of("configure_settings")
def test_configure_settings_changes_what_is_given(sdk: Sdk) -> None:
    before = sdk.family.get_settings()
    after = sdk.family.configure_settings(max_family_members=3)
    assert after == {**before, "maxFamilyMembers": 3} == sdk.family.get_settings()
    with pytest.raises(AuthException) as refused:
        sdk.family.configure_settings(max_family_members=0)
    assert refusal(refused.value)[0] == 400


@COVERAGE.of("create_custom_attributes")
def test_create_custom_attributes_answers_all_there_are(sdk: Sdk) -> None:
    plan = CustomAttribute("plan", 4, "Plan", [CustomAttributeOption("gold", "Gold")])
    sdk.family.create_custom_attributes([plan])
    data = sdk.family.create_custom_attributes([CustomAttribute("size", 2)])["data"]
    assert [attribute["name"] for attribute in data] == ["plan", "size"]
    assert (data[0]["type"], data[0]["options"]) == (4, [{"value": "gold", "label": "Gold"}])


@COVERAGE.of("load_custom_attributes")
def test_attributes_of_families_are_not_those_that_users_have_in_them(sdk: Sdk) -> None:
    sdk.family.create_custom_attributes([CustomAttribute("plan", 1)])
    sdk.user.create_family_scoped_custom_attributes([CustomAttribute("allowance", 2)])
    assert [attribute["name"] for attribute in sdk.family.load_custom_attributes()["data"]] == ["plan"]


@COVERAGE.of("delete_custom_attributes")
def test_delete_custom_attributes_answers_what_is_left(sdk: Sdk) -> None:
    sdk.family.create_custom_attributes([CustomAttribute("a", 1), CustomAttribute("b", 1)])
    assert [attribute["name"] for attribute in sdk.family.delete_custom_attributes(["a"])["data"]] == ["b"]


def _found(sdk: Sdk, **filters: Any) -> list[str]:
    return [family["id"] for family in sdk.family.search_all(**filters)["families"]]


def _guardian_and_dependent(sdk: Sdk) -> tuple[str, str]:
    """Ann, who may impersonate the dependents of her family, Tim, who is one, and Bob, who is nobody's: two user ids."""
    sdk.permission.create("Family Impersonate Dependents")
    sdk.role.create("guardian", permission_names=["Family Impersonate Dependents"])
    sdk.family.create("Smith", "smith")
    sdk.user.create("bob")
    ann = sdk.user.create("ann", family_associations=[AssociatedFamily("smith", ["guardian"])])["user"]["userId"]
    tim = sdk.family.create_dependent("smith", "tim")["user"]["userId"]
    return ann, tim
