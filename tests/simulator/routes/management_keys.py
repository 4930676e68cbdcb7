# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Management keys of the company (descope-api 2.18): a made key opens what it was made for, while it is active."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..auth import MADE_KEYS
from ..call import answer, text
from ..company_call import CompanyManagement, existing
from ..errors import invalid, malformed, required
from ..ids import new_id
from ..kinds import INT, OBJ, STR, STRS, Kind, checked, unique
from ..paging import number
from ..store import Doc

# Not in a project's dump: the company keeps them.
COMPANY_KIND = Kind(
    section=MADE_KEYS,
    prefix="K",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "status": STR,
        "createdTime": INT,
        "expireTime": INT,
        "permittedIps": STRS,
        "reBac": OBJ,
        "version": INT,
        "authzVersion": INT,
        "secret": STR,
    },
    server_made=frozenset({"id", "createdTime", "expireTime", "version", "authzVersion", "secret"}),
    defaults={"status": "active", "version": 1, "authzVersion": 1},
)
_SECTION, _NOUN = COMPANY_KIND.section, "Management key"
_STATUSES = ("active", "inactive")
_GRANTS = {"projectRoles": "projectIds", "tagRoles": "tags"}

router = APIRouter(prefix="/v1/mgmt/managementkey")


@router.put("")
async def create(call: CompanyManagement) -> JSONResponse:
    """`expiresIn` is seconds from now, as a number or as text; the cleartext is said here only."""
    values, seconds = _settable(call.body), number(call.body, "expiresIn")
    now, key_id = int(time.time()), new_id(COMPANY_KIND.prefix)
    made: Doc = {
        "id": key_id,
        "status": "active",
        "reBac": _rebac(call.body.get("reBac")),
        "createdTime": now,
        "expireTime": now + seconds if seconds else 0,
        "secret": new_id(key_id),
    }
    key = COMPANY_KIND.document({**values, **made})
    draft = call.draft()
    draft.put(_SECTION, key)
    call.commit(draft)
    return answer({"cleartext": key["secret"], "key": _shown(key)})


@router.patch("")
async def update(call: CompanyManagement) -> JSONResponse:
    """Everything that can change is written, what was not sent is reset; what a key may do cannot change."""
    draft = call.draft()
    before = existing(draft, _SECTION, _NOUN, text(call.body, "id"))
    values = _settable(call.body)
    status = values.get("status") or "active"
    if status not in _STATUSES:
        raise invalid("The status field must be active or inactive")
    kept = {name: before[name] for name in (*COMPANY_KIND.server_made, "reBac")}
    key = COMPANY_KIND.document({**values, **kept, "status": status, "version": before["version"] + 1})
    draft.put(_SECTION, key)
    call.commit(draft)
    return answer({"key": _shown(key)})


@router.get("")
async def load(call: CompanyManagement) -> JSONResponse:
    return answer({"key": _shown(existing(call.state, _SECTION, _NOUN, call.query.get("id", "")))})


@router.get("/search")
async def search(call: CompanyManagement) -> JSONResponse:
    return answer({"keys": [_shown(key) for key in call.state.docs(_SECTION).values()]})


@router.post("/delete")
async def delete(call: CompanyManagement) -> JSONResponse:
    """Answers how many; an unknown one is refused and nothing is deleted (inferred)."""
    ids = unique(checked(call.body, {"ids": STRS}).get("ids", []))
    if not ids:
        raise required("ids")
    draft = call.draft()
    for key_id in ids:
        draft.drop(_SECTION, existing(draft, _SECTION, _NOUN, key_id)["id"])
    call.commit(draft)
    return answer({"total": len(ids)})


def _settable(body: Doc) -> Doc:
    values = COMPANY_KIND.settable({name: value for name, value in body.items() if name != "expiresIn"})
    if not text(values, "name"):
        raise required("name")
    return values


def _rebac(given: Any) -> Doc:
    """What the key may do, complete: the shape is checked, the names of roles and projects are not (inferred)."""
    if not given or not isinstance(given, dict):
        raise required("reBac")
    known = checked(given, {"companyRoles": STRS})
    rebac: Doc = {"companyRoles": known.get("companyRoles", [])}
    for name, scope in _GRANTS.items():
        grants = known.get(name, [])
        if not isinstance(grants, list) or not all(isinstance(grant, dict) for grant in grants):
            raise malformed(f"Invalid value for the {name} field")
        read = [checked(grant, {scope: STRS, "roles": STRS}) for grant in grants]
        rebac[name] = [{scope: grant.get(scope, []), "roles": grant.get("roles", [])} for grant in read]
    if not any(rebac.values()):
        raise required("reBac")
    return rebac


def _shown(key: Doc) -> Doc:
    return {name: value for name, value in key.items() if name != "secret"}
