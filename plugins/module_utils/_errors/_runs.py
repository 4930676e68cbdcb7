# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer, runs that were cut off, and a run that went wrong on the way."""

from __future__ import annotations

from ._base import DescopeError


class LockHeld(DescopeError):
    """Another run is writing to the project; the details name its holder."""

    code = "lock_held"
    retryable = True


class LockLost(DescopeError):
    """The lock file was removed or replaced while a run held it."""

    code = "lock_lost"


class PendingJournal(DescopeError):
    """An earlier run was cut off, and somebody has to say what becomes of what it began."""

    code = "pending_journal"


class JournalCorrupt(DescopeError):
    """The journal of an earlier run is not what was written."""

    code = "journal_corrupt"


class RunNotFound(DescopeError):
    """There is no journal of such a run."""

    code = "run_not_found"


class Interrupted(DescopeError):
    """A signal ended the run: what was under way is finished and noted, and nothing more was begun."""

    code = "interrupted"
    retryable = True


class DeadlineExceeded(DescopeError):
    """The time that the run was given is over: what was under way is finished and noted, and nothing more was begun."""

    code = "deadline_exceeded"
    retryable = True


class CircuitOpen(DescopeError):
    """Too many writes in a row are of unknown outcome, so the run stopped before it did more."""

    code = "circuit_open"
    retryable = True


class ApplyFailed(DescopeError):
    """At least one planned change could not be made; the report says which, and what state things are in."""

    code = "apply_failed"
