# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that outbound applications hold for users and tenants: uploaded here, fetched, deleted (descope-api 2.9).

There is no provider behind the simulator: refreshing a token makes up the next one, and verifying a refresh token
always succeeds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from ..auth import project_for, read_bearer
from ..call import Call, Management, answer, call_in, text
from ..effects import belongs_to
from ..errors import ApiError, forbidden, invalid, not_found, required, tenant_not_found, user_not_found
from ..ids import new_id
from ..kinds import BOOL, INT, OBJ, STR, STRS, Kind, checked
from ..store import Doc, State
from ..world import World
from .outbound_applications import API_KEY, OAUTH, existing
from .outbound_applications import SECTION as APPLICATIONS

TOKEN = Kind(
    section="outbound_tokens",
    prefix="OT",
    fields={
        "id": STR,
        "appId": STR,
        "userId": STR,
        "tenantId": STR,
        "tokenSub": STR,
        "accessToken": STR,
        "accessTokenType": STR,
        "accessTokenExpiry": INT,
        "refreshToken": STR,
        "scopes": STRS,
        "grantedBy": STR,
        "lastRefreshTime": INT,
        "lastRefreshError": STR,
        "externalIdentifier": STR,
        "idToken": STR,
    },
    server_made=frozenset({"id", "tokenSub", "lastRefreshTime", "lastRefreshError"}),
    named=False,
)
# A token that an inbound application got from a sign-in: the id is the token itself. Tests load them into the project.
INBOUND = Kind(
    section="inbound_tokens",
    prefix="",
    fields={"id": STR, "appId": STR, "scopes": STRS},
    server_made=frozenset(),
    named=False,
)
KINDS = (TOKEN, INBOUND)

_FETCH_SCOPE = "outbound.token.fetch"
_LIFETIME_S = 3600
_HIDDEN = ("refreshToken", "externalIdentifier", "idToken")

belongs_to(APPLICATIONS, TOKEN.section, "appId")
belongs_to("users", TOKEN.section, "userId")
belongs_to("tenants", TOKEN.section)
router = APIRouter(prefix="/v1/mgmt/outbound")


@dataclass(frozen=True)
class Holder:
    """Whose token a call is about: a user's or, without a user, a tenant's."""

    user: bool
    app_type: str = OAUTH

    @property
    def required(self) -> str:
        return "userId" if self.user else "tenantId"


USER, TENANT = Holder(user=True), Holder(user=False)
USER_KEY, TENANT_KEY = Holder(user=True, app_type=API_KEY), Holder(user=False, app_type=API_KEY)


async def _fetching(request: Request) -> Call:
    """A management key, or the token of an inbound application that may fetch (descope-api 2.9)."""
    world: World = request.app.state.world
    header = request.headers.get("authorization")
    try:
        return await call_in(request, project_for(world.store, header))
    except ApiError:
        bearer = read_bearer(header)
        project = world.store.projects.get(bearer.project_id)
        token = project.state.get(INBOUND.section, bearer.key) if project else None
        if project is None or token is None:
            raise
        if _FETCH_SCOPE not in token["scopes"]:
            raise forbidden(f"The token lacks the scope {_FETCH_SCOPE}") from None
        return await call_in(request, project)


Fetching = Annotated[Call, Depends(_fetching)]


@router.post("/app/user/token")
async def fetch_user_token(call: Fetching) -> JSONResponse:
    return _fetch(call, USER, with_scopes=True)


@router.post("/app/user/token/latest")
async def fetch_latest_user_token(call: Fetching) -> JSONResponse:
    return _fetch(call, USER)


@router.post("/app/tenant/token")
async def fetch_tenant_token(call: Fetching) -> JSONResponse:
    return _fetch(call, TENANT, with_scopes=True)


@router.post("/app/tenant/token/latest")
async def fetch_latest_tenant_token(call: Fetching) -> JSONResponse:
    return _fetch(call, TENANT)


@router.post("/app/user/apikey/upload")
async def upload_user_api_key(call: Management) -> JSONResponse:
    return _upload(call, USER_KEY)


@router.post("/app/tenant/apikey/upload")
async def upload_tenant_api_key(call: Management) -> JSONResponse:
    return _upload(call, TENANT_KEY)


@router.post("/app/user/oauthtoken/upload")
async def upload_user_token(call: Management) -> JSONResponse:
    return _upload(call, USER)


@router.post("/app/tenant/oauthtoken/upload")
async def upload_tenant_token(call: Management) -> JSONResponse:
    return _upload(call, TENANT)


@router.post("/app/user/oauthtoken/batch/upload")
async def upload_user_tokens(call: Management) -> JSONResponse:
    return _upload_batch(call, USER)


@router.post("/app/tenant/oauthtoken/batch/upload")
async def upload_tenant_tokens(call: Management) -> JSONResponse:
    return _upload_batch(call, TENANT)


@router.get("/apps-with-user-token")
async def apps_with_user_token(call: Management) -> JSONResponse:
    """The applications for which the user holds a token that still works; without a tenant, in any (inferred)."""
    user_id, tenant_id = call.query.get("userId", ""), call.query.get("tenantId", "")
    if not user_id:
        raise required("userId")
    tokens = [token for token in call.seen.where(TOKEN.section, userId=user_id) if _works(token)]
    return answer({"appIds": sorted({token["appId"] for token in tokens if tenant_id in ("", token["tenantId"])})})


