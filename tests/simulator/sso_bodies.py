# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what clients send about SSO: the names of a write are not those of a read (descope-api 2.6)."""

from __future__ import annotations

from typing import Any

from .errors import invalid, malformed, required
from .kinds import BOOL, LIST, OBJ, STR, STRS, checked, unique
from .lookups import known_role
from .sso_settings import MAPPING, NO_USER_MAPPING
from .store import Doc, State

_MAPPING = {
    "roleMappings": LIST,
    "groupsMapping": LIST,
    "defaultSSORoles": STRS,
    "replaceDefaultSSORoles": BOOL,
    "groupsPriority": STRS,
    "fgaMappings": OBJ,
}
_SAML = {
    **dict.fromkeys(("idpUrl", "entityId", "idpCert", "idpMetadataUrl", "spACSUrl", "spEntityId"), STR),
    **dict.fromkeys(("spSignKey", "spEncryptionKey", "subjectNameIdFormat", "providerID", "scimProviderID"), STR),
    **dict.fromkeys(("configFGATenantIDResourcePrefix", "configFGATenantIDResourceSuffix"), STR),
    "idpAdditionalCerts": STRS,
    "attributeMapping": OBJ,
    "disableSignRequest": BOOL,
}
_READ_NAMES = {
    "idpUrl": "idpSSOUrl",
    "entityId": "idpEntityId",
    "idpCert": "idpCertificate",
    "idpAdditionalCerts": "idpAdditionalCertificates",
}
_OIDC = {
    **dict.fromkeys(("name", "clientId", "clientSecret", "redirectUrl", "authUrl", "tokenUrl", "userDataUrl"), STR),
    **dict.fromkeys(("JWKsUrl", "callbackDomain", "grantType", "issuer", "providerID", "scimProviderID"), STR),
    **dict.fromkeys(("scope", "prompt"), STRS),
    **dict.fromkeys(("manageProviderTokens", "usePkce"), BOOL),
    "userAttrMapping": OBJ,
}
_XAA = {"enabled": BOOL, "settings": OBJ, "groupPriorityEnabled": BOOL, "allowOverrideRoles": BOOL, "providerID": STR}
_GRANT_FIELDS = tuple(f"jwtBearerGrantType{what}ToUse" for what in ("Audience", "Scope", "CustomClaims"))
_ISSUER = {
    **dict.fromkeys(("jwksUri", "signAlgorithm", "userInfoUri", "externalIdFieldName"), STR),
    "jitDisabled": BOOL,
    "attributeMapping": OBJ,
}
_PROMPTS = ("none", "login", "consent", "select_account")


def settings_of(body: Doc) -> Doc:
    """The `settings` message of a write."""
    settings = checked(body, {"settings": OBJ}).get("settings")
    if settings is None:
        raise required("settings")
    return dict(settings)


def saml(settings: Doc, needed: tuple[str, ...]) -> Doc:
    """The SAML part under the names it is read by."""
    given = checked(settings, _SAML)
    for field in needed:
        if not given.get(field):
            raise required(field)
    if "attributeMapping" in given:
        given["attributeMapping"] = user_mapping(given["attributeMapping"])
    return {_READ_NAMES.get(name, name): value for name, value in given.items() if name not in _MAPPING}


def oidc(settings: Doc, before: Doc) -> Doc:
    """The OIDC part; only `usePkce` keeps its value when it is absent (as the official client says)."""
    given = {"usePkce": before.get("usePkce", False), **checked(settings, _OIDC)}
    grant_type = given.get("grantType") or "authorization_code"
    if grant_type not in ("authorization_code", "implicit"):
        raise invalid("The grantType field must be authorization_code or implicit")
    if grant_type == "implicit" and given["usePkce"]:
        raise invalid("The usePkce field is not allowed with the implicit grant type")
    if not set(given.get("prompt", [])) <= set(_PROMPTS):
        raise invalid("The prompt field may hold none, login, consent and select_account")
    if "userAttrMapping" in given:
        given["userAttrMapping"] = {"loginId": "", **user_mapping(given["userAttrMapping"])}
    return {**{name: value for name, value in given.items() if name not in _MAPPING}, "grantType": grant_type}


def xaa(body: Doc) -> Doc:
    """The cross-app access part, complete."""
    given = checked(body, _XAA)
    settings = checked(given.get("settings", {}), {"issuers": OBJ, **dict.fromkeys(_GRANT_FIELDS, STR)})
    issuers = {url: _issuer(issuer) for url, issuer in settings.get("issuers", {}).items()}
    flags = {name: given.get(name, False) for name in ("enabled", "groupPriorityEnabled", "allowOverrideRoles")}
    grant = {name: settings.get(name, "") for name in _GRANT_FIELDS}
    return {**flags, "settings": {"issuers": issuers, **grant}, "providerID": given.get("providerID", "")}


def user_mapping(given: Doc) -> Doc:
    """A mapping of user attributes with every field."""
    types = {name: OBJ if name == "customAttributes" else STR for name in (*NO_USER_MAPPING, "loginId")}
    return {**NO_USER_MAPPING, **checked(given, types)}


def mapping(state: State, conf: Doc, settings: Doc, keep: bool = False) -> Doc:
    """The mapping of groups to roles as it is kept; `keep` leaves alone what was not sent.

    Default roles are kept when none are sent: an empty list needs `replaceDefaultSSORoles` to be told from an
    absent one (as the official client says).
    """
    given = checked(settings, _MAPPING)
    rows = [row for name in ("roleMappings", "groupsMapping") for row in given.get(name, [])]
    replaced: Doc = {"groupsPriority": [], "fgaMappings": {}, "groupsMapping": []}
    after = {**({name: conf[name] for name in MAPPING} if keep else replaced), "defaultSSORoles": conf["defaultSSORoles"]}
    after.update({name: given[name] for name in ("groupsPriority", "fgaMappings") if name in given})
    if {"roleMappings", "groupsMapping"} & set(given):
        after["groupsMapping"] = [_row(state, conf["tenantId"], row) for row in rows]
    if given.get("defaultSSORoles") or given.get("replaceDefaultSSORoles"):
        names = unique(given.get("defaultSSORoles", []))
        after["defaultSSORoles"] = [known_role(state, name, conf["tenantId"])["name"] for name in names]
    return after


def _row(state: State, tenant_id: str, row: Any) -> Doc:
    """One line of the mapping: a role by its name, or as it is read, for these groups."""
    if not isinstance(row, dict):
        raise malformed("Invalid value for the roleMappings field")
    given = checked(row, {"groups": STRS, "roleName": STR, "role": OBJ})
    name = given.get("roleName") or checked(given.get("role", {}), {"name": STR}).get("name")
    if not name:
        raise required("roleName")
    role = known_role(state, name, tenant_id)
    return {"role": {"id": role["id"], "name": role["name"]}, "groups": given.get("groups", [])}


def _issuer(issuer: Any) -> Doc:
    if issuer is not None and not isinstance(issuer, dict):
        raise malformed("Invalid value for the issuers field")
    given = checked(issuer or {}, _ISSUER)
    zeros: Doc = {name: False if kind == BOOL else "" for name, kind in _ISSUER.items()}
    return {**zeros, **given, "attributeMapping": user_mapping(given.get("attributeMapping", {}))}
