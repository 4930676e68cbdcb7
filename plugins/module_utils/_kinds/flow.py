# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows: what a person sees and does when they sign in, exported and imported whole (descope-api 2.10)."""

from __future__ import annotations

import typing as t

from .._canonical import canonical, digest
from .._deps import Field
from .._errors import ApiError, InvalidInput, NotFound
from .._turns import in_turns
from ._base import Client, Document, Kind, Model, Reference, Severity, content, listing
from ._flow_details import flow_details
from ._leaves import Detail
from .role import role_key

NOISE = frozenset({"componentsVersion", "etag", "version", "modifiedTime"})
"""What the service stamps on a flow, on its metadata and on each screen; two exports of the same flow can differ in it."""

BY_NAME = ("connectors", "roles")
"""References that map a name to an id that only this project knows; an import goes by the name."""

LONGEST_SHOWN = 300


class FlowModel(Model):
    """A flow as the v2 export gives it; everything inside the parts is Descope's own, in Descope's own spelling."""

    flow_id: str = Field("", alias="flowId")
    metadata: dict[str, t.Any] = Field(default_factory=dict)
    contents: dict[str, t.Any] = Field(default_factory=dict)
    screens: list[dict[str, t.Any]] = Field(default_factory=list)
    references: dict[str, t.Any] = Field(default_factory=dict)


class Flow(Kind):
    """Keyed by its id; those that Descope made are flows like any other."""

    name = "flow"
    plural = "flows"
    model = FlowModel
    identity = ("flowId",)
    whole_as = "flow"
    drawn = True
    depends_on = ("roles", "custom_attributes")
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"screens": "warning"}
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "connectors": "no call lists connectors; a flow that uses one needs one of that name in the project"
    }

    def key(self, document: Document) -> str:
        return str(document["flowId"])

    def from_variables(self, raw: t.Any, where: str) -> Document:
        """Take a flow as it was exported, too: with `flowId`, and with what the service stamped on it."""
        if isinstance(raw, dict):
            raw = {name: value for name, value in raw.items() if name not in NOISE}
            exported, given = raw.pop("flowId", None), raw.get("flow_id")
            if exported and given and exported != given:
                raise InvalidInput(
                    f"{where}: flow_id is {given}, and the flow is that of {exported}.",
                    hint="Correct one of the two, or leave flow_id out.",
                )
            raw["flow_id"] = given or exported
        return super().from_variables(raw, where)

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        return super().from_api({name: value for name, value in raw.items() if name not in NOISE})

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted)
        if live is not None and "metadata" in wanted and "contents" not in wanted:  # written in part, not exported
            after["metadata"] = {**live["metadata"], **wanted["metadata"]}
        return after

    def check_new(self, document: Document) -> None:
        if not document["flowId"]:
            raise InvalidInput("A flow needs an id.", hint="Give flow_id, or a flow as it was exported.")
        if not document["contents"]:
            raise InvalidInput(
                f"There is no flow {document['flowId']}, and without contents it can't be created.",
                hint="Give the whole flow as it was exported, or correct the id.",
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        for name in document.get("references", {}).get("roles") or ():
            yield Reference("roles", role_key(name), "references", "stays")
        for name in document.get("references", {}).get("userAttributes") or ():
            yield Reference("custom_attributes", name, "references", "nothing")

    def neutral(self, document: Document) -> Document:
        """Without what is stamped, and with names for the ids in `references`, wherever they are used."""
        document = {**self.from_api({}), **document}
        references = {part: used for part, used in document["references"].items() if used}
        by_name = {part: references[part] for part in BY_NAME if isinstance(references.get(part), dict)}
        names = {found: f"{part}/{name}" for part, used in by_name.items() for name, found in used.items() if found}
        unstamped = {
            **document,
            "metadata": _unstamped(document["metadata"]),
            "screens": [_unstamped(screen) for screen in document["screens"]],
            "references": {part: sorted(used) for part, used in references.items()},
        }
        return t.cast("Document", _renamed(unstamped, names)) if names else unstamped

    def shown(self, document: Document) -> Document:
        """Return the flow with a line for each task and each screen, which tells every change by its digest."""
        neutral = self.neutral(document)
        contents = neutral["contents"]
        tasks = contents.get("tasks")
        if isinstance(tasks, dict):
            contents = {**_short(contents), "tasks": {key: _line(task) for key, task in tasks.items()}}
        return {
            **neutral,
            "metadata": _short(neutral["metadata"]),
            "contents": contents,
            "screens": {str(screen.get("screenId", at)): _line(screen) for at, screen in enumerate(neutral["screens"])},
        }

    def details(self, before: Document | None, after: Document | None) -> t.Iterable[Detail]:
        old, new = (self.neutral(document) if document else {} for document in (before, after))
        return flow_details(old, new)

    async def fetch(self, client: Client) -> list[Document]:
        """List, then export each: the service answers an unknown id with a server error (descope-api 1.6)."""
        return await self._exported(client, {})

    async def fetch_these(self, client: Client, wanted: t.Sequence[Document]) -> list[Document]:
        return await self._exported(client, {"ids": [document["flowId"] for document in wanted]})

    async def fetch_one(self, client: Client, document: Document) -> Document | None:
        return next(iter(await self.fetch_these(client, [document])), None)

    async def create(self, client: Client, document: Document) -> None:
        await client.write("/v2/mgmt/flow/import", {"flow": document})

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await client.write("/v2/mgmt/flow/import", {"flow": after})

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write("/v1/mgmt/flow/delete", {"ids": [document["flowId"]]})

    async def _exported(self, client: Client, filters: Document) -> list[Document]:
        """Export what the listing has; when that fails and a flow of it is gone meanwhile, what it has then."""
        wanted = await self._listed(client, filters)
        try:
            return await self._export_all(client, wanted)
        except ApiError as error:
            if type(error) not in (ApiError, NotFound):
                raise
            left = await self._listed(client, filters)
            if set(wanted) <= set(left):
                raise
            return await self._export_all(client, left)

    async def _listed(self, client: Client, filters: Document) -> list[str]:
        listed = listing(await client.read("/v1/mgmt/flow/list", filters), "flows")
        ids = [str(flow.get("id") or "") for flow in listed]
        return [flow_id for flow_id in ids if flow_id in filters.get("ids", ids)]

    async def _export_all(self, client: Client, ids: t.Iterable[str]) -> list[Document]:
        return await in_turns(lambda flow_id: self._export(client, flow_id), ids)

    async def _export(self, client: Client, flow_id: str) -> Document:
        answer = await client.read("/v2/mgmt/flow/export", {"flowId": flow_id})
        return self.from_api({**content(answer, "flow"), "flowId": flow_id})


def _unstamped(part: Document) -> Document:
    return {name: value for name, value in part.items() if name not in NOISE}


def _renamed(value: t.Any, names: t.Mapping[str, str]) -> t.Any:
    """Return `value` with every text that is one of `names` replaced, at any depth."""
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _line(part: t.Any) -> str:
    """Return a task or a screen in one line: what it is called, its size, and a digest that any change changes."""
    text = canonical(part)
    called = [str(part[name]) for name in ("name", "action", "type") if part.get(name)] if isinstance(part, dict) else []
    return f"{', '.join(called) or 'screen'} ({len(text)} characters, sha256 {digest(part)[:12]})"


def _short(part: Document) -> Document:
    """Return `part` with a digest in place of each value that is long."""
    texts = {name: canonical(value) for name, value in part.items()}
    return {name: value if len(texts[name]) <= LONGEST_SHOWN else _line(value) for name, value in part.items()}
