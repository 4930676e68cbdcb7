# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one process sees of the service: calls that fail at random, a death that nothing catches, and somebody else at work.

It notes who wrote what and when, so that a test can tell an edit that was overwritten in spite of a look from one that came in
the gap between the look and the write.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._engine import apply as engine_apply
from ansible_collections.descope.mgmt.plugins.module_utils._engine import breaker
from ansible_collections.descope.mgmt.plugins.module_utils._engine.chained_log import ChainedLog
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError, ApiUnavailable, UnknownOutcome
from tests.unit.plugins.builders import TARGET
from tests.unit.plugins.model_api import Json, ModelApi, refused
from tests.unit.plugins.scripted_server import settings

LISTS = {"/v1/mgmt/tenant/all": "tenant", "/v1/mgmt/role/all": "role"}
SETTLING = ("lost_before", "lost_after", "lost_after", "refused_after", "rejected")


class Killed(BaseException):
    """The process is no more. Nothing in it catches this, and nothing that it still does has any effect."""


@dataclass
class Edit:
    """What somebody else did to a document, and when."""

    sort: str
    document: str
    mark: str
    at: int
    is_lost: bool = False


@dataclass
class Watch:
    """Who did what to which document of one project; a document is its id with the service. Time is the number of the call."""

    now: int = 0
    edits: list[Edit] = field(default_factory=list)
    looked: dict[str, int] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)
    planned: dict[str, int] = field(default_factory=dict)
    overwritten: list[str] = field(default_factory=list)
    in_the_gap: int = 0
    unannounced: list[str] = field(default_factory=list)

    def wrote(self, document: str) -> None:
        """Take note of a write of the engine: an edit that it had looked at, but not planned with, must have stopped it."""
        for edit in self.edits:
            if edit.is_lost or edit.document != document or edit.at <= self.planned.get(edit.sort, 0):
                continue
            edit.is_lost = True
            if edit.at < self.looked.get(document, 0):
                self.overwritten.append(f"{document}: {edit.mark}, made at {edit.at}, was written over at {self.now}")
            else:
                self.in_the_gap += 1


class Wire:
    """The client of one process; `p` is the probability that a call fails, `kill_at` the call at which the process dies."""

    project_id = TARGET.project_id

    def __init__(
        self,
        api: ModelApi,
        rng: random.Random,
        watch: Watch,
        *,
        p: float = 0.0,
        kill_at: int = -1,
        edit_at: t.Container[int] = (),
    ) -> None:
        self.settings = settings(TARGET.api_base, project_id=TARGET.project_id, concurrency=rng.choice([1, 3, 8]))
        self.is_dead = False
        self.in_flight = 0
        self.journal: Path | None = None
        self.on_look: t.Callable[[str], None] = lambda document: None
        self.on_write: t.Callable[[str], None] = lambda document: None
        self._api, self._rng, self._watch = api, rng, watch
        self._p, self._kill_at, self._edit_at = p, kill_at, edit_at
        self._calls = 0

    async def get(self, path: str, **query: str) -> t.Any:
        return await self._read(path, self._api.get(path, **query))

    async def read(self, path: str, body: Json) -> t.Any:
        return await self._read(path, self._api.read(path, body))

    async def _read(self, path: str, answer: t.Coroutine[t.Any, t.Any, t.Any]) -> t.Any:
        try:
            await self._step()
            if self._rng.random() < self._p / 4:
                raise ApiUnavailable("The service is not there.", status=503)
            found = await answer
            self._watch.listed[LISTS.get(path, "")] = self._watch.now
            await self._step()
            return found
        finally:
            answer.close()

    async def write(self, path: str, body: Json, *, method: str = "POST", **query: str) -> Json:
        self.in_flight += 1
        self._require_announced(path, body)
        try:
            await self._step()
            fault = self._rng.choice(SETTLING) if self._rng.random() < self._p else ""
            if fault == "rejected":
                raise refused("This one is refused.")
            if fault == "lost_before":
                raise UnknownOutcome("The answer was lost, and so was the call.")
            answer = await self._done(path, body)
            await self._step()
            if fault == "lost_after":
                raise UnknownOutcome("The answer was lost.")
            if fault == "refused_after":
                raise ApiError("Refused, though it was done.", status=409)
            return answer
        finally:
            self.in_flight -= 1

    async def _done(self, path: str, body: Json) -> Json:
        self._api.on_write = self._about_to_take_effect
        return await self._api.write(path, body)

    def _about_to_take_effect(self, number: int) -> None:
        document = _document_of(self._api, *self._api.writes[number])
        self.on_write(document)
        self._watch.wrote(document)

    def note(self) -> None:
        """Count a step of the process, which may be its last, and let somebody else do something."""
        self._watch.now += 1
        self._calls += 1
        if self._calls in self._edit_at:
            edit_at_random(self._api, self._rng, self._watch)
        if self.is_dead or self._calls == self._kill_at:
            self.is_dead = True
            raise Killed

    async def _step(self) -> None:
        self.note()
        for _turn in range(self._rng.choice([0, 0, 1, 3])):
            await asyncio.sleep(0)
        if self.is_dead:
            raise Killed

    def _require_announced(self, path: str, body: Json) -> None:
        """Note a write for which there is no intent on the disk that has no outcome yet (reliability 4.5)."""
        if self.journal is None:
            return
        newest = max(self.journal.glob("*.jsonl"), default=None)
        lines = newest.read_text(encoding="utf-8").splitlines() if newest else []
        announced: set[int] = set()
        for record in map(json.loads, lines):
            if record["record"] == "intent":
                announced.add(record["change"])
            elif record["record"] == "outcome":
                announced.discard(record["change"])
        if len(announced) < self.in_flight:
            self._watch.unannounced.append(f"{path} {body}")


