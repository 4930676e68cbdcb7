# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control surface under `/_sim/`: what tests use to look at the simulator and to steer it."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from .documents import dump, load
from .errors import BadInput
from .faults import read_plan
from .store import Project
from .world import World

router = APIRouter(prefix="/_sim")


@router.get("/health")
async def health(request: Request) -> JSONResponse:
    world = _world(request)
    return JSONResponse({"status": "ok", "projects": len(world.store.projects), "requests": len(world.log)})


@router.get("/requests")
async def requests(request: Request) -> JSONResponse:
    return JSONResponse({"requests": _world(request).log.shown()})


@router.delete("/requests")
async def clear_requests(request: Request) -> JSONResponse:
    _world(request).log.clear()
    return JSONResponse({})


@router.get("/config")
async def config(request: Request) -> JSONResponse:
    return JSONResponse(_world(request).config.shown())


@router.put("/config")
async def change_config(request: Request) -> JSONResponse:
    """Merge the given keys; new rate limits start counting at zero."""
    world, given = _world(request), await _json(request)
    if not isinstance(given, dict):
        raise BadInput("the configuration is a JSON object")
    world.config = world.config.merged(given)
    if "rate_limits" in given:
        world.limiter.clear()
    return JSONResponse(world.config.shown())


@router.get("/faults")
async def faults(request: Request) -> JSONResponse:
    return JSONResponse({"faults": _world(request).faults.shown()})


@router.put("/faults")
async def plan_faults(request: Request) -> JSONResponse:
    world = _world(request)
    world.faults.replace(read_plan(await _json(request)))
    return JSONResponse({"faults": world.faults.shown()})


@router.delete("/faults")
async def clear_faults(request: Request) -> JSONResponse:
    _world(request).faults.replace([])
    return JSONResponse({})


@router.get("/projects")
async def projects(request: Request) -> JSONResponse:
    return JSONResponse({"projects": list(_world(request).store.projects)})


@router.get("/projects/{project_id}")
async def dump_project(project_id: str, request: Request) -> JSONResponse:
    return JSONResponse(dump(_existing(request, project_id)))


@router.put("/projects/{project_id}")
async def load_project(project_id: str, request: Request) -> JSONResponse:
    """Create or change a project; readers see it at once, whatever the lag."""
    store = _world(request).store
    project = load(project_id, await _json(request), store.projects.get(project_id))
    store.put_project(project)
    return JSONResponse(dump(project))


@router.delete("/projects/{project_id}")
async def drop_project(project_id: str, request: Request) -> JSONResponse:
    _world(request).store.drop_project(_existing(request, project_id).id)
    return JSONResponse({})


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _existing(request: Request, project_id: str) -> Project:
    project = _world(request).store.projects.get(project_id)
    if project is None:
        raise HTTPException(404, f"no project {project_id}")
    return project


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise BadInput(f"not JSON: {error}") from error
