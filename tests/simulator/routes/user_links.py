# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes and links to sign in with: for test users, and embedded ones for everybody (descope-api 2.4).

They are as random as real ones; what end users do with them is not simulated.
"""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, Management, answer
from ..errors import invalid, required
from ..ids import new_id
from ..kinds import OBJ, checked
from ..paging import number
from ..store import Doc
from ..user_input import require_free
from ..users import canonical, existing_user, login_id

router = APIRouter(prefix="/v1/mgmt")

_METHODS = ("email", "sms", "voice", "whatsapp", "embedded")
# Where a link leads when neither the request nor, in real projects, the settings say it.
_DEFAULT_URI = "https://app.example/verify"


@router.post("/tests/generate/otp")
async def generate_otp(call: Management) -> JSONResponse:
    _delivery(call)
    return answer({"loginId": _test_user(call), "code": f"{secrets.randbelow(10**6):06d}"})


@router.post("/tests/generate/magiclink")
async def generate_magic_link(call: Management) -> JSONResponse:
    _delivery(call)
    return answer({"loginId": _test_user(call), "link": _link(call)})


@router.post("/tests/generate/enchantedlink")
async def generate_enchanted_link(call: Management) -> JSONResponse:
    return answer({"loginId": _test_user(call), "link": _link(call), "pendingRef": new_id("")})


@router.post("/user/signin/embeddedlink")
async def sign_in_link(call: Management) -> JSONResponse:
    checked(call.body, {"customClaims": OBJ})
    number(call.body, "timeout")
    existing_user(call.seen, call.body)
    return answer({"token": new_id("")})


@router.post("/user/signup/embeddedlink")
async def sign_up_link(call: Management) -> JSONResponse:
    """For a login id that is free; the user is made when the link is used (inferred)."""
    given = canonical(checked(call.body, {"user": OBJ, "loginOptions": OBJ}))
    number(given, "timeout")
    require_free(call.seen, [_login(given)])
    return answer({"token": new_id("")})


def _login(given: Doc) -> str:
    value = given.get("loginId")
    if not isinstance(value, str) or not value:
        raise required("loginId")
    return login_id(value)


def _test_user(call: Call) -> str:
    """The login id as it was given; only test users can sign in like this."""
    given = canonical(call.body)
    name = _login(given)
    if not existing_user(call.seen, given)["test"]:
        raise invalid(f"{name} is not a test user")
    return name


def _delivery(call: Call) -> None:
    method = call.text("deliveryMethod")
    if method.lower() not in _METHODS:
        raise invalid("The deliveryMethod field must be one of " + ", ".join(_METHODS))


def _link(call: Call) -> str:
    """`<URI>?t=<token>`; the newer name of the field is `redirectUrl` (descope-api 1.5)."""
    uri = call.text("URI") or call.text("redirectUrl") or _DEFAULT_URI
    return f"{uri}{'&' if '?' in uri else '?'}t={new_id('')}"
