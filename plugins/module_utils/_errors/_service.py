# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service answered, or that it did not."""

from __future__ import annotations

from ._base import DescopeError


class ApiError(DescopeError):
    """Descope refused a call; `status` is the HTTP status and `api_code` Descope's own code (`E…`), if it gave one."""

    code = "api_error"

    def __init__(self, message: str, *, status: int = 0, api_code: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint, status=status, api_code=api_code)
        self.status = status
        self.api_code = api_code


class AuthFailed(ApiError):
    """The project id and the management key are not accepted."""

    code = "auth_failed"


class Forbidden(ApiError):
    """The key is valid but may not do this, or the plan does not include it."""

    code = "forbidden"


class NotFound(ApiError):
    """The addressed object does not exist."""

    code = "not_found"


class RateLimited(ApiError):
    """Descope kept answering 429 for longer than we are willing to wait."""

    code = "rate_limited"
    retryable = True


class ApiUnavailable(ApiError):
    """Descope kept answering with a server error; for a read only (a write becomes `UnknownOutcome`)."""

    code = "api_unavailable"
    retryable = True


class ApiUnreachable(DescopeError):
    """No connection to the service could be made; nothing was sent."""

    code = "api_unreachable"
    retryable = True


class TlsFailed(DescopeError):
    """The service's certificate is not trusted."""

    code = "tls_failed"


class BadPayload(DescopeError):
    """The answer is not what the API gives: HTML, cut off, not JSON, or of another shape. Never read as an empty list."""

    code = "api_bad_payload"


class ResponseTooLarge(BadPayload):
    """An answer is larger than any that the API gives, or unpacks to far more than was sent; most of it was not even read."""

    code = "response_too_large"


class InconsistentListing(DescopeError):
    """A listing contradicts itself, for example the same key twice; nothing is planned on it."""

    code = "api_inconsistent"


class UnknownOutcome(DescopeError):
    """A write was sent and its answer was lost or says nothing: it may or may not have happened. Settle it by reading."""

    code = "unknown_outcome"
    retryable = True
