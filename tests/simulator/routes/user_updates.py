# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates of a single field of a user; each answers the user (descope-api 2.4)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..assigned import known_roles, require_tenant
from ..call import Management, answer, text
from ..errors import already_exists, invalid, required
from ..family_members import FIELD as FAMILIES
from ..family_members import joined, read_families, require_admitted
from ..kinds import BOOL, LIST, STRS, checked, unique
from ..store import Doc, State
from ..user_input import member_of, read_status, require_free
from ..users import KIND, PROFILE, canonical, changed, e164, existing_user, login_id, shown

router = APIRouter()

V1, V2 = "/v1/mgmt/user/update", "/v2/mgmt/user/update"

_NAMES = {name: PROFILE[name] for name in ("name", "givenName", "middleName", "familyName")}


@router.post(f"{V1}/status")
async def status(call: Management) -> JSONResponse:
    return _change(call, lambda _state, _user, given: {"status": _status(given)})


@router.post(f"{V1}/loginid")
async def login(call: Management) -> JSONResponse:
    return _change(call, _with_login)


@router.post(f"{V1}/email")
async def email(call: Management) -> JSONResponse:
    return _change(call, lambda state, user, given: _address(state, user, given, "email", str))


@router.post(f"{V1}/phone")
async def phone(call: Management) -> JSONResponse:
    return _change(call, lambda state, user, given: _address(state, user, given, "phone", e164))


@router.post(f"{V1}/name")
async def name(call: Management) -> JSONResponse:
    """Names that are absent are kept (descope-api 2.4)."""
    return _change(call, lambda _state, _user, given: {key: text(given, key) for key in _NAMES if key in given})


@router.post(f"{V1}/picture")
async def picture(call: Management) -> JSONResponse:
    return _change(call, lambda _state, _user, given: {"picture": text(given, "picture")})


@router.post(f"{V1}/customAttribute")
async def custom_attribute(call: Management) -> JSONResponse:
    return _change(call, _with_attribute)


@router.post(f"{V1}/role/set")
async def set_roles(call: Management) -> JSONResponse:
    return _change_roles(call, lambda _held, given: given)


@router.post(f"{V1}/role/add")
@router.post(f"{V2}/role/add")
async def add_roles(call: Management) -> JSONResponse:
    return _change_roles(call, lambda held, given: unique([*held, *given]))


@router.post(f"{V1}/role/remove")
async def remove_roles(call: Management) -> JSONResponse:
    return _change_roles(call, lambda held, given: [name for name in held if name not in given])


@router.post(f"{V1}/ssoapp/set")
async def set_apps(call: Management) -> JSONResponse:
    return _change(call, lambda _state, _user, given: {"ssoAppIds": _apps(given)})


@router.post(f"{V1}/ssoapp/add")
async def add_apps(call: Management) -> JSONResponse:
    return _change(call, lambda _state, user, given: {"ssoAppIds": unique([*user["ssoAppIds"], *_apps(given)])})


@router.post(f"{V1}/ssoapp/remove")
async def remove_apps(call: Management) -> JSONResponse:
    def without(_state: State, user: Doc, given: Doc) -> Doc:
        gone = _apps(given)
        return {"ssoAppIds": [app for app in user["ssoAppIds"] if app not in gone]}

    return _change(call, without)


@router.post(f"{V1}/tenant/add")
async def add_tenant(call: Management) -> JSONResponse:
    """A new member gets the roles the tenant gives by itself; who is one already stays as they are."""

    def as_member(state: State, user: Doc, given: Doc) -> Doc:
        tenant_id = _tenant(state, given)
        if any(entry["tenantId"] == tenant_id for entry in user["userTenants"]):
            return {}
        return {"userTenants": [*user["userTenants"], member_of(state, tenant_id)]}

    return _change(call, as_member)


@router.post(f"{V1}/tenant/remove")
async def remove_tenant(call: Management) -> JSONResponse:
    def left(state: State, user: Doc, given: Doc) -> Doc:
        tenant_id = _tenant(state, given)
        return {"userTenants": [entry for entry in user["userTenants"] if entry["tenantId"] != tenant_id]}

    return _change(call, left)


@router.post(f"{V1}/family/add")
async def add_families(call: Management) -> JSONResponse:
    """Merges into the families a user has."""

    def more(state: State, user: Doc, given: Doc) -> Doc:
        added = read_families(state, checked(given, {FAMILIES: LIST}).get(FAMILIES, []))
        after = joined(user[FAMILIES], added)
        require_admitted(state, after, user["id"])
        return {FAMILIES: after}

    return _change(call, more)


