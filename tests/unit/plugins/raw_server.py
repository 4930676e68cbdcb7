# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback server that does with a connection what a test tells it to, and a way to exchange single requests with it."""

from __future__ import annotations

import asyncio
import socket
import struct
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._answers import Answer
from ansible_collections.descope.mgmt.plugins.module_utils._exchange import Exchange
from tests.unit.plugins.scripted_server import settings

Handler = t.Callable[[asyncio.StreamWriter], t.Awaitable[None]]


def head(*headers: str, status: int = 200) -> bytes:
    """Return the head of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status} Said", *headers, "", ""]).encode()


def answer_of(body: bytes, *headers: str) -> bytes:
    """Return a whole answer."""
    return head(f"Content-Length: {len(body)}", *headers) + body


def says(data: bytes, *, reset: bool = False) -> Handler:
    """Return a handler that sends `data` and ends the connection, with a FIN or a RST."""

    async def handle(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if reset:
            await asyncio.sleep(0.005)  # so that the data is read before the reset drops it
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    return handle


def endlessly(first: bytes, more: bytes, pause: float = 0.0) -> Handler:
    """Return a handler that sends `first` and then `more` again and again, until the client hangs up."""

    async def handle(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(more)
            await writer.drain()
            await asyncio.sleep(pause)

    return handle


def exchange(*handlers: Handler, method: str = "GET", body: t.Any = None, **changed: t.Any) -> Answer:
    """Send a request to a server with each of the handlers, over one pool, and return the last answer."""
    return asyncio.run(_exchange(handlers, method, body, changed))


async def _exchange(handlers: t.Sequence[Handler], method: str, body: t.Any, changed: dict[str, t.Any]) -> Answer:
    todo = list(handlers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while todo and await reader.readuntil(b"\r\n\r\n"):
                await todo.pop(0)(writer)
                if not todo or writer.is_closing():
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    pool = Exchange(settings(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", **changed), {})
    try:
        for _ in handlers[:-1]:
            await pool.send(method, "/v1/x", None, body)
        return await pool.send(method, "/v1/x", None, body)
    finally:
        await pool.close()
        server.close()
