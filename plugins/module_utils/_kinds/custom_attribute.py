# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom attributes: what can be noted of a user besides what Descope knows itself (descope-api 2.16).

Those of tenants and access keys have no call of their own; the console and snapshots define them.
"""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput
from ._base import Client, Document, Kind, Model, Reference, Severity, listing

PATH = "/v1/mgmt/user/customattribute"
TYPES = {"text": 1, "number": 2, "boolean": 3, "single_select": 4, "multi_select": 5, "date": 6, "month_day": 7}
NAMES = {number: name for name, number in TYPES.items()}


class Option(Model):
    """One of the values that an attribute of a select type can have; without a label of its own it is shown as it is."""

    value: str = ""
    label: str = ""


class CustomAttributeModel(Model):
    """An attribute as the API returns it; the type is a number there and a word in variables."""

    name: str = ""
    type: int = 0
    display_name: str = Field("", alias="displayName")
    options: list[Option] = Field(default_factory=list)
    default_value: t.Any = Field(None, alias="defaultValue")
    view_permissions: list[str] = Field(default_factory=list, alias="viewPermissions")
    edit_permissions: list[str] = Field(default_factory=list, alias="editPermissions")


class CustomAttribute(Kind):
    """Keyed by name. It can be created and deleted only: a second create succeeds and changes nothing (descope-api 1.15)."""

    name = "custom_attribute"
    plural = "custom_attributes"
    model = CustomAttributeModel
    never_compared = frozenset({"editable"})  # whether whoever asks may set it
    create_only = frozenset({"type", "displayName", "options", "defaultValue", "viewPermissions", "editPermissions"})
    changed_in = "the Descope console"
    unordered = frozenset({"viewPermissions", "editPermissions"})
    severities: t.ClassVar[t.Mapping[str, Severity]] = {
        **dict.fromkeys(("viewPermissions", "editPermissions"), "critical"),
        **dict.fromkeys(("type", "options"), "warning"),
    }

    def key(self, document: Document) -> str:
        return str(document["name"])

    def check_new(self, document: Document) -> None:
        if document["type"] not in NAMES:
            raise InvalidInput(
                f"The custom attribute {document['name']} can't be created: its type is "
                f"{document['type'] or 'missing'}, which is none that is known.",
                hint=f"Give one of {', '.join(TYPES)}.",
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        for field in ("viewPermissions", "editPermissions"):
            for name in document.get(field) or ():
                yield Reference("permissions", name, field, "nothing")

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "what users have as this attribute"

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        return super().from_api(_with_options(raw))

    def from_variables(self, raw: t.Any, where: str) -> Document:
        if not isinstance(raw, dict) or raw.get("type") is None:
            return super().from_variables(_with_options(raw), where)
        if not isinstance(raw["type"], str) or raw["type"] not in TYPES:
            raise InvalidInput(
                f"{where}.type{self._called(raw)}: {raw['type']!r} is no type of a custom attribute.",
                hint=f"Give one of {', '.join(TYPES)}.",
            )
        return super().from_variables(_with_options({**raw, "type": TYPES[raw["type"]]}), where)

    def to_variables(self, document: Document) -> dict[str, t.Any]:
        variables = super().to_variables(document)
        return {**variables, "type": NAMES.get(variables.get("type", 0), variables.get("type"))}

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get("/v1/mgmt/user/customattributes"), "data")]

    async def create(self, client: Client, document: Document) -> None:
        await client.write(f"{PATH}/create", {"attributes": [self.body(document)]})

    async def update(self, client: Client, before: Document, after: Document) -> None:
        """Never called: every field is one that can be given at creation only."""
        raise InvalidInput(f"The custom attribute {before['name']} can't be changed after its creation.")

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write(f"{PATH}/delete", {"names": [document["name"]]})


def _with_options(raw: t.Any) -> t.Any:
    """Return `raw` with each of its options as value and label: a bare text is both, and a label may be missing."""
    options = raw.get("options") if isinstance(raw, dict) else None
    return {**raw, "options": [_option(option) for option in options]} if isinstance(options, list) else raw


def _option(option: t.Any) -> t.Any:
    if isinstance(option, str):
        return {"value": option, "label": option}
    if isinstance(option, dict) and not option.get("label"):
        return {**option, "label": option.get("value")}
    return option
