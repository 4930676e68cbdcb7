# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-ins, impersonation and tokens made by a management key (descope-api 2.20)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, Management, answer, text
from ..errors import forbidden, invalid, required, signed_up_already
from ..ids import new_id
from ..kinds import BOOL, OBJ, STR, STRS, checked
from ..paging import number
from ..signing import signing_key
from ..store import Doc, State
from ..tokens import LIFE_S, REFRESH, SESSION, Session, read_token
from ..user_input import create
from ..users import KIND, canonical, changed, existing_user, find_user, shown

router = APIRouter(prefix="/v1/mgmt")

MAY_IMPERSONATE = "Impersonate"
_NAMES = ("email", "phone", "name", "givenName", "middleName", "familyName")
_OPTIONS = {
    "user": OBJ,
    "customClaims": OBJ,
    "selectedTenant": STR,
    "emailVerified": BOOL,
    "phoneVerified": BOOL,
    "stepup": BOOL,
    "mfa": BOOL,
    "revokeOtherSessions": BOOL,
    "validateConsent": BOOL,
}


@router.post("/auth/signin")
async def sign_in(call: Management) -> JSONResponse:
    given, draft = canonical(checked(call.body, _OPTIONS)), call.draft()
    return _signed_in(call, draft, existing_user(draft, given), given, first=False)


@router.post("/auth/signup")
async def sign_up(call: Management) -> JSONResponse:
    given, draft = canonical(checked(call.body, _OPTIONS)), call.draft()
    login = text(given, "loginId")
    if find_user(draft, login):
        raise signed_up_already(login)
    return _signed_in(call, draft, _new_user(draft, given), given, first=True)


@router.post("/auth/signup-in")
async def sign_up_or_in(call: Management) -> JSONResponse:
    given, draft = canonical(checked(call.body, _OPTIONS)), call.draft()
    user = find_user(draft, text(given, "loginId"))
    return _signed_in(call, draft, user or _new_user(draft, given), given, first=user is None)


@router.post("/auth/anonymous")
async def anonymous(call: Management) -> JSONResponse:
    """Tokens for nobody in particular; nothing is kept."""
    given = checked(call.body, _OPTIONS)
    session = Session(call.project.id, new_id(KIND.prefix), None, given.get("customClaims", {}))
    return answer(_tokens(call.seen, session.in_tenant(given.get("selectedTenant", "")), given))


@router.post("/jwt/update")
async def update_jwt(call: Management) -> JSONResponse:
    """The same token with more claims and the roles of now (official Python client)."""
    given, seen = checked(call.body, _OPTIONS), call.seen
    session, name = read_token(seen, call.project.id, _jwt(given))
    updated = session.with_claims(given.get("customClaims", {}))
    return answer({"jwt": updated.token(seen, name, number(given, "refreshDuration"))})


@router.post("/impersonate")
async def impersonate(call: Management) -> JSONResponse:
    return _impersonated(call, checked(call.body, _OPTIONS))


@router.post("/impersonate/stepup")
async def impersonate_step_up(call: Management) -> JSONResponse:
    return _impersonated(call, {**checked(call.body, _OPTIONS), "stepup": True})


@router.post("/stop/impersonation")
async def stop_impersonation(call: Management) -> JSONResponse:
    """A token of the one who impersonated."""
    given, draft = checked(call.body, _OPTIONS), call.draft()
    session, _ = read_token(draft, call.project.id, _jwt(given))
    if not session.actor:
        raise invalid("The token is not one of an impersonation")
    actor = existing_user(draft, {"userId": session.actor})
    return token_for(call, draft, actor, given)


@router.post("/token/clientassertion")
async def client_assertion(call: Management) -> JSONResponse:
    """An assertion about a client; the names of its fields are inferred."""
    given = checked(call.body, {"issuer": STR, "subject": STR, "audience": STRS})
    for name in ("issuer", "subject", "audience"):
        if not given.get(name):
            raise required(name)
    now = int(time.time())
    claims = {"iss": given["issuer"], "sub": given["subject"], "aud": given["audience"], "jti": new_id("")}
    expires = now + (number(given, "expiresIn") or 300)
    return answer({"jwt": signing_key().sign({**claims, "iat": now, "exp": expires})})


