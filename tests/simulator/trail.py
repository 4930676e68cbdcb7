# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail: every committed call leaves an entry by itself, in memory and up to a cap (descope-api 2.15)."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from .ids import new_id

KEPT = 10_000

Entry = dict[str, Any]
Trail = deque[Entry]

# How the last telling word of a path is said of what it did; calls without one have updated something.
_DONE = {
    "create": "Created",
    "delete": "Deleted",
    "import": "Imported",
    "rotate": "Rotated",
    "signin": "SignedIn",
    "signup": "SignedUp",
    "signup-in": "SignedIn",
}
_BY_METHOD = {"PUT": "Created", "DELETE": "Deleted"}
_NOUNS = {
    "accesskey": "AccessKey",
    "managementkey": "ManagementKey",
    "thirdparty": "ThirdPartyApplication",
    "sso": "SSO",
    "auth": "User",
}


@dataclass(frozen=True)
class Caller:
    """Who called what from where. `actor` is the id of the management key, never the key."""

    method: str
    path: str
    actor: str
    remote: str


def new_trail() -> Trail:
    return deque(maxlen=KEPT)


def entry_of_call(project_id: str, caller: Caller, body: dict[str, Any]) -> Entry:
    """What a management call leaves behind; the names of the actions are inferred from `UserCreated`."""
    noun, *rest = caller.path.split("/mgmt/", 1)[-1].split("/")
    done = next((_DONE[word] for word in rest if word in _DONE), _BY_METHOD.get(caller.method, "Updated"))
    tenants = _texts(body, "tenantId", *(["id"] if noun == "tenant" else []))
    return entry(
        project_id,
        action=_NOUNS.get(noun, noun.capitalize()) + done,
        actorId=caller.actor,
        remoteAddress=caller.remote,
        userId="".join(_texts(body, "userId")[:1]),
        externalIds=_texts(body, "loginId", "identifier"),
        tenants=tenants,
    )


def entry(project_id: str, **known: Any) -> Entry:
    """A complete entry: zero values where nothing is known, now as its time unless it is given (ms)."""
    zero: Entry = {
        "ID": new_id(""),
        "projectId": project_id,
        "userId": "",
        "action": "",
        "type": "info",
        "actorId": "",
        "occurred": time.time_ns() // 1_000_000,
        "device": "Bot",
        "method": "none",
        "geo": "",
        "remoteAddress": "",
        "externalIds": [],
        "tenants": [],
        "data": {},
    }
    return {**zero, **known}


def _texts(body: dict[str, Any], *names: str) -> list[str]:
    return [value for value in map(body.get, names) if isinstance(value, str) and value]
