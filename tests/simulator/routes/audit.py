# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail and the connector that would pass it on (descope-api 2.15); what writes to the trail is `trail.py`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer, text
from ..errors import invalid, malformed, required
from ..ids import new_id
from ..kinds import ANY, BOOL, LIST, OBJ, STR, STRS, Kind, checked
from ..matching import matches_text
from ..paging import number, one_page
from ..trail import Entry, entry

# There is one connector per name; nothing reads them back but a dump.
KIND = Kind(
    section="audit_connectors",
    prefix="CI",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "url": STR,
        "authentication": OBJ,
        "headers": OBJ,
        "hmacSecret": STR,
        "insecure": BOOL,
        "filters": ANY,
    },
    server_made=frozenset({"id"}),
)

router = APIRouter()

WINDOW_MS = 30 * 24 * 3600 * 1000
MAX_SIZE = 1000
_TYPES = ("info", "warn", "error")

# Filters that are a list of values, and the field that must have one of them.
_ANY_OF = {
    "userIds": "userId",
    "actions": "action",
    "devices": "device",
    "methods": "method",
    "geos": "geo",
    "remoteAddresses": "remoteAddress",
    "actorIds": "actorId",
}
_LISTS = ("excludedActions", "externalIds", "excludedExternalIds", "tenants", "loginIdsContain", "loginIdsNotContain")
_FILTERS = {
    **{name: STRS for name in (*_ANY_OF, *_LISTS)},
    "noTenants": BOOL,
    "oldestFirst": BOOL,
    "text": STR,
    "searchFields": LIST,
}


@router.post("/v1/mgmt/audit/search")
async def search(call: Management) -> JSONResponse:
    """All filters must hold; newest first unless `oldestFirst` says otherwise."""
    given = checked(call.body, _FILTERS)
    if number(given, "size") > MAX_SIZE:
        raise invalid(f"The size field may be up to {MAX_SIZE}")
    now = time.time_ns() // 1_000_000
    visible = [record for record in call.project.trail if record["occurred"] <= now - call.world.config.lag_ms]
    found = [record for record in visible if within(record, given, now) and matches(record, given)]
    found.sort(key=lambda record: record["occurred"], reverse=not given.get("oldestFirst"))
    audits = [{**record, "occurred": str(record["occurred"])} for record in one_page(found, given, "size", MAX_SIZE)]
    return answer({"audits": audits, "total": len(found)})


@router.post("/v1/mgmt/audit/event")
async def create_event(call: Management) -> JSONResponse:
    given = checked(call.body, {"data": OBJ, "userId": STR})
    for name in ("action", "type", "actorId", "tenantId"):
        if not text(given, name):
            raise required(name)
    if given["type"] not in _TYPES:
        raise invalid("The type field must be one of " + ", ".join(_TYPES))
    known = {name: given[name] for name in ("action", "type", "actorId", "userId", "data") if name in given}
    if not call.outcome.dry:
        call.project.trail.append(entry(call.project.id, **known, tenants=[given["tenantId"]]))
        call.outcome.effect = True
    return answer()


@router.post("/v2/mgmt/connector/audit/web/set")
async def set_web_connector(call: Management) -> JSONResponse:
    """A connector of the same name is replaced."""
    values = KIND.settable(call.body)
    if not text(values, "name"):
        raise required("name")
    draft = call.draft()
    before = draft.find(KIND.section, name=values["name"])
    draft.put(KIND.section, KIND.document({**values, "id": before["id"] if before else new_id(KIND.prefix)}))
    call.commit(draft)
    return answer()


def within(record: Entry, given: dict[str, Any], now: int) -> bool:
    """From `from` to `to`, and never older than the window (descope-api 2.15)."""
    earliest, latest, occurred = number(given, "from"), number(given, "to"), int(record["occurred"])
    return max(earliest, now - WINDOW_MS) <= occurred <= (latest or now)


def matches(record: Entry, given: dict[str, Any]) -> bool:
    return all(_verdicts(record, given)) and all(_field_holds(record, field) for field in given.get("searchFields", []))


def _verdicts(record: Entry, given: dict[str, Any]) -> Iterator[bool]:
    """One verdict per filter; with `noTenants` entries without a tenant pass the filter for tenants too."""
    for name, field in _ANY_OF.items():
        yield not given.get(name) or record[field] in given[name]
    yield record["action"] not in given.get("excludedActions", [])
    logins = set(record["externalIds"])
    yield not given.get("externalIds") or bool(logins & set(given["externalIds"]))
    yield not logins & set(given.get("excludedExternalIds", []))
    yield not given.get("loginIdsContain") or _contain(logins, given["loginIdsContain"])
    yield not _contain(logins, given.get("loginIdsNotContain", []))
    untenanted = bool(given.get("noTenants")) and not record["tenants"]
    yield not given.get("tenants") or untenanted or bool(set(given["tenants"]) & set(record["tenants"]))
    yield matches_text(given.get("text", ""), record)


def _contain(logins: set[str], parts: list[str]) -> bool:
    return any(part in login for part in parts for login in logins)


def _field_holds(record: Entry, condition: Any) -> bool:
    """One of `searchFields`: `{field, valStr | valArr, negative}` (descope-api 6.8)."""
    if not isinstance(condition, dict):
        raise malformed("A search field must be an object")
    known = checked(condition, {"field": STR, "valStr": STR, "valArr": STRS, "negative": BOOL})
    held = record.get(known.get("field", ""), "")
    wanted = {*known.get("valArr", []), *([known["valStr"]] if "valStr" in known else [])}
    found = bool(wanted & {str(value) for value in (held if isinstance(held, list) else [held])})
    return found is not bool(known.get("negative"))
