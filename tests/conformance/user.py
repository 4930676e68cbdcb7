# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the user manager share: which methods have one, and a small company to put users into."""

from __future__ import annotations

from typing import Any

from tests.conformance.sdk import Coverage, Sdk

COVERAGE = Coverage("user")

LOGIN = "ann@acme.example"


def company(sdk: Sdk) -> None:
    """Two tenants, a permission, two roles of the project and one of a tenant."""
    sdk.tenant.create("Acme", "acme")
    sdk.tenant.create("Globex", "globex")
    sdk.permission.create("doc.read")
    sdk.role.create_batch(
        [{"name": "viewer", "permissionNames": ["doc.read"]}, {"name": "editor"}, {"name": "boss", "tenantId": "acme"}]
    )


def user(sdk: Sdk, login_id: str = LOGIN) -> dict[str, Any]:
    found: dict[str, Any] = sdk.user.load(login_id)["user"]
    return found


def logins(answer: dict[str, Any]) -> list[str]:
    """The first login ids of the users in an answer."""
    return [found["loginIds"][0] for found in answer["users"]]
