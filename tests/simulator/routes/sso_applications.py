# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSO applications: Descope as the identity provider of others, over OIDC, SAML or WS-Federation (descope-api 2.7)."""

from __future__ import annotations

from fastapi import APIRouter
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
from ..call import Call, Management, answer
from ..errors import already_exists, invalid, not_found, outside_licence, required
from ..ids import new_id
from ..kinds import ANY, BOOL, LIST, OBJ, STR, Kind, checked
from ..paging import number
from ..sso_protocols import OIDC, PROTOCOLS, SAML, WSFED, Protocol
from ..store import Doc, State

SECTION = "sso_applications"
BUILT_IN = "descope-default-"
_DEFAULT: Doc = {
    "id": f"{BUILT_IN}oidc",
    "name": "OIDC default application",
    "enabled": True,
    "appType": "oidc",
    "oidcSettings": {"clientId": ""},
    "secrets": [
        {
            "id": "SECDefault000000000000000000",
            "name": "",
            "status": "active",
            "expireTime": 0,
            "createdTime": 1767225600,
            "cleartext": "SimulatedSecretOfTheDefaultApp",
        }
    ],
}
_COMMON = {"name": STR, "description": STR, "enabled": BOOL, "logo": STR, "customAttributes": OBJ}
# Neither part of the settings nor of what the client says about the application.
_ASIDE = ("id", "clientId", "clientSecret", "appType", "templateId", "secrets")

KIND = Kind(
    section=SECTION,
    prefix="SA",
    fields={
        "id": STR,
        **_COMMON,
        "appType": STR,
        "templateId": STR,
        "oidcSettings": ANY,
        "samlSettings": ANY,
        "wsfedSettings": ANY,
        "customSettings": ANY,
        "secrets": LIST,
    },
    server_made=frozenset({"id", "appType", "templateId", "secrets"}),
    fresh=(_DEFAULT,),
)

router = APIRouter(prefix="/v1/mgmt/sso/idp")


@router.post("/app/oidc/create")
async def create_oidc(call: Management) -> JSONResponse:
    return _create(call, OIDC)


@router.post("/app/saml/create")
async def create_saml(call: Management) -> JSONResponse:
    return _create(call, SAML)


@router.post("/app/wsfed/create")
async def create_wsfed(call: Management) -> JSONResponse:
    return _create(call, WSFED)


@router.post("/app/oidc/update")
async def update_oidc(call: Management) -> JSONResponse:
    return _update(call, OIDC)


@router.post("/app/saml/update")
async def update_saml(call: Management) -> JSONResponse:
    return _update(call, SAML)


@router.post("/app/wsfed/update")
async def update_wsfed(call: Management) -> JSONResponse:
    return _update(call, WSFED)


@router.post("/app/delete")
async def delete(call: Management) -> JSONResponse:
    """The built-in applications stay (inferred)."""
    draft = call.draft()
    app = _existing(draft, call.text("id"))
    if app["id"].startswith(BUILT_IN):
        raise invalid(f"The built-in application {app['id']} cannot be deleted")
    effects.delete(draft, SECTION, app)
    call.commit(draft)
    return answer()


@router.get("/app/load")
async def load(call: Management) -> JSONResponse:
    """The application at the root of the answer (descope-api 1.5)."""
    return answer(_shown(call, _existing(call.seen, call.query.get("id", ""))))


@router.get("/apps/load")
async def load_all(call: Management) -> JSONResponse:
    return answer({"apps": [_shown(call, app) for app in call.seen.docs(SECTION).values()]})


@router.get("/app/secret")
async def secret(call: Management) -> JSONResponse:
    """The secret of an OIDC client is readable (descope-api 2.7)."""
    app = _oidc(call.seen, call.query.get("id", ""))
    return answer({"cleartext": cleartext_of(app, call.query.get("secretName", ""))})


@router.post("/app/rotate")
async def rotate(call: Management) -> JSONResponse:
    draft = call.draft()
    app = rotated(_oidc(draft, call.text("id")))
    draft.put(SECTION, app)
    call.commit(draft)
    return answer({"cleartext": cleartext_of(app)})


@router.post("/app/secret/add")
async def add_secret(call: Management) -> JSONResponse:
    """Unlike inbound applications, these are called `appId` here (descope-api 2.8)."""
    draft = call.draft()
    app = with_added(_oidc(draft, call.text("appId"), "appId"), call.text("name"), number(call.body, "expireTime"))
    draft.put(SECTION, app)
    call.commit(draft)
    return answer(added_answer(app))


@router.post("/app/secret/revoke")
async def revoke_secret(call: Management) -> JSONResponse:
    draft = call.draft()
    app = with_revoked(_oidc(draft, call.text("appId"), "appId"), call.text("name"))
    draft.put(SECTION, app)
    call.commit(draft)
    return answer(revoked_answer(app))


