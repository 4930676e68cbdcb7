# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users and tenants allowed inbound applications to do (descope-api 2.8).

Only end users give consents, so none can be made by a call here: a test loads them into the project.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer
from ..effects import belongs_to
from ..errors import consent_not_found, invalid
from ..kinds import INT, STR, STRS, Kind, checked
from ..paging import one_page
from ..store import Doc, State
from .inbound_applications import SECTION as APPLICATIONS

KIND = Kind(
    section="consents",
    prefix="CON",
    fields={
        "id": STR,
        "appId": STR,
        "userId": STR,
        "tenantId": STR,
        "scopes": STRS,
        "grantedBy": STR,
        "createdTime": INT,
        "modifiedTime": INT,
        "expireTime": INT,
    },
    server_made=frozenset(),
    named=False,
)

_FILTERS = {"appId": STR, "userId": STR, "consentId": STR, "tenantId": STR, "consentIds": STRS, "userIds": STRS}

belongs_to(APPLICATIONS, KIND.section, "appId")
belongs_to("users", KIND.section, "userId")
belongs_to("tenants", KIND.section)
router = APIRouter(prefix="/v1/mgmt/thirdparty/consents")


@router.post("/search")
async def search(call: Management) -> JSONResponse:
    """All filters must hold; empty ones hold for every consent."""
    given = checked(call.body, _FILTERS)
    found = _matching(call.seen, given)
    return answer({"consents": one_page(found, call.body), "total": len(found)})


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    """Delete what all given filters hold for. An unknown consent is refused, and so is no filter at all (inferred)."""
    draft = call.draft()
    _delete(draft, call.body, ("consentIds", "appId", "userIds", "tenantId"))
    call.commit(draft)
    return answer()


@router.post("/delete/tenant")
async def delete_of_tenant(call: Management) -> JSONResponse:
    """The same for consents that were given in a tenant; those of the project stay."""
    draft = call.draft()
    _delete(draft, call.body, ("consentIds", "appId", "tenantId"), in_tenants=True)
    call.commit(draft)
    return answer()


def _delete(draft: State, body: Doc, filters: tuple[str, ...], in_tenants: bool = False) -> None:
    given = {name: value for name, value in checked(body, _FILTERS).items() if name in filters and value}
    if not given:
        raise invalid(f"One of the fields {', '.join(filters)} is required")
    for consent_id in given.get("consentIds", []):
        if draft.get(KIND.section, consent_id) is None:
            raise consent_not_found(consent_id)
    for consent in _matching(draft, given):
        if consent["tenantId"] or not in_tenants:
            draft.drop(KIND.section, consent["id"])


def _matching(state: State, given: Doc) -> list[Doc]:
    found = list(state.docs(KIND.section).values())
    for name, field in (("appId", "appId"), ("userId", "userId"), ("consentId", "id"), ("tenantId", "tenantId")):
        found = [consent for consent in found if given.get(name, "") in ("", consent[field])]
    for name, field in (("consentIds", "id"), ("userIds", "userId")):
        found = [consent for consent in found if not given.get(name) or consent[field] in given[name]]
    return found
