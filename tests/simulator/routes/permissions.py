# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: unique names that roles refer to; the built-in ones are protected (descope-api 2.3)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects, seed_data
from ..call import Management, answer, text
from ..errors import invalid, not_found, permission_exists, required
from ..ids import new_id
from ..kinds import BOOL, STR, STRS, Kind, checked
from ..store import Doc, State

KIND = Kind(
    section="permissions",
    prefix="PERM",
    fields={"id": STR, "name": STR, "description": STR, "systemDefault": BOOL},
    server_made=frozenset({"id", "systemDefault"}),
    fresh=tuple(seed_data.BUILT_IN_PERMISSIONS),
)

router = APIRouter(prefix="/v1/mgmt/permission")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    _create(draft, call.body)
    call.commit(draft)
    return answer()


@router.post("/create/batch")
async def create_batch(call: Management) -> JSONResponse:
    draft = call.draft()
    for entry in call.entries("permissions"):
        _create(draft, entry)
    call.commit(draft)
    return answer()


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    draft = call.draft()
    _update(draft, call.body)
    call.commit(draft)
    return answer()


@router.post("/update/batch")
async def update_batch(call: Management) -> JSONResponse:
    draft = call.draft()
    for entry in call.entries("permissions"):
        _update(draft, entry)
    call.commit(draft)
    return answer()


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    _delete(draft, call.body)
    call.commit(draft)
    return answer()


@router.post("/delete/batch")
async def delete_batch(call: Management) -> JSONResponse:
    """Delete by names, by ids or both; neither is refused (descope-api 5 row 11)."""
    given = checked(call.body, {"names": STRS, "ids": STRS})
    selectors = [{"name": name} for name in given.get("names", [])] + [{"id": key} for key in given.get("ids", [])]
    if not selectors:
        raise invalid("The names or the ids field is required")
    draft = call.draft()
    for selector in selectors:
        _delete(draft, selector)
    call.commit(draft)
    return answer()


@router.get("/all")
async def load_all(call: Management) -> JSONResponse:
    return answer({"permissions": list(call.seen.docs(KIND.section).values())})


def _create(draft: State, body: Doc) -> None:
    values = KIND.settable(body)
    _require_free_name(draft, text(values, "name"), "name")
    draft.put(KIND.section, KIND.document({**values, "id": new_id(KIND.prefix)}))


def _update(draft: State, body: Doc) -> None:
    """Full replace: an omitted description is emptied. A rename follows into the roles (descope-api 2.3)."""
    values = KIND.settable(body)
    before = _changeable(draft, body, "newName")
    name = text(body, "newName")
    if name != before["name"]:
        _require_free_name(draft, name, "newName")
    effects.replace(draft, KIND.section, before, KIND.document({**values, "id": before["id"], "name": name}))


def _delete(draft: State, selector: Doc) -> None:
    effects.delete(draft, KIND.section, _changeable(draft, selector))


def _changeable(draft: State, body: Doc, *needed: str) -> Doc:
    """Find by id or else by name, and refuse the built-in ones (inferred, descope-api 2.3)."""
    key, name = text(body, "id"), text(body, "name")
    if not key and not name:
        raise required("name")
    for field in needed:
        if not text(body, field):
            raise required(field)
    doc = draft.get(KIND.section, key) if key else draft.find(KIND.section, name=name)
    if doc is None:
        raise not_found("Permission", key or name)
    if doc["systemDefault"]:
        raise invalid(f"The system default permission {doc['name']} cannot be changed")
    return doc


def _require_free_name(draft: State, name: str, field: str) -> None:
    if not name:
        raise required(field)
    if draft.find(KIND.section, name=name):
        raise permission_exists(name)
