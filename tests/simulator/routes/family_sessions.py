# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of a family who act as one of its dependents, as the official Python client describes it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..assigned import permissions_of
from ..call import Management, text
from ..errors import forbidden, invalid, required
from ..kinds import STR, checked
from ..users import existing_user
from .jwt import stop_impersonation, token_for

MAY_IMPERSONATE = "Family Impersonate Dependents"

router = APIRouter(prefix="/v1/mgmt/family/impersonate")


@router.post("")
async def impersonate(call: Management) -> JSONResponse:
    """The impersonator needs the permission from a role in the very family that the dependent belongs to."""
    given = checked(call.body, {"impersonatorUserIdOrLoginId": STR, "dependentLoginId": STR, "selectedFamily": STR})
    for field in ("impersonatorUserIdOrLoginId", "dependentLoginId"):
        if not text(given, field):
            raise required(field)
    draft = call.draft()
    actor = existing_user(draft, {"loginId": given["impersonatorUserIdOrLoginId"]})
    dependent = existing_user(draft, {"loginId": given["dependentLoginId"]})
    if not dependent.get("dependent"):
        raise invalid(f"{given['dependentLoginId']} is not a dependent")
    (family_id,) = [entry["familyId"] for entry in dependent["familyAssociations"]]
    if text(given, "selectedFamily") not in ("", family_id):
        raise invalid("The selected family is not the dependent's")
    roles = [
        name for entry in actor["familyAssociations"] if entry["familyId"] == family_id for name in entry.get("roleNames", [])
    ]
    if MAY_IMPERSONATE not in permissions_of(draft, roles):
        raise forbidden(f"{given['impersonatorUserIdOrLoginId']} may not impersonate dependents of this family")
    return token_for(call, draft, dependent, {"customClaims": {"family": family_id}}, actor["id"])


@router.post("/stop")
async def stop(call: Management) -> JSONResponse:
    return await stop_impersonation(call)
