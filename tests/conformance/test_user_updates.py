# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates of single fields of a user with the official client."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AssociatedTenant, AuthException
from descope.management.common import AssociatedFamily

from tests.conformance.sdk import Sdk, refusal
from tests.conformance.user import COVERAGE, LOGIN, company, user


@pytest.fixture(autouse=True)
def _company(sdk: Sdk) -> None:
    company(sdk)
    sdk.user.create(LOGIN, display_name="Ann Lee", given_name="Ann")


def _roles_in(sdk: Sdk, tenant_id: str) -> list[str]:
    (found,) = [entry["roleNames"] for entry in user(sdk)["userTenants"] if entry["tenantId"] == tenant_id]
    names: list[str] = found
    return names


@COVERAGE.of("deactivate")
def test_deactivate_disables_the_user(sdk: Sdk) -> None:
    assert sdk.user.deactivate(LOGIN)["user"]["status"] == "disabled"
    assert user(sdk)["status"] == "disabled"


@COVERAGE.of("activate")
def test_activate_enables_the_user(sdk: Sdk) -> None:
    assert sdk.user.activate(LOGIN)["user"]["status"] == "enabled"
    assert user(sdk)["status"] == "enabled"


@COVERAGE.of("update_login_id")
def test_a_login_id_is_renamed_and_removed_but_not_the_last_one(sdk: Sdk) -> None:
    sdk.user.create("bob")
    sdk.user.update(LOGIN, additional_login_ids=["ann"])
    assert sdk.user.update_login_id(LOGIN, "ann@globex.example")["user"]["loginIds"] == ["ann@globex.example", "ann"]
    assert sdk.user.update_login_id("ann@globex.example")["user"]["loginIds"] == ["ann"]
    for new in (None, "bob"):
        with pytest.raises(AuthException) as refused:
            sdk.user.update_login_id("ann", new)
        assert refusal(refused.value)[0] == 400
    assert user(sdk, "ann")["loginIds"] == ["ann"]


@COVERAGE.of("update_email")
def test_an_email_can_be_shared_unless_that_is_a_conflict(sdk: Sdk) -> None:
    sdk.user.create("bob", email="shared@x.example")
    with pytest.raises(AuthException) as refused:
        sdk.user.update_email(LOGIN, "shared@x.example", fail_on_conflict=True)
    assert refusal(refused.value)[0] == 400
    after = sdk.user.update_email(LOGIN, "shared@x.example", verified=True)["user"]
    assert (after["email"], after["verifiedEmail"]) == ("shared@x.example", True)
    after = sdk.user.update_email(LOGIN)["user"]
    assert (after["email"], after["verifiedEmail"]) == ("", False)


@COVERAGE.of("update_phone")
def test_a_phone_is_kept_in_its_normal_form(sdk: Sdk) -> None:
    after = sdk.user.update_phone(LOGIN, "+1 (555) 555-5555", verified=True)["user"]
    assert (after["phone"], after["verifiedPhone"]) == ("+15555555555", True)
    sdk.user.create("bob")
    with pytest.raises(AuthException):
        sdk.user.update_phone("bob", "+15555555555", fail_on_conflict=True)
    with pytest.raises(AuthException):
        sdk.user.update_phone("bob", "one two three")
    assert user(sdk, "bob")["phone"] == ""


@COVERAGE.of("update_display_name")
def test_names_that_are_left_out_are_kept(sdk: Sdk) -> None:
    after = sdk.user.update_display_name(LOGIN, display_name="Dr Lee", family_name="Lee")["user"]
    assert (after["name"], after["givenName"], after["familyName"]) == ("Dr Lee", "Ann", "Lee")


@COVERAGE.of("update_picture")
def test_the_picture_is_set_and_emptied(sdk: Sdk) -> None:
    assert sdk.user.update_picture(LOGIN, "https://x.example/a.png")["user"]["picture"] == "https://x.example/a.png"
    assert sdk.user.update_picture(LOGIN)["user"]["picture"] == ""


@COVERAGE.of("update_custom_attribute")
def test_one_custom_attribute_changes(sdk: Sdk) -> None:
    sdk.user.update_custom_attribute(LOGIN, "team", "a")
    sdk.user.update_custom_attribute(LOGIN, "level", 5)
    assert user(sdk)["customAttributes"] == {"team": "a", "level": 5}


