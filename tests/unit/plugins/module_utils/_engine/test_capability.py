# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan or a key does not include, told from what went wrong."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.capability import missing_capability
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    ApiUnavailable,
    AuthFailed,
    BadPayload,
    DescopeError,
    Forbidden,
    NotFound,
    RateLimited,
)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Forbidden("Access denied", status=403), "not included in the plan or the key's role: Access denied"),
        (NotFound("No such call", status=404), "this service does not have the call: No such call"),
        (ApiError("Needs a higher license", status=400), "not included in the plan: Needs a higher license"),
        (ApiError("The LICENCE does not include this", status=402), "not included in the plan: The LICENCE"),
    ],
)
def test_what_is_not_to_be_had_is_said_in_words(error: Exception, said: str) -> None:
    assert (missing_capability(error) or "").startswith(said)


@pytest.mark.parametrize(
    "error",
    [
        AuthFailed("Invalid token", status=401),
        AuthFailed("The license is fine, the token is not", status=401),
        RateLimited("Too many requests, see your license", status=429),
        ApiUnavailable("Descope keeps failing", status=500),
        ApiUnavailable("The license server does not answer", status=503),
        ApiError("The name field is required", status=400),
        ApiError("No license", status=409),
        BadPayload("The listing is not of the documented shape; no license."),
        DescopeError("license"),
        ValueError("license"),
    ],
)
def test_what_went_wrong_is_trouble_whatever_it_says(error: Exception) -> None:
    assert missing_capability(error) is None
