# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What SSO, inbound and outbound applications have in common: an id that can be chosen, and a unique name."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import ApiError, BadPayload, InvalidInput, NotFound
from ._base import Client, Document, Documents, Kind, Model


class JwtBearerSettings(Model):
    """Whose tokens an application takes, by issuer, and what its own tokens say then; the issuers as the API spells them."""

    issuers: dict[str, dict[str, t.Any]] = Field(default_factory=dict)
    audience: str = Field("", alias="jwtBearerGrantTypeAudienceToUse")
    custom_claims: str = Field("", alias="jwtBearerGrantTypeCustomClaimsToUse")
    scope: str = Field("", alias="jwtBearerGrantTypeScopeToUse")


def as_set(document: Document) -> Document:
    """Return `document` without the objects inside it in which nothing is set: that is how they are read, too."""
    unset = {"jwtBearerSettings", "sessionSettings"}
    return {
        name: value
        for name, value in document.items()
        if value is not None and not (name in unset and isinstance(value, dict) and not any(value.values()))
    }


class Application(Kind):
    """Keyed by id; a wanted application without an id is found by its name (descope-api 2.7 to 2.9)."""

    noun: t.ClassVar[str]
    """In messages: `SSO application`."""
    secret_path: t.ClassVar[str] = ""
    """Where the client secret can be read."""

    identity: t.ClassVar[tuple[str, ...]] = ("id", "name")
    unique = frozenset({"name"})

    def key(self, document: Document) -> str:
        return str(document.get("id") or document["name"])

    def find(self, wanted: Document, live: Documents) -> str | None:
        return super().find(wanted, live) if wanted.get("id") else live.where("name", wanted.get("name"))

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted)
        return after if live is None else {**after, "id": live["id"]}

    def check_new(self, document: Document) -> None:
        if not document["name"]:
            raise InvalidInput(
                f"There is no {self.noun} {document['id']}, and without a name it can't be created.",
                hint="Give its name to create it, or correct the id.",
            )

    async def readable_secrets(self, client: Client, document: Document) -> t.Mapping[str, str]:
        """Return the client secret, which SSO and inbound applications have a call for (descope-api 2.7, 2.8)."""
        if not self.secret_path or not self.unreadable(document):
            return {}
        try:
            answer = await client.get(self.secret_path, id=document["id"])
        except NotFound:  # it has none, or has gone since it was listed
            return {}
        secret = answer.get("cleartext") if isinstance(answer, dict) else None
        if not isinstance(secret, str):
            raise BadPayload(f"The secret of the {self.noun} {self.key(document)} is not of the documented shape: a text.")
        return {"clientSecret": secret} if secret else {}

    async def _make(self, client: Client, path: str, body: Document) -> Document:
        """Create an application and return the answer; an id that was not chosen is left to Descope.

        Raises what the API refused with. Where the plan does not include another application, which its text tells, the hint
        says so (descope-api 1.13).
        """
        try:
            return await client.write(path, {name: value for name, value in body.items() if name != "id" or value})
        except ApiError as error:
            if "licen" in error.message.lower():
                error.hint = (
                    f"The plan of this company does not include another {self.noun}: choose another plan at Descope, delete "
                    "one that is not needed, or leave this one out."
                )
            raise