@router.delete("/user/tokens")
async def delete_user_tokens(call: Management) -> JSONResponse:
    """Delete the users' tokens of an application, all of a user, or both; neither is refused."""
    given = {name: call.query[name] for name in ("appId", "userId") if call.query.get(name)}
    if not given:
        raise invalid("The appId or the userId field is required")
    draft = call.draft()
    for token in draft.where(TOKEN.section, **given):
        if token["userId"]:
            draft.drop(TOKEN.section, token["id"])
    call.commit(draft)
    return answer()


@router.delete("/token")
async def delete_token(call: Management) -> JSONResponse:
    token_id = call.query.get("id", "")
    if not token_id:
        raise required("id")
    draft = call.draft()
    if draft.get(TOKEN.section, token_id) is None:
        raise not_found("Token", token_id)
    draft.drop(TOKEN.section, token_id)
    call.commit(draft)
    return answer()


def _fetch(call: Call, holder: Holder, with_scopes: bool = False) -> JSONResponse:
    """The latest token that fits, refreshed when it has to be or shall be."""
    body = checked(call.body, {"scopes": STRS, "options": OBJ})
    options = checked(body.get("options", {}), {"withRefreshToken": BOOL, "forceRefresh": BOOL})
    wanted = set(body.get("scopes", [])) if with_scopes else set()
    draft = call.draft()
    whose = _whose(draft, body, holder)
    held = [token for token in draft.where(TOKEN.section, **whose) if wanted <= set(token["scopes"]) and _works(token)]
    if not held:
        raise not_found("Token", " ".join(value for value in whose.values() if value))
    token = held[-1]
    if token["refreshToken"] and (options.get("forceRefresh") or _expired(token)):
        now = int(time.time())
        fresh = {"accessToken": new_id(""), "accessTokenExpiry": now + _LIFETIME_S, "lastRefreshTime": now}
        token = {**token, **fresh}
        draft.put(TOKEN.section, token)
        call.commit(draft)
    return answer({"token": _shown(token, bool(options.get("withRefreshToken")))})


def _shown(token: Doc, with_refresh_token: bool) -> Doc:
    shown = {name: value for name, value in token.items() if name not in _HIDDEN}
    shown["hasRefreshToken"] = bool(token["refreshToken"])
    return {**shown, "refreshToken": token["refreshToken"]} if with_refresh_token else shown


def _upload(call: Call, holder: Holder) -> JSONResponse:
    draft = call.draft()
    _put(draft, checked(call.body, {"verifyRefresh": BOOL}), holder)
    call.commit(draft)
    return answer()


def _upload_batch(call: Call, holder: Holder) -> JSONResponse:
    """All or nothing, and the answer is 200 either way (E152110, descope-api 2.9)."""
    draft, failures = call.draft(), []
    for entry in call.entries("tokens"):
        try:
            _put(draft, entry, holder)
        except ApiError as error:
            whose = {name: entry.get(name) or "" for name in ("appId", "userId", "tenantId")}
            reason = error.body["errorMessage"] or error.body["errorDescription"]
            failures.append({**whose, "errorCode": "E152110", "reason": reason})
    if not failures:
        call.commit(draft)
    return answer({"failures": failures})


def _put(draft: State, body: Doc, holder: Holder) -> None:
    """Take the place of the token that the same holder has for the same scopes (inferred)."""
    values = {name: value for name, value in TOKEN.settable(body).items() if name in TOKEN.fields}
    whose = _whose(draft, values, holder)
    if existing(draft, whose["appId"])["appType"] != holder.app_type:
        raise invalid(f"Outbound application {whose['appId']} is not of the type {holder.app_type}")
    if holder.app_type == API_KEY:
        key = text(body, "apiKey")
        if not key:
            raise required("apiKey")
        values = {"accessToken": key, "accessTokenType": API_KEY}
    elif not values.get("refreshToken") and not values.get("accessToken"):
        raise invalid("The refreshToken or the accessToken field is required")
    made = {"accessTokenType": "Bearer", **values, **whose, "id": new_id(TOKEN.prefix), "tokenSub": whose["userId"]}
    token = TOKEN.document(made)
    for former in draft.where(TOKEN.section, **whose):
        if set(former["scopes"]) == set(token["scopes"]):
            draft.drop(TOKEN.section, former["id"])
    draft.put(TOKEN.section, token)


def _whose(state: State, body: Mapping[str, object], holder: Holder) -> dict[str, str]:
    """The application, the user and the tenant of a token; each that is named has to exist."""
    given = dict(body)
    app_id, tenant_id = text(given, "appId"), text(given, "tenantId")
    user_id = text(given, "userId") if holder.user else ""
    existing(state, app_id, "appId")
    if not (user_id if holder.user else tenant_id):
        raise required(holder.required)
    if user_id and state.get("users", user_id) is None:
        raise user_not_found(user_id)
    if tenant_id and state.get("tenants", tenant_id) is None:
        raise tenant_not_found(tenant_id)
    return {"appId": app_id, "userId": user_id, "tenantId": tenant_id}


def _expired(token: Doc) -> bool:
    """An expiry of 0 is one that nobody knows."""
    return (bool(token["accessTokenExpiry"]) and bool(token["accessTokenExpiry"] <= time.time())) or not token["accessToken"]


def _works(token: Doc) -> bool:
    return bool(token["refreshToken"]) or not _expired(token)
