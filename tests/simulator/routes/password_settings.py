# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password policies: one of the project, and one of each tenant that wants its own (descope-api 2.12)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Management, answer
from ..errors import invalid
from ..kinds import BOOL, INT, STR, Kind
from ..lookups import existing_tenant
from ..store import Doc

# No tenant can have this id.
PROJECT = "(project)"

_AMOUNTS = (
    *("minLength", "expirationWeeks", "reuseAmount", "lockAttempts"),
    *("tempLockAttempts", "tempLockDuration", "passwordStrengthScore"),
)
_BEST_SCORE = 4

# "Sensible" is all that is known about them (descope-api 6.1).
_SHIPPED: Doc = {
    "id": PROJECT,
    "enabled": True,
    "minLength": 8,
    "lowercase": True,
    "uppercase": True,
    "number": True,
    "nonAlphanumeric": True,
    "lock": True,
    "lockAttempts": 5,
}

KIND = Kind(
    section="password_settings",
    prefix="T",
    fields={
        "id": STR,
        "enabled": BOOL,
        "lowercase": BOOL,
        "uppercase": BOOL,
        "number": BOOL,
        "nonAlphanumeric": BOOL,
        "expiration": BOOL,
        "reuse": BOOL,
        "lock": BOOL,
        "tempLock": BOOL,
        "enablePasswordStrength": BOOL,
        **dict.fromkeys(_AMOUNTS, INT),
    },
    server_made=frozenset({"id"}),
    named=False,
    fresh=(_SHIPPED,),
)

effects.belongs_to("tenants", KIND.section, "id")
router = APIRouter(prefix="/v1/mgmt/password/settings")


@router.get("")
async def load(call: Management) -> JSONResponse:
    """A tenant without a policy of its own shows the project's (descope-api 2.12, inferred)."""
    seen = call.seen
    tenant_id = call.query.get("tenantId", "")
    if tenant_id:
        existing_tenant(seen, tenant_id)
    policy = seen.get(KIND.section, tenant_id) or seen.get(KIND.section, PROJECT) or KIND.document(_SHIPPED)
    shown = {**policy, "tenantId": tenant_id}
    del shown["id"]
    return answer(shown)


@router.post("")
async def configure(call: Management) -> JSONResponse:
    """Full replace of the policy of the project or, with a tenantId, of that tenant."""
    tenant_id = call.text("tenantId")
    given = KIND.settable(call.body)
    given.pop("tenantId", None)
    for name in _AMOUNTS:
        if given.get(name, 0) < 0:
            raise invalid(f"The {name} field must not be negative")
    if given.get("passwordStrengthScore", 0) > _BEST_SCORE:
        raise invalid(f"The passwordStrengthScore field must not exceed {_BEST_SCORE}")
    draft = call.draft()
    if tenant_id:
        existing_tenant(draft, tenant_id)
    draft.put(KIND.section, KIND.document({**given, "id": tenant_id or PROJECT}))
    call.commit(draft)
    return answer()
