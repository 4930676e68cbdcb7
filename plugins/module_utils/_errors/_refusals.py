# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we refuse to do."""

from __future__ import annotations

from ._base import DescopeError


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


class SuspiciousListing(DescopeError):
    """The service lists far fewer documents than the last backup holds: more likely an outage than the truth."""

    code = "suspicious_listing"


class SuspiciousDesired(DescopeError):
    """The desired state would empty a whole kind."""

    code = "suspicious_desired"
