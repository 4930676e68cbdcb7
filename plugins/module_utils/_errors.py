# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way a run can fail, each with a stable code, a sentence for a person, and what to do next.

Lower layers raise these; `_module.py` is the one place where one becomes a failed task. Messages name the object and never
carry a request body, a response body or a key.
"""

from __future__ import annotations

import typing as t


class DescopeError(Exception):
    """Base of all errors the collection raises on purpose.

    `code` is stable and documented; `message` says what failed and on which object; `hint` says what to type next;
    `retryable` says whether running the same task again can help; `details` holds further JSON values for the result.
    """

    code: t.ClassVar[str] = "error"
    retryable: t.ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "", **details: t.Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class InvalidInput(DescopeError):
    """The options or the desired state can't be meant as written; nothing was sent."""

    code = "invalid_input"


# --- what the service answered -------------------------------------------------------------------------------------------


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


class InconsistentListing(DescopeError):
    """A listing contradicts itself, for example the same key twice; nothing is planned on it."""

    code = "api_inconsistent"


class UnknownOutcome(DescopeError):
    """A write was sent and its answer was lost or says nothing: it may or may not have happened. Settle it by reading."""

    code = "unknown_outcome"
    retryable = True


# --- what we refuse to do ------------------------------------------------------------------------------------------------


class Conflict(DescopeError):
    """An object is neither as it was nor as we would make it, or its name is taken by another one."""

    code = "conflict"


class ConfirmationRequired(DescopeError):
    """The plan deletes or is large and nobody approved it."""

    code = "confirmation_required"


class StalePlan(DescopeError):
    """The plan is no longer the one that was approved."""

    code = "stale_plan"
    retryable = True


class LimitExceeded(DescopeError):
    """The plan deletes more than the deletion budget allows."""

    code = "limit_exceeded"


class ProtectedObject(DescopeError):
    """The plan touches an object that is protected."""

    code = "protected"


class SuspiciousDesired(DescopeError):
    """The desired state would empty a whole kind."""

    code = "suspicious_desired"


# --- disk ----------------------------------------------------------------------------------------------------------------


class BackupNotFound(DescopeError):
    """No such backup."""

    code = "backup_not_found"


class BackupCorrupt(DescopeError):
    """A backup on disk is not what was written: a file is missing, extra, changed, or does not validate."""

    code = "backup_corrupt"


class SchemaTooNew(DescopeError):
    """A backup was written by a newer version of this collection."""

    code = "schema_too_new"


class WrongProject(DescopeError):
    """A backup belongs to another project or another API."""

    code = "wrong_project"


class UnsafePath(DescopeError):
    """A path is relative, leaves the backup directory, or passes through a link."""

    code = "unsafe_path"


class StorageFailed(DescopeError):
    """The backup directory can't be written: full, read-only, no permission, or it did not store what it was given."""

    code = "storage_failed"


# --- a run that went wrong on the way ------------------------------------------------------------------------------------


class ApplyFailed(DescopeError):
    """At least one planned change could not be made; the report says which, and what state things are in."""

    code = "apply_failed"
