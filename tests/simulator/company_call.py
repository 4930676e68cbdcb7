# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call about the company as a whole: it needs a company-wide key, and no project (descope-api 2.18, 2.19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from .auth import read_bearer, require_company
from .call import Outcome, caller_of, outcome_of, read_body
from .errors import not_found, required
from .store import Doc, Project, State
from .trail import Caller, entry_of_call
from .world import World


@dataclass(frozen=True)
class CompanyCall:
    """An authorised request; `project` is the one the bearer named, if it named one. No lag holds here."""

    world: World
    project: Project | None
    body: Doc
    query: Mapping[str, str]
    outcome: Outcome
    caller: Caller

    @property
    def state(self) -> State:
        return self.world.store.company

    def draft(self) -> State:
        return self.state.copy()

    def commit(self, draft: State) -> None:
        if not self.outcome.dry:
            if self.project:
                self.project.trail.append(entry_of_call(self.project.id, self.caller, self.body))
            self.world.store.commit_company(draft)
            self.outcome.effect = True


async def _call(request: Request) -> CompanyCall:
    world: World = request.app.state.world
    header = request.headers.get("authorization")
    require_company(world.store, header)
    project = world.store.projects.get(read_bearer(header).project_id)
    body = read_body(await request.body()) if request.method not in ("GET", "DELETE") else {}
    return CompanyCall(world, project, body, request.query_params, outcome_of(request), caller_of(request))


CompanyManagement = Annotated[CompanyCall, Depends(_call)]


def existing(state: State, section: str, noun: str, key: str) -> Doc:
    """The document with this id, or the refusal."""
    if not key:
        raise required("id")
    doc = state.get(section, key)
    if doc is None:
        raise not_found(noun, key)
    return doc
