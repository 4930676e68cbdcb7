# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user manager of the official client is covered as a whole by the files that test it by subject."""

from __future__ import annotations

from tests.conformance import (
    test_user_attributes,
    test_user_credentials,
    test_user_search,
    test_user_updates,
    test_user_writes,
)
from tests.conformance.sdk import Sdk
from tests.conformance.user import COVERAGE

SUBJECTS = (test_user_attributes, test_user_credentials, test_user_search, test_user_updates, test_user_writes)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    assert all(subject.COVERAGE is COVERAGE for subject in SUBJECTS)
    COVERAGE.assert_complete(sdk)
