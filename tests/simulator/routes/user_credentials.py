# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users sign in with, and what their sign-ins left behind (descope-api 2.4).

Passkeys, trusted devices and provider tokens come from end users only: a test loads them into the project.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, ListManagement, Management, answer, text
from ..errors import invalid, not_found, required
from ..ids import new_id
from ..kinds import STRS, checked
from ..store import Doc
from ..users import KIND, changed, existing_user, find_user

router = APIRouter(prefix="/v1/mgmt/user")

TOKEN_LIFE_S = 3600


@router.post("/password/set")
@router.post("/password/set/temporary")
async def set_temporary_password(call: Management) -> JSONResponse:
    """The older path has these semantics too (descope-api 2.4)."""
    return _change(call, lambda user: _with_password(user, call.body, temporary=True))


@router.post("/password/set/active")
async def set_active_password(call: Management) -> JSONResponse:
    return _change(call, lambda user: _with_password(user, call.body, temporary=False))


@router.post("/password/expire")
async def expire_password(call: Management) -> JSONResponse:
    """A user without a password has nothing to expire (inferred)."""

    def expired(user: Doc) -> Doc:
        password = user["credentials"].get("password")
        if password is None:
            raise invalid("The user has no password")
        return {"credentials": {**user["credentials"], "password": {**password, "expired": True}}}

    return _change(call, expired)


@router.post("/totp/delete")
async def delete_totp(call: Management) -> JSONResponse:
    return _change(call, lambda user: _without(user, "totp"))


@router.post("/recovery-codes/delete")
async def delete_recovery_codes(call: Management) -> JSONResponse:
    return _change(call, lambda user: _without(user, "recoveryCodes"))


@router.post("/passkeys/delete")
async def delete_passkeys(call: Management) -> JSONResponse:
    return _change(call, lambda _user: {"passkeys": []})


@router.post("/passkey/delete")
async def delete_passkey(call: Management) -> JSONResponse:
    key = call.text("credentialId")
    if not key:
        raise required("credentialId")
    return _change(call, lambda user: {"passkeys": _all_but(user["passkeys"], [key], "Passkey")})


@router.post("/passkeys/list")
async def list_passkeys(call: Management) -> JSONResponse:
    return answer({"passkeys": existing_user(call.seen, call.body)["passkeys"]})


@router.post("/trusteddevices/list")
async def list_devices(call: Management) -> JSONResponse:
    """The devices of all users that are known; times are strings (descope-api 1.5)."""
    seen, devices = call.seen, []
    for name in checked(call.body, {"identifiers": STRS}).get("identifiers", []):
        user = find_user(seen, name)
        devices += [_shown_device(user, device) for device in user["trustedDevices"]] if user else []
    return answer({"devices": devices})


@router.post("/trusteddevices/remove")
async def remove_devices(call: Management) -> JSONResponse:
    keys = checked(call.body, {"deviceIds": STRS}).get("deviceIds", [])
    return _change(call, lambda user: {"trustedDevices": _all_but(user["trustedDevices"], keys, "Device")})


@router.get("/provider/token")
async def provider_token(call: Management) -> JSONResponse:
    """The token a provider gave; `forceRefresh` makes a new one, which is kept."""
    draft, provider = call.draft(), call.query.get("provider", "")
    user = existing_user(draft, call.query)
    token = user["providerTokens"].get(provider)
    if token is None:
        raise not_found("Provider token", provider)
    if _is_set(call, "forceRefresh"):
        token = {**token, "accessToken": new_id(""), "expiration": int(time.time()) + TOKEN_LIFE_S}
        draft.put(KIND.section, {**user, "providerTokens": {**user["providerTokens"], provider: token}})
        call.commit(draft)
    zero: Doc = {"providerUserId": "", "accessToken": "", "expiration": 0, "scopes": [], "refreshToken": ""}
    shown = {**zero, **token, "provider": provider}
    return answer(shown if _is_set(call, "withRefreshToken") else {**shown, "refreshToken": ""})


@router.post("/logout")
async def logout(call: Management) -> JSONResponse:
    """Tokens of the sign-ins so far are no longer good (descope-api 1.6); the types of sessions are not told apart."""
    checked(call.body, {"sessionTypes": STRS})
    return _change(call, lambda _user: {"sessions": []})


@router.post("/history")
async def history(call: ListManagement) -> JSONResponse:
    """The sign-ins of these users, in a list at the root; unknown users have none."""
    seen = call.seen
    users = [user for user in (find_user(seen, user_id=key) for key in call.body["items"]) if user]
    return answer([{"userId": user["id"], **visit} for user in users for visit in user["history"]])


def _change(call: Call, values: Callable[[Doc], Doc]) -> JSONResponse:
    draft = call.draft()
    user = existing_user(draft, call.body)
    draft.put(KIND.section, changed(user, **values(user)))
    call.commit(draft)
    return answer()


def _with_password(user: Doc, body: Doc, temporary: bool) -> Doc:
    """Only that there is a password is kept."""
    if not text(body, "password"):
        raise required("password")
    return {"credentials": {**user["credentials"], "password": {"temporary": temporary, "expired": False}}}


def _without(user: Doc, credential: str) -> Doc:
    return {"credentials": {name: kept for name, kept in user["credentials"].items() if name != credential}}


def _all_but(entries: list[Doc], keys: list[str], noun: str) -> list[Doc]:
    unknown = set(keys) - {entry["id"] for entry in entries}
    if unknown:
        raise not_found(noun, ", ".join(sorted(unknown)))
    return [entry for entry in entries if entry["id"] not in keys]


def _shown_device(user: Doc, device: Doc) -> dict[str, Any]:
    zero = {"id": "", "name": "", "deviceType": "", "lastLocation": "", "isCurrentDevice": False}
    times = {name: str(device.get(name, 0)) for name in ("lastLoginTime", "expirationTime")}
    return {**zero, **device, **times, "userId": user["id"]}


def _is_set(call: Call, name: str) -> bool:
    return call.query.get(name, "").lower() == "true"
