# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's SSO configurations: where they are kept, and what reads show of them (descope-api 2.6).

The default configuration is kept under the tenant's id, a further one under `tenant/ssoId`. The protocol and the domains
of the default one are fields of the tenant itself. The mapping of groups to roles belongs to the configuration: all its
protocols show the same.
"""

from __future__ import annotations

import base64
import hashlib
import textwrap

from . import effects
from .errors import not_found
from .kinds import LIST, OBJ, STR, STRS, Kind, unique
from .lookups import existing_tenant
from .store import Doc, State

DEFAULT_ID = "default_ssoid"
MAPPING = ("groupsMapping", "defaultSSORoles", "groupsPriority", "fgaMappings")

KIND = Kind(
    section="sso_settings",
    prefix="SSO",
    fields={
        "id": STR,
        "tenantId": STR,
        "ssoId": STR,
        "displayName": STR,
        "authType": STR,
        "domains": STRS,
        "saml": OBJ,
        "oidc": OBJ,
        "xaa": OBJ,
        "groupsMapping": LIST,
        "defaultSSORoles": STRS,
        "groupsPriority": STRS,
        "fgaMappings": OBJ,
    },
    server_made=frozenset(),
    defaults={"authType": "none"},
    named=False,
)

effects.belongs_to("tenants", KIND.section)

_USER_FIELDS = (
    *("name", "email", "username", "phoneNumber", "group", "givenName", "middleName", "familyName", "picture"),
    *("verifiedEmail", "verifiedPhone"),
)
NO_USER_MAPPING: Doc = {**dict.fromkeys(_USER_FIELDS, ""), "customAttributes": {}}

# What a tenant shows that nobody has configured.
_NO_SAML: Doc = {
    **dict.fromkeys(("idpEntityId", "idpSSOUrl", "idpCertificate", "idpMetadataUrl", "spEntityId", "spACSUrl"), ""),
    **dict.fromkeys(("subjectNameIdFormat", "redirectUrl", "providerID", "scimProviderID"), ""),
    **dict.fromkeys(("configFGATenantIDResourcePrefix", "configFGATenantIDResourceSuffix"), ""),
    "idpAdditionalCertificates": [],
    "attributeMapping": NO_USER_MAPPING,
    "disableSignRequest": False,
    "lastSuccessTestTime": 0,
}
_NO_OIDC: Doc = {
    **dict.fromkeys(("name", "clientId", "redirectUrl", "authUrl", "tokenUrl", "userDataUrl", "JWKsUrl"), ""),
    **dict.fromkeys(("callbackDomain", "issuer", "providerID", "scimProviderID"), ""),
    "scope": [],
    "prompt": [],
    "grantType": "authorization_code",
    "manageProviderTokens": False,
    "usePkce": False,
    "userAttrMapping": {
        **NO_USER_MAPPING,
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
    "lastSuccessTestTime": 0,
}


def chosen(state: State, tenant_id: str, sso_id: str = "") -> tuple[Doc, Doc]:
    """The tenant and the configuration a call is about; without an ssoId that is the default one."""
    tenant = existing_tenant(state, tenant_id)
    if sso_id in ("", DEFAULT_ID):
        return tenant, _default(state, tenant)
    found = state.get(KIND.section, f"{tenant_id}/{sso_id}")
    if found is None:
        raise not_found("SSO configuration", sso_id)
    return tenant, found


def configurations(state: State, tenant: Doc) -> list[Doc]:
    """The default configuration, then the further ones."""
    return [_default(state, tenant), *_further(state, tenant)]


def further(tenant: Doc, sso_id: str, display_name: str) -> Doc:
    """A new configuration beside the default one."""
    key = {"id": f"{tenant['id']}/{sso_id}", "tenantId": tenant["id"], "ssoId": sso_id}
    return KIND.document({**key, "displayName": display_name})


def assign(draft: State, conf: Doc, auth_type: str | None = None, domains: list[str] | None = None) -> None:
    """Set protocol and domains of a stored configuration; its domains are among the tenant's (descope-api 2.6)."""
    tenant = existing_tenant(draft, conf["tenantId"])
    auth_type = _auth_type(tenant, conf) if auth_type is None else auth_type
    before = domains_of(draft, tenant, conf)
    domains = before if domains is None else unique(domains)
    everywhere = unique([*(domain for domain in tenant["domains"] if domain not in before), *domains])
    if conf["ssoId"]:
        draft.put(KIND.section, {**conf, "authType": auth_type, "domains": domains})
        draft.put("tenants", {**tenant, "domains": everywhere})
    else:
        draft.put(KIND.section, conf)
        draft.put("tenants", {**tenant, "domains": everywhere, "authType": auth_type})


