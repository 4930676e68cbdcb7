# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound applications: the update wraps its body, the client secret goes in and never out (descope-api 2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Call, Management, answer, text
from ..errors import already_exists, invalid, malformed, not_found, required, tenant_not_found
from ..ids import new_id
from ..kinds import BOOL, LIST, OBJ, STR, STRS, Kind, checked
from ..store import Doc, State

SECTION = "outbound_applications"
OAUTH, API_KEY = "oauth", "apikey"

KIND = Kind(
    section=SECTION,
    prefix="OA",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "templateId": STR,
        "clientId": STR,
        "clientSecret": STR,
        "logo": STR,
        "discoveryUrl": STR,
        "authorizationUrl": STR,
        "authorizationUrlParams": LIST,
        "tokenUrl": STR,
        "tokenUrlParams": LIST,
        "revocationUrl": STR,
        "defaultScopes": STRS,
        "defaultRedirectUrl": STR,
        "callbackDomain": STR,
        "pkce": BOOL,
        "accessType": STR,
        "prompt": STRS,
        "appType": STR,
        "dcrUrl": STR,
        "useDcr": BOOL,
        "tenantId": STR,
    },
    server_made=frozenset({"id", "templateId"}),
    defaults={"appType": OAUTH},
)

# What a new application starts from when it is made by template. Which templates exist is not published.
TEMPLATES: Mapping[str, Doc] = {
    "github": {
        "name": "GitHub",
        "authorizationUrl": "https://github.example/login/oauth/authorize",
        "tokenUrl": "https://github.example/login/oauth/access_token",
        "defaultScopes": ["repo"],
    },
    "google-calendar": {
        "name": "Google Calendar",
        "discoveryUrl": "https://accounts.google.example/.well-known/openid-configuration",
        "defaultScopes": ["calendar.readonly"],
        "accessType": "offline",
        "prompt": ["consent"],
        "pkce": True,
    },
    "openai": {"name": "OpenAI", "appType": API_KEY},
}

_ACCESS_TYPES = ("", "online", "offline")
_PROMPTS = {"none", "login", "consent", "select_account"}
# An update that does not say otherwise leaves these: the clients' updates have no way to say them (inferred).
_KEPT_WHEN_ABSENT = ("appType", "tenantId")

# An application that was made for a tenant goes with it (inferred).
effects.belongs_to("tenants", SECTION)
router = APIRouter(prefix="/v1/mgmt/outbound")


@router.post("/app/create")
async def create(call: Management) -> JSONResponse:
    return _create(call, _values(call.body))


@router.post("/app/create/bytemplate")
async def create_by_template(call: Management) -> JSONResponse:
    """What the template says, then `overrides`, then what belongs to the application itself."""
    given = checked(call.body, {"templateId": STR, "overrides": OBJ})
    template_id = text(given, "templateId")
    if not template_id:
        raise required("templateId")
    if template_id not in TEMPLATES:
        raise not_found("Template", template_id)
    own = {name: value for name, value in given.items() if name in ("clientId", "clientSecret", "tenantId")}
    values = _values({**TEMPLATES[template_id], **given.get("overrides", {}), **own})
    return _create(call, {**values, "templateId": template_id})


@router.post("/app/update")
async def update(call: Management) -> JSONResponse:
    """Full replace, but an empty client secret keeps the stored one (descope-api 1.10, inferred)."""
    given = checked(call.body, {"app": OBJ}).get("app")
    if given is None:
        raise required("app")
    draft = call.draft()
    before = existing(draft, text(given, "id"))
    values = _values(given)
    kept = {name: before[name] for name in _KEPT_WHEN_ABSENT if name not in values}
    kept["clientSecret"] = values.get("clientSecret") or before["clientSecret"]
    app = KIND.document({**values, **kept, "id": before["id"], "templateId": before["templateId"]})
    _require(draft, app)
    draft.put(SECTION, app)
    call.commit(draft)
    return answer({"app": _shown(app)})


@router.post("/app/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    effects.delete(draft, SECTION, existing(draft, call.text("id")))
    call.commit(draft)
    return answer()


@router.get("/app/{app_id}")
async def load(call: Management, app_id: str) -> JSONResponse:
    return answer({"app": _shown(existing(call.seen, app_id))})


@router.get("/apps")
async def load_all(call: Management) -> JSONResponse:
    return answer({"apps": [_shown(app) for app in call.seen.docs(SECTION).values()]})


def existing(state: State, app_id: str, field: str = "id") -> Doc:
    """The application, or a refusal that names the field it was asked for with."""
    if not app_id:
        raise required(field)
    app = state.get(SECTION, app_id)
    if app is None:
        raise not_found("Outbound application", app_id)
    return app


def _create(call: Call, values: Doc) -> JSONResponse:
    draft = call.draft()
    app = KIND.document({**values, "id": call.text("id") or new_id(KIND.prefix)})
    if draft.get(SECTION, app["id"]):
        raise already_exists("Outbound application", f"Outbound application already exists: id {app['id']}")
    _require(draft, app)
    draft.put(SECTION, app)
    call.commit(draft)
    return answer({"app": _shown(app)})


def _require(draft: State, app: Doc) -> None:
    """Names are unique in a project, which is what the clients' descriptions of the call say."""
    if not app["name"]:
        raise required("name")
    if any(other["id"] != app["id"] for other in draft.where(SECTION, name=app["name"])):
        raise already_exists("Outbound application", f"Outbound application already exists: name {app['name']}")
    if app["tenantId"] and draft.get("tenants", app["tenantId"]) is None:
        raise tenant_not_found(app["tenantId"])


def _values(body: Doc) -> Doc:
    values = KIND.settable(body)
    for field in ("authorizationUrlParams", "tokenUrlParams"):
        if field in values:
            values[field] = [_param(entry, field) for entry in values[field]]
    if values.get("accessType", "") not in _ACCESS_TYPES:
        raise invalid("The accessType field must be online or offline")
    if not _PROMPTS.issuperset(values.get("prompt", [])):
        raise invalid(f"The prompt field may have {', '.join(sorted(_PROMPTS))}")
    if values.get("appType", OAUTH) not in (OAUTH, API_KEY):
        raise invalid(f"The appType field must be {OAUTH} or {API_KEY}")
    return values


def _param(entry: Any, field: str) -> Doc:
    """Clients say `key` or `name` for the same thing; answers say `key` (descope-api 5 row 19)."""
    if not isinstance(entry, dict):
        raise malformed(f"The {field} field must be a list of objects")
    given = checked(entry, {"key": STR, "name": STR, "value": STR})
    return {"key": given.get("key") or given.get("name", ""), "value": given.get("value", "")}


def _shown(app: Doc) -> Doc:
    return {**app, "clientSecret": ""}
