# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users exported by another service (descope-api 2.4): their shape is that of an Auth0 export, the rest is inferred.

A user that cannot be taken over is a failure inside a 200; a dry run says what would happen and changes nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer, text
from ..errors import ApiError, invalid, malformed, required
from ..kinds import BOOL, checked
from ..store import Doc
from ..user_input import create
from ..users import KIND, changed, shown

router = APIRouter(prefix="/v1/mgmt/user")

_SOURCES = ("auth0",)
# What an exported user calls the fields of a user here.
_FIELDS = {
    "email": "email",
    "email_verified": "verifiedEmail",
    "phone_number": "phone",
    "phone_verified": "verifiedPhone",
    "name": "name",
    "given_name": "givenName",
    "family_name": "familyName",
    "picture": "picture",
}


@router.post("/import")
async def import_users(call: Management) -> JSONResponse:
    given = checked(call.body, {"dryrun": BOOL})
    if text(given, "source") not in _SOURCES:
        raise invalid("The source field must be one of " + ", ".join(_SOURCES))
    if not text(given, "users"):
        raise required("users")
    draft = call.draft()
    hashed = {_name(entry): entry for entry in _records(text(given, "hashes"), "hashes")}
    done: list[Doc] = []
    failures: list[Doc] = []
    for record in _records(text(given, "users"), "users"):
        try:
            user = create(draft, _translated(record))
        except ApiError as error:
            failures.append({"user": _name(record), "reason": error.body["errorMessage"]})
            continue
        if _name(record) in hashed:
            user = changed(user, credentials={"password": {"temporary": False, "expired": False}})
            draft.put(KIND.section, user)
        done.append(shown(draft, user))
    if done and not given.get("dryrun"):
        call.commit(draft)
    return answer({"users": done, "failures": failures})


def _translated(record: Doc) -> Doc:
    values = {name: record[field] for field, name in _FIELDS.items() if record.get(field) is not None}
    return {**values, "loginId": _name(record)}


def _name(record: Doc) -> str:
    """By what a user is known in both files: the address, else the number, else the id."""
    return next((str(record[name]) for name in ("email", "phone_number", "user_id", "_id") if record.get(name)), "")


def _records(encoded: str, field: str) -> list[Any]:
    """Objects in a JSON list, or one per line, in base64."""
    try:
        content = base64.b64decode(encoded, validate=True).decode()
        if content.lstrip().startswith("["):
            records = json.loads(content)
        else:
            records = [json.loads(line) for line in content.splitlines() if line.strip()]
    except (binascii.Error, ValueError, RecursionError) as error:
        raise malformed(f"The {field} field must be JSON in base64") from error
    if not all(isinstance(record, dict) for record in records):
        raise malformed(f"The {field} field must hold objects")
    return list(records)
