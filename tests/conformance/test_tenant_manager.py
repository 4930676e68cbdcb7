# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenant manager of the official client finds the API it was written for."""

from __future__ import annotations

import pytest
from descope import AuthException
from descope.management.common import SSOSetupSuiteSettings, SSOSetupSuiteSettingsDisabledFeatures

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.process import Control

COVERAGE = Coverage("tenant")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_keeps_the_id_that_was_asked_for(sdk: Sdk) -> None:
    assert sdk.tenant.create("Acme", id="acme") == {"id": "acme"}


@COVERAGE.of("create")
def test_create_without_an_id_makes_one(sdk: Sdk) -> None:
    made = sdk.tenant.create("Acme")["id"]
    assert made.startswith("T")
    assert len(made) == 28


@COVERAGE.of("create")
def test_create_stores_every_field_the_client_knows(sdk: Sdk) -> None:
    sdk.tenant.create(
        "Acme",
        "acme",
        ["acme.example"],
        {"plan": "gold", "seats": 5},
        enforce_sso=True,
        enforce_sso_exclusions=["root@acme.example"],
        federated_app_ids=["app"],
        disabled=True,
    )
    tenant = sdk.tenant.load("acme")
    assert tenant["selfProvisioningDomains"] == ["acme.example"]
    assert tenant["customAttributes"] == {"plan": "gold", "seats": 5}
    assert tenant["enforceSSO"] and tenant["disabled"]
    assert tenant["enforceSSOExclusions"] == ["root@acme.example"]
    assert tenant["federatedAppIds"] == ["app"]


@COVERAGE.of("create")
def test_create_with_a_taken_name_is_refused_as_existing(sdk: Sdk) -> None:
    sdk.tenant.create("Acme")
    with pytest.raises(AuthException) as refused:
        sdk.tenant.create("Acme")
    status, body = refusal(refused.value)
    assert status == 400
    assert "already exists" in body["errorDescription"]


