# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The theme: how the screens of all flows look (descope-api 2.10)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from ._base import Client, Document, Model, content
from ._single import SingleKind


class ThemeModel(Model):
    """The theme as the v2 export gives it."""

    id: str = ""
    css_template: dict[str, t.Any] = Field(default_factory=dict, alias="cssTemplate")
    code_mode: bool = Field(False, alias="codeMode")
    version: int = 0
    components_version: str = Field("", alias="componentsVersion")


class Theme(SingleKind):
    """Every import raises `version`; `componentsVersion` is stamped by the service and may differ between two reads."""

    name = "theme"
    plural = "theme"
    model = ThemeModel
    never_compared = frozenset({"id", "version", "componentsVersion"})

    async def load(self, client: Client) -> Document:
        return self.from_api(content(await client.read("/v2/mgmt/theme/export", {}), "theme"))

    async def save(self, client: Client, document: Document) -> None:
        """Import the theme as it was exported, with its id and version, as the official clients do."""
        await client.write("/v2/mgmt/theme/import", {"theme": document})
