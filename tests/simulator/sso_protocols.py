# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three protocols of SSO applications: their settings, what must be given, what the server adds (descope-api 2.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import invalid, malformed, required
from .kinds import BOOL, LIST, OBJ, STR, STRS, checked, zeros
from .store import Doc, State

_BASE = "https://api.descope.com"
_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBsimulated\n-----END CERTIFICATE-----"
_MAPPED: dict[str, str] = {"name": STR, "type": STR, "value": STR}

Derive = Callable[[str, Doc], Doc]


@dataclass(frozen=True)
class Protocol:
    """`key` is the field of the application that holds its settings; `derive` makes what the server adds on reading."""

    name: str
    key: str
    fields: Mapping[str, str]
    require: Callable[[Doc], None]
    derive: Derive

    def settings(self, draft: State, given: Doc) -> Doc:
        """The settings that a body describes, complete; fields unknown here are kept."""
        values = checked(given, self.fields)
        self.require(values)
        for field in ("attributeMapping", "groupsMapping"):
            for entry in values.get(field, []):
                checked(_object(entry, field), _MAPPED)
        if "groupsMapping" in values:
            values["groupsMapping"] = [_with_known_roles(draft, entry) for entry in values["groupsMapping"]]
        return {**zeros(self.fields), **values}

    def shown(self, project_id: str, app: Doc) -> Doc:
        """The settings as they are read."""
        stored = {**zeros(self.fields), **(app[self.key] or {})}
        return {**stored, **self.derive(project_id, {**app, self.key: stored})}


def _object(entry: Any, field: str) -> Doc:
    if not isinstance(entry, dict):
        raise malformed(f"The {field} field must be a list of objects")
    return entry


def _with_known_roles(draft: State, entry: Doc) -> Doc:
    """Roles are found by id, or else by name: an application from elsewhere has the ids of its project (inferred)."""
    roles = []
    for given in checked(entry, {"roles": LIST}).get("roles", []):
        wanted = {"id": "", "name": "", **checked(_object(given, "roles"), {"id": STR, "name": STR})}
        role = draft.get("roles", wanted["id"]) or draft.find("roles", name=wanted["name"], tenantId="")
        if role is None:
            raise invalid(f"Unknown role: {wanted['name'] or wanted['id']}")
        roles.append({"id": role["id"], "name": role["name"]})
    return {**entry, "roles": roles}


def _nothing_required(_settings: Doc) -> None:
    pass


def _require_saml(settings: Doc) -> None:
    needed = ("metadataUrl",) if settings.get("useMetadataInfo") else ("entityId", "acsUrl", "certificate")
    _require(settings, *needed)


def _require_wsfed(settings: Doc) -> None:
    _require(settings, "realm", "replyUrl")


def _require(settings: Doc, *needed: str) -> None:
    for field in needed:
        if not settings.get(field):
            raise required(field)


def _derive_oidc(project_id: str, app: Doc) -> Doc:
    """The default application is the project itself; how the others' addresses look is inferred."""
    own = project_id if app["id"].startswith("descope-default-") else f"{project_id}/{app['id']}"
    return {
        "issuer": f"{_BASE}/{own}",
        "discoveryUrl": f"{_BASE}/{own}/.well-known/openid-configuration",
        "clientId": app["oidcSettings"]["clientId"] or project_id,
    }


def _derive_saml(project_id: str, app: Doc) -> Doc:
    own = f"{project_id}-{app['id']}"
    return {
        "idpCert": _CERTIFICATE,
        "idpMetadataUrl": f"{_BASE}/v1/auth/saml/idp/metadata?app={own}",
        "idpEntityId": f"{_BASE}/saml/{own}",
        "idpSsoUrl": f"{_BASE}/v1/auth/saml/idp/sso?app={own}",
        "idpInitiatedUrl": f"{_BASE}/v1/auth/saml/idp/initiate?app={own}",
        "idpLogoutUrl": f"{_BASE}/v1/auth/saml/idp/logout?app={own}",
    }


def _derive_wsfed(project_id: str, app: Doc) -> Doc:
    own = f"{project_id}-{app['id']}"
    return {
        "idpCert": _CERTIFICATE,
        "idpMetadataUrl": f"{_BASE}/v1/auth/wsfed/idp/metadata?app={own}",
        "idpInitiatedUrl": f"{_BASE}/v1/auth/wsfed/idp/initiate?app={own}",
    }


OIDC = Protocol(
    "oidc",
    "oidcSettings",
    {
        "loginPageUrl": STR,
        "forceAuthentication": BOOL,
        "jwtBearerSettings": OBJ,
        "backChannelLogoutUrl": STR,
        "clientType": STR,
        "approvedRedirectUrls": STRS,
        "authorizationCodeDisabled": BOOL,
        "clientCredentialsDisabled": BOOL,
        "refreshTokenDisabled": BOOL,
        "jwtBearerDisabled": BOOL,
        "deviceCodeDisabled": BOOL,
        "forcePkce": BOOL,
        "defaultAudience": STR,
        "claims": STRS,
        "customIdpInitiatedLoginPageUrl": STR,
        "clientId": STR,
    },
    _nothing_required,
    _derive_oidc,
)
SAML = Protocol(
    "saml",
    "samlSettings",
    {
        "loginPageUrl": STR,
        "forceAuthentication": BOOL,
        "useMetadataInfo": BOOL,
        "metadataUrl": STR,
        "entityId": STR,
        "acsUrl": STR,
        "certificate": STR,
        "attributeMapping": LIST,
        "groupsMapping": LIST,
        "acsAllowedCallbacks": STRS,
        "subjectNameIdType": STR,
        "subjectNameIdFormat": STR,
        "defaultRelayState": STR,
        "logoutRedirectUrl": STR,
        "defaultSignatureAlgorithm": STR,
        "errorRedirectURL": STR,
    },
    _require_saml,
    _derive_saml,
)
WSFED = Protocol(
    "wsfed",
    "wsfedSettings",
    {
        "loginPageUrl": STR,
        "forceAuthentication": BOOL,
        "realm": STR,
        "replyUrl": STR,
        "replyAllowedCallbacks": STRS,
        "attributeMapping": LIST,
        "groupsMapping": LIST,
        "logoutRedirectUrl": STR,
        "errorRedirectUrl": STR,
    },
    _require_wsfed,
    _derive_wsfed,
)
PROTOCOLS: dict[str, Protocol] = {protocol.name: protocol for protocol in (OIDC, SAML, WSFED)}
