# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as bytes: made by the app or by a fault, sent whole, cut half way, byte by byte, without end, or not at all."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import ApiError, rate_limited
from .faults import Fault

# The key under which the server puts the connection's transport into the scope's state.
TRANSPORT = "transport"

_MAINTENANCE = b"<!DOCTYPE html><html><title>Maintenance</title><body><h1>We will be back soon</h1></body></html>"
_BODILESS = (204, 304)
_BLANKS = b" " * 65536  # a client that reads on and on would find them to be no JSON only at the end
_BOMB_BLANKS = 2048


@dataclass
class Reply:
    """A complete answer."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


async def read_request(receive: Receive) -> bytes:
    """Read the request to its end, so that even a refused one was received completely."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(chunks)


async def ask(app: ASGIApp, scope: Scope, body: bytes) -> Reply:
    """Run the app and keep what it answers."""
    reply = Reply()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            reply.status, reply.headers = message["status"], list(message["headers"])
        else:
            reply.body += message.get("body", b"")

    await app(scope, receive, send)
    return reply


def json_reply(status: int, content: Any, headers: dict[str, str] | None = None) -> Reply:
    return _reply(status, json.dumps(content, ensure_ascii=False).encode(), "application/json", headers or {})


def error_reply(error: ApiError) -> Reply:
    return json_reply(error.status, error.body, error.headers)


def fault_reply(fault: Fault, sent: bytes) -> Reply:
    """What a `status`, `html`, `bomb` or `echo` fault says to a request with the body `sent`."""
    if fault.action == "echo":
        return json_reply(400, _echo(sent))
    if fault.action == "bomb":
        return _reply(200, _bomb(), "application/json", {"Content-Encoding": "gzip"})
    if fault.action == "html":
        return _reply(200, _MAINTENANCE, "text/html; charset=utf-8", {})
    status = fault.status or 500
    if isinstance(fault.body, str):
        return _reply(status, fault.body.encode(), "text/plain; charset=utf-8", fault.headers)
    if fault.body is not None:
        return json_reply(status, fault.body, fault.headers)
    error = rate_limited(1) if status == 429 else ApiError(status, f"E000{status}", "Injected fault", "A planned fault")
    return json_reply(status, error.body, {**error.headers, **fault.headers})


def _echo(sent: bytes) -> dict[str, str]:
    """An error that repeats what it refuses: each text of it, and all of it as it came."""
    text = sent.decode(errors="replace")
    plain = " ".join(_texts(json.loads(text or "null")))
    return {"errorCode": "E011003", "errorDescription": f"Cannot take {plain}", "errorMessage": text}


def _texts(value: Any) -> list[str]:
    if isinstance(value, (dict, list)):
        return [text for inner in (value.values() if isinstance(value, dict) else value) for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def _reply(status: int, body: bytes, content_type: str, headers: dict[str, str]) -> Reply:
    body = b"" if status in _BODILESS else body
    named = {"content-type": content_type, "content-length": str(len(body))}
    named.update({name.lower(): text for name, text in headers.items()})
    return Reply(status, [(name.encode(), text.encode()) for name, text in named.items()], body)


@cache
def _bomb() -> bytes:
    """Pack 128 MiB into about 128 KiB."""
    packer = zlib.compressobj(wbits=31)
    return b"".join([packer.compress(_BLANKS) for _ in range(_BOMB_BLANKS)]) + packer.flush()


def dated(send: Send, clock: Callable[[], float]) -> Send:
    """Return `send` with a Date for every answer that brings none of its own."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and "date" not in {name.decode() for name, _ in message["headers"]}:
            date = formatdate(clock(), usegmt=True).encode()
            message = {**message, "headers": [*message["headers"], (b"date", date)]}
        await send(message)

    return sending


async def send_whole(reply: Reply, send: Send) -> None:
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.body})


async def send_half(reply: Reply, scope: Scope, send: Send) -> None:
    """Announce the full length, send half of it, close."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True})
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    transport.close()
    await _until_lost()


async def send_slowly(reply: Reply, pause: Callable[[], Awaitable[None]], scope: Scope, send: Send) -> None:
    """Send the head at once and the body byte by byte, with a pause before each, until nobody listens."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    for at in range(len(reply.body)):
        await pause()
        if transport.is_closing():
            return
        await send({"type": "http.response.body", "body": reply.body[at : at + 1], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def send_endlessly(scope: Scope, closing: asyncio.Event, send: Send) -> None:
    """Send a 200 whose body does not end before somebody closes."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    while not (transport.is_closing() or closing.is_set()):
        await send({"type": "http.response.body", "body": _BLANKS, "more_body": True})
        await asyncio.sleep(0)
    transport.abort()
    await _until_lost()


async def reset(scope: Scope) -> None:
    """End the connection with a TCP RST: a socket that does not linger drops what is on its way."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _until_lost()


async def _until_lost() -> None:
    """Let the event loop tell the server that the connection is gone, so that it does not miss the answer."""
    for _ in range(5):
        await asyncio.sleep(0)