@COVERAGE.of("set_roles")
def test_set_roles_replaces_and_refuses_unknown_ones(sdk: Sdk) -> None:
    sdk.user.set_roles(LOGIN, ["viewer"])
    assert sdk.user.set_roles(LOGIN, ["editor"])["user"]["roleNames"] == ["editor"]
    with pytest.raises(AuthException) as refused:
        sdk.user.set_roles(LOGIN, ["editor", "boss"])
    assert refusal(refused.value)[0] == 400
    assert sdk.user.set_roles(LOGIN, [])["user"]["roleNames"] == []


@COVERAGE.of("add_roles")
def test_add_roles_adds_once(sdk: Sdk) -> None:
    sdk.user.add_roles(LOGIN, ["viewer"])
    after = sdk.user.add_roles(LOGIN, ["viewer", "editor"])["user"]
    assert (after["roleNames"], after["permissions"]) == (["viewer", "editor"], ["doc.read"])


@COVERAGE.of("remove_roles")
def test_remove_roles_leaves_the_others(sdk: Sdk) -> None:
    sdk.user.set_roles(LOGIN, ["viewer", "editor"])
    assert sdk.user.remove_roles(LOGIN, ["viewer"])["user"]["roleNames"] == ["editor"]


@COVERAGE.of("set_sso_apps")
def test_set_sso_apps_replaces(sdk: Sdk) -> None:
    sdk.user.set_sso_apps(LOGIN, ["a"])
    assert sdk.user.set_sso_apps(LOGIN, ["b", "c"])["user"]["ssoAppIds"] == ["b", "c"]


@COVERAGE.of("add_sso_apps")
def test_add_sso_apps_adds_once(sdk: Sdk) -> None:
    sdk.user.add_sso_apps(LOGIN, ["a"])
    assert sdk.user.add_sso_apps(LOGIN, ["a", "b"])["user"]["ssoAppIds"] == ["a", "b"]


@COVERAGE.of("remove_sso_apps")
def test_remove_sso_apps_leaves_the_others(sdk: Sdk) -> None:
    sdk.user.set_sso_apps(LOGIN, ["a", "b"])
    assert sdk.user.remove_sso_apps(LOGIN, ["a"])["user"]["ssoAppIds"] == ["b"]


@COVERAGE.of("add_tenant")
def test_a_new_member_gets_the_default_roles_of_the_tenant(sdk: Sdk) -> None:
    sdk.tenant.update_default_roles("acme", ["viewer"])
    (membership,) = sdk.user.add_tenant(LOGIN, "acme")["user"]["userTenants"]
    assert membership == {
        "tenantId": "acme",
        "tenantName": "Acme",
        "roleNames": ["viewer"],
        "permissions": ["doc.read"],
    }
    with pytest.raises(AuthException) as refused:
        sdk.user.add_tenant(LOGIN, "nowhere")
    assert refusal(refused.value)[0] == 400


@COVERAGE.of("add_tenant")
def test_who_is_a_member_already_stays_as_they_are(sdk: Sdk) -> None:
    sdk.user.add_tenant(LOGIN, "acme")
    sdk.user.set_tenant_roles(LOGIN, "acme", ["boss"])
    sdk.user.add_tenant(LOGIN, "acme")
    assert _roles_in(sdk, "acme") == ["boss"]


@COVERAGE.of("remove_tenant")
def test_remove_tenant_ends_that_membership_only(sdk: Sdk) -> None:
    sdk.user.add_tenant(LOGIN, "acme")
    sdk.user.add_tenant(LOGIN, "globex")
    after = sdk.user.remove_tenant(LOGIN, "acme")["user"]
    assert [entry["tenantId"] for entry in after["userTenants"]] == ["globex"]


