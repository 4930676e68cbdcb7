# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an HTTP answer of the management API means: a JSON value, or an error with Descope's own code and text."""

from __future__ import annotations

import math
import re
import time
import typing as t
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from ._errors import ApiError, AuthFailed, BadPayload, Forbidden, NotFound
from ._spellings import concealed, spellings
from ._strict_json import Damage, from_bytes

API_CODE = re.compile(r"[A-Z][0-9]{1,12}")
LONGEST_TEXT = 300
LONGEST_TYPE = 60
SHORTEST_WAIT, LONGEST_WAIT = 0.1, 120.0  # seconds


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one answer."""

    status: int
    headers: t.Mapping[str, str]
    body: bytes | bytearray

    @property
    def api_code(self) -> str:
        """Descope's own error code (`E` and digits), or an empty text."""
        code = str(self._error().get("errorCode") or "")
        return code if API_CODE.fullmatch(code) else ""

    @property
    def text(self) -> str:
        """Descope's own words about an error, in one line."""
        error = self._error()
        parts = (error.get("errorDescription"), error.get("errorMessage"))
        words = ": ".join(dict.fromkeys(str(part).strip() for part in parts if part))
        return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())

    def payload(self, method: str, path: str) -> t.Any:
        """Return the JSON value of the body; raises BadPayload, which tells its type and length, when it has none."""
        try:
            return from_bytes(self.body, half_characters=False)
        except Damage as damage:
            kind = "".join(sign for sign in self.headers.get("content-type", "") if sign.isprintable())[:LONGEST_TYPE]
            raise BadPayload(
                f"The answer to {method} {path} {damage} ({kind or 'no content type'}, {len(self.body)} bytes).",
                hint="A proxy or a maintenance page may be answering instead of Descope: check base_url and the network.",
            ) from None

    def _error(self) -> dict[str, t.Any]:
        try:
            error = from_bytes(self.body)
        except Damage:
            return {}
        return error if isinstance(error, dict) else {}


def refusal(answer: Answer, method: str, path: str, *, hidden: t.Iterable[str]) -> ApiError:
    """Return the error for an answer outside 2xx; what is `hidden` is removed from Descope's words should they repeat it."""
    said = concealed(answer.text, spellings(hidden))[:LONGEST_TEXT] or "no reason given"  # never cut inside of a secret
    code = f", {answer.api_code}" if answer.api_code else ""
    error, hint = _meaning(answer)
    return error(
        f"Descope refused {method} {path}: {said} (HTTP {answer.status}{code}).",
        status=answer.status,
        api_code=answer.api_code,
        hint=hint,
    )


def _meaning(answer: Answer) -> tuple[type[ApiError], str]:
    """Return the error class and the hint for a status (descope-api 1.3, 1.6, 1.13)."""
    if answer.status == 401:
        return (
            AuthFailed,
            "Check project_id and management_key: the key must be active and belong to that project.",
        )
    if answer.status == 403:
        return Forbidden, "The key's role or the plan of this project does not include this."
    if answer.status == 404:
        return NotFound, ""
    if 300 <= answer.status < 400:
        return ApiError, "Redirects are not followed, so that the key can't be sent elsewhere. Check base_url."
    return ApiError, ""


def retry_after(headers: t.Mapping[str, str], *, attempt_wait: float) -> float:
    """Return how many seconds a 429 asks to wait: seconds or a date; else `attempt_wait`. Never under 0.1 or over 120."""
    text = headers.get("retry-after", "")
    try:
        wait = float(text)
    except ValueError:
        wait = _until(text, attempt_wait)
    if not math.isfinite(wait) or wait <= 0:
        wait = attempt_wait
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def _until(text: str, otherwise: float) -> float:
    try:
        return parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError, OverflowError):
        return otherwise


def clock_skew(headers: t.Mapping[str, str], now: float) -> float:
    """Return how many seconds the service's clock is ahead of `now`, by the Date of its answer; 0 when it tells none."""
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return 0.0
