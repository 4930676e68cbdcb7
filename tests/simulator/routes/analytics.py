# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Analytics: the audit trail, counted in groups (descope-api 2.15; how exactly is inferred)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer
from ..errors import invalid
from ..kinds import BOOL, STR, STRS, checked
from ..trail import Entry
from .audit import matches, within

router = APIRouter(prefix="/v1/mgmt/analytics")

# The flag of a group, the field of the answer, and what an entry says about it. Nothing here knows referrers.
_GROUPS: Mapping[str, tuple[str, Callable[[Entry], str]]] = {
    "groupByAction": ("action", lambda record: record["action"]),
    "groupByDevice": ("device", lambda record: record["device"]),
    "groupByMethod": ("method", lambda record: record["method"]),
    "groupByGeo": ("geo", lambda record: record["geo"]),
    "groupByTenant": ("tenant", lambda record: (record["tenants"] or [""])[0]),
    "groupByReferrer": ("referrer", lambda record: ""),
}
_FIELDS = tuple(field for field, _ in _GROUPS.values())
_PERIODS = ("h", "d", "w", "m", "q")
_FILTERS = {
    **{name: STRS for name in ("actions", "excludedActions", "devices", "methods", "geos", "tenants")},
    **{name: BOOL for name in _GROUPS},
    "groupByCreated": STR,
}


@router.post("/search")
async def search(call: Management) -> JSONResponse:
    """One record per group; without any grouping, one for everything. Numbers are strings (descope-api 1.5)."""
    given = checked({name: call.body.get(name) for name in (*_FILTERS, "from", "to")}, _FILTERS)
    period = given.get("groupByCreated", "")
    if period and period not in _PERIODS:
        raise invalid("The groupByCreated field must be one of " + ", ".join(_PERIODS))
    now = time.time_ns() // 1_000_000
    found = [record for record in call.project.trail if within(record, given, now) and matches(record, given)]
    counted = Counter(_group(record, given, period) for record in found)
    return answer({"analytics": [_record(call.project.id, group, count) for group, count in counted.items()]})


def _group(record: Entry, given: dict[str, Any], period: str) -> tuple[Any, ...]:
    said = (tell(record) if given.get(flag) else "" for flag, (_, tell) in _GROUPS.items())
    return (_began(record["occurred"], period) if period else 0, *said)


def _record(project_id: str, group: tuple[Any, ...], count: int) -> dict[str, Any]:
    created, *said = group
    named = dict(zip(_FIELDS, said, strict=True))
    return {"projectId": project_id, "created": str(created), **named, "cnt": str(count)}


def _began(occurred: int, period: str) -> int:
    """The first moment of the hour, day, week, month or quarter, in milliseconds."""
    moment = datetime.fromtimestamp(occurred / 1000, timezone.utc).replace(minute=0, second=0, microsecond=0)
    if period != "h":
        moment = moment.replace(hour=0)
    if period == "w":
        moment -= timedelta(days=moment.weekday())
    elif period == "m":
        moment = moment.replace(day=1)
    elif period == "q":
        moment = moment.replace(month=(moment.month - 1) // 3 * 3 + 1, day=1)
    return int(moment.timestamp() * 1000)
