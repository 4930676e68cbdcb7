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
import math
import random
import time
import typing as t
from collections import Counter
from functools import partial

from ._answers import Answer, clock_skew, refusal, retry_after
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
from ._exchange import Exchange
from ._pacing import WAIT_BUDGET, Pacer
from ._quotas import Quotas, granted_by
from ._settings import Settings
from ._version import VERSION

Json = dict[str, t.Any]

PAUSES = (0.1, 0.3, 0.9, 2.7)  # seconds between the tries of a call that may be repeated
BACK_OFF = 1.5  # how much longer each wait after a 429 is that does not say how long
HANDSHAKE_SECONDS = 5.0
MOST_SKEW = 300.0  # seconds between the service's clock and ours that are not worth a word
_FALTERING = (ApiUnavailable, ApiUnreachable, UnknownOutcome)


class DescopeClient:
    """One connection pool for one run: `async with DescopeClient(settings) as client`."""

    def __init__(self, settings: Settings, pacer: Pacer | None = None) -> None:
        for name, value in (("project_id", settings.project_id), ("management_key", settings.management_key)):
            if not (value.isascii() and value.isprintable()):
                raise InvalidInput(f"{name} holds a character that it can't have.", hint="Look for quotes and line breaks.")
        self.settings = settings
        self.notes: list[str] = []
        self.licence_tier = ""  # until the service has told it
        self.calls: Counter[str] = Counter()  # that were made, by path
        self.begun = time.monotonic()
        self._fastest = math.inf
        self._quotas = Quotas(settings.rate_limit_share, granted_by(settings.rate_limit), pacer)
        self._is_skewed = False
        self._headers = {
            "Authorization": f"Bearer {settings.bearer}",
            **({"x-descope-project-id": settings.project_id} if settings.project_id else {}),
            "x-descope-sdk-name": "ansible",
            "x-descope-sdk-version": VERSION,
            "User-Agent": f"descope.mgmt/{VERSION}",
        }

    async def __aenter__(self) -> DescopeClient:
        self._exchange = Exchange(self.settings, self._headers)
        try:
            await self._shake_hands()
        except BaseException:
            await self._exchange.close()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._exchange.close()

    @property
    def project_id(self) -> str:
        """The project that the client speaks to."""
        return self.settings.project_id

    @property
    def rate_limit(self) -> tuple[int, float]:
        """How many calls in how many seconds the service grants, as far as the client knows by now (descope-api 1.7)."""
        return self._quotas.granted

    def seconds_for(self, calls: t.Mapping[str, int]) -> float:
        """Return how long so many calls of these paths take: by the quotas in force, or by the fastest answer so far."""
        waves = sum(calls.values()) / self.settings.concurrency
        return max(self._quotas.seconds_for(calls), waves * self._fastest if waves else 0.0)

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
        """Learn the rate limit tier and send it along from now on (descope-api 1.14); a failure is only noted.

        Raises TlsFailed, as no further call can fare better.
        """
        try:
            answer = await asyncio.wait_for(self._call("GET", "/v1/mgmt/license"), HANDSHAKE_SECONDS)
        except TlsFailed:
            raise
        except (DescopeError, asyncio.TimeoutError) as error:
            self.notes.append(f"The licence call failed, so the lowest rate limit is assumed: {str(error) or 'no answer'}")
            return
        tier = answer.get("rateLimitTier") if isinstance(answer, dict) else None
        if isinstance(tier, str) and tier.isascii() and tier.isalnum():
            self.licence_tier = tier
            self._exchange.send_along("x-descope-license", tier)
            self._quotas.licensed()

    async def _call(
        self, method: str, path: str, *, query: t.Mapping[str, str] | None = None, body: Json | None = None
    ) -> t.Any:
        """Make one call, waiting out refusals for too many calls, and return its JSON or raise what its answer means."""
        wait = 1.0
        pacer = self._quotas.of(path)
        self.calls[path] += 1
        while True:
            async with pacer:
                begun = time.monotonic()
                answer = await self._exchange.send(method, path, query, body)
                self._fastest = min(self._fastest, time.monotonic() - begun)
            self._compare_clocks(answer)
            if answer.status != 429:
                break
            if not pacer.refused(retry_after(answer.headers, attempt_wait=wait * random.uniform(1.0, 1.25))):
                raise RateLimited(
                    f"Descope refused {method} {path} for too many calls: a run waits {WAIT_BUDGET:.0f} seconds at most.",
                    status=429,
                    hint="Wait for other jobs on this project to end, or lower concurrency, and run it again.",
                )
            wait *= BACK_OFF
        if _is_doubtful(answer):
            raise ApiUnavailable(f"Descope answered {method} {path} with HTTP {answer.status}.", status=answer.status)
        if not 200 <= answer.status < 300:
            raise refusal(answer, method, path, hidden={self.settings.management_key, *self.settings.hidden})
        return answer.payload(method, path)

    def _compare_clocks(self, answer: Answer) -> None:
        """Note once that the service's clock is far from ours: times of backups and of the audit log will not fit together."""
        skew = clock_skew(answer.headers, time.time())
        if self._is_skewed or abs(skew) <= MOST_SKEW:
            return
        self._is_skewed = True
        far = f"{abs(skew):.0f} seconds {'behind' if skew > 0 else 'ahead of'}"
        self.notes.append(f"The clock of this machine is {far} Descope's. Correct it: times of backups depend on it.")


def _is_doubtful(answer: Answer) -> bool:
    """Say whether an answer leaves open what happened: a server in trouble, but not an error that Descope explains."""
    return answer.status in (408, 425) or (answer.status >= 500 and not (answer.status == 500 and answer.api_code))
