# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every management request goes through: log, latency, rate limit, fault plan, then the routes."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from .auth import known_project_id
from .call import Outcome
from .errors import rate_limited
from .faults import Fault
from .replies import (
    Reply,
    ask,
    dated,
    error_reply,
    fault_reply,
    read_request,
    reset,
    send_endlessly,
    send_half,
    send_slowly,
    send_whole,
)
from .requestlog import Entry
from .world import World

CONTROL = "/_sim/"


class Pipeline:
    """Stands in front of the app; control requests pass untouched."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        body = await read_request(receive)
        send = dated(send, self._world.clock)
        world, method, path, query = (
            self._world,
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
        )
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        project_id = known_project_id(world.store, headers.get("authorization"))
        entry = world.log.begin(method, path, query, project_id, headers.get("x-descope-license", ""))
        await world.pause(world.config.latency_ms)

        seconds = world.limiter.wait_for(world.config.rate_limits, project_id, path)
        if seconds:
            entry.close(429, False, None)
            await send_whole(error_reply(rate_limited(seconds)), send)
            return
        fault = world.faults.next(method, path, query)
        if fault is None:
            await self._normal(scope, body, send, entry)
        else:
            await self._faulty(fault, scope, body, send, entry)

    async def _normal(self, scope: Scope, body: bytes, send: Send, entry: Entry) -> None:
        outcome = Outcome()
        reply = await self._ask(scope, body, outcome)
        entry.close(reply.status, outcome.effect, None)
        await send_whole(reply, send)

    async def _faulty(self, fault: Fault, scope: Scope, body: bytes, send: Send, entry: Entry) -> None:
        """Let the effect happen or not, then spoil the answer."""
        outcome, reply = Outcome(), Reply()
        if fault.action == "delay":
            await self._delayed(fault, scope, body, send, entry)
            return
        if fault.when == "after" or fault.action in ("truncate", "drip"):
            # A truncated or slow answer has to be a real one; `before` only keeps its effect from happening.
            outcome.dry = fault.when == "before"
            reply = await self._ask(scope, body, outcome)
        if fault.action == "reset":
            entry.close(None, outcome.effect, "reset")
            await reset(scope)
        elif fault.action == "truncate":
            entry.close(reply.status, outcome.effect, "truncate")
            await send_half(reply, scope, send)
        elif fault.action == "drip":
            entry.close(reply.status, outcome.effect, "drip")
            await send_slowly(reply, lambda: self._world.pause(fault.delay_ms or 0), scope, send)
        elif fault.action == "flood":
            entry.close(200, outcome.effect, "flood")
            await send_endlessly(scope, self._world.closing, send)
        else:
            reply = fault_reply(fault, body)
            entry.close(reply.status, outcome.effect, fault.action)
            await send_whole(reply, send)

    async def _delayed(self, fault: Fault, scope: Scope, body: bytes, send: Send, entry: Entry) -> None:
        """`before` waits and then works; `after` works and then keeps the client waiting."""
        outcome = Outcome()
        if fault.when == "before":
            await self._world.pause(fault.delay_ms or 0)
        reply = await self._ask(scope, body, outcome)
        if fault.when == "after":
            await self._world.pause(fault.delay_ms or 0)
        entry.close(reply.status, outcome.effect, "delay")
        await send_whole(reply, send)

    async def _ask(self, scope: Scope, body: bytes, outcome: Outcome) -> Reply:
        scope.setdefault("state", {})["outcome"] = outcome
        return await ask(self._app, scope, body)
