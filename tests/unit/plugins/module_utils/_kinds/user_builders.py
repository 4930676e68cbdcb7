# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builders for the tests of users: users and their memberships as documents."""

from __future__ import annotations

import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.user import User

USER = User()


def user(*login_ids: str, **fields: t.Any) -> Document:
    """Return a user as the API gives one, as a document."""
    ids = login_ids or ("ann",)
    return USER.from_api({"loginIds": list(ids), "userId": f"U{ids[0]}", "status": "enabled", "password": True, **fields})


def membership(tenant_id: str, *roles: str, **derived: t.Any) -> Document:
    return {"tenantId": tenant_id, "roleNames": list(roles), **derived}
