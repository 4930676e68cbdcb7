# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the parts together: the routes of every noun, the control surface, the error answers, the pipeline."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from . import control
from .errors import ApiError, BadInput, no_such_path
from .pipeline import CONTROL, Pipeline
from .routes import ROUTERS
from .world import World


def build_app(world: World) -> ASGIApp:
    """The application for one world."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.world = world
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(control.router)
    app.add_exception_handler(ApiError, _refusal)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(BadInput, _bad_input)
    return Pipeline(app, world)


async def _refusal(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return JSONResponse(error.body, error.status, error.headers)


async def _no_route(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(CONTROL):
        return JSONResponse({"error": str(error.detail)}, error.status_code)
    return await _refusal(request, no_such_path(request.method, request.url.path, error.status_code))


async def _bad_input(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 400)
