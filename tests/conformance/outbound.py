# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of outbound applications share: whose tests they count as, and the applications they work on."""

from __future__ import annotations

from tests.conformance.sdk import Coverage, Sdk
from tests.simulator.process import Control

COVERAGE = Coverage("outbound_application")
APP, KEY_APP = "calendar", "weather"


def connect(sdk: Sdk, control: Control, project_id: str) -> str:
    """An application for OAuth, one for API keys (which this client cannot make), a tenant and a user: its id."""
    applications = [{"id": APP, "name": "Calendar"}, {"id": KEY_APP, "name": "Weather", "appType": "apikey"}]
    control.load(project_id, {"outbound_applications": applications})
    sdk.tenant.create("Acme", "acme")
    user_id: str = sdk.user.create("ann@acme.test")["user"]["userId"]
    return user_id
