# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's settings: one flat document, partly its own, partly the same data as the tenant (descope-api 2.1)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Management, answer
from ..errors import invalid
from ..kinds import BOOL, INT, OBJ, STR, STRS, Kind, checked, zeros
from ..lookups import existing_tenant, queried_tenant
from ..store import Doc
from .tenants import AUTH_TYPES

_DURATIONS = ("sessionTokenExpiration", "refreshTokenExpiration", "stepupTokenExpiration", "inactivityTime")
_UNITS = ("", "minutes", "hours", "days", "weeks")
_FEATURES = ("saml", "oidc", "scim", "ssoDomains", "groupMapping")

KIND = Kind(
    section="tenant_settings",
    prefix="T",
    fields={
        "id": STR,
        "enabled": BOOL,
        **dict.fromkeys(_DURATIONS, INT),
        **{f"{name}Unit": STR for name in _DURATIONS},
        "enableInactivity": BOOL,
        "JITDisabled": BOOL,
        "ssoSetupSuiteSettings": OBJ,
    },
    server_made=frozenset({"id"}),
    named=False,
)

# Kept on the tenant itself: what one call writes, the other one shows.
_SHARED = {
    "domains": STRS,
    "selfProvisioningDomains": STRS,
    "authType": STR,
    "enforceSSO": BOOL,
    "enforceSSOExclusions": STRS,
    "federatedAppIds": STRS,
}

# What a tenant shows whose settings nobody has written (descope-api 6.2).
_UNTOUCHED: Doc = {
    "refreshTokenExpiration": 4,
    "refreshTokenExpirationUnit": "weeks",
    "sessionTokenExpiration": 10,
    "sessionTokenExpirationUnit": "minutes",
    "stepupTokenExpiration": 10,
    "stepupTokenExpirationUnit": "minutes",
    "inactivityTimeUnit": "minutes",
}

effects.belongs_to("tenants", KIND.section, "id")
router = APIRouter(prefix="/v1/mgmt/tenant/settings")


@router.get("")
async def load(call: Management) -> JSONResponse:
    """The settings at the root of the answer, without the tenant's id."""
    seen = call.seen
    tenant = queried_tenant(seen, call.query)
    own = seen.get(KIND.section, tenant["id"]) or KIND.document(_UNTOUCHED)
    shown = {**{field: tenant[field] for field in _SHARED}, **own, "ssoSetupSuiteSettings": _suite(own)}
    del shown["id"]
    return answer(shown)


@router.post("")
async def configure(call: Management) -> JSONResponse:
    """Full replace: what is absent goes to its zero value, on the tenant too (descope-api 5 row 8, inferred)."""
    given = KIND.settable(checked(call.body, _SHARED))
    _require_possible(given)
    draft = call.draft()
    tenant = existing_tenant(draft, call.text("tenantId"))
    given.pop("tenantId")
    shared = {**zeros(_SHARED), **{field: given.pop(field) for field in _SHARED if field in given}}
    draft.put("tenants", {**tenant, **shared, "authType": shared["authType"] or "none"})
    draft.put(KIND.section, KIND.document({**given, "id": tenant["id"]}))
    call.commit(draft)
    return answer()


def _require_possible(given: Doc) -> None:
    for name in _DURATIONS:
        if given.get(name, 0) < 0:
            raise invalid(f"The {name} field must not be negative")
        if given.get(f"{name}Unit", "") not in _UNITS:
            raise invalid(f"The {name}Unit field must be minutes, hours, days or weeks")
    if given.get("authType", "none") not in ("", *AUTH_TYPES):
        raise invalid("The authType field must be none, saml or oidc")
    checked(given.get("ssoSetupSuiteSettings", {}), {"enabled": BOOL, "styleId": STR, "disabledFeatures": OBJ})


def _suite(own: Doc) -> Doc:
    """The settings of the SSO set-up suite with every zero value."""
    suite = own["ssoSetupSuiteSettings"]
    features = {**dict.fromkeys(_FEATURES, False), **(suite.get("disabledFeatures") or {})}
    return {"enabled": False, "styleId": "", **suite, "disabledFeatures": features}
