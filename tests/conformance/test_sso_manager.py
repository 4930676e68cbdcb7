# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSO manager of the official client is covered as a whole by the files that test it by subject."""

from __future__ import annotations

from tests.conformance import test_sso_configurations, test_sso_protocols, test_sso_xaa_and_v1
from tests.conformance.sdk import Sdk
from tests.conformance.sso import COVERAGE

SUBJECTS = (test_sso_configurations, test_sso_protocols, test_sso_xaa_and_v1)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    assert all(subject.COVERAGE is COVERAGE for subject in SUBJECTS)
    COVERAGE.assert_complete(sdk)
