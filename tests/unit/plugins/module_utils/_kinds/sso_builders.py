# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builders for the tests of SSO configurations: what the API answers, and documents as they are read and written."""

from __future__ import annotations

import asyncio
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._sso_shapes import new_protocol
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

SSO = KINDS["sso"]
Json = dict[str, t.Any]

BY_HAND: Json = {"idpUrl": "https://idp/sso", "entityId": "https://idp", "idpCert": "CERT"}
SAML_ANSWER: Json = {
    "idpSSOUrl": "https://idp/sso",
    "idpEntityId": "https://idp",
    "idpCertificate": "CERT",
    "idpAdditionalCertificates": ["NEXT"],
    "idpMetadataUrl": "",
    "spCertificate": "MADE-1",
    "spSignCertificate": "MADE-2",
    "attributeMapping": {"email": "mail", "username": "", "customAttributes": {}},
    "groupsMapping": [{"role": {"id": "ROL1", "name": "editor"}, "groups": ["eng"]}],
    "defaultSSORoles": ["viewer"],
    "groupsPriority": ["eng"],
    "fgaMappings": {"eng": {"relations": []}},
    "redirectUrl": "https://app/cb",
    "providerID": "okta",
    "lastSuccessTestTime": 7,
    "betaFlag": True,
}
OIDC_ANSWER: Json = {"name": "IdP", "clientId": "client", "clientSecret": "", "redirectUrl": "", "scope": ["openid", "email"]}
UNCONFIGURED: Json = {"saml": {"spCertificate": "MADE"}, "oidc": {"clientId": "", "grantType": "authorization_code"}}


def answer(
    *,
    sso_id: str = "",
    auth_type: str = "saml",
    saml: Json | None = None,
    oidc: Json | None = None,
    domains: t.Sequence[str] = ("acme.com",),
) -> Json:
    """Return one configuration as the API reads it."""
    tenant_part = {"id": "acme", "name": "Acme", "authType": auth_type, "domains": list(domains)}
    protocols = {"saml": saml or UNCONFIGURED["saml"], "oidc": oidc or UNCONFIGURED["oidc"]}
    return {"tenant": tenant_part, **protocols, "ssoId": sso_id}


def read(*answers: Json) -> list[Document]:
    return asyncio.run(SSO.fetch_of(NotingClient(all={"SSOSettings": list(answers)}), ["acme"]))


def config(tenant_id: str = "acme", *, saml: Json | None = None, oidc: Json | None = None, **fields: t.Any) -> Document:
    """Return a configuration as read, with what is given of each protocol over what a new one has."""
    given = {"saml": saml, "oidc": oidc}
    protocols = {name: {**new_protocol(name), **part} for name, part in given.items() if part is not None}
    return SSO.from_api({"tenantId": tenant_id, "authType": next(iter(protocols), "none"), **protocols, **fields})


def written(**fields: t.Any) -> Document:
    return SSO.from_variables({"tenant_id": "acme", **fields}, "options")


SAML = config(saml=BY_HAND)
OIDC = config(oidc={"clientId": "client"})
BOTH = config(saml=BY_HAND, oidc={"clientId": "client"})
