# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the SSO manager share: which methods have one, and settings with every field set."""

from __future__ import annotations

from typing import Any

from descope.management.sso_settings import (
    AttributeMapping,
    FGAGroupMapping,
    FGAGroupMappingRelation,
    OIDCAttributeMapping,
    RoleMapping,
    SSOOIDCSettings,
    SSOSAMLSettings,
    SSOSAMLSettingsByMetadata,
)

from tests.conformance.sdk import Coverage, Sdk

COVERAGE = Coverage("sso")

RELATIONS = {"eng": FGAGroupMapping([FGAGroupMappingRelation("repo", "member", "code")])}
RELATIONS_ON_THE_WIRE = {"eng": {"relations": [{"resource": "repo", "relationDefinition": "member", "namespace": "code"}]}}

NO_ATTRIBUTES: dict[str, Any] = {
    **dict.fromkeys(("name", "email", "username", "phoneNumber", "group", "givenName", "middleName", "familyName"), ""),
    **dict.fromkeys(("picture", "verifiedEmail", "verifiedPhone"), ""),
    "customAttributes": {},
}
NO_MAPPING: dict[str, Any] = {"groupsMapping": [], "defaultSSORoles": [], "groupsPriority": [], "fgaMappings": {}}


def with_roles(sdk: Sdk, *names: str) -> None:
    """A tenant, and roles in the project."""
    sdk.tenant.create("Acme", "acme")
    sdk.role.create_batch([{"name": name} for name in names])


def role_id(sdk: Sdk, name: str) -> str:
    (role,) = sdk.role.search(role_names=[name])["roles"]
    key: str = role["id"]
    return key


def saml(**more: Any) -> SSOSAMLSettings:
    return SSOSAMLSettings("https://idp.example/sso", "https://idp.example", "CERT", **more)


def saml_in_full() -> SSOSAMLSettings:
    return saml(
        attribute_mapping=AttributeMapping("n", "e", "p", "g", "gn", "mn", "fn", "pic", {"team": "t"}),
        role_mappings=[RoleMapping(["eng", "dev"], "editor")],
        default_sso_roles=["viewer"],
        idp_additional_certs=["CERT 2"],
        groups_priority=["eng", "dev"],
        fga_mappings=RELATIONS,
        config_fga_tenant_id_resource_prefix="pre-",
        config_fga_tenant_id_resource_suffix="-post",
        sp_acs_url="https://old.example/acs",
        sp_entity_id="old",
        disable_sign_request=True,
    )


def by_metadata(**more: Any) -> SSOSAMLSettingsByMetadata:
    return SSOSAMLSettingsByMetadata("https://idp.example/metadata", **more)


def oidc(**more: Any) -> SSOOIDCSettings:
    return SSOOIDCSettings("IdP", "client", **more)


def oidc_in_full() -> SSOOIDCSettings:
    return oidc(
        client_secret="a secret",
        redirect_url="https://app.example/cb",
        auth_url="https://idp.example/auth",
        token_url="https://idp.example/token",
        user_data_url="https://idp.example/user",
        scope=["openid", "email"],
        jwks_url="https://idp.example/keys",
        attribute_mapping=OIDCAttributeMapping("l", "n", "gn", "mn", "fn", "e", "ve", "u", "p", "vp", "pic"),
        manage_provider_tokens=True,
        callback_domain="auth.example",
        prompt=["login", "consent"],
        grant_type="authorization_code",
        issuer="https://idp.example",
        groups_priority=["eng"],
        fga_mappings=RELATIONS,
        use_pkce=True,
    )
