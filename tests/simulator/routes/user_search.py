# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding users: every filter, sorting, pages and the total; test users are apart (descope-api 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..assigned import is_member
from ..call import Management, answer
from ..errors import malformed, required
from ..kinds import BOOL, LIST, OBJ, STR, STRS, checked
from ..matching import has_value, matches_text, sorted_by
from ..paging import number, one_page
from ..store import Doc, State
from ..tenant_tree import with_successors
from ..users import KIND, e164, find_user, login_id, shown

router = APIRouter()

DEFAULT_LIMIT = 100

_FILTERS = {
    "tenantIds": STRS,
    "roleNames": STRS,
    "statuses": STRS,
    "emails": STRS,
    "phones": STRS,
    "ssoAppIds": STRS,
    "loginIds": STRS,
    "userIds": STRS,
    "familyIds": STRS,
    "lockReasons": STRS,
    "tempLockReasons": STRS,
    "identifier": STR,
    "text": STR,
    "customAttributes": OBJ,
    "tenantRoleIds": OBJ,
    "tenantRoleNames": OBJ,
    "sort": LIST,
    "testUsersOnly": BOOL,
    "withTestUser": BOOL,
    "includeSubTenants": BOOL,
    "ssoOnly": BOOL,
    "scimOnly": BOOL,
    "scim": BOOL,
    "password": BOOL,
    "totp": BOOL,
    "webauthn": BOOL,
    "dependent": BOOL,
}
_SORT: Mapping[str, Callable[[Doc], Any]] = {
    "id": lambda user: user["userId"],
    "externalId": lambda user: user["loginIds"],
    "displayName": lambda user: user["name"],
    "tenant": lambda user: [entry["tenantName"] for entry in user["userTenants"]],
    "phoneNumber": lambda user: user["phone"],
    **{name: itemgetter(name) for name in ("modifiedTime", "createdTime", "email", "status")},
}
_Test = Callable[[Doc], bool]


@router.post("/v1/mgmt/user/search")
@router.post("/v2/mgmt/user/search")
async def search(call: Management) -> JSONResponse:
    """Without test users, unless they are asked for."""
    given = checked(call.body, _FILTERS)
    return _found(call, given, given.get("testUsersOnly", False), given.get("withTestUser", False))


@router.post("/v1/mgmt/user/search/test")
@router.post("/v2/mgmt/user/search/test")
async def search_test_users(call: Management) -> JSONResponse:
    """Test users only, whatever the body says (inferred)."""
    return _found(call, checked(call.body, _FILTERS), True, True)


@router.post("/v1/mgmt/users/load")
async def load_users(call: Management) -> JSONResponse:
    """Unknown ids are skipped; `includeInvalidUsers` gives each a user with nothing but its id (inferred)."""
    given = checked(call.body, {"userIds": STRS, "includeInvalidUsers": BOOL})
    if not given.get("userIds"):
        raise required("userIds")
    seen, users = call.seen, []
    for user_id in given["userIds"]:
        user = find_user(seen, user_id=user_id)
        if user or given.get("includeInvalidUsers"):
            users.append(shown(seen, user or KIND.document({"id": user_id, "status": ""})))
    return answer({"users": users, "total": len(users)})


def _found(call: Management, given: Doc, test_only: bool, with_test: bool) -> JSONResponse:
    seen = call.seen
    tests = _tests(seen, given)
    users = [
        user
        for user in (shown(seen, doc) for doc in seen.docs(KIND.section).values())
        if (with_test or test_only or not user["test"])
        and (user["test"] or not test_only)
        and all(holds(user) for holds in tests)
    ]
    users = sorted_by(users, given.get("sort"), _SORT)
    return answer({"users": one_page(users, given, default=DEFAULT_LIMIT), "total": len(users)})


def _tests(state: State, given: Doc) -> list[_Test]:
    """What a user must fulfil: every filter that is set (descope-api 2.4)."""
    return [*_by_value(given), *_by_membership(state, given), *_by_time(given), *_by_kind(given)]


