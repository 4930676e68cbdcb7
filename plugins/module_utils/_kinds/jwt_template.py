# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JWT templates: which claims the tokens of users and access keys carry (descope-api 2.11)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from ._base import Client, Document, Model, Severity, listing
from ._fields import without
from ._identified import IdentifiedKind

PATH = "/v1/mgmt/jwt/templates"


class JwtTemplateModel(Model):
    """A JWT template as the API returns it."""

    id: str = ""
    name: str = ""
    description: str = ""
    template: dict[str, t.Any] = Field(default_factory=dict)
    source: str = ""
    tags: list[str] = Field(default_factory=list)
    auth_schema: str = Field("", alias="authSchema")
    type: str = ""
    conformance_issuer: bool = Field(False, alias="conformanceIssuer")
    auto_dct: bool = Field(False, alias="autoDCT")
    enforce_issuer: bool = Field(False, alias="enforceIssuer")
    empty_claim_policy: str = Field("", alias="emptyClaimPolicy")
    override_subject: bool = Field(False, alias="overrideSubject")
    issuer_type: str = Field("", alias="issuerType")
    omit_custom_claims_from_dsr: bool = Field(False, alias="omitCustomClaimsFromDSR")
    add_jti: bool = Field(False, alias="addJti")
    exclude_permissions: bool = Field(False, alias="excludePermissions")


class JwtTemplate(IdentifiedKind):
    """Keyed by name; the calls ask for the id."""

    name = "jwt_template"
    plural = "jwt_templates"
    model = JwtTemplateModel
    unordered = frozenset({"tags"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"name": "warning", "description": "info", "tags": "info"}
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "id": "Descope gives a template that is created again another id; settings that name it by id keep the old one"
    }

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.read(f"{PATH}/list", {}), "templates")]

    async def create(self, client: Client, document: Document) -> None:
        await client.write(f"{PATH}/create", {"template": without(self._set(document), {"id"})})

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await client.write(f"{PATH}/update", {"template": {**self._set(after), "id": before["id"]}})

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write(f"{PATH}/delete", {"id": document["id"]})

    def _set(self, document: Document) -> Document:
        """Return what can be sent without naming a choice that nobody made: an empty text is none of its values."""
        chosen = ("type", "authSchema", "emptyClaimPolicy", "issuerType", "source")
        return {name: value for name, value in self.body(document).items() if value or name not in chosen}
