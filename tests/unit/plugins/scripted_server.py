# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback HTTP server that answers what a test tells it to, byte for byte, and a way to talk to it through the client."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import typing as t
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._pacing import Pacer
from ansible_collections.descope.mgmt.plugins.module_utils._settings import Settings

KEY = "K2secretManagementKey0123456789"


@dataclass(frozen=True)
class Reply:
    """One answer. `cut` ends the connection after so many bytes of the body, `reset` before any, `delay` is in seconds."""

    body: t.Any = field(default_factory=dict)
    status: int = 200
    headers: t.Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    reset: bool = False
    delay: float = 0.0

    def encoded(self) -> bytes:
        content = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        usual = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Connection": "close"}
        head = "".join(f"{name}: {value}\r\n" for name, value in {**usual, **self.headers}.items())
        return f"HTTP/1.1 {self.status} Said\r\n{head}\r\n".encode() + content[: self.cut]


@dataclass(frozen=True)
class Request:
    """What the server was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: t.Any


class ScriptedServer:
    """Answers the licence call with `licence` and any other with the next of `replies`; the last one stays."""

    def __init__(self, *replies: Reply, licence: Reply | None = None) -> None:
        self.replies = list(replies) or [Reply()]
        self.licence = licence or Reply({"rateLimitTier": "tier2"})
        self.requests: list[Request] = []
        self.licence_requests: list[Request] = []

    async def __aenter__(self) -> ScriptedServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _received(reader)
            if request.path == "/v1/mgmt/license":
                self.licence_requests.append(request)
                reply = self.licence
            else:
                self.requests.append(request)
                reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            await asyncio.sleep(reply.delay)
            if reply.reset:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                return
            writer.write(reply.encoded())
            await writer.drain()
            writer.close()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()


async def _received(reader: asyncio.StreamReader) -> Request:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip().split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, json.loads(body) if body else None)


class Clock:
    """Time for a Pacer: it moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def settings(base_url: str, **changed: t.Any) -> Settings:
    """Return how to reach a server."""
    return Settings(**{"project_id": "P123", "management_key": KEY, "base_url": base_url, **changed})


def talk(
    server: ScriptedServer,
    work: t.Callable[[DescopeClient], t.Awaitable[t.Any]],
    *,
    clock: Clock | None = None,
    **changed: t.Any,
) -> t.Any:
    """Open a client to the server, do `work` with it, and return what it returns."""

    async def run() -> t.Any:
        async with server:
            pacer = Pacer(100, 60.0, now=clock, sleep=clock.sleep) if clock else None
            async with DescopeClient(settings(server.url, **changed), pacer) as client:
                return await work(client)

    return asyncio.run(run())
