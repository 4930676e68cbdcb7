# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, of the project and of single tenants: a name, a description and the names of permissions (descope-api 2.2)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from ._base import Client, Document, Model, Reference, Severity
from ._impact import users_with
from ._named import NamedKind


class RoleModel(Model):
    """A role as the API returns it."""

    id: str = ""
    name: str = ""
    new_name: str = Field("", alias="newName")
    description: str = ""
    permission_names: list[str] = Field(default_factory=list, alias="permissionNames")
    tenant_id: str = Field("", alias="tenantId")
    default: bool = False
    private: bool = False
    created_time: int = Field(0, alias="createdTime")


def role_key(name: str, tenant_id: str = "") -> str:
    """Return a role's key: its name, or `tenant/name` for a tenant's own role.

    A project-level role whose name has a slash gets one in front, so that the two can't be mistaken for each other.
    """
    return f"{tenant_id}/{name}" if tenant_id or "/" in name else name


class Role(NamedKind):
    """Keyed by name and tenant; `Tenant Admin` is Descope's own (E024214 on any change)."""

    name = "role"
    plural = "roles"
    model = RoleModel
    path = "/v1/mgmt/role"
    depends_on = ("permissions", "tenants")
    never_compared = frozenset({"id", "createdTime"})
    unordered = frozenset({"permissionNames"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"description": "info"}

    BUILT_IN: t.ClassVar[frozenset[str]] = frozenset({"Tenant Admin"})

    def key(self, document: Document) -> str:
        return role_key(document["name"], document.get("tenantId") or "")

    def built_in(self, document: Document) -> bool:
        return document["name"] in self.BUILT_IN and not document.get("tenantId")

    def references(self, document: Document) -> t.Iterable[Reference]:
        for name in document.get("permissionNames") or ():
            yield Reference("permissions", name, "permissionNames", "detach")
        if document.get("tenantId"):
            yield Reference("tenants", document["tenantId"], "tenantId", "cascade")

    async def impact(self, client: Client, document: Document) -> t.Mapping[str, int]:
        """Return how many users have the role; nothing where the key may not read users."""
        tenant_id = document.get("tenantId") or ""
        of_tenant = {"tenantRoleNames": {tenant_id: {"values": [document["name"]], "and": True}}}
        having = of_tenant if tenant_id else {"roleNames": [document["name"]]}
        return await users_with(client, having)

    def _address(self, document: Document) -> Document:
        return {"name": document["name"], "tenantId": document.get("tenantId") or ""}