@COVERAGE.of("set_tenant_roles")
def test_roles_in_a_tenant_are_set_there_and_only_for_members(sdk: Sdk) -> None:
    sdk.user.create("bob", user_tenants=[AssociatedTenant("globex")])
    sdk.user.add_tenant(LOGIN, "acme")
    sdk.user.set_tenant_roles(LOGIN, "acme", ["boss"])
    assert _roles_in(sdk, "acme") == ["boss"]
    assert user(sdk)["roleNames"] == []
    refused: list[tuple[str, str, list[str]]] = [("bob", "acme", ["boss"]), ("bob", "globex", ["boss"])]
    for login_id, tenant_id, names in refused:
        with pytest.raises(AuthException) as error:
            sdk.user.set_tenant_roles(login_id, tenant_id, names)
        assert refusal(error.value)[0] == 400


@COVERAGE.of("add_tenant_roles")
def test_add_tenant_roles_adds_once(sdk: Sdk) -> None:
    sdk.user.add_tenant(LOGIN, "acme")
    sdk.user.add_tenant_roles(LOGIN, "acme", ["boss"])
    sdk.user.add_tenant_roles(LOGIN, "acme", ["boss", "viewer"])
    assert _roles_in(sdk, "acme") == ["boss", "viewer"]


@COVERAGE.of("remove_tenant_roles")
def test_remove_tenant_roles_leaves_the_others(sdk: Sdk) -> None:
    sdk.user.add_tenant(LOGIN, "acme")
    sdk.user.set_tenant_roles(LOGIN, "acme", ["boss", "viewer"])
    sdk.user.remove_tenant_roles(LOGIN, "acme", ["boss"])
    assert _roles_in(sdk, "acme") == ["viewer"]


def _families(sdk: Sdk) -> None:
    sdk.family.configure_settings(allow_multiple_families_users=True)
    for family_id in ("F1", "F2"):
        sdk.family.create(family_id, family_id)


@COVERAGE.of("add_families")
def test_adding_a_family_again_merges(sdk: Sdk) -> None:
    _families(sdk)
    sdk.user.add_families(LOGIN, [AssociatedFamily("F1", ["viewer"], {"nick": "Mum"}), AssociatedFamily("F2")])
    after = sdk.user.add_families(LOGIN, [AssociatedFamily("F1", ["editor"], {"car": True}), AssociatedFamily("F2")])
    families: list[dict[str, Any]] = after["user"]["familyAssociations"]
    assert families == [
        {"familyId": "F1", "roleNames": ["viewer", "editor"], "familyScopedAttributes": {"nick": "Mum", "car": True}},
        {"familyId": "F2", "roleNames": [], "familyScopedAttributes": {}},
    ]


@COVERAGE.of("add_families")
def test_a_family_must_exist_and_settings_can_allow_only_one(sdk: Sdk) -> None:
    _families(sdk)
    sdk.family.configure_settings(max_family_members=1, allow_multiple_families_users=False)
    sdk.user.create("bob", family_associations=[AssociatedFamily("F2")])
    for bad in ([AssociatedFamily("F3")], [AssociatedFamily("F1"), AssociatedFamily("F2")], [AssociatedFamily("F2")]):
        with pytest.raises(AuthException) as refused:
            sdk.user.add_families(LOGIN, bad)
        assert refusal(refused.value)[0] == 400
    assert user(sdk)["familyAssociations"] == []


@COVERAGE.of("remove_families")
def test_remove_families_leaves_the_others(sdk: Sdk) -> None:
    _families(sdk)
    sdk.user.add_families(LOGIN, [AssociatedFamily("F1"), AssociatedFamily("F2")])
    after = sdk.user.remove_families(LOGIN, ["F1"])["user"]
    assert [entry["familyId"] for entry in after["familyAssociations"]] == ["F2"]


@COVERAGE.of("update_recovery_email")
def test_the_recovery_email_is_apart_from_the_email(sdk: Sdk) -> None:
    after = sdk.user.update_recovery_email(LOGIN, "r@x.example", verified=True)["user"]
    assert (after["recoveryEmail"], after["verifiedRecoveryEmail"], after["email"]) == ("r@x.example", True, "")


@COVERAGE.of("update_recovery_phone")
def test_the_recovery_phone_is_apart_from_the_phone(sdk: Sdk) -> None:
    after = sdk.user.update_recovery_phone(LOGIN, "+1-555-555-5555")["user"]
    assert (after["recoveryPhone"], after["verifiedRecoveryPhone"], after["phone"]) == ("+15555555555", False, "")
