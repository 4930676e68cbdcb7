# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell what a plan or a key does not include from what went wrong; pure."""

from __future__ import annotations

from .._errors import ApiError, Forbidden, NotFound

REFUSALS = frozenset({400, 402, 403})  # descope-api 5, row 5: the status is not published, the word is


def missing_capability(error: Exception) -> str | None:
    """Return why a listing is not to be had with this plan or key, or None when the error is another one.

    A 403, a refusal that speaks of the licence, and a 404 of a call that this service does not have are such reasons
    (descope-api 1.13); everything else, a wrong key above all, is trouble.
    """
    if isinstance(error, Forbidden):
        return f"not included in the plan or the key's role: {error.message}"
    if isinstance(error, NotFound):
        return f"this service does not have the call: {error.message}"
    if isinstance(error, ApiError) and error.status in REFUSALS and "licen" in error.message.lower():
        return f"not included in the plan: {error.message}"
    return None