def edit_at_random(api: ModelApi, rng: random.Random, watch: Watch) -> None:
    """Change a document as somebody at the console would; the mark is in no other document."""
    mark = f"by hand {watch.now}"
    stores = [("tenant", one) for one in api._tenants] + [("role", one) for one in api._roles if one != "ROLTenant Admin"]
    if stores:
        sort, document = rng.choice(stores)
        edit(api, watch, sort, document, mark)


def edit(api: ModelApi, watch: Watch, sort: str, document: str, mark: str) -> None:
    """Put `mark` into a document."""
    if sort == "tenant":
        api._tenants[document]["customAttributes"] = {**api._tenants[document]["customAttributes"], "mark": mark}
    else:
        api._roles[document]["description"] = mark
    watch.edits.append(Edit(sort, document, mark, watch.now))


def _document_of(api: ModelApi, path: str, body: Json) -> str:
    """Return the id of the document that a write is about; empty for a new one, and for settings."""
    if path.endswith(("/create", "/settings")):
        return ""
    if "/tenant/" in path:
        return str(body["id"])
    if "/role/" in path:
        found = api._role(body["name"], body.get("tenantId", ""))
        return str(found["id"]) if found else ""
    return ""


@contextlib.contextmanager
def watched_process(wire: Wire, watch: Watch) -> t.Iterator[None]:
    """Have the engine, while the context lasts, tell `watch` where it looks, and die where `wire` says, in logs too."""
    append, look, recheck = ChainedLog.append, engine_apply.look, engine_apply.recheck  # type: ignore[attr-defined]

    def counted(log: ChainedLog, *records: t.Any) -> None:
        wire.note()
        if records[0].get("record") == "begin":
            watch.planned = dict(watch.listed)
        append(log, *records)
        wire.note()

    def looking(function: t.Any) -> t.Any:
        async def looked(change: Change, *others: t.Any, **options: t.Any) -> t.Any:
            name = str((change.before or {}).get("id") or "")
            wire.on_look(name)
            watch.looked[name] = watch.now
            return await function(change, *others, **options)

        return looked

    async def here(function: t.Any, *arguments: t.Any) -> t.Any:
        return function(*arguments)

    with contextlib.ExitStack() as stack:
        for owner, name, value in (
            (ChainedLog, "append", counted),
            (engine_apply, "look", looking(look)),
            (engine_apply, "recheck", looking(recheck)),
            (engine_apply, "SETTLING_PAUSES", (0, 0, 0, 0)),
            (breaker, "PAUSE", 0),
            (asyncio, "to_thread", here),  # when a thread has its turn is not for a seed to say
        ):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        yield
