# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the tenants and roles that other documents name, or refuses (descope-api 6.5)."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import invalid, required, tenant_not_found
from .store import Doc, State


def existing_tenant(state: State, tenant_id: str, field: str = "tenantId") -> Doc:
    """The tenant a call is about; `field` is what the request calls its id."""
    if not tenant_id:
        raise required(field)
    tenant = state.get("tenants", tenant_id)
    if tenant is None:
        raise tenant_not_found(tenant_id)
    return tenant


def queried_tenant(state: State, query: Mapping[str, str]) -> Doc:
    """The tenant a load is about; older clients call the parameter `tenantId` (descope-api 2.1)."""
    return existing_tenant(state, query.get("id") or query.get("tenantId") or "", "id")


def role_for(state: State, name: str, tenant_id: str) -> Doc | None:
    """The role a tenant means by a name: its own one, else the project's (inferred from descope-api 2.6)."""
    return state.find("roles", name=name, tenantId=tenant_id) or state.find("roles", name=name, tenantId="")


def known_role(state: State, name: str, tenant_id: str) -> Doc:
    role = role_for(state, name, tenant_id)
    if role is None:
        raise invalid(f"Unknown role: {name}")
    return role
