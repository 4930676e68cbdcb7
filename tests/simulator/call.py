# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One management call as a route sees it: the body, the state to read, and the way to commit a new one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from .auth import actor_for, project_for
from .errors import malformed, required
from .store import Doc, Project, State
from .trail import Caller, entry_of_call
from .world import World


@dataclass
class Outcome:
    """Shared by the pipeline and the call: may the effect happen, and did it."""

    dry: bool = False
    effect: bool = False


@dataclass(frozen=True)
class Call:
    """An authorised request."""

    world: World
    project: Project
    body: Doc
    query: Mapping[str, str]
    outcome: Outcome
    caller: Caller

    @property
    def seen(self) -> State:
        """The state reads answer from: behind by the configured lag."""
        return self.project.seen(self.world.config.lag_s)

    def draft(self) -> State:
        """A copy of the real state, to change and commit. Raising before the commit leaves nothing behind."""
        return self.project.state.copy()

    def commit(self, draft: State) -> None:
        if not self.outcome.dry:
            self.project.trail.append(entry_of_call(self.project.id, self.caller, self.body))
            self.world.store.commit(self.project, draft, self.world.config.lag_s)
            self.outcome.effect = True

    def change(self, change: Callable[[], object]) -> None:
        """Do something to the project or the company that is not about documents, like a new name."""
        if not self.outcome.dry:
            self.project.trail.append(entry_of_call(self.project.id, self.caller, self.body))
            change()
            self.world.store.on_change()
            self.outcome.effect = True

    def entries(self, name: str) -> list[Doc]:
        """The objects of a batch body."""
        entries = self.body.get(name)
        if not entries:
            raise required(name)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise malformed(f"The {name} field must be a list of objects")
        return entries

    def text(self, name: str) -> str:
        """A string field of the body; absent and null are the empty string."""
        return text(self.body, name)


async def call_in(request: Request, project: Project) -> Call:
    """A request that is known to be allowed to work on this project."""
    body = read_body(await request.body()) if request.method != "GET" else {}
    return _put_together(request, project, body)


async def _call(request: Request) -> Call:
    world: World = request.app.state.world
    return await call_in(request, project_for(world.store, request.headers.get("authorization")))


Management = Annotated[Call, Depends(_call)]


async def _listing_call(request: Request) -> Call:
    """A call whose body is a bare list (descope-api 1.5); it is found under `items`."""
    world: World = request.app.state.world
    project = project_for(world.store, request.headers.get("authorization"))
    return _put_together(request, project, {"items": read_strings(await request.body())})


ListManagement = Annotated[Call, Depends(_listing_call)]


def _put_together(request: Request, project: Project, body: Doc) -> Call:
    world: World = request.app.state.world
    return Call(world, project, body, request.query_params, outcome_of(request), caller_of(request))


def caller_of(request: Request) -> Caller:
    world: World = request.app.state.world
    actor = actor_for(world.store, request.headers.get("authorization"))
    return Caller(request.method, request.url.path, actor, request.client.host if request.client else "")


def outcome_of(request: Request) -> Outcome:
    outcome: Outcome = request.scope["state"].setdefault("outcome", Outcome())
    return outcome


def answer(content: Any = None) -> JSONResponse:
    """Success is 200 with JSON, `{}` when there is nothing to say (descope-api 1.1)."""
    return JSONResponse({} if content is None else content)


def text(body: Doc, name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise malformed(f"Invalid value for the {name} field")
    return value


def read_body(raw: bytes) -> Doc:
    """Read a JSON object; nothing and `null` count as the empty one, since clients send both (descope-api 1.16)."""
    body = _read_json(raw)
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise malformed("The body must be a JSON object")
    return body


def read_strings(raw: bytes) -> list[str]:
    """Read a bare list of strings; nothing counts as the empty one."""
    body = _read_json(raw)
    if body is None:
        return []
    if not isinstance(body, list) or not all(isinstance(entry, str) for entry in body):
        raise malformed("The body must be a list of strings")
    return body


def _read_json(raw: bytes) -> Any:
    if not raw.strip():
        return None
    try:
        body = json.loads(raw, parse_constant=_refuse)
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise malformed("The body is not valid JSON") from error
    return body


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
