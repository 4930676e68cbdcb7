# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all errors, and those that no part of the collection has to itself."""

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


class MissingDependency(DescopeError):
    """A Python library that is needed only for some option is not installed."""

    code = "missing_dependency"