def forget(draft: State, conf: Doc) -> None:
    """Delete a configuration; the default one answers again as if nobody had configured it."""
    assign(draft, conf, "none", [])
    draft.drop(KIND.section, conf["id"])


def shown(state: State, project_id: str, tenant: Doc, conf: Doc) -> Doc:
    """A configuration as it is answered: without a secret."""
    fields = ("id", "name", "selfProvisioningDomains", "customAttributes")
    about = {"authType": _auth_type(tenant, conf), "domains": domains_of(state, tenant, conf)}
    return {
        "tenant": {**{field: tenant[field] for field in fields}, **about},
        "saml": saml_shown(project_id, conf),
        "oidc": {**_NO_OIDC, **mapping_of(conf), **conf["oidc"], "clientSecret": ""},
        "ssoId": conf["ssoId"],
    }


def saml_shown(project_id: str, conf: Doc) -> Doc:
    """The public halves of the service's own keys are shown instead of the private ones."""
    saml = {**conf["saml"]}
    made_from = f"{project_id} {conf['id']}"
    certificates = {
        "spCertificate": _certificate(f"{made_from} encrypts {saml.pop('spEncryptionKey', '')}"),
        "spSignCertificate": _certificate(f"{made_from} signs {saml.pop('spSignKey', '')}"),
    }
    return {**_NO_SAML, **mapping_of(conf), **saml, **certificates}


def mapping_of(conf: Doc) -> Doc:
    return {field: conf[field] for field in MAPPING}


def domains_of(state: State, tenant: Doc, conf: Doc) -> list[str]:
    """Of the tenant's domains those of this configuration: the default one has what no other one claims."""
    claimed = {domain for other in _further(state, tenant) for domain in other["domains"]}
    wanted = set(conf["domains"]) if conf["ssoId"] else set(tenant["domains"]) - claimed
    return [domain for domain in tenant["domains"] if domain in wanted]


def _auth_type(tenant: Doc, conf: Doc) -> str:
    value: str = (conf if conf["ssoId"] else tenant)["authType"]
    return value


def _default(state: State, tenant: Doc) -> Doc:
    key = {"id": tenant["id"], "tenantId": tenant["id"]}
    return state.get(KIND.section, tenant["id"]) or KIND.document(key)


def _further(state: State, tenant: Doc) -> list[Doc]:
    return [conf for conf in state.where(KIND.section, tenantId=tenant["id"]) if conf["ssoId"]]


def _certificate(made_from: str) -> str:
    """Looks like a certificate; the same text makes the same one."""
    noise = hashlib.shake_256(made_from.encode()).digest(600)
    lines = textwrap.fill(base64.b64encode(noise).decode(), 64)
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


@effects.on_delete("roles")
def _forget_role(draft: State, role: Doc) -> None:
    _rewrite_role(draft, role, None)


@effects.on_rename("roles")
def _follow_role(draft: State, before: Doc, after: Doc) -> None:
    _rewrite_role(draft, before, after["name"])


def _rewrite_role(draft: State, role: Doc, name: str | None) -> None:
    """Mappings hold the role itself; the default roles are names, and a tenant's own role goes before the project's."""
    for conf in list(draft.docs(KIND.section).values()):
        tenant_id = conf["tenantId"]
        if role["tenantId"] not in ("", tenant_id):
            continue
        kept = [row for row in conf["groupsMapping"] if name is not None or row["role"]["id"] != role["id"]]
        rows = [{**row, "role": {**row["role"], "name": name}} if row["role"]["id"] == role["id"] else row for row in kept]
        names = conf["defaultSSORoles"]
        if role["tenantId"] or not draft.find("roles", name=role["name"], tenantId=tenant_id):
            names = effects.renamed(names, role["name"], name)
        draft.put(KIND.section, {**conf, "groupsMapping": rows, "defaultSSORoles": names})