@router.post(f"{V1}/family/remove")
async def remove_families(call: Management) -> JSONResponse:
    def left(_state: State, user: Doc, given: Doc) -> Doc:
        gone = checked(given, {"familyIds": STRS}).get("familyIds", [])
        return {FAMILIES: [kept for kept in user[FAMILIES] if kept["familyId"] not in gone]}

    return _change(call, left)


@router.post(f"{V1}/recovery/email")
async def recovery_email(call: Management) -> JSONResponse:
    """The names of the fields a user shows this in are unconfirmed (descope-api 2.4)."""
    return _change(call, lambda _state, _user, given: _recovery(given, "Email", str))


@router.post(f"{V1}/recovery/phone")
async def recovery_phone(call: Management) -> JSONResponse:
    return _change(call, lambda _state, _user, given: _recovery(given, "Phone", e164))


def _change(call: Management, values: Callable[[State, Doc, Doc], Doc]) -> JSONResponse:
    """Find the user, change what the values say, answer the user."""
    given, draft = canonical(call.body), call.draft()
    user = existing_user(draft, given)
    after = changed(user, **values(draft, user, given))
    draft.put(KIND.section, after)
    call.commit(draft)
    return answer({"user": shown(draft, after)})


def _change_roles(call: Management, combine: Callable[[list[str], list[str]], list[str]]) -> JSONResponse:
    """Change the roles of the project or, with a `tenantId`, those in a tenant the user belongs to."""

    def values(state: State, user: Doc, given: Doc) -> Doc:
        tenant_id = text(given, "tenantId")
        names = known_roles(state, checked(given, {"roleNames": STRS}).get("roleNames", []), tenant_id)
        if not tenant_id:
            return {"roleNames": combine(user["roleNames"], names)}
        require_tenant(state, tenant_id)
        if not any(entry["tenantId"] == tenant_id for entry in user["userTenants"]):
            raise invalid(f"The user does not belong to tenant {tenant_id}")
        return {
            "userTenants": [
                {**entry, "roleNames": combine(entry["roleNames"], names)} if entry["tenantId"] == tenant_id else entry
                for entry in user["userTenants"]
            ]
        }

    return _change(call, values)


def _status(given: Doc) -> str:
    value = read_status(text(given, "status"), ("enabled", "disabled"))
    if not value:
        raise required("status")
    return value


def _with_login(state: State, user: Doc, given: Doc) -> Doc:
    """Rename the login id that named the user; an empty new one removes it, but not the last (descope-api 2.4)."""
    old, new = login_id(text(given, "loginId")), login_id(text(given, "newLoginId"))
    if old not in user["loginIds"]:
        raise invalid(f"{old} is not a login id of the user")
    if new:
        require_free(state, [new], user["id"])
    elif len(user["loginIds"]) == 1:
        raise invalid("The last login id cannot be removed")
    return {"loginIds": unique([name for name in (new if name == old else name for name in user["loginIds"]) if name])}


def _address(state: State, user: Doc, given: Doc, field: str, normal: Callable[[str], str]) -> Doc:
    """An address may belong to several users unless `failOnConflict` says no; nobody is merged (inferred)."""
    known = checked(given, {"verified": BOOL, "failOnConflict": BOOL})
    value = normal(text(given, field))
    others = [other for other in state.where(KIND.section, **{field: value}) if other["id"] != user["id"]]
    if value and others and known.get("failOnConflict"):
        raise already_exists("User", f"The {field} {value} belongs to another user")
    return {field: value, f"verified{field.capitalize()}": known.get("verified", False)}


def _with_attribute(_state: State, user: Doc, given: Doc) -> Doc:
    """Set one attribute; without a value it is removed (inferred)."""
    key = text(given, "attributeKey")
    if not key:
        raise required("attributeKey")
    others = {name: value for name, value in user["customAttributes"].items() if name != key}
    value = given.get("attributeValue")
    return {"customAttributes": others if value is None else {**others, key: value}}


def _apps(given: Doc) -> list[str]:
    return unique(checked(given, {"ssoAppIds": STRS}).get("ssoAppIds", []))


def _tenant(state: State, given: Doc) -> str:
    tenant_id = text(given, "tenantId")
    if not tenant_id:
        raise required("tenantId")
    require_tenant(state, tenant_id)
    return tenant_id


def _recovery(given: Doc, kind: str, normal: Callable[[str], str]) -> Doc:
    verified = checked(given, {"verified": BOOL}).get("verified", False)
    return {f"recovery{kind}": normal(text(given, f"recovery{kind}")), f"verifiedRecovery{kind}": verified}
