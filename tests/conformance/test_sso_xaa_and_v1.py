# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSO manager of the official client: cross-app access, and the deprecated first generation of calls."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException
from descope.management.sso_settings import (
    AttributeMapping,
    RoleMapping,
    XAAIssuerSettings,
    XAAJWTBearerSettings,
    XAASettings,
)

from tests.conformance.sdk import Sdk
from tests.conformance.sso import (
    COVERAGE,
    NO_ATTRIBUTES,
    NO_MAPPING,
    RELATIONS,
    RELATIONS_ON_THE_WIRE,
    by_metadata,
    role_id,
    saml,
    saml_in_full,
    with_roles,
)

NO_TRUST = {
    "ssoId": "",
    "enabled": False,
    "settings": {
        "issuers": {},
        "jwtBearerGrantTypeAudienceToUse": "",
        "jwtBearerGrantTypeScopeToUse": "",
        "jwtBearerGrantTypeCustomClaimsToUse": "",
    },
    **NO_MAPPING,
    "groupPriorityEnabled": False,
    "allowOverrideRoles": False,
    "providerID": "",
}


@COVERAGE.of("configure_xaa_settings")
def test_cross_app_access_comes_back_as_it_was_sent_with_the_roles_in_full(sdk: Sdk, project_id: str) -> None:
    with_roles(sdk, "editor", "viewer")
    issuer = XAAIssuerSettings("https://i/keys", "RS256", "https://i/user", "ext", True, AttributeMapping(email="mail"))
    trust = XAASettings(
        enabled=True,
        settings=XAAJWTBearerSettings({"https://i": issuer, "https://j": XAAIssuerSettings()}, "aud", "scope", "claims"),
        role_mappings=[RoleMapping(["eng"], "editor")],
        default_sso_roles=["viewer"],
        fga_mappings=RELATIONS,
        groups_priority=["eng"],
        group_priority_enabled=True,
        allow_override_roles=True,
        provider_id="okta",
    )
    sdk.sso.configure_xaa_settings("acme", trust)
    no_issuer = dict.fromkeys(("jwksUri", "signAlgorithm", "userInfoUri", "externalIdFieldName"), "")
    assert sdk.sso.load_xaa_settings("acme") == {
        "ssoId": "",
        "enabled": True,
        "settings": {
            "issuers": {
                "https://i": {
                    "jwksUri": "https://i/keys",
                    "signAlgorithm": "RS256",
                    "userInfoUri": "https://i/user",
                    "externalIdFieldName": "ext",
                    "jitDisabled": True,
                    "attributeMapping": {**NO_ATTRIBUTES, "email": "mail"},
                },
                "https://j": {**no_issuer, "jitDisabled": False, "attributeMapping": NO_ATTRIBUTES},
            },
            "jwtBearerGrantTypeAudienceToUse": "aud",
            "jwtBearerGrantTypeScopeToUse": "scope",
            "jwtBearerGrantTypeCustomClaimsToUse": "claims",
        },
        "groupsMapping": [{"role": {"id": role_id(sdk, "editor"), "name": "editor"}, "groups": ["eng"]}],
        "defaultSSORoles": ["viewer"],
        "fgaMappings": RELATIONS_ON_THE_WIRE,
        "groupsPriority": ["eng"],
        "groupPriorityEnabled": True,
        "allowOverrideRoles": True,
        "providerID": "okta",
        "audience": f"https://api.descope.com/{project_id}",
    }


@COVERAGE.of("configure_xaa_settings")
def test_the_protocols_of_a_configuration_share_the_mapping(sdk: Sdk) -> None:
    with_roles(sdk, "editor")
    sdk.sso.configure_xaa_settings("acme", XAASettings(role_mappings=[RoleMapping(["eng"], "editor")]))
    loaded = sdk.sso.load_settings("acme")
    assert loaded["saml"]["groupsMapping"] == loaded["oidc"]["groupsMapping"] != []
    sdk.sso.configure_saml_settings("acme", saml())
    assert sdk.sso.load_xaa_settings("acme")["groupsMapping"] == []


