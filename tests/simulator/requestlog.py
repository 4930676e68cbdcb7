# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembers which management requests came and how they ended; never a body, never a key."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl

KEPT = 200_000


@dataclass
class Entry:
    """One request. `status` is what the client was sent: null while it runs and when the connection was cut."""

    method: str
    path: str
    query: dict[str, str]
    project: str
    licence: str
    started: float
    ended: float | None = None
    status: int | None = None
    effect: bool = False
    fault: str | None = None

    def close(self, status: int | None, effect: bool, fault: str | None) -> None:
        self.status, self.effect, self.fault = status, effect, fault
        self.ended = round(time.time(), 6)


class RequestLog:
    """In order of arrival."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def __len__(self) -> int:
        return len(self._entries)

    def begin(self, method: str, path: str, query: str, project: str, licence: str) -> Entry:
        asked = dict(parse_qsl(query, keep_blank_values=True))
        entry = Entry(method, path, asked, project, licence, round(time.time(), 6))
        self._entries.append(entry)
        return entry

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self._entries]

    def clear(self) -> None:
        self._entries.clear()