def _create(call: Call, protocol: Protocol) -> JSONResponse:
    """More than the built-in application needs a paid plan (descope-api 1.13, inferred)."""
    if call.world.config.tier == "tier1":
        raise outside_licence("SSO applications")
    draft = call.draft()
    app_id = call.text("id") or new_id(KIND.prefix)
    if draft.get(SECTION, app_id):
        raise already_exists("Application", f"Application already exists: id {app_id}")
    described = _described(draft, call.body, protocol, app_id)
    secrets = []
    if protocol is OIDC:
        described[OIDC.key]["clientId"] = call.text("clientId") or new_id("UDI")
        secrets = [new_secret(cleartext=call.text("clientSecret"))]
    draft.put(SECTION, KIND.document({**described, "id": app_id, "appType": protocol.name, "secrets": secrets}))
    call.commit(draft)
    return answer({"id": app_id})


def _update(call: Call, protocol: Protocol) -> JSONResponse:
    """Full replace, except for the client's id and secret (descope-api 1.10)."""
    draft = call.draft()
    before = _existing(draft, call.text("id"))
    if before["appType"] != protocol.name:
        raise invalid(f"The application {before['id']} is of type {before['appType']}")
    described = _described(draft, call.body, protocol, before["id"])
    kept = {field: before[field] for field in ("id", "appType", "templateId", "secrets")}
    if protocol is OIDC:
        described[OIDC.key]["clientId"] = (before[OIDC.key] or {}).get("clientId", "")
        kept["secrets"] = _secrets_after(before, call.body)
    draft.put(SECTION, KIND.document({**described, **kept}))
    call.commit(draft)
    return answer()


def _secrets_after(app: Doc, body: Doc) -> list[Doc]:
    """Credentials are for creation only: an update that names them clears the main secret (descope-api 2.7)."""
    if body.get("clientId") is None and body.get("clientSecret") is None:
        return list(app["secrets"])
    return [{**entry, "cleartext": ""} if not entry["name"] else entry for entry in app["secrets"]]


def _described(draft: State, body: Doc, protocol: Protocol, own_id: str) -> Doc:
    """What a body says about an application; all that is not about every application belongs to the protocol."""
    given = checked(body, _COMMON)
    common = {field: value for field, value in given.items() if field in _COMMON}
    if not common.get("name"):
        raise required("name")
    if any(app["id"] != own_id for app in draft.where(SECTION, name=common["name"])):
        raise already_exists("Application", f"Application already exists: name {common['name']}")
    rest = {field: value for field, value in given.items() if field not in common and field not in _ASIDE}
    return {**common, protocol.key: protocol.settings(draft, rest)}


def _existing(state: State, app_id: str, field: str = "id") -> Doc:
    if not app_id:
        raise required(field)
    app = state.get(SECTION, app_id)
    if app is None:
        raise not_found("Application", app_id)
    return app


def _oidc(state: State, app_id: str, field: str = "id") -> Doc:
    app = _existing(state, app_id, field)
    if app["appType"] != OIDC.name:
        raise invalid(f"The application {app_id} has no client secret")
    return app


def _shown(call: Call, app: Doc) -> Doc:
    shown = without_secrets(app)
    protocol = PROTOCOLS.get(app["appType"])
    if protocol:
        shown[protocol.key] = protocol.shown(call.project.id, app)
    return shown


@effects.on_delete(SECTION)
def _take_away(draft: State, app: Doc) -> None:
    """Tenants and users that had the application have it no more (descope-api 6.3)."""
    for section, field in (("tenants", "federatedAppIds"), ("users", "ssoAppIds")):
        effects.rewrite_names(draft, section, field, app["id"])


@effects.on_rename("roles")
def _follow_role(draft: State, before: Doc, after: Doc) -> None:
    _rewrite_mappings(draft, before["id"], {"id": after["id"], "name": after["name"]})


@effects.on_delete("roles")
def _forget_role(draft: State, role: Doc) -> None:
    _rewrite_mappings(draft, role["id"], None)


def _rewrite_mappings(draft: State, role_id: str, new: Doc | None) -> None:
    for app in list(draft.docs(SECTION).values()):
        protocol = PROTOCOLS.get(app["appType"])
        settings = (app[protocol.key] or {}) if protocol else {}
        mapping = settings.get("groupsMapping", [])
        followed = [{**entry, "roles": _replaced(entry.get("roles", []), role_id, new)} for entry in mapping]
        if protocol and followed != mapping:
            draft.put(SECTION, {**app, protocol.key: {**settings, "groupsMapping": followed}})


def _replaced(roles: list[Doc], role_id: str, new: Doc | None) -> list[Doc]:
    followed = [new if role.get("id") == role_id else role for role in roles]
    return [role for role in followed if role is not None]
