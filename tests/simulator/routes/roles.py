# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of the project and of single tenants, made of permission names (descope-api 2.2)."""

from __future__ import annotations

import time
from operator import itemgetter

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects, seed_data
from ..call import Management, answer, text
from ..errors import already_exists, invalid, not_found, protected_role, required
from ..ids import new_id
from ..kinds import BOOL, INT, STR, STRS, Kind, checked, unique
from ..matching import sorted_by
from ..store import Doc, State
from .permissions import KIND as PERMISSION

BUILT_IN = "Tenant Admin"

KIND = Kind(
    section="roles",
    prefix="ROL",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "permissionNames": STRS,
        "createdTime": INT,
        "tenantId": STR,
        "default": BOOL,
        "private": BOOL,
    },
    server_made=frozenset({"id", "createdTime"}),
    fresh=tuple(seed_data.BUILT_IN_ROLES),
)

effects.belongs_to("tenants", KIND.section)
router = APIRouter(prefix="/v1/mgmt/role")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    role = _create(draft, call.body)
    call.commit(draft)
    return answer(role)


@router.post("/create/batch")
async def create_batch(call: Management) -> JSONResponse:
    draft = call.draft()
    roles = [_create(draft, entry) for entry in call.entries("roles")]
    call.commit(draft)
    return answer({"roles": roles})


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    draft = call.draft()
    role = _update(draft, call.body)
    call.commit(draft)
    return answer(role)


@router.post("/update/batch")
async def update_batch(call: Management) -> JSONResponse:
    draft = call.draft()
    roles = [_update(draft, entry) for entry in call.entries("roles")]
    call.commit(draft)
    return answer({"roles": roles})


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    _delete(draft, call.body)
    call.commit(draft)
    return answer()


@router.post("/delete/batch")
async def delete_batch(call: Management) -> JSONResponse:
    """Delete by names (within one scope), by ids or both; neither is refused (descope-api 5 row 11)."""
    given = checked(call.body, {"roleNames": STRS, "roleIds": STRS, "tenantId": STR})
    scope = given.get("tenantId", "")
    selectors: list[Doc] = [{"name": name, "tenantId": scope} for name in given.get("roleNames", [])]
    selectors += [{"id": key, "tenantId": scope} for key in given.get("roleIds", [])]
    if not selectors:
        raise invalid("The roleNames or the roleIds field is required")
    draft = call.draft()
    for selector in selectors:
        _delete(draft, selector)
    call.commit(draft)
    return answer()


@router.get("/all")
async def load_all(call: Management) -> JSONResponse:
    """Project-level and tenant-level roles together (descope-api 2.2)."""
    return answer({"roles": list(call.seen.docs(KIND.section).values())})


@router.post("/search")
async def search(call: Management) -> JSONResponse:
    given = checked(
        call.body,
        {
            "tenantIds": STRS,
            "roleNames": STRS,
            "roleIds": STRS,
            "permissionNames": STRS,
            "roleNameLike": STR,
            "text": STR,
            "includeProjectRoles": BOOL,
        },
    )
    found = [role for role in call.seen.docs(KIND.section).values() if _matches(role, given)]
    return answer({"roles": sorted_by(found, given.get("sort"), {name: itemgetter(name) for name in KIND.fields})})


def _create(draft: State, body: Doc) -> Doc:
    values = KIND.settable(body)
    name, scope = text(values, "name"), text(values, "tenantId")
    if not name:
        raise required("name")
    if scope and draft.get("tenants", scope) is None:
        raise invalid(f"Tenant {scope} does not exist")
    _require_free(draft, name, scope)
    values["permissionNames"] = _known_permissions(draft, values)
    role = KIND.document({**values, "id": new_id(KIND.prefix), "createdTime": int(time.time())})
    draft.put(KIND.section, role)
    return role


def _update(draft: State, body: Doc) -> Doc:
    """Full replace; `name` or `id` finds the role, `newName` is what it is called afterwards (descope-api 2.2)."""
    values = KIND.settable(body)
    before = _changeable(draft, body, "newName")
    name = text(body, "newName")
    if name != before["name"]:
        _require_free(draft, name, before["tenantId"])
    values["permissionNames"] = _known_permissions(draft, values)
    fixed = {field: before[field] for field in ("id", "createdTime", "tenantId")}
    role = KIND.document({**values, **fixed, "name": name})
    effects.replace(draft, KIND.section, before, role)
    return role


def _delete(draft: State, selector: Doc) -> None:
    effects.delete(draft, KIND.section, _changeable(draft, selector))


@effects.on_delete(PERMISSION.section)
def _forget_permission(draft: State, permission: Doc) -> None:
    """Deleting a permission silently removes it from every role (descope-api 2.2)."""
    effects.rewrite_names(draft, KIND.section, "permissionNames", permission["name"])


@effects.on_rename(PERMISSION.section)
def _follow_permission(draft: State, before: Doc, after: Doc) -> None:
    """Roles show names but mean the permission itself."""
    effects.rewrite_names(draft, KIND.section, "permissionNames", before["name"], after["name"])


def _changeable(draft: State, body: Doc, *needed: str) -> Doc:
    """Find by id or else by name within the scope, and refuse the built-in role (descope-api 2.2).

    With an id, a tenantId that was sent must be the role's own (inferred).
    """
    key, name, scope = text(body, "id"), text(body, "name"), text(body, "tenantId")
    if not key and not name:
        raise required("name")
    for field in needed:
        if not text(body, field):
            raise required(field)
    role = draft.get(KIND.section, key) if key else draft.find(KIND.section, name=name, tenantId=scope)
    if role is None or (scope and role["tenantId"] != scope):
        raise not_found("Role", key or name)
    if role["name"] == BUILT_IN and not role["tenantId"]:
        raise protected_role(BUILT_IN)
    return role


def _require_free(draft: State, name: str, scope: str) -> None:
    """A name may be used once per scope: the project, or one tenant (descope-api 1.12, inferred)."""
    if draft.find(KIND.section, name=name, tenantId=scope):
        raise already_exists("Role", f"Role already exists: {name}" + (f" in tenant {scope}" if scope else ""))


def _known_permissions(draft: State, values: Doc) -> list[str]:
    names = unique(values.get("permissionNames", []))
    known = {doc["name"] for doc in draft.docs(PERMISSION.section).values()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise invalid("Unknown permission names: " + ", ".join(unknown))
    return names


def _matches(role: Doc, given: Doc) -> bool:
    """All filters must hold; an empty one holds for every role. `text` looks at name and description (inferred)."""
    scopes = given.get("tenantIds") or []
    if scopes and role["tenantId"] not in scopes and not (given.get("includeProjectRoles") and not role["tenantId"]):
        return False
    for filter_name, field in (("roleNames", "name"), ("roleIds", "id")):
        if given.get(filter_name) and role[field] not in given[filter_name]:
            return False
    if given.get("permissionNames") and not set(given["permissionNames"]) & set(role["permissionNames"]):
        return False
    if given.get("roleNameLike", "").lower() not in role["name"].lower():
        return False
    return given.get("text", "").lower() in f"{role['name']}\n{role['description']}".lower()