@COVERAGE.of("load_xaa_settings")
def test_cross_app_access_is_off_until_it_is_configured(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    loaded = sdk.sso.load_xaa_settings("acme")
    assert loaded.pop("audience") != ""
    assert loaded == NO_TRUST


@COVERAGE.of("load_xaa_settings")
@pytest.mark.parametrize("arguments", [("nobody",), ("acme", "unknown")])
def test_cross_app_access_of_what_is_unknown_is_a_404(sdk: Sdk, arguments: tuple[str, ...]) -> None:
    sdk.tenant.create("Acme", "acme")
    with pytest.raises(AuthException) as refused:
        sdk.sso.load_xaa_settings(*arguments)
    assert refused.value.status_code == 404


@COVERAGE.of("load_all_xaa_settings")
def test_load_all_xaa_settings_lists_every_configuration(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.new_settings("acme", "Second", "second")
    sdk.sso.configure_xaa_settings("acme", XAASettings(enabled=True), "second")
    listed = sdk.sso.load_all_xaa_settings("acme")["XAASettings"]
    assert [(each["ssoId"], each["enabled"]) for each in listed] == [("", False), ("second", True)]


@COVERAGE.of("delete_xaa_settings")
def test_delete_xaa_settings_forgets_the_trust_of_that_configuration(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.new_settings("acme", "Second", "second")
    for sso_id in (None, "second"):
        sdk.sso.configure_xaa_settings("acme", XAASettings(enabled=True), sso_id)
    sdk.sso.delete_xaa_settings("acme", "second")
    assert [each["enabled"] for each in sdk.sso.load_all_xaa_settings("acme")["XAASettings"]] == [True, False]


@COVERAGE.of("get_settings")
def test_the_first_generation_reads_flat(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example", ["acme.example", "acme.test"])
    now = sdk.sso.load_settings("acme")["saml"]
    copied = ("idpEntityId", "idpSSOUrl", "idpCertificate", "idpMetadataUrl", "spEntityId", "spACSUrl")
    assert sdk.sso.get_settings("acme") == {
        "tenantId": "acme",
        **{name: now[name] for name in (*copied, "spCertificate", "groupsMapping", "redirectUrl")},
        "userMapping": now["attributeMapping"],
        "domains": ["acme.example", "acme.test"],
        "domain": "acme.example",
    }


@COVERAGE.of("configure")
def test_the_first_generation_configures_saml_and_leaves_the_mappings(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example", ["acme.example"])
    before = sdk.sso.load_settings("acme")["saml"]
    sdk.sso.configure("acme", "https://new.example", "entity", "NEW", "https://new.example/cb", ["new.example"])
    loaded = sdk.sso.load_settings("acme")
    assert loaded["tenant"]["domains"] == sdk.tenant.load("acme")["domains"] == ["new.example"]
    assert loaded["saml"] == {
        **before,
        "idpSSOUrl": "https://new.example",
        "idpEntityId": "entity",
        "idpCertificate": "NEW",
        "redirectUrl": "https://new.example/cb",
    }


@COVERAGE.of("configure_via_metadata")
def test_the_first_generation_configures_by_metadata_and_resets_the_domains(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure("acme", "https://idp.example", "entity", "CERT", "https://app.example", ["acme.example"])
    sdk.sso.configure_via_metadata("acme", "https://idp.example/metadata")
    loaded = sdk.sso.get_settings("acme")
    assert (loaded["idpMetadataUrl"], loaded["idpSSOUrl"]) == ("https://idp.example/metadata", "")
    assert (loaded["redirectUrl"], loaded["domains"]) == ("", [])
    assert sdk.tenant.load("acme")["authType"] == "saml"


@COVERAGE.of("mapping")
def test_the_first_generation_maps_and_changes_nothing_else(sdk: Sdk) -> None:
    with_roles(sdk, "editor")
    sdk.sso.configure_saml_settings_by_metadata("acme", by_metadata(), "https://app.example", ["acme.example"])
    before = sdk.sso.get_settings("acme")
    sdk.sso.mapping("acme", [RoleMapping(["eng"], "editor")], AttributeMapping(email="mail"))
    changed: dict[str, Any] = {
        "groupsMapping": [{"role": {"id": role_id(sdk, "editor"), "name": "editor"}, "groups": ["eng"]}],
        "userMapping": {**NO_ATTRIBUTES, "email": "mail"},
    }
    assert sdk.sso.get_settings("acme") == {**before, **changed}