@COVERAGE.of("update")
def test_update_empties_what_is_left_out(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", ["acme.example"], {"plan": "gold"}, federated_app_ids=["app"], disabled=True)
    sdk.tenant.update("acme", "Acme Ltd")
    tenant = sdk.tenant.load("acme")
    assert tenant["name"] == "Acme Ltd"
    assert tenant["selfProvisioningDomains"] == tenant["federatedAppIds"] == []
    assert tenant["customAttributes"] == {}
    assert tenant["disabled"] is False


@COVERAGE.of("patch_tenant")
def test_patch_leaves_alone_what_is_left_out(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", ["acme.example"], {"plan": "gold"})
    sdk.tenant.patch_tenant("acme", disabled=True, role_inheritance="userOnly")
    tenant = sdk.tenant.load("acme")
    assert (tenant["disabled"], tenant["roleInheritance"]) == (True, "userOnly")
    assert tenant["selfProvisioningDomains"] == ["acme.example"]
    assert tenant["customAttributes"] == {"plan": "gold"}


@COVERAGE.of("patch_tenant")
def test_patch_takes_an_empty_list_as_a_change(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", ["acme.example"])
    sdk.tenant.patch_tenant("acme", self_provisioning_domains=[])
    assert sdk.tenant.load("acme")["selfProvisioningDomains"] == []


@COVERAGE.of("update_default_roles")
def test_default_roles_are_replaced(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.role.create_batch([{"name": "a"}, {"name": "b"}])
    sdk.tenant.update_default_roles("acme", ["a"])
    sdk.tenant.update_default_roles("acme", ["b"])
    assert sdk.tenant.load("acme")["defaultRoles"] == ["b"]


@COVERAGE.of("delete")
def test_delete_removes_the_tenant_with_and_without_cascade(sdk: Sdk) -> None:
    for cascade in (False, True):
        sdk.tenant.create("Acme", "acme")
        sdk.tenant.delete("acme", cascade)
        with pytest.raises(AuthException) as refused:
            sdk.tenant.load("acme")
        status, body = refusal(refused.value)
        assert (status, body["errorCode"]) == (404, "E112202")


@COVERAGE.of("load")
def test_load_answers_the_tenant_at_the_root_with_zero_values(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    tenant = sdk.tenant.load("acme")
    assert tenant.pop("createdTime") > 0
    assert tenant == {
        "id": "acme",
        "name": "Acme",
        "selfProvisioningDomains": [],
        "customAttributes": {},
        "authType": "none",
        "domains": [],
        "disabled": False,
        "enforceSSO": False,
        "enforceSSOExclusions": [],
        "federatedAppIds": [],
        "parent": "",
        "successors": [],
        "defaultRoles": [],
        "roleInheritance": "",
    }


@COVERAGE.of("load_all")
def test_load_all_lists_every_tenant(sdk: Sdk) -> None:
    for number in range(3):
        sdk.tenant.create(f"Tenant {number}")
    assert [tenant["name"] for tenant in sdk.tenant.load_all()["tenants"]] == ["Tenant 0", "Tenant 1", "Tenant 2"]


@COVERAGE.of("search_all")
def test_search_combines_filters_and_finds_nothing_without_failing(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", ["acme.example"], {"plan": "gold"})
    sdk.tenant.create("Globex", "globex", ["globex.example"], {"plan": "gold"})

    def found(**filters: object) -> list[str]:
        return [tenant["id"] for tenant in sdk.tenant.search_all(**filters)["tenants"]]

    assert found() == found(custom_attributes={"plan": "gold"}) == ["acme", "globex"]
    assert found(ids=["acme"]) == found(names=["Acme"]) == found(self_provisioning_domains=["acme.example"]) == ["acme"]
    assert found(ids=["acme"], names=["Globex"]) == found(names=["Nobody"]) == []


@COVERAGE.of("load_settings")
def test_a_tenant_that_nobody_has_configured_shows_plausible_settings(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", ["acme.example"], enforce_sso=True)
    assert sdk.tenant.load_settings("acme") == {
        "domains": [],
        "selfProvisioningDomains": ["acme.example"],
        "authType": "none",
        "enforceSSO": True,
        "enforceSSOExclusions": [],
        "federatedAppIds": [],
        "enabled": False,
        "refreshTokenExpiration": 4,
        "refreshTokenExpirationUnit": "weeks",
        "sessionTokenExpiration": 10,
        "sessionTokenExpirationUnit": "minutes",
        "stepupTokenExpiration": 10,
        "stepupTokenExpirationUnit": "minutes",
        "enableInactivity": False,
        "inactivityTime": 0,
        "inactivityTimeUnit": "minutes",
        "JITDisabled": False,
        "ssoSetupSuiteSettings": {
            "enabled": False,
            "styleId": "",
            "disabledFeatures": dict.fromkeys(("saml", "oidc", "scim", "ssoDomains", "groupMapping"), False),
        },
    }


@COVERAGE.of("update_settings")
def test_update_settings_stores_every_field_the_client_knows(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    features = SSOSetupSuiteSettingsDisabledFeatures(scim=True, sso_domains=True)
    sdk.tenant.update_settings(
        "acme",
        ["acme.example"],
        domains=["sso.acme.example"],
        auth_type="oidc",
        session_settings_enabled=True,
        refresh_token_expiration=2,
        refresh_token_expiration_unit="days",
        session_token_expiration=15,
        session_token_expiration_unit="minutes",
        stepup_token_expiration=3,
        stepup_token_expiration_unit="hours",
        enable_inactivity=True,
        inactivity_time=1,
        inactivity_time_unit="weeks",
        JITDisabled=True,
        sso_setup_suite_settings=SSOSetupSuiteSettings(True, "style", features),
        enforce_sso=True,
        enforce_sso_exclusions=["root@acme.example"],
        federated_app_ids=["app"],
    )
    assert sdk.tenant.load_settings("acme") == {
        "selfProvisioningDomains": ["acme.example"],
        "domains": ["sso.acme.example"],
        "authType": "oidc",
        "enabled": True,
        "refreshTokenExpiration": 2,
        "refreshTokenExpirationUnit": "days",
        "sessionTokenExpiration": 15,
        "sessionTokenExpirationUnit": "minutes",
        "stepupTokenExpiration": 3,
        "stepupTokenExpirationUnit": "hours",
        "enableInactivity": True,
        "inactivityTime": 1,
        "inactivityTimeUnit": "weeks",
        "JITDisabled": True,
        "ssoSetupSuiteSettings": {"enabled": True, "styleId": "style", "disabledFeatures": features.to_dict()},
        "enforceSSO": True,
        "enforceSSOExclusions": ["root@acme.example"],
        "federatedAppIds": ["app"],
    }


@COVERAGE.of("update_settings")
def test_update_settings_changes_the_tenant_and_update_changes_the_settings(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.tenant.update_settings("acme", ["a.example"], ["sso.example"], "saml", enforce_sso=True)
    tenant = sdk.tenant.load("acme")
    assert (tenant["selfProvisioningDomains"], tenant["domains"]) == (["a.example"], ["sso.example"])
    assert (tenant["authType"], tenant["enforceSSO"]) == ("saml", True)
    sdk.tenant.update("acme", "Acme", ["b.example"])
    settings = sdk.tenant.load_settings("acme")
    assert (settings["selfProvisioningDomains"], settings["domains"]) == (["b.example"], ["sso.example"])
    assert (settings["authType"], settings["enforceSSO"]) == ("saml", False)


@COVERAGE.of("update_settings")
def test_update_settings_empties_what_is_left_out(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", federated_app_ids=["app"])
    sdk.tenant.update_settings("acme", ["a.example"], ["sso.example"], "saml", True, JITDisabled=True)
    sdk.tenant.update_settings("acme", [])
    settings = sdk.tenant.load_settings("acme")
    assert settings["domains"] == settings["selfProvisioningDomains"] == settings["federatedAppIds"] == []
    assert (settings["authType"], settings["enabled"], settings["JITDisabled"]) == ("none", False, False)
    assert (settings["sessionTokenExpiration"], settings["sessionTokenExpirationUnit"]) == (0, "")


@COVERAGE.of("generate_sso_configuration_link")
def test_every_generated_link_is_another_one(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    links = [sdk.tenant.generate_sso_configuration_link("acme", 21600, "root@acme.example") for _ in range(2)]
    assert all(link.startswith("https://") for link in links)
    assert links[0] != links[1]


@COVERAGE.of("generate_sso_configuration_link")
def test_a_link_needs_a_tenant_and_a_configuration_that_exist(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    for arguments in ({"tenant_id": "nobody"}, {"tenant_id": "acme", "sso_id": "other"}):
        with pytest.raises(AuthException) as refused:
            sdk.tenant.generate_sso_configuration_link(**arguments)
        assert refused.value.status_code == 404


@COVERAGE.of("revoke_sso_configuration_link")
def test_revoke_takes_away_the_link_of_that_configuration_only(sdk: Sdk, control: Control, project_id: str) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.new_settings("acme", "Other", "other")
    sdk.tenant.generate_sso_configuration_link("acme", actor_id="someone")
    kept = sdk.tenant.generate_sso_configuration_link("acme", sso_id="other")
    sdk.tenant.revoke_sso_configuration_link("acme")
    sdk.tenant.revoke_sso_configuration_link("acme")
    assert [link["link"] for link in control.dump(project_id)["sso_links"]] == [kept]
