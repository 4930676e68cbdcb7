# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSO manager of the official client: loading, switching on and off, several configurations of one tenant."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException
from descope.management.sso_settings import RoleMapping

from tests.conformance.sdk import Sdk, refusal
from tests.conformance.sso import COVERAGE, NO_ATTRIBUTES, NO_MAPPING, oidc, oidc_in_full, saml, saml_in_full, with_roles
from tests.simulator.process import Control

UNCONFIGURED_SAML: dict[str, Any] = {
    **dict.fromkeys(("idpEntityId", "idpSSOUrl", "idpCertificate", "idpMetadataUrl", "spEntityId"), ""),
    **dict.fromkeys(("spACSUrl", "subjectNameIdFormat", "redirectUrl", "providerID", "scimProviderID"), ""),
    **dict.fromkeys(("configFGATenantIDResourcePrefix", "configFGATenantIDResourceSuffix"), ""),
    "idpAdditionalCertificates": [],
    "attributeMapping": NO_ATTRIBUTES,
    "disableSignRequest": False,
    "lastSuccessTestTime": 0,
    **NO_MAPPING,
}
UNCONFIGURED_OIDC: dict[str, Any] = {
    **dict.fromkeys(("name", "clientId", "clientSecret", "redirectUrl", "authUrl", "tokenUrl", "issuer"), ""),
    **dict.fromkeys(("userDataUrl", "JWKsUrl", "callbackDomain", "providerID", "scimProviderID"), ""),
    "scope": [],
    "userAttrMapping": {
        **NO_ATTRIBUTES,
        "loginId": "sub",
        "name": "name",
        "email": "email",
        "phoneNumber": "phone_number",
        "verifiedEmail": "email_verified",
        "verifiedPhone": "phone_number_verified",
        "picture": "picture",
        "givenName": "given_name",
        "middleName": "middle_name",
        "familyName": "family_name",
    },
    "manageProviderTokens": False,
    "usePkce": False,
    "prompt": [],
    "grantType": "authorization_code",
    "lastSuccessTestTime": 0,
    **NO_MAPPING,
}


