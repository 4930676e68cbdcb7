# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: what happened in a project in the last 30 days, and who changed a document (descope-api 2.15). Read only."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timedelta, timezone

from .._errors import DescopeError, InvalidInput
from .._kinds._base import Client, Kind
from .._kinds._paged import every_page
from .._turns import in_turns
from .archive_paths import parse_time
from .capability import missing_capability
from .changes import Plan

Json = dict[str, t.Any]

WINDOW = timedelta(days=30)
PAGE = 1000
ASKED_ABOUT = 50  # differences, the worst first: each takes a search of its own
TOLD = 3  # events of each

_AGO = re.compile(r"([0-9]{1,4})\s*([hd])")
_EPOCH = re.compile(r"[0-9]{9,13}")
_MILLISECONDS = 10**11  # a number of seconds as large as this is in the year 5138


def moment(text: str, option: str, now: datetime) -> datetime:
    """Return the time that a person wrote: ISO 8601, seconds or milliseconds since 1970, or how long ago, `36h` or `7d`.

    Raises InvalidInput, naming `option`, for anything else.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - int(ago[1]) * (timedelta(hours=1) if ago[2] == "h" else timedelta(days=1))
    if _EPOCH.fullmatch(text.strip()):
        number = int(text)
        return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, timezone.utc)
    return parse_time(text, option)


async def search(client: Client, wanted: t.Mapping[str, t.Any], *, since: datetime, until: datetime, limit: int) -> list[Json]:
    """Return at most `limit` events between two times, the newest first; `wanted` is the rest of the search.

    Raises InvalidInput when the times are the wrong way round, and what a read raises.
    """
    if until <= since:
        raise InvalidInput(f"until, {until.isoformat()}, is not later than since, {since.isoformat()}.")
    size = min(limit, PAGE)
    times = {"from": int(since.timestamp() * 1000), "to": int(until.timestamp() * 1000)}

    async def page(number: int) -> t.Any:
        return await client.read("/v1/mgmt/audit/search", {**wanted, **times, "size": size, "page": number})

    return [event_values(raw) for raw in await every_page(page, "audits", size, limit)]


def event_values(raw: t.Mapping[str, t.Any]) -> Json:
    """Return one event in snake_case, with its time in ISO 8601; its times are texts with milliseconds (descope-api 1.5)."""
    return {
        "id": raw.get("ID") or "",
        "time": _iso(raw.get("occurred")),
        "action": raw.get("action") or "",
        "type": raw.get("type") or "",
        "actor_id": raw.get("actorId") or "",
        "user_id": raw.get("userId") or "",
        "login_ids": raw.get("externalIds") or [],
        "tenants": raw.get("tenants") or [],
        "device": raw.get("device") or "",
        "method": raw.get("method") or "",
        "geo": raw.get("geo") or "",
        "remote_address": raw.get("remoteAddress") or "",
        "data": raw.get("data") or {},
    }


async def with_actors(differences: t.Sequence[Json], plan: Plan, client: Client, now: datetime) -> tuple[list[Json], str]:
    """Return the differences, each with `changed_by`, the newest events about its document, and why there are none, if so.

    Nothing is found about the differences after the first 50. Where the plan or the key does not include the audit log, nothing
    is found at all, and the second value says so.
    """
    changes = {(change.kind.name, change.key): change for change in plan.changes}

    async def one(difference: Json) -> Json:
        change = changes[difference["kind"], difference["key"]]
        return {**difference, "changed_by": await _who(change.kind, change.kind.audited_as(change.document), client, now)}

    try:
        asked = [await one(difference) for difference in differences[:1]]  # alone, as the answer may be that one may not ask
        asked += await in_turns(one, differences[1:ASKED_ABOUT])
    except DescopeError as error:
        why = missing_capability(error)
        if not why:
            raise
        return [{**difference, "changed_by": []} for difference in differences], f"Who changed what is not known: {why}"
    return [*asked, *({**difference, "changed_by": []} for difference in differences[ASKED_ABOUT:])], ""


def concerns(kind: Kind, names: t.Collection[str], event: Json) -> bool:
    """Say whether an event is about the document that goes by `names`: an action such as `TenantUpdated`, and a name of it."""
    noun = kind.name.replace("_", "")
    told = {event["user_id"], *event["login_ids"], *event["tenants"], *_texts(event["data"])}
    return event["action"].lower().startswith(noun) and not told.isdisjoint(names)


async def _who(kind: Kind, names: tuple[str, ...], client: Client, now: datetime) -> list[Json]:
    if not names:
        return []
    events = await search(client, {"text": names[0]}, since=now - WINDOW, until=now, limit=PAGE)
    ours = [event for event in events if concerns(kind, names, event)]
    newest = sorted(ours, key=lambda event: str(event["time"]), reverse=True)[:TOLD]
    return [{"actor": event["actor_id"], "action": event["action"], "time": event["time"]} for event in newest]


def _texts(value: t.Any) -> t.Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _iso(occurred: t.Any) -> str:
    try:
        milliseconds = int(occurred)
        time = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
