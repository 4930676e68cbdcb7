# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of an SSO configuration: how the API reads it, how a document has it, and how the API takes it (descope-api 2.6).

The API writes and reads some fields under different names. A document has the names of writing, and roles by name, since their
ids are of one project only. Role mappings belong to the configuration: the API shows and takes them with either protocol.
"""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import BadPayload
from ._base import Document, Model

WRITTEN_AS = {
    "idpSSOUrl": "idpUrl",
    "idpEntityId": "entityId",
    "idpCertificate": "idpCert",
    "idpAdditionalCertificates": "idpAdditionalCerts",
}
SHARED = ("roleMappings", "defaultSSORoles", "groupsPriority", "fgaMappings")
FROM_METADATA = ("idpUrl", "idpCert", "idpAdditionalCerts")  # read from there by Descope, when there is a metadata URL
MADE_UP = {
    "saml": ("spCertificate", "spSignCertificate", "providerID", "scimProviderID", "lastSuccessTestTime"),
    "oidc": ("providerID", "scimProviderID", "lastSuccessTestTime"),
}
DEFAULT_ID = "default_ssoid"  # another name of the default configuration


class RoleMappingModel(Model):
    """Groups of the identity provider whose members get a role."""

    groups: list[str] = Field(default_factory=list)
    role_name: str = Field("", alias="roleName")


class AttributesModel(Model):
    """What the identity provider calls each attribute of a user."""

    name: str = ""
    email: str = ""
    username: str = ""
    phone_number: str = Field("", alias="phoneNumber")
    group: str = ""
    given_name: str = Field("", alias="givenName")
    middle_name: str = Field("", alias="middleName")
    family_name: str = Field("", alias="familyName")
    picture: str = ""
    verified_email: str = Field("", alias="verifiedEmail")
    verified_phone: str = Field("", alias="verifiedPhone")
    custom_attributes: dict[str, t.Any] = Field(default_factory=dict, alias="customAttributes")


class ClaimsModel(AttributesModel):
    """The same for OIDC, where the login id has a claim of its own."""

    login_id: str = Field("", alias="loginId")


class SamlModel(Model):
    """Sign-in by SAML: by hand with `idpUrl`, `entityId` and `idpCert`, or from `idpMetadataUrl`."""

    idp_url: str = Field("", alias="idpUrl")
    entity_id: str = Field("", alias="entityId")
    idp_cert: str = Field("", alias="idpCert")
    idp_additional_certs: list[str] = Field(default_factory=list, alias="idpAdditionalCerts")
    idp_metadata_url: str = Field("", alias="idpMetadataUrl")
    redirect_url: str = Field("", alias="redirectUrl")
    attribute_mapping: AttributesModel = Field(default_factory=AttributesModel, alias="attributeMapping")
    sp_acs_url: str = Field("", alias="spACSUrl")
    sp_entity_id: str = Field("", alias="spEntityId")
    sp_sign_key: str = Field("", alias="spSignKey")
    sp_encryption_key: str = Field("", alias="spEncryptionKey")
    subject_name_id_format: str = Field("", alias="subjectNameIdFormat")
    disable_sign_request: bool = Field(False, alias="disableSignRequest")
    config_fga_tenant_id_resource_prefix: str = Field("", alias="configFGATenantIDResourcePrefix")
    config_fga_tenant_id_resource_suffix: str = Field("", alias="configFGATenantIDResourceSuffix")


class OidcModel(Model):
    """Sign-in by OIDC."""

    name: str = ""
    client_id: str = Field("", alias="clientId")
    client_secret: str = Field("", alias="clientSecret")
    redirect_url: str = Field("", alias="redirectUrl")
    auth_url: str = Field("", alias="authUrl")
    token_url: str = Field("", alias="tokenUrl")
    user_data_url: str = Field("", alias="userDataUrl")
    jwks_url: str = Field("", alias="JWKsUrl")
    issuer: str = ""
    scope: list[str] = Field(default_factory=list)
    prompt: list[str] = Field(default_factory=list)
    grant_type: str = Field("", alias="grantType")
    user_attr_mapping: ClaimsModel = Field(default_factory=ClaimsModel, alias="userAttrMapping")
    manage_provider_tokens: bool = Field(False, alias="manageProviderTokens")
    callback_domain: str = Field("", alias="callbackDomain")
    use_pkce: bool = Field(False, alias="usePkce")


class SsoModel(Model):
    """One SSO configuration; a protocol that is not configured is None."""

    tenant_id: str = Field("", alias="tenantId")
    sso_id: str = Field("", alias="ssoId")
    display_name: str = Field("", alias="displayName")
    auth_type: str = Field("", alias="authType")
    domains: list[str] = Field(default_factory=list)
    role_mappings: list[RoleMappingModel] = Field(default_factory=list, alias="roleMappings")
    default_sso_roles: list[str] = Field(default_factory=list, alias="defaultSSORoles")
    groups_priority: list[str] = Field(default_factory=list, alias="groupsPriority")
    fga_mappings: dict[str, t.Any] = Field(default_factory=dict, alias="fgaMappings")
    saml: SamlModel | None = None
    oidc: OidcModel | None = None


def new_protocol(name: str) -> Document:
    """Return a protocol as it is before anybody configures it; the claims are those of an unconfigured tenant."""
    if name == "saml":
        return SamlModel().model_dump(by_alias=True)
    claims = ClaimsModel(
        login_id="sub",
        name="name",
        email="email",
        phone_number="phone_number",
        verified_email="email_verified",
        verified_phone="phone_number_verified",
        picture="picture",
        given_name="given_name",
        middle_name="middle_name",
        family_name="family_name",
    )
    return OidcModel(grant_type="authorization_code", user_attr_mapping=claims).model_dump(by_alias=True)


def from_answer(raw: t.Mapping[str, t.Any]) -> Document:
    """Return one configuration of an answer as a document has it, without validating; raises BadPayload for another shape."""
    parts = {name: raw.get(name) or {} for name in ("tenant", "saml", "oidc")}
    if not all(isinstance(part, dict) for part in parts.values()):
        raise BadPayload("An SSO configuration is not of the documented shape: tenant, saml and oidc are no objects.")
    saml, oidc = parts["saml"], parts["oidc"]
    configured = {
        "saml": any(saml.get(name) for name in ("idpEntityId", "idpSSOUrl", "idpMetadataUrl")),
        "oidc": bool(oidc.get("clientId")),
    }
    auth_type = parts["tenant"].get("authType") or ""
    shown_with = next((name for name in (auth_type, "saml", "oidc") if configured.get(name)), "saml")
    return {
        "tenantId": parts["tenant"].get("id") or "",
        "ssoId": raw.get("ssoId") or "",
        "displayName": raw.get("displayName") or "",
        "authType": auth_type if configured.get(auth_type, True) else "",  # it may name what is not configured
        "domains": parts["tenant"].get("domains"),
        **_shared(parts[shown_with] if any(configured.values()) else {}),
        "saml": _protocol(saml) if configured["saml"] else None,
        "oidc": _protocol(oidc) if configured["oidc"] else None,
    }


def call_for(name: str, document: Document, *, clear_default_roles: bool) -> tuple[str, Document]:
    """Return path and body of the call that writes one protocol of a complete document, and what both protocols share.

    Everything that is left out is reset, so all of it is sent (descope-api 1.10); but no blank secret. An empty list of default
    roles is taken for none given unless `replaceDefaultSSORoles` goes with it (PY:sso_settings).
    """
    settings = {field: value for field, value in document[name].items() if field not in MADE_UP[name]}
    settings |= {field: document[field] for field in SHARED}
    if clear_default_roles:
        settings["replaceDefaultSSORoles"] = True
    body = {"tenantId": document["tenantId"], "domains": document["domains"]}
    if document["ssoId"]:
        body["ssoId"] = document["ssoId"]
    path = f"/v1/mgmt/sso/{name}"
    if name == "saml":
        body["redirectUrl"] = settings.pop("redirectUrl")
        settings["attributeMapping"] = _filled(settings["attributeMapping"])
        by_metadata = bool(settings["idpMetadataUrl"])
        path += "/metadata" if by_metadata else ""
        _drop(settings, *(FROM_METADATA if by_metadata else ("idpMetadataUrl",)))
    else:
        settings["userAttrMapping"] = _filled(settings["userAttrMapping"])
    _drop(settings, *(secret for secret in ("spSignKey", "spEncryptionKey", "clientSecret") if not settings.get(secret)))
    return path, {**body, "settings": settings}


def _protocol(raw: Document) -> Document:
    left_out = {"groupsMapping", "defaultSSORoles", "groupsPriority", "fgaMappings"}
    return {WRITTEN_AS.get(name, name): value for name, value in raw.items() if name not in left_out}


def _shared(raw: Document) -> Document:
    mapped = raw.get("groupsMapping") or ()
    if not isinstance(mapped, (list, tuple)) or not all(isinstance(one, dict) for one in mapped):
        raise BadPayload("An SSO configuration is not of the documented shape: groupsMapping is no list of objects.")
    return {
        "roleMappings": [{"groups": one.get("groups"), "roleName": (one.get("role") or {}).get("name")} for one in mapped],
        **{name: raw.get(name) for name in SHARED if name != "roleMappings"},
    }


def _filled(mapping: Document) -> Document:
    """Return a mapping without what is not mapped: not every field that is read can be written."""
    return {name: value for name, value in mapping.items() if value}


def _drop(settings: Document, *names: str) -> None:
    for name in names:
        settings.pop(name, None)
