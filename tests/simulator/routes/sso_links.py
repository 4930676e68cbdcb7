# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links with which a tenant's administrator sets up single sign-on (descope-api 2.1)."""

from __future__ import annotations

import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects, sso_settings
from ..call import Management, answer
from ..errors import invalid
from ..ids import new_id
from ..kinds import I64, INT, STR, Kind, checked, whole

_DEFAULT_LIFETIME = 24 * 3600

# The link itself is as good as a password: whoever loads a project may see it, no call of the API shows it again.
KIND = Kind(
    section="sso_links",
    prefix="L",
    fields={
        **dict.fromkeys(("id", "tenantId", "link", "email", "templateId", "actorId"), STR),
        "expireTime": INT,
    },
    server_made=frozenset({"id", "link", "expireTime"}),
    named=False,
)

effects.belongs_to("tenants", KIND.section)
router = APIRouter()


@router.post("/v1/mgmt/tenant/adminlinks/sso/generate")
@router.post("/v2/mgmt/tenant/adminlinks/sso/generate")
async def generate(call: Management) -> JSONResponse:
    """A configuration has one link at a time (inferred); `expireTime` is how many seconds it lives."""
    lifetime = whole(checked(call.body, {"expireTime": I64}).get("expireTime", 0))
    if lifetime < 0:
        raise invalid("The expireTime field must not be negative")
    draft = call.draft()
    tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    link = f"https://sso-setup.example/{call.project.id}/{tenant['id']}?token={new_id('')}"
    given = {field: call.text(field) for field in ("email", "templateId", "actorId")}
    made = {"link": link, "expireTime": int(time.time()) + (lifetime or _DEFAULT_LIFETIME)}
    draft.put(KIND.section, {**given, **made, "id": conf["id"], "tenantId": tenant["id"]})
    call.commit(draft)
    return answer({"adminSSOConfigurationLink": link})


@router.post("/v1/mgmt/tenant/adminlinks/sso/revoke")
async def revoke(call: Management) -> JSONResponse:
    """Succeeds with an empty ssoId, and when there is no link (descope-api 2.1)."""
    draft = call.draft()
    _tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    draft.drop(KIND.section, conf["id"])
    call.commit(draft)
    return answer()
