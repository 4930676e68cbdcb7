# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which custom attributes users can have, and those they have per family (descope-api 2.16).

Creating one that exists succeeds and changes nothing. What users hold does not depend on it (descope-api 5 row 21).
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer
from ..errors import invalid, malformed, not_found, required
from ..kinds import ANY, BOOL, INT, LIST, STR, STRS, Kind, checked, unique
from ..store import Doc


def definitions_kind(section: str) -> Kind:
    fields = {
        "id": STR,
        "name": STR,
        "type": INT,
        "displayName": STR,
        "options": LIST,
        "defaultValue": ANY,
        "viewPermissions": STRS,
        "editPermissions": STRS,
        "required": BOOL,
    }
    return Kind(section=section, prefix="CA", fields=fields, server_made=frozenset({"id"}))


USER = definitions_kind("user_attributes")
FAMILY = definitions_kind("family_scoped_attributes")
KINDS = (USER, FAMILY)

# The numbers are the wire's; the names are what the Python client's documentation offers.
_TYPES = {
    **{name: 1 for name in ("text", "string")},
    "number": 2,
    "boolean": 3,
    **{name: 4 for name in ("singleselect", "single-select")},
    **{name: 5 for name in ("multiselect", "multi-select", "array")},
    "date": 6,
    **{name: 7 for name in ("monthday", "month-day")},
}

router = APIRouter(prefix="/v1/mgmt/user")


@router.get("/customattributes")
async def load(call: Management) -> JSONResponse:
    return listed_definitions(USER, call.seen.docs(USER.section).values())


@router.post("/customattribute/create")
async def create(call: Management) -> JSONResponse:
    return create_definitions(USER, call)


@router.post("/customattribute/delete")
async def delete(call: Management) -> JSONResponse:
    return delete_definitions(USER, call)


@router.get("/families/customattributes")
async def load_for_families(call: Management) -> JSONResponse:
    return listed_definitions(FAMILY, call.seen.docs(FAMILY.section).values())


@router.post("/families/customattribute/create")
async def create_for_families(call: Management) -> JSONResponse:
    return create_definitions(FAMILY, call)


@router.post("/families/customattribute/delete")
async def delete_for_families(call: Management) -> JSONResponse:
    return delete_definitions(FAMILY, call)


def create_definitions(kind: Kind, call: Management) -> JSONResponse:
    draft = call.draft()
    for entry in call.entries("attributes"):
        values = kind.settable({**entry, "type": _type(entry.get("type")), "options": _options(entry.get("options"))})
        name = values.get("name")
        if not name:
            raise required("name")
        if draft.find(kind.section, name=name) is None:
            draft.put(kind.section, kind.document({**values, "id": name}))
    call.commit(draft)
    return listed_definitions(kind, draft.docs(kind.section).values())


def delete_definitions(kind: Kind, call: Management) -> JSONResponse:
    """Answers what is left; an unknown name is refused (inferred)."""
    names = unique(checked(call.body, {"names": STRS}).get("names", []))
    if not names:
        raise required("names")
    draft = call.draft()
    for name in names:
        attribute = draft.find(kind.section, name=name)
        if attribute is None:
            raise not_found("Custom attribute", name)
        draft.drop(kind.section, attribute["id"])
    call.commit(draft)
    return listed_definitions(kind, draft.docs(kind.section).values())


def listed_definitions(kind: Kind, docs: Any) -> JSONResponse:
    """Attributes are known by their names; the ids under which they are kept are not shown."""
    data = [{name: value for name, value in doc.items() if name != "id"} for doc in docs]
    return answer({"data": data, "total": len(data)})


def _type(given: Any) -> int:
    """1 to 7; clients send numbers, numbers as text, and names (descope-api 2.16)."""
    text = str(given).lower() if isinstance(given, (int, str)) and not isinstance(given, bool) else ""
    number = int(text) if text.isdecimal() else _TYPES.get(text, 0)
    if not 1 <= number <= 7:
        raise invalid("The type field must be a number from 1 to 7")
    return number


def _options(given: Any) -> list[Doc]:
    """`[{value, label}]`; clients send the values alone too."""
    if not isinstance(given or [], list):
        raise malformed("Invalid value for the options field")
    return [option if isinstance(option, dict) else {"value": str(option), "label": str(option)} for option in given or []]
