# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that are about the company or the project as a whole: licence, list of projects, public keys."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ..auth import project_for, read_bearer, require_company
from ..call import answer
from ..errors import unauthorised
from ..signing import signing_key
from ..store import Project
from ..world import World

router = APIRouter()


@router.get("/v1/mgmt/license")
async def license_tier(request: Request) -> JSONResponse:
    """The licence handshake (descope-api 1.14). A company-wide key alone is accepted too (inferred)."""
    world: World = request.app.state.world
    header = request.headers.get("authorization")
    if read_bearer(header).project_id:
        project_for(world.store, header)
    else:
        require_company(world.store, header)
    return answer({"rateLimitTier": world.config.tier})


@router.post("/v1/mgmt/projects/list")
async def list_projects(request: Request) -> JSONResponse:
    """Every project of the company, for company-wide keys (descope-api 2.17)."""
    world: World = request.app.state.world
    require_company(world.store, request.headers.get("authorization"))
    return answer({"projects": [_listed(project) for project in world.store.projects.values()]})


@router.get("/v2/keys/{project_id}")
async def public_keys(project_id: str, request: Request) -> JSONResponse:
    """The key that signs the tokens of every project here (descope-api 2.20)."""
    world: World = request.app.state.world
    if project_id not in world.store.projects:
        raise unauthorised("Project not found")
    return answer({"keys": [signing_key().public()]})


def _listed(project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "environment": project.environment,
        "tags": project.tags,
        "tag": "",
    }
