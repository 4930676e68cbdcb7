# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to the Descope management API: authentication, licence handshake, pacing, retries, and answers as values or errors.

Reads are repeated when the service falters. A write is sent once, unless nothing can have been sent or the service said that it
did nothing; when its answer is lost it raises UnknownOutcome, and whoever sent it reads back what happened. Only callers know
nouns; nothing here does.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import typing as t
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from ._answers import Answer, refusal, retry_after
from ._deps import httpx
from ._errors import (
    ApiError,
    ApiUnavailable,
    ApiUnreachable,
    BadPayload,
    DescopeError,
    InvalidInput,
    RateLimited,
    TlsFailed,
    UnknownOutcome,
)
from ._pacing import Pacer
from ._version import VERSION

Json = dict[str, t.Any]

CONNECT_SECONDS = 10.0
PAUSES = (0.1, 0.3, 0.9, 2.7)  # seconds between the tries of a call that may be repeated
HANDSHAKE_SECONDS = 5.0
WAIT_BUDGET = 300.0  # seconds that one call may spend waiting out 429 answers
UNLICENSED, LICENSED = (100, 60.0), (1000, 10.0)  # calls per seconds, descope-api 1.7
_FALTERING = (ApiUnavailable, ApiUnreachable, UnknownOutcome)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Settings:
    """How to reach one project; `timeout` in seconds per call, `base_url` without a trailing slash."""

    project_id: str
    management_key: str = field(repr=False)
    base_url: str
    timeout: float = 30.0
    ca_path: str = ""
    validate_certs: bool = True
    concurrency: int = 8


def default_base_url(project_id: str) -> str:
    """Return the API of the project's region, which a long project id names after its first character (descope-api 1.2)."""
    region = project_id[1:5]
    regional = len(project_id) >= 32 and region.isascii() and region.isalnum()
    return f"https://api.{region}.descope.com" if regional else "https://api.descope.com"