@COVERAGE.of("load_settings")
def test_a_tenant_that_nobody_has_configured_answers_with_every_field(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme", ["acme.example"], {"plan": "gold"})
    loaded = sdk.sso.load_settings("acme")
    assert (loaded["saml"].pop("spCertificate") != "") and (loaded["saml"].pop("spSignCertificate") != "")
    assert loaded == {
        "tenant": {
            "id": "acme",
            "name": "Acme",
            "selfProvisioningDomains": ["acme.example"],
            "customAttributes": {"plan": "gold"},
            "authType": "none",
            "domains": [],
        },
        "saml": UNCONFIGURED_SAML,
        "oidc": UNCONFIGURED_OIDC,
        "ssoId": "",
    }


@COVERAGE.of("load_settings")
def test_the_settings_of_an_unknown_tenant_are_a_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.sso.load_settings("nobody")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (404, "E112202")


@COVERAGE.of("new_settings")
def test_a_new_configuration_is_empty_and_has_the_id_that_was_asked_for_or_one_of_its_own(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    default = sdk.sso.load_settings("acme")
    made = sdk.sso.new_settings("acme", "Second", "second")
    assert made["ssoId"] == "second"
    assert (made["tenant"], made["oidc"]) == (default["tenant"], default["oidc"])
    assert len(sdk.sso.new_settings("acme", "Third")["ssoId"]) > 20


@COVERAGE.of("new_settings")
def test_an_id_of_a_configuration_is_taken_once_and_one_is_reserved(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.new_settings("acme", "Second", "second")
    for sso_id in ("second", "default_ssoid"):
        with pytest.raises(AuthException) as refused:
            sdk.sso.new_settings("acme", "Another", sso_id)
        status, body = refusal(refused.value)
        assert status == 400
        assert "already exists" in body["errorDescription"]


@COVERAGE.of("load_all_settings")
def test_load_all_lists_the_default_configuration_first(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    assert [each["ssoId"] for each in sdk.sso.load_all_settings("acme")["SSOSettings"]] == [""]
    made = sdk.sso.new_settings("acme", "Second", "second")
    assert sdk.sso.load_all_settings("acme") == {"SSOSettings": [sdk.sso.load_settings("acme"), made]}


@COVERAGE.of("configure_sso_redirect_url")
def test_redirect_urls_change_one_by_one_and_nothing_else_does(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_oidc_settings("acme", oidc(redirect_url="https://oidc.example"))
    sdk.sso.configure_saml_settings("acme", saml(), "https://saml.example", ["acme.example"])
    before = sdk.sso.load_settings("acme")
    sdk.sso.configure_sso_redirect_url("acme", saml_redirect_url="https://new.example")
    assert sdk.sso.load_settings("acme") == {**before, "saml": {**before["saml"], "redirectUrl": "https://new.example"}}
    sdk.sso.configure_sso_redirect_url("acme", oauth_redirect_url="")
    after = sdk.sso.load_settings("acme")
    assert (after["saml"]["redirectUrl"], after["oidc"]["redirectUrl"]) == ("https://new.example", "")


@COVERAGE.of("configure_sso_redirect_url")
def test_a_redirect_url_can_be_that_of_a_further_configuration(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.new_settings("acme", "Second", "second")
    sdk.sso.configure_sso_redirect_url("acme", saml_redirect_url="https://new.example", sso_id="second")
    assert [each["saml"]["redirectUrl"] for each in _all(sdk)] == ["", "https://new.example"]


@COVERAGE.of("configure_auth_type")
def test_sso_can_be_turned_off_and_on_without_losing_anything(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example", ["acme.example"])
    before = sdk.sso.load_settings("acme")
    sdk.sso.configure_auth_type("acme", "none")
    assert sdk.tenant.load("acme")["authType"] == "none"
    assert sdk.sso.load_settings("acme")["saml"] == before["saml"]
    sdk.sso.configure_auth_type("acme", "saml")
    assert sdk.sso.load_settings("acme") == before


@COVERAGE.of("configure_auth_type")
def test_the_type_of_a_further_configuration_is_its_own(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.new_settings("acme", "Second", "second")
    sdk.sso.configure_auth_type("acme", "oidc", "second")
    assert [each["tenant"]["authType"] for each in _all(sdk)] == ["none", "oidc"]
    assert sdk.tenant.load("acme")["authType"] == "none"


@COVERAGE.of("configure_auth_type")
@pytest.mark.parametrize(("auth_type", "sso_id", "status"), [("ldap", None, 400), ("saml", "unknown", 404)])
def test_an_unknown_type_or_configuration_is_refused(sdk: Sdk, auth_type: str, sso_id: str, status: int) -> None:
    sdk.tenant.create("Acme", "acme")
    with pytest.raises(AuthException) as refused:
        sdk.sso.configure_auth_type("acme", auth_type, sso_id)
    assert refused.value.status_code == status


@COVERAGE.of("delete_settings")
def test_deleting_the_default_configuration_resets_it(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    fresh = sdk.sso.load_settings("acme")
    sdk.sso.configure_oidc_settings("acme", oidc_in_full())
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example", ["acme.example"])
    sdk.sso.delete_settings("acme")
    assert sdk.sso.load_settings("acme") == fresh
    assert sdk.tenant.load("acme")["domains"] == []
    sdk.sso.delete_settings("acme")


@COVERAGE.of("delete_settings")
def test_deleting_a_further_configuration_leaves_the_others(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_saml_settings("acme", saml())
    sdk.sso.new_settings("acme", "Second", "second")
    sdk.sso.delete_settings("acme", "second")
    assert [each["saml"]["idpCertificate"] for each in _all(sdk)] == ["CERT"]
    with pytest.raises(AuthException) as refused:
        sdk.sso.delete_settings("acme", "second")
    assert refused.value.status_code == 404


@COVERAGE.of("recalculate_sso_mappings")
def test_recalculate_gives_the_members_of_a_group_the_role_it_maps_to(sdk: Sdk, control: Control, project_id: str) -> None:
    with_roles(sdk, "editor")
    users = [{"id": f"U{number}", "userTenants": [{"tenantId": "acme", "roleNames": []}]} for number in (1, 2)]
    groups = [{"tenantId": "acme", "display": "eng", "members": [{"userId": "U1"}]}]
    control.load(project_id, {"users": users, "groups": groups})
    sdk.sso.configure_saml_settings("acme", saml(role_mappings=[RoleMapping(["eng"], "editor")]))
    sdk.sso.recalculate_sso_mappings("acme")
    sdk.sso.recalculate_sso_mappings("acme", "default_ssoid")
    members = [user["userTenants"][0]["roleNames"] for user in control.dump(project_id)["users"]]
    assert members == [["editor"], []]


def _all(sdk: Sdk) -> list[dict[str, Any]]:
    settings: list[dict[str, Any]] = sdk.sso.load_all_settings("acme")["SSOSettings"]
    return settings
