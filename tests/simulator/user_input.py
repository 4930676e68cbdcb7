# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a client says about a user, checks it and makes documents of it (descope-api 2.4)."""

from __future__ import annotations

import time
from typing import Any

from .assigned import known_roles, read_memberships
from .call import text
from .errors import already_exists, invalid, required
from .family_members import read_families, require_admitted
from .ids import new_id
from .kinds import BOOL, INT, STR, STRS, checked, unique
from .store import Doc, State
from .users import KIND, PROFILE, changed, e164, existing_user, find_user, login_id

STATUSES = ("enabled", "disabled", "invited", "expired")
_HASHES = ("bcrypt", "pbkdf2", "firebase", "django", "phpass", "md5", "sha", "argon2", "bach", "buddyauth")

# They steer a call, or say in another way what a document holds.
_STEERING = {
    "loginId": STR,
    "userId": STR,
    "additionalLoginIds": STRS,
    "invite": BOOL,
    "test": BOOL,
    "scim": BOOL,
    "password": STR,
    "seed": STR,
    "status": STR,
    "createdTime": INT,
}
_STEERING_ONLY = ("inviteUrl", "sendMail", "sendSMS", "templateId", "templateOptions", "locale", "hashedPassword")


def create(draft: State, given: Doc, *, test: bool = False, created: int = 0) -> Doc:
    """Make a user; a new one is `invited` until the first sign-in (descope-api 2.4)."""
    known, values = _steering(given), read_profile(draft, given)
    if not known.get("loginId"):
        raise required("loginId")
    logins = unique([login_id(name) for name in (known["loginId"], *known.get("additionalLoginIds", [])) if name])
    require_free(draft, logins)
    now = int(time.time())
    made: Doc = {
        "id": new_id(KIND.prefix),
        "loginIds": logins,
        "status": read_status(known.get("status", ""), STATUSES) or None,
        "test": test or known.get("test", False),
        "credentials": _credentials(given),
        "createdTime": created or now,
        "modifiedTime": now,
    }
    user = KIND.document({**_with_default_roles(draft, values), **made})
    draft.put(KIND.section, user)
    return user


def update(draft: State, given: Doc) -> Doc:
    """Full replace of what a client can write: what was not sent is emptied. Status and secrets stay (descope-api 1.10)."""
    before = existing_user(draft, given)
    values = read_profile(draft, given, before["id"])
    kept = {name: before[name] for name in KIND.server_made}
    user = changed(KIND.document({**values, **kept}), loginIds=_logins_after(draft, before, given))
    draft.put(KIND.section, user)
    return user


def patch(draft: State, given: Doc) -> Doc:
    """Change what was sent; custom attributes one by one (descope-api 2.4, inferred)."""
    before, known = existing_user(draft, given), _steering(given)
    values = read_profile(draft, given, before["id"])
    if "customAttributes" in values:
        values["customAttributes"] = {**before["customAttributes"], **values["customAttributes"]}
    if known.get("status"):
        values["status"] = read_status(known["status"], STATUSES)
    if "scim" in known:
        values["SCIM"] = known["scim"]
    user = changed(before, **values, loginIds=_logins_after(draft, before, given))
    draft.put(KIND.section, user)
    return user


def read_profile(state: State, given: Doc, own_id: str = "") -> Doc:
    """The fields a client may write, and those unknown here, with every reference checked."""
    values = KIND.settable({name: value for name, value in given.items() if name not in (*_STEERING, *_STEERING_ONLY)})
    if values.get("roleNames") and values.get("userTenants"):
        raise invalid("The roleNames field cannot be included when userTenants is set")
    if "phone" in values:
        values["phone"] = e164(values["phone"])
    if "roleNames" in values:
        values["roleNames"] = known_roles(state, values["roleNames"])
    if "userTenants" in values:
        values["userTenants"] = read_memberships(state, values["userTenants"])
    if "familyAssociations" in values:
        values["familyAssociations"] = read_families(state, values["familyAssociations"])
        require_admitted(state, values["familyAssociations"], own_id)
    return values


def require_free(state: State, logins: list[str], own_id: str = "") -> None:
    for name in logins:
        owner = find_user(state, name)
        if owner is not None and owner["id"] != own_id and name in owner["loginIds"]:
            raise already_exists("User", f"User already exists: {name}")


def read_status(status: str, allowed: tuple[str, ...]) -> str:
    if status and status not in allowed:
        raise invalid("The status field must be one of " + ", ".join(allowed))
    return status


def reachable(user: Doc) -> bool:
    """Whether there is anything to send an invitation to: an address, or a login id that is one."""
    return bool(user["email"] or user["phone"]) or any("@" in name or name[:1] == "+" for name in user["loginIds"])


def member_of(state: State, tenant_id: str) -> Doc:
    """A new membership, with the roles that the tenant gives to new members (descope-api 2.1, 2.2)."""
    tenant = state.docs("tenants")[tenant_id]
    own = [role["name"] for role in state.where("roles", tenantId=tenant_id, default=True)]
    return {"tenantId": tenant_id, "roleNames": unique([*tenant["defaultRoles"], *own])}


def as_failed(given: Doc) -> Doc:
    """A user that could not be made or changed, as a batch answers it: as much as can be read of it."""
    fields = {name: value for name, value in given.items() if name in PROFILE}
    logins = [given["loginId"]] if isinstance(given.get("loginId"), str) else []
    return {**fields, "loginIds": logins, "externalIds": logins}


def _steering(given: Doc) -> Doc:
    return checked({name: given[name] for name in _STEERING if name in given}, _STEERING)


def _logins_after(draft: State, before: Doc, given: Doc) -> list[str]:
    """Additional login ids, when sent, replace all but the one that named the user (inferred)."""
    known = _steering(given)
    current: list[str] = before["loginIds"]
    if "additionalLoginIds" not in known:
        return current
    named = login_id(known.get("loginId", ""))
    logins = unique([named if named in current else current[0], *map(login_id, known["additionalLoginIds"])])
    require_free(draft, logins, before["id"])
    return logins


def _with_default_roles(state: State, values: Doc) -> Doc:
    """Who comes without roles gets those that are given automatically (descope-api 2.1, 2.2)."""
    memberships = [
        entry if entry["roleNames"] else member_of(state, entry["tenantId"]) for entry in values.get("userTenants", [])
    ]
    roles = values.get("roleNames", [])
    if not roles and not memberships:
        roles = [role["name"] for role in state.where("roles", tenantId="", default=True)]
    return {**values, "roleNames": roles, "userTenants": memberships}


def _credentials(given: Doc) -> dict[str, Any]:
    """Which secrets a user has; the secrets themselves are used by nothing here, so they are not kept."""
    found: dict[str, Any] = {}
    hashed = given.get("hashedPassword")
    if hashed is not None and (not isinstance(hashed, dict) or len(hashed) != 1 or not set(hashed) <= set(_HASHES)):
        raise invalid("The hashedPassword field must have exactly one of " + ", ".join(_HASHES))
    if hashed or text(given, "password"):
        found["password"] = {"temporary": False, "expired": False}
    if text(given, "seed"):
        found["totp"] = {}
    return found