def _new_user(draft: State, given: Doc) -> Doc:
    person = {name: value for name, value in canonical(given.get("user", {})).items() if name in _NAMES}
    verified = {f"verified{kind.capitalize()}": given.get(f"{kind}Verified") for kind in ("email", "phone")}
    return create(draft, canonical({**person, **verified, "loginId": given.get("loginId")}))


def _signed_in(call: Call, draft: State, user: Doc, given: Doc, first: bool) -> JSONResponse:
    """Open a session, remember the visit; an invited user is enabled by the first one (descope-api 2.4)."""
    if given.get("stepup") or given.get("mfa"):
        session, _ = read_token(draft, call.project.id, _jwt(given))
        if session.subject != user["id"]:
            raise invalid("The token belongs to another user")
    session = _opened(call, draft, user, given)
    visit = {"loginTime": int(time.time()), "city": "", "country": "", "ip": call.caller.remote, "selectedTenant": ""}
    after = changed(
        draft.docs(KIND.section)[user["id"]],
        status="enabled",
        history=[*user["history"], {**visit, "selectedTenant": session.tenant}],
    )
    draft.put(KIND.section, after)
    call.commit(draft)
    return answer({**_tokens(draft, session, given), "user": shown(draft, after), "firstSeen": first})


def _opened(call: Call, draft: State, user: Doc, given: Doc, actor: str = "") -> Session:
    """Begin a session of a user who may have one."""
    if user["status"] in ("disabled", "expired"):
        raise forbidden(f"The user is {user['status']}")
    session = Session(call.project.id, user["id"], user, given.get("customClaims", {}), actor=actor)
    session = replace(session.in_tenant(given.get("selectedTenant", "")), step_up=bool(given.get("stepup")))
    others = [] if given.get("revokeOtherSessions") else user["sessions"]
    draft.put(KIND.section, {**user, "sessions": [*others, session.id]})
    return session


def token_for(call: Call, draft: State, user: Doc, given: Doc, actor: str = "") -> JSONResponse:
    session = _opened(call, draft, user, given, actor)
    call.commit(draft)
    return answer({"jwt": session.token(draft, SESSION, number(given, "refreshDuration"))})


def _impersonated(call: Call, given: Doc) -> JSONResponse:
    """Only who has the permission may; and nobody has ever consented, since consent takes a flow (both inferred)."""
    draft = call.draft()
    name = text(given, "impersonatorId")
    if not name:
        raise required("impersonatorId")
    actor, user = existing_user(draft, {"loginId": name}), existing_user(draft, given)
    allowed = shown(draft, actor)
    if MAY_IMPERSONATE not in [*allowed["permissions"], *(p for e in allowed["userTenants"] for p in e["permissions"])]:
        raise forbidden(f"The user {name} has no permission to impersonate")
    if given.get("validateConsent"):
        raise forbidden("The user has not consented to impersonation")
    return token_for(call, draft, user, given, actor["id"])


def _tokens(state: State, session: Session, given: Doc) -> dict[str, Any]:
    """Both tokens and what belongs to them, zero values included (descope-api 6.8)."""
    now, seconds = int(time.time()), number(given, "refreshDuration")
    refresh_s = seconds or LIFE_S[REFRESH]
    return {
        "sessionJwt": session.token(state, SESSION),
        "refreshJwt": session.token(state, REFRESH, refresh_s),
        "sessionExpiration": now + LIFE_S[SESSION],
        "cookieDomain": "",
        "cookiePath": "/",
        "cookieMaxAge": refresh_s,
        "cookieExpiration": now + refresh_s,
        "externalToken": "",
        "claims": {},
        "tenantSSOID": "",
        "idpResponse": None,
    }


def _jwt(given: Doc) -> str:
    jwt = text(given, "jwt")
    if not jwt:
        raise required("jwt")
    return jwt
