# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSO of tenants: loads, SAML, OIDC, redirect URLs, further configurations, deletion (descope-api 2.6)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import sso_bodies, sso_settings
from ..call import Call, Management, answer
from ..errors import already_exists, invalid, required
from ..ids import new_id
from ..kinds import STR, STRS, checked
from ..lookups import existing_tenant
from ..sso_settings import KIND as KIND  # found here by the dumps
from .tenants import AUTH_TYPES

router = APIRouter()


@router.get("/v2/mgmt/sso/settings")
async def load(call: Management) -> JSONResponse:
    seen = call.seen
    tenant, conf = sso_settings.chosen(seen, call.query.get("tenantId", ""), call.query.get("ssoId", ""))
    return answer(sso_settings.shown(seen, call.project.id, tenant, conf))


@router.get("/v2/mgmt/sso/settings/all")
async def load_all(call: Management) -> JSONResponse:
    seen = call.seen
    tenant = existing_tenant(seen, call.query.get("tenantId", ""))
    configurations = sso_settings.configurations(seen, tenant)
    return answer({"SSOSettings": [sso_settings.shown(seen, call.project.id, tenant, conf) for conf in configurations]})


@router.post("/v1/mgmt/sso/saml")
async def configure_saml(call: Management) -> JSONResponse:
    return _configure_saml(call, "idpUrl", "entityId", "idpCert")


@router.post("/v1/mgmt/sso/saml/metadata")
async def configure_saml_by_metadata(call: Management) -> JSONResponse:
    """Nothing fetches the metadata here: what they would tell stays empty (inferred)."""
    return _configure_saml(call, "idpMetadataUrl")


@router.post("/v1/mgmt/sso/oidc")
async def configure_oidc(call: Management) -> JSONResponse:
    """Replaces what OIDC has; the mapping belongs to other protocols too, so what is absent of it stays (inferred)."""
    given = checked(call.body, {"domains": STRS})
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    settings = sso_bodies.settings_of(call.body)
    mapping = sso_bodies.mapping(draft, conf, settings, keep=True)
    after = {**conf, **mapping, "oidc": sso_bodies.oidc(settings, conf["oidc"])}
    sso_settings.assign(draft, after, "oidc", given.get("domains", []))
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/sso/redirect")
async def configure_redirect(call: Management) -> JSONResponse:
    """Changes the redirect URLs that were sent and nothing else."""
    given = checked(call.body, {"samlRedirectUrl": STR, "oauthRedirectUrl": STR})
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    for field, protocol in (("samlRedirectUrl", "saml"), ("oauthRedirectUrl", "oidc")):
        if field in given:
            conf = {**conf, protocol: {**conf[protocol], "redirectUrl": given[field]}}
    draft.put(KIND.section, conf)
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/sso/settings/authtype")
async def configure_auth_type(call: Management) -> JSONResponse:
    """Turns a configuration off or on; everything it has stays (only the official client tells of this call)."""
    auth_type = call.text("authType")
    if auth_type not in AUTH_TYPES:
        raise invalid("The authType field must be none, saml or oidc")
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    sso_settings.assign(draft, conf, auth_type)
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/sso/settings/new")
async def new(call: Management) -> JSONResponse:
    draft = call.draft()
    tenant = existing_tenant(draft, call.text("tenantId"))
    display_name, sso_id = call.text("displayName"), call.text("ssoId") or new_id(KIND.prefix)
    if not display_name:
        raise required("displayName")
    conf = sso_settings.further(tenant, sso_id, display_name)
    if sso_id == sso_settings.DEFAULT_ID or draft.get(KIND.section, conf["id"]):
        raise already_exists("SSO configuration", f"SSO configuration already exists: {sso_id}")
    draft.put(KIND.section, conf)
    call.commit(draft)
    return answer(sso_settings.shown(draft, call.project.id, tenant, conf))


@router.delete("/v1/mgmt/sso/settings")
async def delete(call: Management) -> JSONResponse:
    """Takes a further configuration away; the default one goes back to what a new tenant has, and 200 either way."""
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.query.get("tenantId", ""), call.query.get("ssoId", ""))
    sso_settings.forget(draft, conf)
    call.commit(draft)
    return answer()


def _configure_saml(call: Call, *needed: str) -> JSONResponse:
    """Replaces what SAML has, and the mapping; redirect URL and domains that are absent are emptied (descope-api 1.10)."""
    given = checked(call.body, {"domains": STRS})
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    settings = sso_bodies.settings_of(call.body)
    saml = {**sso_bodies.saml(settings, needed), "redirectUrl": call.text("redirectUrl")}
    after = {**conf, **sso_bodies.mapping(draft, conf, settings), "saml": saml}
    sso_settings.assign(draft, after, "saml", given.get("domains", []))
    call.commit(draft)
    return answer()
