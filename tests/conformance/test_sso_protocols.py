# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSO manager of the official client: SAML and OIDC."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException
from descope.management.sso_settings import AttributeMapping, RoleMapping

from tests.conformance.sdk import Sdk, refusal
from tests.conformance.sso import (
    COVERAGE,
    NO_ATTRIBUTES,
    RELATIONS_ON_THE_WIRE,
    by_metadata,
    oidc,
    oidc_in_full,
    role_id,
    saml,
    saml_in_full,
    with_roles,
)


@COVERAGE.of("configure_saml_settings")
def test_saml_is_read_under_other_names_than_it_is_written(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    certificates = _certificates(sdk)
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example/cb", ["acme.example"])
    assert sdk.sso.load_settings("acme")["saml"] == {
        "idpSSOUrl": "https://idp.example/sso",
        "idpEntityId": "https://idp.example",
        "idpCertificate": "CERT",
        "idpAdditionalCertificates": ["CERT 2"],
        "idpMetadataUrl": "",
        "spEntityId": "old",
        "spACSUrl": "https://old.example/acs",
        **certificates,
        "subjectNameIdFormat": "",
        "attributeMapping": {
            **NO_ATTRIBUTES,
            "name": "n",
            "email": "e",
            "phoneNumber": "p",
            "group": "g",
            "givenName": "gn",
            "middleName": "mn",
            "familyName": "fn",
            "picture": "pic",
            "customAttributes": {"team": "t"},
        },
        "groupsMapping": [{"role": {"id": role_id(sdk, "editor"), "name": "editor"}, "groups": ["eng", "dev"]}],
        "defaultSSORoles": ["viewer"],
        "groupsPriority": ["eng", "dev"],
        "fgaMappings": RELATIONS_ON_THE_WIRE,
        "configFGATenantIDResourcePrefix": "pre-",
        "configFGATenantIDResourceSuffix": "-post",
        "redirectUrl": "https://app.example/cb",
        "disableSignRequest": True,
        "providerID": "",
        "scimProviderID": "",
        "lastSuccessTestTime": 0,
    }


@COVERAGE.of("configure_saml_settings")
def test_saml_and_its_domains_end_up_on_the_tenant(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_saml_settings("acme", saml(), domains=["acme.example", "acme.test"])
    tenant = sdk.tenant.load("acme")
    assert (tenant["authType"], tenant["domains"]) == ("saml", ["acme.example", "acme.test"])
    about = sdk.sso.load_settings("acme")["tenant"]
    assert (about["authType"], about["domains"]) == ("saml", ["acme.example", "acme.test"])


@COVERAGE.of("configure_saml_settings")
def test_saml_that_is_configured_again_has_only_what_is_sent_then(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example/cb", ["acme.example"])
    sdk.sso.configure_saml_settings("acme", saml())
    loaded = sdk.sso.load_settings("acme")
    assert loaded["tenant"]["domains"] == []
    kept = {name: value for name, value in loaded["saml"].items() if value and name not in _certificates(sdk)}
    assert kept == {
        "idpSSOUrl": "https://idp.example/sso",
        "idpEntityId": "https://idp.example",
        "idpCertificate": "CERT",
        "attributeMapping": NO_ATTRIBUTES,
        "defaultSSORoles": ["viewer"],
    }


@COVERAGE.of("configure_saml_settings")
def test_default_roles_go_with_an_explicit_empty_list_only(sdk: Sdk) -> None:
    with_roles(sdk, "viewer")
    for sent, kept in ((["viewer"], ["viewer"]), (None, ["viewer"]), ([], [])):
        sdk.sso.configure_saml_settings("acme", saml(default_sso_roles=sent))
        assert sdk.sso.load_settings("acme")["saml"]["defaultSSORoles"] == kept


@COVERAGE.of("configure_saml_settings")
def test_a_mapping_means_the_tenants_own_role_before_the_projects(sdk: Sdk) -> None:
    with_roles(sdk, "editor")
    sdk.role.create("editor", tenant_id="acme")
    (own,) = sdk.role.search(["acme"])["roles"]
    sdk.sso.configure_saml_settings("acme", saml(role_mappings=[RoleMapping(["eng"], "editor")]))
    (row,) = sdk.sso.load_settings("acme")["saml"]["groupsMapping"]
    assert row["role"] == {"id": own["id"], "name": "editor"}


@COVERAGE.of("configure_saml_settings")
@pytest.mark.parametrize("field", ["idp_url", "idp_entity_id", "idp_cert"])
def test_saml_needs_url_entity_and_certificate(sdk: Sdk, field: str) -> None:
    sdk.tenant.create("Acme", "acme")
    settings = saml()
    setattr(settings, field, "")
    with pytest.raises(AuthException) as refused:
        sdk.sso.configure_saml_settings("acme", settings)
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (400, "E011003")
    assert "field is required" in body["errorMessage"]
    assert sdk.tenant.load("acme")["authType"] == "none"


@COVERAGE.of("configure_saml_settings")
@pytest.mark.parametrize("more", [{"role_mappings": [RoleMapping(["eng"], "nobody")]}, {"default_sso_roles": ["nobody"]}])
def test_a_mapping_to_an_unknown_role_is_refused(sdk: Sdk, more: dict[str, Any]) -> None:
    sdk.tenant.create("Acme", "acme")
    with pytest.raises(AuthException) as refused:
        sdk.sso.configure_saml_settings("acme", saml(**more))
    assert refused.value.status_code == 400


@COVERAGE.of("configure_saml_settings_by_metadata")
def test_saml_by_metadata_takes_the_place_of_saml_by_hand_and_back(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_saml_settings("acme", saml())
    by_hand = sdk.sso.load_settings("acme")
    sdk.sso.configure_saml_settings_by_metadata(
        "acme", by_metadata(idp_entity_id="entity", attribute_mapping=AttributeMapping(email="mail")), "https://app.example"
    )
    loaded = sdk.sso.load_settings("acme")["saml"]
    assert (loaded["idpMetadataUrl"], loaded["idpEntityId"]) == ("https://idp.example/metadata", "entity")
    assert (loaded["idpSSOUrl"], loaded["idpCertificate"], loaded["redirectUrl"]) == ("", "", "https://app.example")
    assert loaded["attributeMapping"] == {**NO_ATTRIBUTES, "email": "mail"}
    sdk.sso.configure_saml_settings("acme", saml())
    assert sdk.sso.load_settings("acme") == by_hand


@COVERAGE.of("configure_saml_settings_by_metadata")
def test_saml_by_metadata_puts_domains_and_type_on_the_tenant(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_saml_settings_by_metadata("acme", by_metadata(), domains=["acme.example"])
    tenant = sdk.tenant.load("acme")
    assert (tenant["authType"], tenant["domains"]) == ("saml", ["acme.example"])


@COVERAGE.of("configure_oidc_settings")
def test_oidc_comes_back_as_it_was_sent_without_the_secret(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_oidc_settings("acme", oidc_in_full(), ["acme.example"])
    loaded = sdk.sso.load_settings("acme")
    assert (loaded["tenant"]["authType"], loaded["tenant"]["domains"]) == ("oidc", ["acme.example"])
    assert loaded["oidc"] == {
        "name": "IdP",
        "clientId": "client",
        "clientSecret": "",
        "redirectUrl": "https://app.example/cb",
        "authUrl": "https://idp.example/auth",
        "tokenUrl": "https://idp.example/token",
        "userDataUrl": "https://idp.example/user",
        "scope": ["openid", "email"],
        "JWKsUrl": "https://idp.example/keys",
        "userAttrMapping": {
            **NO_ATTRIBUTES,
            "loginId": "l",
            "name": "n",
            "givenName": "gn",
            "middleName": "mn",
            "familyName": "fn",
            "email": "e",
            "verifiedEmail": "ve",
            "username": "u",
            "phoneNumber": "p",
            "verifiedPhone": "vp",
            "picture": "pic",
        },
        "manageProviderTokens": True,
        "callbackDomain": "auth.example",
        "prompt": ["login", "consent"],
        "grantType": "authorization_code",
        "issuer": "https://idp.example",
        "groupsMapping": [],
        "defaultSSORoles": [],
        "groupsPriority": ["eng"],
        "fgaMappings": RELATIONS_ON_THE_WIRE,
        "usePkce": True,
        "providerID": "",
        "scimProviderID": "",
        "lastSuccessTestTime": 0,
    }


@COVERAGE.of("configure_oidc_settings")
def test_oidc_leaves_saml_and_the_mapping_of_groups_alone(sdk: Sdk) -> None:
    with_roles(sdk, "editor", "viewer")
    sdk.sso.configure_saml_settings("acme", saml_in_full(), "https://app.example/cb")
    before = sdk.sso.load_settings("acme")
    sdk.sso.configure_oidc_settings("acme", oidc())
    after = sdk.sso.load_settings("acme")
    assert after["saml"] == before["saml"]
    assert after["oidc"]["groupsMapping"] == before["saml"]["groupsMapping"] != []


@COVERAGE.of("configure_oidc_settings")
def test_oidc_that_is_configured_again_keeps_pkce_only(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    fresh = sdk.sso.load_settings("acme")["oidc"]
    sdk.sso.configure_oidc_settings("acme", oidc_in_full())
    sdk.sso.configure_oidc_settings("acme", oidc(groups_priority=[], fga_mappings={}))
    assert sdk.sso.load_settings("acme")["oidc"] == {**fresh, "name": "IdP", "clientId": "client", "usePkce": True}
    sdk.sso.configure_oidc_settings("acme", oidc(use_pkce=False))
    assert sdk.sso.load_settings("acme")["oidc"]["usePkce"] is False


@COVERAGE.of("configure_oidc_settings")
@pytest.mark.parametrize("more", [{"grant_type": "password"}, {"prompt": ["shout"]}])
def test_oidc_refuses_values_nobody_knows(sdk: Sdk, more: dict[str, Any]) -> None:
    sdk.tenant.create("Acme", "acme")
    with pytest.raises(AuthException) as refused:
        sdk.sso.configure_oidc_settings("acme", oidc(**more))
    assert refused.value.status_code == 400


@COVERAGE.of("configure_oidc_settings")
def test_pkce_does_not_go_with_the_implicit_grant_not_even_when_it_was_kept(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    sdk.sso.configure_oidc_settings("acme", oidc(use_pkce=True))
    with pytest.raises(AuthException) as refused:
        sdk.sso.configure_oidc_settings("acme", oidc(grant_type="implicit"))
    assert refused.value.status_code == 400
    sdk.sso.configure_oidc_settings("acme", oidc(grant_type="implicit", use_pkce=False))
    assert sdk.sso.load_settings("acme")["oidc"]["grantType"] == "implicit"


def _certificates(sdk: Sdk) -> dict[str, str]:
    """The service's own certificates: it makes them for every tenant."""
    loaded = sdk.sso.load_settings("acme")["saml"]
    return {name: loaded[name] for name in ("spCertificate", "spSignCertificate")}
