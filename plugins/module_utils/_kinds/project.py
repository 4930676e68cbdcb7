# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project itself: its name and its tags (descope-api 2.17). Its settings are in the snapshot only."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import Forbidden, InvalidInput
from ._base import Client, Document, Job, Model, Severity, listing
from ._single import SingleKind


class ProjectModel(Model):
    """A project as the listing of the company's projects has it."""

    id: str = ""
    name: str = ""
    tags: list[str] = Field(default_factory=list)
    tag: str = ""
    environment: str = ""


class Project(SingleKind):
    """Only a company's key can read it. A restore takes it when it is named: another project is to keep its own name."""

    name = "project"
    plural = "project"
    model = ProjectModel
    by_default: t.ClassVar[frozenset[Job]] = frozenset({"backup"})
    never_compared = frozenset({"id", "tag", "environment"})
    unordered = frozenset({"tags"})
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"name": "warning"}
    lossy: t.ClassVar[t.Mapping[str, str]] = {"environment": "it can only be chosen when a project is made"}

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        if not wanted.get("name", "x"):
            raise InvalidInput("The name of the project can't be empty.", hint="Leave name out to keep it as it is.")
        return super().overlay(live, wanted)

    async def load(self, client: Client) -> Document:
        projects = listing(await client.read("/v1/mgmt/projects/list", {}), "projects")
        for raw in projects:
            if raw.get("id") == client.project_id:
                return self.from_api(raw)
        raise Forbidden(
            f"The projects that this key lists do not include {client.project_id}.",
            hint="Use a key of the company, or one that is meant for this project too.",
        )

    async def update(self, client: Client, before: Document, after: Document) -> None:
        if after["name"] != before["name"]:
            await client.write("/v1/mgmt/project/update/name", {"name": after["name"]})
        if sorted(after["tags"]) != sorted(before["tags"]):
            await client.write("/v1/mgmt/project/update/tags", {"tags": after["tags"]})

    async def save(self, client: Client, document: Document) -> None:
        await self.update(client, await self.load(client), document)
