# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross-app access of a tenant's SSO configurations: which issuers it trusts (descope-api 2.6)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import sso_bodies, sso_settings
from ..call import Call, Management, answer
from ..lookups import existing_tenant
from ..store import Doc

router = APIRouter(prefix="/v1/mgmt/sso/xaa/settings")


@router.get("")
async def load(call: Management) -> JSONResponse:
    _tenant, conf = sso_settings.chosen(call.seen, call.query.get("tenantId", ""), call.query.get("ssoId", ""))
    return answer(_shown(call, conf))


@router.get("/all")
async def load_all(call: Management) -> JSONResponse:
    seen = call.seen
    tenant = existing_tenant(seen, call.query.get("tenantId", ""))
    return answer({"XAASettings": [_shown(call, conf) for conf in sso_settings.configurations(seen, tenant)]})


@router.post("")
async def configure(call: Management) -> JSONResponse:
    """Full replace, with the mapping that all protocols of the configuration share."""
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    mapping = sso_bodies.mapping(draft, conf, call.body)
    draft.put(sso_settings.KIND.section, {**conf, **mapping, "xaa": sso_bodies.xaa(call.body)})
    call.commit(draft)
    return answer()


@router.delete("")
async def delete(call: Management) -> JSONResponse:
    """Forgets the trust; the shared mapping stays with the configuration (inferred)."""
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.query.get("tenantId", ""), call.query.get("ssoId", ""))
    draft.put(sso_settings.KIND.section, {**conf, "xaa": {}})
    call.commit(draft)
    return answer()


def _shown(call: Call, conf: Doc) -> Doc:
    """The audience is the issuer that the project publishes (as the official client says)."""
    audience = f"https://api.descope.com/{call.project.id}"
    trust = {**sso_bodies.xaa({}), **conf["xaa"]}
    return {"ssoId": conf["ssoId"], **trust, **sso_settings.mapping_of(conf), "audience": audience}
