# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of fine-grained authorization: types, relations and permissions in Descope's own language (descope-api 2.14)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import ApiError, BadPayload, Forbidden, InvalidInput, NotFound
from ._base import Client, Document, Model, Severity
from ._single import SingleKind

PATH = "/v1/mgmt/fga/schema"
EMPTY = "model AuthZ 1.0"
"""A schema without types, in place of one that never was: no call takes a schema away."""
NAMED = 20
DROPPED = {"types": "type", "relations": "relation"}
REFUSED = 400


class FgaSchemaModel(Model):
    """The schema as the API returns it: the text that was saved, and what the service made of it."""

    dsl: str = ""
    version: str = ""
    parsed: dict[str, t.Any] = Field(default_factory=dict, alias="schema")


class FgaSchema(SingleKind):
    """Saving a schema silently deletes every relation of the types and relations that it no longer has."""

    name = "fga_schema"
    plural = "fga_schema"
    model = FgaSchemaModel
    never_compared = frozenset({"version", "schema"})
    severity: t.ClassVar[Severity] = "critical"
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "relations": "no call lists them, so they are in no backup; those of a type or relation that was dropped are lost"
    }

    def from_variables(self, raw: t.Any, where: str) -> Document:
        written = super().from_variables(raw, where)
        if "dsl" in written and not _text(written["dsl"]):
            raise InvalidInput(
                f"{where}.dsl: is empty, and no call takes a schema away.",
                hint=f"A schema without types is the one line {EMPTY}; it deletes every relation.",
            )
        return written

    def comparable(self, name: str, value: t.Any) -> t.Any:
        if name != "dsl" or not isinstance(value, str):
            return super().comparable(name, value)
        text = _text(value)
        return "" if text == EMPTY else text

    async def losses(self, client: Client, before: Document, after: Document) -> tuple[str, ...]:
        """Ask the dry run, which saves nothing, what of the live schema and its relations would go."""
        try:
            answer = await client.read(f"{PATH}/dryrun", {"dsl": _sent(after)})
        except (Forbidden, NotFound) as error:
            return (f"may drop types and relations: the dry run that could tell was refused: {error.message}",)
        except ApiError as error:
            if error.status != REFUSED:
                raise
            raise InvalidInput(f"The dsl of fga_schema is not accepted: {error.message}", hint="Correct it.") from None
        preview = (answer.get("deletesPreview") if isinstance(answer, dict) else None) or {}
        told = [_dropped(noun, preview[part]) for part, noun in DROPPED.items() if preview.get(part)]
        return tuple(told) or (("drops what the dry run does not name",) if preview.get("hasDeletes") else ())

    async def load(self, client: Client) -> Document:
        answer = await client.get(PATH)
        if not isinstance(answer, dict) or "dsl" not in answer:
            raise BadPayload("The FGA schema is not of the documented shape: its 'dsl' is missing.")
        return self.from_api(answer)

    async def save(self, client: Client, document: Document) -> None:
        await client.write(PATH, {"dsl": _sent(document)})


def _sent(document: Document) -> str:
    return document["dsl"] or EMPTY


def _text(dsl: str) -> str:
    """Return `dsl` without white space at the ends of its lines and after the last one."""
    return "\n".join(line.rstrip() for line in dsl.splitlines()).strip("\n")


def _dropped(noun: str, names: list[str]) -> str:
    named = ", ".join(str(name) for name in names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    plural, them = ("s", "them") if len(names) > 1 else ("", "it")
    return f"drops the {noun}{plural} {named} with all that is stored of {them}"
