# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access keys: the cleartext is said once, an update merges, names need not be unique (descope-api 2.5)."""

from __future__ import annotations

import time
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..assigned import is_member, known_roles, read_memberships, shown_memberships
from ..call import Management, answer, text
from ..errors import invalid, not_found, required
from ..ids import new_id
from ..kinds import BOOL, INT, LIST, OBJ, STR, STRS, Kind, checked, unique
from ..matching import has_value, matches_text, sorted_by
from ..paging import number
from ..store import Doc, State

KIND = Kind(
    section="access_keys",
    prefix="K",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "status": STR,
        "createdTime": INT,
        "expireTime": INT,
        "createdBy": STR,
        "clientId": STR,
        "boundUserId": STR,
        "roleNames": STRS,
        "keyTenants": LIST,
        "customClaims": OBJ,
        "permittedIps": STRS,
        "customAttributes": OBJ,
        "editable": BOOL,
        "secret": STR,
    },
    server_made=frozenset(
        {"id", "status", "createdTime", "expireTime", "createdBy", "clientId", "boundUserId", "editable", "secret"}
    ),
    defaults={"status": "active", "editable": True},
)

_SORT = {name: itemgetter(name) for name in ("id", "name", "description", "status", "createdTime", "expireTime", "createdBy")}

router = APIRouter(prefix="/v1/mgmt/accesskey")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    """`userId` binds the key to a user, who has to exist (inferred)."""
    draft = call.draft()
    values, user_id = _settable(draft, call.body), call.text("userId")
    if user_id and draft.get("users", user_id) is None:
        raise invalid(f"User {user_id} does not exist")
    key_id = new_id(KIND.prefix)
    made: Doc = {
        "id": key_id,
        "boundUserId": user_id,
        "expireTime": number(call.body, "expireTime"),
        "createdTime": int(time.time()),
        "createdBy": call.caller.actor,
        "clientId": new_id("UDI"),
        "secret": new_id(key_id),
    }
    draft.put(KIND.section, KIND.document({**values, **made}))
    call.commit(draft)
    return _with_cleartext(draft, key_id)


@router.get("")
async def load(call: Management) -> JSONResponse:
    seen = call.seen
    return answer({"key": _shown(seen, _existing(seen, call.query.get("id", "")))})


@router.post("/search")
async def search(call: Management) -> JSONResponse:
    """All filters must hold; there are no pages (descope-api 1.9)."""
    filters = {"tenantIds": STRS, "boundUserId": STR, "creatingUser": STR, "customAttributes": OBJ, "text": STR, "sort": LIST}
    given, seen = checked(call.body, filters), call.seen
    found = [_shown(seen, key) for key in seen.docs(KIND.section).values() if _matches(key, given)]
    return answer({"keys": sorted_by(found, given.get("sort"), _SORT)})


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    """A merge: what was not sent is kept (descope-api 1.10)."""
    if not call.text("id"):
        raise required("id")
    draft = call.draft()
    values = _settable(draft, call.body)
    key = {**_existing(draft, call.text("id")), **values}
    draft.put(KIND.section, key)
    call.commit(draft)
    return answer({"key": _shown(draft, key)})


@router.post("/rotate")
async def rotate(call: Management) -> JSONResponse:
    """A new secret for the same key, the old one is no longer known; only for a key that works (descope-api 2.5)."""
    draft = call.draft()
    key = _existing(draft, call.text("id"))
    if key["status"] != "active" or 0 < key["expireTime"] <= time.time():
        raise invalid("Only active access keys that have not expired can be rotated")
    draft.put(KIND.section, {**key, "secret": new_id(key["id"])})
    call.commit(draft)
    return _with_cleartext(draft, key["id"])


@router.post("/activate")
async def activate(call: Management) -> JSONResponse:
    return _each(call, [call.text("id")], _set_status("active"))


@router.post("/activate/batch")
async def activate_batch(call: Management) -> JSONResponse:
    return _each(call, _ids(call), _set_status("active"))


@router.post("/deactivate")
async def deactivate(call: Management) -> JSONResponse:
    return _each(call, [call.text("id")], _set_status("inactive"))


@router.post("/deactivate/batch")
async def deactivate_batch(call: Management) -> JSONResponse:
    return _each(call, _ids(call), _set_status("inactive"))


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    return _each(call, [call.text("id")], _delete)


@router.post("/delete/batch")
async def delete_batch(call: Management) -> JSONResponse:
    return _each(call, _ids(call), _delete)


@effects.on_delete("users")
def _go_with_user(draft: State, user: Doc) -> None:
    """A key that acts for a user goes with that user (inferred)."""
    for key in draft.where(KIND.section, boundUserId=user["id"]):
        _delete(draft, key)


def _settable(state: State, body: Doc) -> Doc:
    values = KIND.settable({name: value for name, value in body.items() if name not in ("userId", "expireTime")})
    if not text(values, "name"):
        raise required("name")
    if "roleNames" in values:
        values["roleNames"] = known_roles(state, values["roleNames"])
    if "keyTenants" in values:
        values["keyTenants"] = read_memberships(state, values["keyTenants"])
    return values


def _existing(state: State, key_id: str) -> Doc:
    if not key_id:
        raise required("id")
    key = state.get(KIND.section, key_id)
    if key is None:
        raise not_found("Access key", key_id)
    return key


def _ids(call: Management) -> list[str]:
    ids = unique(checked(call.body, {"ids": STRS}).get("ids", []))
    if not ids:
        raise required("ids")
    return ids


def _each(call: Management, ids: list[str], change: Callable[[State, Doc], None]) -> JSONResponse:
    """Change every key, or none when one of them is unknown (inferred)."""
    draft = call.draft()
    for key_id in ids:
        change(draft, _existing(draft, key_id))
    call.commit(draft)
    return answer()


def _set_status(status: str) -> Callable[[State, Doc], None]:
    return lambda draft, key: draft.put(KIND.section, {**key, "status": status})


def _delete(draft: State, key: Doc) -> None:
    effects.delete(draft, KIND.section, key)


def _matches(key: Doc, given: dict[str, Any]) -> bool:
    if given.get("tenantIds") and not is_member(key, "keyTenants", set(given["tenantIds"])):
        return False
    for name, field in (("boundUserId", "boundUserId"), ("creatingUser", "createdBy")):
        if given.get(name) and key[field] != given[name]:
            return False
    attributes = given.get("customAttributes", {})
    if not all(has_value(key["customAttributes"].get(name), value) for name, value in attributes.items()):
        return False
    return matches_text(given.get("text", ""), [key["id"], key["name"], key["description"]])


def _shown(state: State, key: Doc) -> Doc:
    visible = {name: value for name, value in key.items() if name != "secret"}
    return {**visible, "keyTenants": shown_memberships(state, key["keyTenants"])}


def _with_cleartext(state: State, key_id: str) -> JSONResponse:
    key = state.docs(KIND.section)[key_id]
    return answer({"key": _shown(state, key), "cleartext": key["secret"]})