def check_base_url(base_url: str) -> str:
    """Return `base_url` without a trailing slash; raises InvalidInput unless the key is safe with it."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise InvalidInput(f"base_url is not an http or https address: {base_url!r}.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise InvalidInput(
            f"base_url must be https: over plain http the management key could be read on the way to {parts.hostname}.",
            hint="Plain http is for a simulator on this machine (localhost) only.",
        )
    return base_url.rstrip("/")


class DescopeClient:
    """One connection pool for one run: `async with DescopeClient(settings) as client`."""

    def __init__(self, settings: Settings, pacer: Pacer | None = None) -> None:
        for name, value in (("project_id", settings.project_id), ("management_key", settings.management_key)):
            if not (value.isascii() and value.isprintable()):
                raise InvalidInput(f"{name} holds a character that it can't have.", hint="Look for quotes and line breaks.")
        self.settings = settings
        self.notes: list[str] = []
        self.licence_tier = ""  # until the service has told it
        self._pacer = pacer or Pacer(*UNLICENSED)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._headers = {
            "Authorization": f"Bearer {settings.project_id}:{settings.management_key}",
            "x-descope-project-id": settings.project_id,
            "x-descope-sdk-name": "ansible",
            "x-descope-sdk-version": VERSION,
            "User-Agent": f"descope.mgmt/{VERSION}",
        }

    async def __aenter__(self) -> DescopeClient:
        limits = httpx.Limits(max_connections=self.settings.concurrency, max_keepalive_connections=self.settings.concurrency)
        self._http = httpx.AsyncClient(
            base_url=self.settings.base_url,
            headers=self._headers,
            timeout=httpx.Timeout(self.settings.timeout, connect=min(CONNECT_SECONDS, self.settings.timeout / 2), pool=None),
            verify=_trust(self.settings),
            limits=limits,
            trust_env=urlsplit(self.settings.base_url).hostname not in LOOPBACK,  # a proxy can't reach this machine
        )
        await self._shake_hands()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._http.aclose()

    @property
    def project_id(self) -> str:
        """The project that the client speaks to."""
        return self.settings.project_id

    @property
    def rate_limit(self) -> tuple[int, float]:
        """How many calls in how many seconds the client lets through, as far as it knows by now (descope-api 1.7)."""
        return self._pacer.limit, self._pacer.window

    async def get(self, path: str, **query: str) -> t.Any:
        """Return the JSON of a GET; a faltering service is asked again, up to five times in all."""
        return await self._ask("GET", path, query=query)

    async def read(self, path: str, body: Json) -> t.Any:
        """Return the JSON of a POST that only reads, such as a search; repeated like `get`."""
        return await self._ask("POST", path, body=body)

    async def write(self, path: str, body: Json, *, method: str = "POST", **query: str) -> Json:
        """Send `body` and return the JSON object that comes back; sent once, unless no connection could be made.

        Raises UnknownOutcome when the call may or may not have had its effect.
        """
        call = partial(self._write_once, method, path, body, query)
        return t.cast("Json", await self._persist(call, (ApiUnreachable,)))

    async def _ask(
        self, method: str, path: str, *, query: t.Mapping[str, str] | None = None, body: Json | None = None
    ) -> t.Any:
        try:
            return await self._persist(lambda: self._call(method, path, query=query, body=body), _FALTERING)
        except UnknownOutcome as error:
            raise ApiUnavailable(error.message, hint="It was a read, so nothing was changed by it. Try again.") from None

    async def _persist(self, call: t.Callable[[], t.Awaitable[t.Any]], may_repeat: tuple[type[DescopeError], ...]) -> t.Any:
        """Return what `call` returns, making it again after a pause while it fails in one of the given ways."""
        for pause in PAUSES:
            try:
                return await call()
            except may_repeat:
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
        return await call()

    async def _write_once(self, method: str, path: str, body: Json, query: t.Mapping[str, str]) -> Json:
        try:
            answer = await self._call(method, path, query=query, body=body)
        except (ApiUnavailable, BadPayload) as error:
            raise UnknownOutcome(error.message) from None
        except ApiError as error:
            if error.status < 500:
                raise
            raise UnknownOutcome(error.message) from None
        if not isinstance(answer, dict):
            raise UnknownOutcome(f"Descope answered {method} {path} with something other than an object.")
        return answer

    async def _shake_hands(self) -> None:
        """Learn the rate limit tier and send it along from now on (descope-api 1.14); a failure is only noted."""
        try:
            answer = await asyncio.wait_for(self._call("GET", "/v1/mgmt/license"), HANDSHAKE_SECONDS)
        except (DescopeError, asyncio.TimeoutError) as error:
            self.notes.append(f"The licence call failed, so the lowest rate limit is assumed: {str(error) or 'no answer'}")
            return
        tier = answer.get("rateLimitTier") if isinstance(answer, dict) else None
        if isinstance(tier, str) and tier.isascii() and tier.isalnum():
            self.licence_tier = tier
            self._http.headers["x-descope-license"] = tier
            self._pacer.allow(*LICENSED)

    async def _call(
        self, method: str, path: str, *, query: t.Mapping[str, str] | None = None, body: Json | None = None
    ) -> t.Any:
        """Make one call, waiting out refusals for too many calls, and return its JSON or raise what its answer means."""
        waited = 0.0
        while True:
            async with self._pacer:
                answer = await self._exchange(method, path, query, body)
            if answer.status != 429:
                break
            pause = retry_after(answer.headers, attempt_wait=1.0 + waited / 4)
            self._pacer.refused(pause)
            waited += pause
            if waited > WAIT_BUDGET:
                raise RateLimited(
                    f"Descope refused {method} {path} for too many calls, for longer than {WAIT_BUDGET:.0f} seconds.",
                    status=429,
                    hint="Wait for other jobs on this project to end, or lower concurrency, and run it again.",
                )
        if _is_doubtful(answer):
            raise ApiUnavailable(f"Descope answered {method} {path} with HTTP {answer.status}.", status=answer.status)
        if not 200 <= answer.status < 300:
            raise refusal(answer, method, path, secret=self.settings.management_key)
        return answer.payload(method, path)

    async def _exchange(self, method: str, path: str, query: t.Mapping[str, str] | None, body: Json | None) -> Answer:
        """Send one request and return its answer; raises by whether the request can have reached the service."""
        content = None if body is None else json.dumps(body, allow_nan=False).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            async with self._slots:
                request = self._http.request(method, path, params=query or None, content=content, headers=headers)
                response = await asyncio.wait_for(request, self.settings.timeout)  # also for an answer that drips
        except (httpx.ConnectError, httpx.ConnectTimeout, ssl.SSLError) as error:  # older httpx lets the last one through
            raise _unreachable(error, self.settings) from None
        except httpx.RemoteProtocolError as error:
            if "complete message body" in str(error) or "incomplete" in str(error):
                raise BadPayload(f"The answer to {method} {path} was cut off.") from None
            raise UnknownOutcome(f"The connection broke before {method} {path} was answered.") from None
        except (httpx.TimeoutException, asyncio.TimeoutError):
            raise UnknownOutcome(f"{method} {path} was not answered within {self.settings.timeout:g} seconds.") from None
        except httpx.HTTPError as error:
            raise UnknownOutcome(f"The connection broke during {method} {path} ({type(error).__name__}).") from None
        return Answer(response.status_code, response.headers, response.content)


def _is_doubtful(answer: Answer) -> bool:
    """Say whether an answer leaves open what happened: a server in trouble, but not an error that Descope explains."""
    return answer.status in (408, 425) or (answer.status >= 500 and not (answer.status == 500 and answer.api_code))


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


def _unreachable(error: Exception, settings: Settings) -> DescopeError:
    if "CERTIFICATE_VERIFY_FAILED" in str(error) or "SSL" in str(error):
        return TlsFailed(
            f"No trusted connection to {settings.base_url}: {error}.",
            hint="If your organisation inspects TLS, give its certificate authority as ca_path.",
        )
    return ApiUnreachable(
        f"No connection to {settings.base_url} could be made: {error}.",
        hint="Check the network, the proxy settings and base_url. Nothing was changed by the call that failed.",
    )
