# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound (third-party) applications, which the API has in two generations (descope-api 2.8).

The first one knows `attributesScopes`, the second `scopeClaimMapping` in its place: neither shows or replaces what only
the other knows (inferred).
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from .. import effects
from ..app_secrets import (
    added_answer,
    cleartext_of,
    new_secret,
    revoked_answer,
    rotated,
    with_added,
    with_revoked,
    without_secrets,
)
from ..call import Call, Management, answer, text
from ..errors import already_exists, not_found, required
from ..ids import new_id
from ..kinds import BOOL, LIST, OBJ, STR, STRS, Kind, checked, unique
from ..paging import number, one_page
from ..store import Doc, State

SECTION = "inbound_applications"
_SESSIONS = {
    "enabled": False,
    "sessionTokenExpiration": 0,
    "sessionTokenExpirationUnit": "",
    "refreshTokenExpiration": 0,
    "refreshTokenExpirationUnit": "",
    "keySessionTokenExpiration": 0,
    "keySessionTokenExpirationUnit": "",
    "userTemplateId": "",
    "keyTemplateId": "",
}
# What an update leaves as it is: `clientId` and the secret can be given at creation only (inferred).
_KEPT = ("id", "clientId", "secrets", "status", "dynamic")

KIND = Kind(
    section=SECTION,
    prefix="TPA",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "logo": STR,
        "logoUrl": STR,
        "loginPageUrl": STR,
        "clientId": STR,
        "approvedCallbackUrls": STRS,
        "permissionsScopes": LIST,
        "attributesScopes": LIST,
        "connectionsScopes": LIST,
        "scopeClaimMapping": LIST,
        "audienceWhitelist": STRS,
        "consentFlowId": STR,
        "nonConfidentialClient": BOOL,
        "forceAddAllAuthorizationInfo": BOOL,
        "jwtBearerSettings": OBJ,
        "sessionSettings": OBJ,
        "customAttributes": OBJ,
        "forcePkce": BOOL,
        "defaultAudience": STR,
        "status": STR,
        "dynamic": BOOL,
        "secrets": LIST,
    },
    server_made=frozenset(_KEPT) | {"clientSecret"},
    defaults={"status": "active", "sessionSettings": _SESSIONS},
)

router = APIRouter()


def _foreign_field(request: Request) -> str:
    """The field that the generation of this call does not know."""
    return "scopeClaimMapping" if request.url.path.startswith("/v1/") else "attributesScopes"


Foreign = Annotated[str, Depends(_foreign_field)]


@router.post("/v1/mgmt/thirdparty/app/create")
@router.post("/v2/mgmt/thirdparty/app/create")
async def create(call: Management, foreign: Foreign) -> JSONResponse:
    """The id, the client id and the secret may be those of a client that existed elsewhere (descope-api 4)."""
    draft = call.draft()
    values = _values(call.body, foreign)
    _require(draft, values)
    app_id, client_id = call.text("id") or new_id(KIND.prefix), call.text("clientId") or new_id("UDI")
    if draft.get(SECTION, app_id) or draft.find(SECTION, clientId=client_id):
        raise already_exists("Application", f"Application already exists: id {app_id}, client id {client_id}")
    public = bool(values.get("nonConfidentialClient"))
    secrets = [] if public else [new_secret(cleartext=call.text("clientSecret"))]
    draft.put(SECTION, KIND.document({**values, "id": app_id, "clientId": client_id, "secrets": secrets}))
    call.commit(draft)
    return answer({"id": app_id, "clientId": client_id, "cleartext": secrets[0]["cleartext"] if secrets else ""})


@router.post("/v1/mgmt/thirdparty/app/update")
@router.post("/v2/mgmt/thirdparty/app/update")
async def update(call: Management, foreign: Foreign) -> JSONResponse:
    """Full replace (descope-api 1.10)."""
    draft = call.draft()
    before = _existing(draft, call.text("id"))
    values = _values(call.body, foreign)
    _require(draft, values, before["id"])
    kept = {name: before[name] for name in (*_KEPT, foreign)}
    draft.put(SECTION, KIND.document({**values, **kept}))
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/thirdparty/app/patch")
@router.post("/v2/mgmt/thirdparty/app/patch")
async def patch(call: Management, foreign: Foreign) -> JSONResponse:
    """Change only what was sent (descope-api 1.10)."""
    draft = call.draft()
    before = _existing(draft, call.text("id"))
    after = {**before, **_values(call.body, foreign)}
    _require(draft, after, before["id"])
    draft.put(SECTION, after)
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/thirdparty/app/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    effects.delete(draft, SECTION, _existing(draft, call.text("id")))
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/thirdparty/app/delete/batch")
async def delete_batch(call: Management) -> JSONResponse:
    """All or none; an empty list is refused (inferred)."""
    ids = unique(checked(call.body, {"ids": STRS}).get("ids", []))
    if not ids:
        raise required("ids")
    draft = call.draft()
    for app_id in ids:
        effects.delete(draft, SECTION, _existing(draft, app_id))
    call.commit(draft)
    return answer()


