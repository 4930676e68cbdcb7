# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the parts together: the routes of every noun, the control surface, the error answers, the pipeline."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from . import control
from .errors import ApiError, BadInput, no_such_path
from .pipeline import CONTROL, Pipeline
from .routes import ROUTERS
from .world import World


def build_app(world: World) -> ASGIApp:
    """The application for one world."""
    return Pipeline(_ByNoun(world), world)


class _ByNoun:
    """One application per noun: a router asks its routes one after the other, and all of them would be hundreds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._apps: dict[str, FastAPI] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        noun = _noun(scope["path"])
        if noun not in _ROUTERS:
            noun = ""
        if noun not in self._apps:
            self._apps[noun] = _app(self._world, _ROUTERS[noun])
        await self._apps[noun](scope, receive, send)


def _noun(path: str) -> str:
    """`tenant` of `/v1/mgmt/tenant/create`; of the control surface its prefix."""
    if path.startswith(CONTROL):
        return CONTROL
    return next(iter(path.split("/")[3:]), "")


def _routers() -> dict[str, list[APIRouter]]:
    """Who has routes of each noun; under the empty one those whose place in the path is a parameter's."""
    found: dict[str, list[APIRouter]] = {"": []}
    for router in (*ROUTERS, control.router):
        nouns = {_noun(route.path) for route in router.routes if isinstance(route, APIRoute)}
        for noun in nouns:
            found.setdefault("" if noun.startswith("{") else noun, []).append(router)
    return found


_ROUTERS = _routers()


def _app(world: World, routers: list[APIRouter]) -> FastAPI:
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.world = world
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(ApiError, _refusal)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(BadInput, _bad_input)
    return app


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
