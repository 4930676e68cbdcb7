# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its whole answer over a pool of connections: within a time, within a size, and with no surprises.

What goes wrong is raised by whether the request can have reached the service; whether to try again is for others to say.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import typing as t
import zlib

from ._answers import Answer
from ._deps import httpx
from ._errors import ApiUnreachable, BadPayload, DescopeError, InvalidInput, ResponseTooLarge, TlsFailed, UnknownOutcome
from ._settings import Settings

CONNECT_SECONDS = 10.0
LARGEST = 64 * 1024 * 1024  # bytes of an unpacked body (reliability 2A, 15)
BEST_RATIO = 100  # how much larger an unpacked body may be than what came, once it has more than UNSUSPICIOUS bytes
UNSUSPICIOUS = 1024 * 1024
TOO_LONG_HEAD = "Receive buffer too long"  # what h11 says of more than 100 KiB of headers


class Exchange:
    """The connections to one API; `headers` go along with every request."""

    def __init__(self, settings: Settings, headers: t.Mapping[str, str]) -> None:
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._http = _connections(settings, {**headers, "Accept-Encoding": "gzip"})

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    def send_along(self, name: str, value: str) -> None:
        """Send one more header with every request from now on."""
        self._http.headers[name] = value

    async def send(self, method: str, path: str, query: t.Mapping[str, str] | None, body: t.Any) -> Answer:
        """Send one request and return its answer.

        Raises InvalidInput for what no request can carry; ApiUnreachable and TlsFailed when nothing was sent; ResponseTooLarge
        and BadPayload for an answer that can't be used; UnknownOutcome when none came, or not in time.
        """
        request = self._request(method, path, query, body)
        try:
            async with self._slots:
                return await asyncio.wait_for(self._answer(request), self._settings.timeout)  # also for an answer that drips
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, ssl.SSLError) as error:  # the last: older httpx
            raise _unreachable(error, self._settings) from None
        except httpx.RemoteProtocolError as error:
            raise _broken(f"{method} {path}", str(error)) from None
        except (httpx.TimeoutException, asyncio.TimeoutError):
            raise UnknownOutcome(f"{method} {path} was not answered within {self._settings.timeout:g} seconds.") from None
        except httpx.HTTPError as error:
            raise UnknownOutcome(f"The connection broke during {method} {path} ({type(error).__name__}).") from None

    def _request(self, method: str, path: str, query: t.Mapping[str, str] | None, body: t.Any) -> httpx.Request:
        content = None if body is None else json.dumps(body, allow_nan=False).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            return self._http.build_request(method, path, params=query or None, content=content, headers=headers)
        except (httpx.InvalidURL, UnicodeError):  # far too long, or with half a character
            names = " and ".join(query or ())
            raise InvalidInput(f"{method} {path} can't be asked with this {names}: no address can carry it.") from None

    async def _answer(self, request: httpx.Request) -> Answer:
        response = await self._http.send(request, stream=True)
        try:
            body = _Body(f"{request.method} {request.url.path}", response.headers.get("content-encoding", ""))
            async for chunk in response.aiter_raw():
                body.add(chunk)
            return Answer(response.status_code, response.headers, body.whole())
        finally:
            await response.aclose()


class _Body:
    """Collects and unpacks the body of an answer as it comes, so that one too large is never held, let alone unpacked."""

    def __init__(self, call: str, encoding: str) -> None:
        if encoding.strip().lower() not in ("", "identity", "gzip"):
            raise BadPayload(f"The answer to {call} is packed in a way that nobody asked for.")
        self._call = call
        self._unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding.lower() else None
        self._received = 0
        self._body = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take the next part; raises ResponseTooLarge when it leads beyond what one answer may have."""
        self._received += len(chunk)
        most = min(LARGEST, max(UNSUSPICIOUS, BEST_RATIO * self._received))
        room = most - len(self._body) + 1
        self._body += chunk if self._unpacker is None else self._unpacked(self._unpacker, chunk, room)
        if len(self._body) > most:
            raise ResponseTooLarge(
                f"The answer to {self._call} has more than {most} bytes.",
                hint=f"Descope gives no such answer; {self._received} bytes of it were read. Check base_url and the network.",
            )

    def whole(self) -> bytearray:
        """Return the body; raises BadPayload when the packed form of it did not come to its end."""
        if self._unpacker is not None and self._received and (not self._unpacker.eof or self._unpacker.unused_data):
            raise BadPayload(f"The answer to {self._call} was cut off.")
        return self._body

    def _unpacked(self, unpacker: t.Any, chunk: bytes, room: int) -> bytes:
        try:
            return t.cast("bytes", unpacker.decompress(chunk, room))
        except zlib.error:
            raise BadPayload(f"The answer to {self._call} is damaged: it can't be unpacked.") from None


def _connections(settings: Settings, headers: t.Mapping[str, str]) -> httpx.AsyncClient:
    connect = min(CONNECT_SECONDS, settings.timeout / 2)
    try:
        return httpx.AsyncClient(
            base_url=settings.base_url,
            headers=headers,
            timeout=httpx.Timeout(settings.timeout, connect=connect, pool=None),
            verify=_trust(settings),
            limits=httpx.Limits(max_connections=settings.concurrency, max_keepalive_connections=settings.concurrency),
            follow_redirects=False,  # the key would go along to wherever an answer says (reliability 2A, 13)
            trust_env=not settings.is_on_this_machine,
        )
    except (httpx.InvalidURL, ImportError, ValueError):
        raise InvalidInput(
            "The proxy that the environment names can't be used.",
            hint="HTTPS_PROXY and ALL_PROXY must be http or https addresses such as http://proxy.example.com:3128.",
        ) from None


def _trust(settings: Settings) -> ssl.SSLContext | bool:
    """Return what httpx shall verify certificates with."""
    if not settings.validate_certs or settings.base_url.startswith("http:"):
        return False
    try:
        context = ssl.create_default_context()
        if settings.ca_path:
            context.load_verify_locations(cafile=settings.ca_path)
    except (OSError, ssl.SSLError) as error:
        raise InvalidInput(
            f"ca_path {settings.ca_path} can't be used: {error.strerror or 'it holds no certificate'}."
        ) from None
    return context


def _broken(call: str, words: str) -> DescopeError:
    if "complete message body" in words or "incomplete" in words:
        return BadPayload(f"The answer to {call} was cut off.")
    if TOO_LONG_HEAD in words:
        return ResponseTooLarge(f"The answer to {call} has too many headers, or too long ones.")
    return UnknownOutcome(f"The connection broke before {call} was answered.")


def _unreachable(error: Exception, settings: Settings) -> DescopeError:
    words = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in words or "SSL" in words:
        return TlsFailed(
            f"No trusted connection to {settings.base_url}: {words}.",
            hint="If your organisation inspects TLS, give its certificate authority as ca_path.",
        )
    return ApiUnreachable(
        f"No connection to {settings.base_url} could be made: {words}.",
        hint="Check the network, the proxy settings and base_url. Nothing was changed by the call that failed.",
    )
