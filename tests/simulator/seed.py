# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the company a simulator starts with, from the data in `seed_data` or from nothing."""

from __future__ import annotations

from typing import Any

from . import seed_data, seed_details
from .routes import fresh_sections


def projects(seed: str) -> dict[str, dict[str, Any]]:
    """The two projects of a new company, as dumps; `demo` fills the first one, `empty` leaves both as they ship."""
    first: dict[str, Any] = {"name": "Demo", "management_keys": [seed_data.DEMO_PROJECT_KEY], **fresh_sections()}
    second: dict[str, Any] = {"name": "Empty", "management_keys": [seed_data.EMPTY_PROJECT_KEY], **fresh_sections()}
    if seed == "demo":
        first["permissions"] = [*first["permissions"], *seed_data.PERMISSIONS]
        first["roles"] = [*first["roles"], *seed_data.ROLES]
        first["tenants"] = list(seed_data.TENANTS)
        seed_details.add_to(first)
    return {seed_data.DEMO_PROJECT_ID: first, seed_data.EMPTY_PROJECT_ID: second}
