# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first generation of the SSO calls: deprecated, flat, SAML only, default configuration only (descope-api 2.6)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import sso_bodies, sso_settings
from ..call import Call, Management, answer, text
from ..errors import required
from ..kinds import OBJ, STRS, checked
from ..store import Doc

_SHOWN = ("idpEntityId", "idpSSOUrl", "idpCertificate", "idpMetadataUrl", "spEntityId", "spACSUrl", "spCertificate")

router = APIRouter(prefix="/v1/mgmt/sso")


@router.get("/settings")
async def load(call: Management) -> JSONResponse:
    seen = call.seen
    tenant, conf = sso_settings.chosen(seen, call.query.get("tenantId", ""))
    saml = sso_settings.saml_shown(call.project.id, conf)
    domains = sso_settings.domains_of(seen, tenant, conf)
    return answer(
        {
            "tenantId": tenant["id"],
            **{field: saml[field] for field in (*_SHOWN, "groupsMapping", "redirectUrl")},
            "userMapping": saml["attributeMapping"],
            "domains": domains,
            "domain": domains[0] if domains else "",
        }
    )


@router.post("/settings")
async def configure(call: Management) -> JSONResponse:
    given = {"idpSSOUrl": _either(call, "idpURL", "idpUrl"), "idpEntityId": call.text("entityId")}
    given["idpCertificate"] = call.text("idpCert")
    for field, value in zip(("idpURL", "entityId", "idpCert"), given.values(), strict=True):
        if not value:
            raise required(field)
    return _configure(call, {**given, "idpMetadataUrl": ""})


@router.post("/metadata")
async def configure_by_metadata(call: Management) -> JSONResponse:
    url = _either(call, "idpMetadataURL", "idpMetadataUrl")
    if not url:
        raise required("idpMetadataURL")
    return _configure(call, {"idpMetadataUrl": url, "idpSSOUrl": "", "idpEntityId": "", "idpCertificate": ""})


@router.post("/mapping")
async def configure_mapping(call: Management) -> JSONResponse:
    """Replaces the mappings of groups and of user attributes, nothing else."""
    attributes = checked(call.body, {"attributeMapping": OBJ}).get("attributeMapping", {})
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"))
    saml = {**conf["saml"], "attributeMapping": sso_bodies.user_mapping(attributes)}
    draft.put(sso_settings.KIND.section, {**conf, **sso_bodies.mapping(draft, conf, call.body), "saml": saml})
    call.commit(draft)
    return answer()


def _configure(call: Call, provider: Doc) -> JSONResponse:
    """Says who the identity provider is, and resets redirect URL and domains that are absent; mappings stay."""
    given = checked(call.body, {"domains": STRS})
    domain = text(given, "domain")
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"))
    saml = {**conf["saml"], **provider, "redirectUrl": _either(call, "redirectURL", "redirectUrl")}
    domains = given.get("domains") or ([domain] if domain else [])
    sso_settings.assign(draft, {**conf, "saml": saml}, "saml", domains)
    call.commit(draft)
    return answer()


def _either(call: Call, name: str, alias: str) -> str:
    """These calls spell URL in capitals; both spellings are known (descope-api 1.5)."""
    return call.text(name) or call.text(alias)
