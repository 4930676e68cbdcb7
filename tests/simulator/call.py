# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One management call as a route sees it: the body, the state to read, and the way to commit a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from .auth import project_for
from .errors import malformed, required
from .store import Doc, Project, State
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

    @property
    def seen(self) -> State:
        """The state reads answer from: behind by the configured lag."""
        return self.project.seen(self.world.config.lag_s)

    def draft(self) -> State:
        """A copy of the real state, to change and commit. Raising before the commit leaves nothing behind."""
        return self.project.state.copy()

    def commit(self, draft: State) -> None:
        if not self.outcome.dry:
            self.world.store.commit(self.project, draft, self.world.config.lag_s)
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


async def _call(request: Request) -> Call:
    world: World = request.app.state.world
    project = project_for(world.store, request.headers.get("authorization"))
    body = read_body(await request.body()) if request.method != "GET" else {}
    return Call(world, project, body, request.query_params, outcome_of(request))


Management = Annotated[Call, Depends(_call)]


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
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw, parse_constant=_refuse)
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise malformed("The body is not valid JSON") from error
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise malformed("The body must be a JSON object")
    return body


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
