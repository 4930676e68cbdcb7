# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people who use the company's console (descope-api 2.19)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import answer, text
from ..company_call import CompanyManagement, existing
from ..errors import already_exists, invalid, malformed, required
from ..ids import new_id
from ..kinds import BOOL, LIST, OBJ, STR, STRS, Kind, checked
from ..store import Doc, State

# Not in a project's dump: the company keeps them.
COMPANY_KIND = Kind(
    section="descopers",
    prefix="U",
    fields={"id": STR, "loginIDs": STRS, "attributes": OBJ, "rbac": OBJ, "status": STR},
    server_made=frozenset({"id", "loginIDs", "status"}),
    defaults={"status": "invited"},
    named=False,
)
_SECTION, _NOUN = COMPANY_KIND.section, "Descoper"
_ROLES = ("admin", "developer", "support", "auditor")
_ATTRIBUTES = {"displayName": STR, "email": STR, "phone": STR}
_GRANTS = {"tags": "tags", "projects": "projectIds"}

router = APIRouter(prefix="/v1/mgmt/descoper")


@router.put("")
async def create(call: CompanyManagement) -> JSONResponse:
    """All of them or none (inferred)."""
    entries = call.body.get("descopers")
    if not entries:
        raise required("descopers")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise malformed("The descopers field must be a list of objects")
    draft = call.draft()
    made = [_create(draft, entry) for entry in entries]
    call.commit(draft)
    return answer({"descopers": made, "total": len(made)})


@router.patch("")
async def update(call: CompanyManagement) -> JSONResponse:
    """Attributes and rights, each replaced as a whole when it is sent."""
    draft = call.draft()
    before = existing(draft, _SECTION, _NOUN, text(call.body, "id"))
    descoper = {**before, **_values(call.body)}
    draft.put(_SECTION, descoper)
    call.commit(draft)
    return answer({"descoper": descoper})


@router.get("")
async def load(call: CompanyManagement) -> JSONResponse:
    return answer({"descoper": existing(call.state, _SECTION, _NOUN, call.query.get("id", ""))})


@router.delete("")
async def delete(call: CompanyManagement) -> JSONResponse:
    draft = call.draft()
    draft.drop(_SECTION, existing(draft, _SECTION, _NOUN, call.query.get("id", ""))["id"])
    call.commit(draft)
    return answer()


@router.post("/list")
async def load_all(call: CompanyManagement) -> JSONResponse:
    found = list(call.state.docs(_SECTION).values())
    return answer({"descopers": found, "total": len(found)})


def _create(draft: State, entry: Doc) -> Doc:
    login = text(entry, "loginId")
    if not login:
        raise required("loginId")
    if any(login in other["loginIDs"] for other in draft.docs(_SECTION).values()):
        raise already_exists(_NOUN, f"Descoper already exists: {login}")
    zero: Doc = {"attributes": _attributes({}), "rbac": _rbac({})}
    made: Doc = {"id": new_id(COMPANY_KIND.prefix), "loginIDs": [login]}
    descoper = COMPANY_KIND.document({**zero, **_values(entry), **made})
    draft.put(_SECTION, descoper)
    return descoper


def _values(body: Doc) -> Doc:
    given = checked(body, {"attributes": OBJ, "rbac": OBJ})
    readers = {"attributes": _attributes, "rbac": _rbac}
    return {name: read(given[name]) for name, read in readers.items() if name in given}


def _attributes(given: Doc) -> Doc:
    return {name: text(given, name) for name in _ATTRIBUTES}


def _rbac(given: Doc) -> Doc:
    known = checked(given, {"isCompanyAdmin": BOOL, **{name: LIST for name in _GRANTS}})
    rbac: Doc = {"isCompanyAdmin": known.get("isCompanyAdmin", False)}
    for name, scope in _GRANTS.items():
        rbac[name] = [_grant(grant, scope) for grant in known.get(name, [])]
    return rbac


def _grant(given: Any, scope: str) -> Doc:
    if not isinstance(given, dict):
        raise malformed("A grant must be an object")
    known = checked(given, {scope: STRS, "role": STR})
    if known.get("role") not in _ROLES:
        raise invalid("The role field must be one of " + ", ".join(_ROLES))
    return {scope: known.get(scope, []), "role": known["role"]}