def _by_value(given: Doc) -> Iterator[_Test]:
    yield from _one_of("status", given.get("statuses"))
    yield from _one_of("email", given.get("emails"))
    yield from _one_of("phone", [e164(phone) for phone in given.get("phones", [])])
    yield from _one_of("userId", given.get("userIds"))
    yield from _overlapping("ssoAppIds", given.get("ssoAppIds"))
    yield from _overlapping("loginIds", [login_id(name) for name in given.get("loginIds", [])])
    yield from _overlapping("loginIds", [login_id(name) for name in (given.get("identifier"),) if name])
    for name, value in given.get("customAttributes", {}).items():
        yield _with_attribute(name, value)
    if given.get("text"):
        yield lambda user: matches_text(given["text"], user)


def _by_membership(state: State, given: Doc) -> Iterator[_Test]:
    if given.get("tenantIds"):
        tenants = _with_sub_tenants(state, given) if given.get("includeSubTenants") else set(given["tenantIds"])
        yield lambda user: is_member(user, "userTenants", tenants)
    if given.get("familyIds"):
        yield lambda user: any(entry.get("familyId") in given["familyIds"] for entry in user["familyAssociations"])
    if given.get("roleNames"):
        yield lambda user: bool(set(given["roleNames"]) & _roles_anywhere(user))
    for tenant_id, entry in given.get("tenantRoleNames", {}).items():
        names, all_of = _wanted(entry)
        yield _with_roles(tenant_id, names, all_of)
    for tenant_id, entry in given.get("tenantRoleIds", {}).items():
        ids, all_of = _wanted(entry)
        roles = [state.get("roles", role_id) for role_id in ids]
        yield _with_roles(tenant_id, [role["name"] if role else "" for role in roles], all_of)


def _by_time(given: Doc) -> Iterator[_Test]:
    """Limits in milliseconds; what a user has is seconds."""
    for field, name in (("createdTime", "CreatedTime"), ("modifiedTime", "ModifiedTime")):
        earliest, latest = number(given, f"from{name}"), number(given, f"to{name}")
        if earliest or latest:
            yield _between(field, earliest, latest)


def _by_kind(given: Doc) -> Iterator[_Test]:
    """False counts as not set, as a zero value does, but for `dependent`, which current clients send on purpose."""
    has = {"scimOnly": "SCIM", "scim": "SCIM", "password": "password", "totp": "TOTP", "webauthn": "webauthn"}
    for name, field in has.items():
        if given.get(name):
            yield from _one_of(field, [True])
    if given.get("ssoOnly"):
        yield lambda user: user["SAML"] or user["OIDC"]
    if "dependent" in given:
        yield lambda user: bool(user.get("dependent")) == given["dependent"]
    # Nothing here locks anybody.
    if given.get("lockReasons") or given.get("tempLockReasons"):
        yield lambda user: False


def _one_of(field: str, wanted: list[Any] | None) -> list[_Test]:
    return [lambda user: user[field] in wanted] if wanted else []


def _overlapping(field: str, wanted: list[str] | None) -> list[_Test]:
    return [lambda user: bool(set(wanted) & set(user[field]))] if wanted else []


def _between(field: str, earliest: int, latest: int) -> _Test:
    return lambda user: earliest <= user[field] * 1000 and (not latest or user[field] * 1000 <= latest)


def _with_attribute(name: str, value: Any) -> _Test:
    return lambda user: has_value(user["customAttributes"].get(name), value)


def _with_roles(tenant_id: str, names: list[str], all_of: bool) -> _Test:
    def holds(user: Doc) -> bool:
        found = [entry.get("roleNames", []) for entry in user["userTenants"] if entry.get("tenantId") == tenant_id]
        held = {name for names in found for name in names}
        return set(names) <= held if all_of else bool(set(names) & held)

    return holds


def _with_sub_tenants(state: State, given: Doc) -> set[str]:
    tenants = set(given["tenantIds"])
    known = [tenant for tenant in map(state.docs("tenants").get, tenants) if tenant]
    return tenants.union(*(with_successors(state, tenant)["successors"] for tenant in known))


def _wanted(entry: Any) -> tuple[list[str], bool]:
    if not isinstance(entry, dict):
        raise malformed("The roles of a tenant must be an object with values")
    known = checked(entry, {"values": STRS, "and": BOOL})
    return known.get("values", []), known.get("and", False)


def _roles_anywhere(user: Doc) -> set[str]:
    """In the project or in any tenant (inferred)."""
    return {*user["roleNames"], *(name for entry in user["userTenants"] for name in entry.get("roleNames", []))}
