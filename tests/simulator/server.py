# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the app on a loopback socket: announces itself when it accepts connections, ends quietly on a signal."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import signal
import socket
from collections.abc import Iterator
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import build_app
from .replies import TRANSPORT
from .store import Store
from .world import World


def loopback_address(host: str) -> str:
    """The address to bind, or a ValueError for anything another machine could reach."""
    address = "127.0.0.1" if host == "localhost" else host
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(address).is_loopback:
            return address
    raise ValueError(f"{host} is not a loopback address")


def bind(host: str, port: int) -> socket.socket:
    """Take the port; 0 means any free one."""
    address = loopback_address(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # The protocol is named because asyncio switches Nagle's delay off only for sockets that say they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    return listener


def serve(store: Store, listener: socket.socket, announcement: dict[str, str]) -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(store, listener, announcement))


async def _serve(store: Store, listener: socket.socket, announcement: dict[str, str]) -> None:
    world = World(store)
    config = uvicorn.Config(
        build_app(world),
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,  # the pipeline dates answers, by the clock that a test may have set
        backlog=2048,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, world, {"url": _url(listener), **announcement})
    await server.serve(sockets=[listener])


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Protocol(H11Protocol):
    """Hands the transport to the app, which needs it to cut connections.

    The server copies `app_state` into the `state` of every request's scope.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, world: World, announcement: dict[str, str]) -> None:
        super().__init__(config)
        self._world = world
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(json.dumps(self._announcement), flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._world.closing.set()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Being told to stop is the normal end: do not raise the signal again afterwards."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        yield

    def _stop(self, _number: int, _frame: FrameType | None) -> Any:
        self.should_exit = True