@router.get("/v1/mgmt/thirdparty/app/load")
@router.get("/v2/mgmt/thirdparty/app/load")
async def load(call: Management, foreign: Foreign) -> JSONResponse:
    """The application at the root of the answer, found by either of its ids."""
    app_id, client_id = call.query.get("id", ""), call.query.get("clientId", "")
    if app_id or not client_id:
        return answer(_shown(_existing(call.seen, app_id), foreign))
    app = call.seen.find(SECTION, clientId=client_id)
    if app is None:
        raise not_found("Application", client_id)
    return answer(_shown(app, foreign))


@router.get("/v1/mgmt/thirdparty/apps/load")
async def load_all(call: Management, foreign: Foreign) -> JSONResponse:
    return answer(_listed(call, foreign, call.query))


@router.post("/v2/mgmt/thirdparty/apps/load")
async def search(call: Management, foreign: Foreign) -> JSONResponse:
    return answer(_listed(call, foreign, call.body))


@router.get("/v1/mgmt/thirdparty/app/secret")
async def secret(call: Management) -> JSONResponse:
    """Secrets of inbound applications are readable (descope-api 2.8)."""
    app = _existing(call.seen, call.query.get("id", ""))
    return answer({"cleartext": cleartext_of(app, call.query.get("secretName", ""))})


@router.post("/v1/mgmt/thirdparty/app/rotate")
async def rotate(call: Management) -> JSONResponse:
    draft = call.draft()
    app = rotated(_existing(draft, call.text("id")))
    draft.put(SECTION, app)
    call.commit(draft)
    return answer({"cleartext": cleartext_of(app)})


@router.post("/v1/mgmt/thirdparty/app/secret/add")
async def add_secret(call: Management) -> JSONResponse:
    draft = call.draft()
    app = with_added(_existing(draft, call.text("id")), call.text("name"), number(call.body, "expireTime"))
    draft.put(SECTION, app)
    call.commit(draft)
    return answer(added_answer(app))


@router.post("/v1/mgmt/thirdparty/app/secret/revoke")
async def revoke_secret(call: Management) -> JSONResponse:
    draft = call.draft()
    app = with_revoked(_existing(draft, call.text("id")), call.text("name"))
    draft.put(SECTION, app)
    call.commit(draft)
    return answer(revoked_answer(app))


def _values(body: Doc, foreign: str) -> Doc:
    values = KIND.settable(body)
    values.pop(foreign, None)
    if "sessionSettings" in values:
        values["sessionSettings"] = {**_SESSIONS, **checked(values["sessionSettings"], {})}
    for field in ("permissionsScopes", "attributesScopes", "connectionsScopes"):
        if field in values:
            values[field] = [_scope(entry, field) for entry in values[field]]
    return values


def _scope(entry: Any, field: str) -> Doc:
    scope = {"name": STR, "description": STR, "values": STRS, "optional": BOOL}
    given = checked(entry, scope) if isinstance(entry, dict) else {}
    if not given.get("name"):
        raise required(f"{field}.name")
    return {"description": "", "values": [], "optional": False, **given}


def _require(draft: State, values: Doc, own_id: str = "") -> None:
    """Names are unique in a project, which is what the clients' descriptions of the call say."""
    for field in ("name", "loginPageUrl"):
        if not text(values, field):
            raise required(field)
    if any(app["id"] != own_id for app in draft.where(SECTION, name=values["name"])):
        raise already_exists("Application", f"Application already exists: name {values['name']}")


def _existing(state: State, app_id: str) -> Doc:
    if not app_id:
        raise required("id")
    app = state.get(SECTION, app_id)
    if app is None:
        raise not_found("Application", app_id)
    return app


def _shown(app: Doc, foreign: str) -> Doc:
    return {name: value for name, value in without_secrets(app).items() if name != foreign}


def _listed(call: Call, foreign: str, paging: Any) -> Doc:
    apps = list(call.seen.docs(SECTION).values())
    return {"apps": [_shown(app, foreign) for app in one_page(apps, paging)], "total": len(apps)}
