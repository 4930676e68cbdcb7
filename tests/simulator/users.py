# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users as they are stored, found and shown (descope-api 2.4); the calls are in `routes/user*.py`."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from .assigned import permissions_of, shown_memberships
from .errors import invalid, required, user_not_found
from .kinds import BOOL, INT, LIST, OBJ, STR, STRS, Kind
from .store import Doc, State

# What a client may write about a person.
PROFILE = {
    "email": STR,
    "phone": STR,
    "name": STR,
    "givenName": STR,
    "middleName": STR,
    "familyName": STR,
    "picture": STR,
    "verifiedEmail": BOOL,
    "verifiedPhone": BOOL,
    "customAttributes": OBJ,
    "roleNames": STRS,
    "userTenants": LIST,
    "ssoAppIds": STRS,
    "familyAssociations": LIST,
}
_SERVER_MADE = {
    "id": STR,
    "loginIds": STRS,
    "status": STR,
    "test": BOOL,
    "createdTime": INT,
    "modifiedTime": INT,
    "recoveryEmail": STR,
    "recoveryPhone": STR,
    "verifiedRecoveryEmail": BOOL,
    "verifiedRecoveryPhone": BOOL,
    "SAML": BOOL,
    "OIDC": BOOL,
    "SCIM": BOOL,
    "OAuth": OBJ,
    "push": BOOL,
    "editable": BOOL,
}
# Kept with the user, and answered by calls of their own or never.
_HIDDEN = {
    "credentials": OBJ,  # "password": {"temporary", "expired"}, "totp": {}, "recoveryCodes": {}
    "passkeys": LIST,
    "trustedDevices": LIST,
    "providerTokens": OBJ,  # by the name of the provider
    "history": LIST,
    "sessions": STRS,  # ids of the sign-ins whose tokens are still good
}

KIND = Kind(
    section="users",
    prefix="U",
    fields={**_SERVER_MADE, **PROFILE, **_HIDDEN},
    server_made=frozenset({*_SERVER_MADE, *_HIDDEN}),
    defaults={"status": "invited", "editable": True},
    named=False,
)

# Either spelling is accepted; the second is the one of answers (descope-api 1.5).
_ALIASES = {
    "identifier": "loginId",
    "additionalIdentifiers": "additionalLoginIds",
    "displayName": "name",
    "phoneNumber": "phone",
    "ssoAppIDs": "ssoAppIds",
}


def canonical(body: Mapping[str, Any]) -> Doc:
    """The body in one spelling, without nulls."""
    given = {name: value for name, value in body.items() if value is not None and name not in _ALIASES}
    for alias, name in _ALIASES.items():
        if body.get(alias) is not None:
            given.setdefault(name, body[alias])
    return given


def e164(phone: str) -> str:
    """The normal form of a phone number: a plus and digits (descope-api 1.12)."""
    number = re.sub(r"[\s().-]", "", phone)
    if number and not re.fullmatch(r"\+[0-9]{7,15}", number):
        raise invalid(f"Invalid phone number: {phone}")
    return number


def login_id(given: str) -> str:
    """A login id as it is kept: a phone number in its normal form, anything else as it is."""
    return e164(given) if re.fullmatch(r"\+[0-9\s().-]+", given) else given


def find_user(state: State, identifier: str = "", user_id: str = "") -> Doc | None:
    """Look for a login id or a user id; where a login id is expected a user id does too (inferred)."""
    if user_id:
        return state.get(KIND.section, user_id)
    owners: dict[str, str] = state.derived("login ids", lambda: _owners(state))
    return state.get(KIND.section, owners.get(login_id(identifier), identifier))


def existing_user(state: State, given: Mapping[str, Any]) -> Doc:
    """The user that `loginId` or `userId` names."""
    identifier, user_id = given.get("loginId") or given.get("identifier") or "", given.get("userId") or ""
    if not isinstance(identifier, str) or not isinstance(user_id, str) or not (identifier or user_id):
        raise required("loginId")
    user = find_user(state, identifier, user_id)
    if user is None:
        raise user_not_found(user_id or identifier)
    return user


def shown(state: State, user: Doc) -> Doc:
    """A user as answers have it: no secrets, only whether they exist; names and permissions as they are now."""
    credentials = user["credentials"]
    memberships = [
        {**entry, "permissions": permissions_of(state, entry.get("roleNames", []), entry.get("tenantId", ""))}
        for entry in shown_memberships(state, user["userTenants"])
    ]
    return {
        **{name: value for name, value in user.items() if name != "id" and name not in _HIDDEN},
        "userId": user["id"],
        "externalIds": user["loginIds"],
        "userTenants": memberships,
        "permissions": permissions_of(state, user["roleNames"]),
        "password": "password" in credentials,
        "TOTP": "totp" in credentials,
        "webauthn": bool(user["passkeys"]),
    }


def changed(user: Doc, /, **values: Any) -> Doc:
    """The user with other values, and the time of the change."""
    return {**user, **values, "modifiedTime": int(time.time())}


def _owners(state: State) -> dict[str, str]:
    return {name: user["id"] for user in state.docs(KIND.section).values() for name in user["loginIds"]}
