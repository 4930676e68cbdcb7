# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of texts, of IP addresses and ranges, or of JSON that flows look things up in (descope-api 2.13)."""

from __future__ import annotations

import ipaddress
import typing as t

from .._errors import InvalidInput
from ._base import Client, Document, Model, Severity, listing
from ._identified import IdentifiedKind

PATH = "/v1/mgmt/list"
TYPES = ("texts", "ips", "json")
SETS = ("texts", "ips")  # their data is a list of texts whose order means nothing


class ListModel(Model):
    """A list as the API returns it."""

    id: str = ""
    name: str = ""
    description: str = ""
    type: str = ""
    data: t.Any = None


class List(IdentifiedKind):
    """Keyed by name, which is unique; an import keeps the id, so that flows that name a list by id find it again."""

    name = "list"
    plural = "lists"
    model = ListModel
    id_is_kept = True
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"data": "critical", "type": "critical", "name": "warning"}

    def from_variables(self, raw: t.Any, where: str) -> Document:
        written = super().from_variables(raw, where)
        kind = written.get("type")
        if kind:
            if kind not in TYPES:
                raise InvalidInput(f"{where}.type{self._called(raw)}: must be one of {', '.join(TYPES)}, not {kind}.")
            _check_data(kind, written.get("data"), f"{where}.data{self._called(raw)}")
        return written

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        if live is not None and "type" not in wanted:  # written in part, so that only now it is known what data must be
            _check_data(live["type"], wanted.get("data"), f"The data of list {self.key(live)}")
        return super().overlay(live, wanted)

    def check_new(self, document: Document) -> None:
        super().check_new(document)
        if not document["type"]:
            raise InvalidInput(
                f"The list {document['name']} can't be created without a type.", hint=f"Give one of {', '.join(TYPES)}."
            )

    def neutral(self, document: Document) -> Document:
        data = document.get("data") or []
        if document.get("type") not in SETS or not all(isinstance(entry, str) for entry in data):
            return document
        entries = {_network(entry) for entry in data} if document["type"] == "ips" else set(data)
        return {**document, "data": sorted(entries)}

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get(f"{PATH}/all"), "lists")]

    async def create(self, client: Client, document: Document) -> None:
        if document["id"]:
            await client.write(f"{PATH}/import", {"lists": [self._full(document)]})
        else:
            await client.write(PATH, {name: value for name, value in self._full(document).items() if name != "id"})

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await client.write(f"{PATH}/update", self._full(after))

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write(f"{PATH}/delete", {"id": document["id"]})

    def _full(self, document: Document) -> Document:
        """Return what is sent: data is left out where there never was any, and an empty list for a list of texts."""
        data = document["data"]
        if data is None and document["type"] in SETS:
            data = []
        return {name: value for name, value in {**self.body(document), "data": data}.items() if value is not None}


def _check_data(kind: str, data: t.Any, what: str) -> None:
    """Raise InvalidInput, naming the entry, unless `data` can be that of a list of this type."""
    if data is None or kind not in SETS:
        return
    if not isinstance(data, list):
        raise InvalidInput(f"{what}: must be a list, as the type is {kind}, not {type(data).__name__}.")
    for entry in data:
        if not isinstance(entry, str):
            raise InvalidInput(f"{what}: {entry!r} is no text.", hint="Put it in quotes.")
        if kind == "ips" and not _is_network(entry):
            raise InvalidInput(f"{what}: {entry!r} is neither an IP address nor a range such as 10.0.0.0/8.")


def _is_network(entry: str) -> bool:
    try:
        ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False
    return True


def _network(entry: str) -> str:
    """Return an address or a range in one spelling; text that is neither as it is."""
    return str(ipaddress.ip_network(entry, strict=False)) if _is_network(entry) else entry
