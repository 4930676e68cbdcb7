# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The licence manager of the official client finds the API it was written for."""

from __future__ import annotations

from tests.conformance.sdk import Coverage, Sdk
from tests.simulator.process import Control

COVERAGE = Coverage("license")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("get")
def test_the_licence_is_the_configured_tier(sdk: Sdk, control: Control) -> None:
    for tier in ("tier1", "tier4"):
        control.configure(tier=tier)
        assert sdk.license.get() == {"rateLimitTier": tier}
