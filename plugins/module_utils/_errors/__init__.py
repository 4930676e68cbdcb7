# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way a run can fail, each with a stable code, a sentence for a person, and what to do next.

Lower layers raise these; `_module.py` is the one place where one becomes a failed task. Messages name the object and never
carry a request body, a response body or a key. `docs/errors.md` says what each code means.
"""

from __future__ import annotations

from ._base import DescopeError, InvalidInput, MissingDependency
from ._refusals import (
    ConfirmationRequired,
    Conflict,
    LimitExceeded,
    ProtectedObject,
    StalePlan,
    SuspiciousDesired,
    SuspiciousListing,
)
from ._runs import (
    ApplyFailed,
    CircuitOpen,
    DeadlineExceeded,
    Interrupted,
    JournalCorrupt,
    LockHeld,
    LockLost,
    PendingJournal,
    RunNotFound,
)
from ._service import (
    ApiError,
    ApiUnavailable,
    ApiUnreachable,
    AuthFailed,
    BadPayload,
    Forbidden,
    InconsistentListing,
    NotFound,
    RateLimited,
    ResponseTooLarge,
    TlsFailed,
    UnknownOutcome,
)
from ._store import (
    BackupCorrupt,
    BackupNotFound,
    DecryptFailed,
    EncryptionMismatch,
    EphemeralStorage,
    KeyMissing,
    OffsiteFailed,
    OffsiteUnreachable,
    SchemaTooNew,
    SealInvalid,
    StorageFailed,
    StorageUnsupported,
    TargetExists,
    UnsafePath,
    Unsealed,
    WrongProject,
)

__all__ = [
    "ApiError",
    "ApiUnavailable",
    "ApiUnreachable",
    "ApplyFailed",
    "AuthFailed",
    "BackupCorrupt",
    "BackupNotFound",
    "BadPayload",
    "CircuitOpen",
    "ConfirmationRequired",
    "Conflict",
    "DeadlineExceeded",
    "DecryptFailed",
    "DescopeError",
    "EncryptionMismatch",
    "EphemeralStorage",
    "Forbidden",
    "InconsistentListing",
    "Interrupted",
    "InvalidInput",
    "JournalCorrupt",
    "KeyMissing",
    "LimitExceeded",
    "LockHeld",
    "LockLost",
    "MissingDependency",
    "NotFound",
    "OffsiteFailed",
    "OffsiteUnreachable",
    "PendingJournal",
    "ProtectedObject",
    "RateLimited",
    "ResponseTooLarge",
    "RunNotFound",
    "SchemaTooNew",
    "SealInvalid",
    "StalePlan",
    "StorageFailed",
    "StorageUnsupported",
    "SuspiciousDesired",
    "SuspiciousListing",
    "TargetExists",
    "TlsFailed",
    "UnknownOutcome",
    "UnsafePath",
    "Unsealed",
    "WrongProject",
]
