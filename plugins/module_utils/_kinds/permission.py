# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: a name and a description that roles refer to (descope-api 2.3)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from ._base import Document, Model, Severity
from ._named import NamedKind


class PermissionModel(Model):
    """A permission as the API returns it."""

    id: str = ""
    name: str = ""
    new_name: str = Field("", alias="newName")
    description: str = ""
    system_default: bool = Field(False, alias="systemDefault")


class Permission(NamedKind):
    """Keyed by name; those with `systemDefault` are Descope's own."""

    name = "permission"
    plural = "permissions"
    model = PermissionModel
    path = "/v1/mgmt/permission"
    never_compared = frozenset({"id", "systemDefault"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"description": "info"}

    def key(self, document: Document) -> str:
        return str(document["name"])

    def built_in(self, document: Document) -> bool:
        return bool(document.get("systemDefault"))
