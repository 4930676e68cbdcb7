# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound applications: third parties whose tokens Descope keeps for the project's users and tenants (descope-api 2.9)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from ._application import Application
from ._base import Client, Document, Model, Reference, Severity, listing


class UrlParamModel(Model):
    """A parameter that is added to an address."""

    key: str = ""
    value: str = ""


class OutboundAppModel(Model):
    """An outbound application as the API returns it."""

    id: str = ""
    name: str = ""
    description: str = ""
    logo: str = ""
    app_type: str = Field("", alias="appType")
    client_id: str = Field("", alias="clientId")
    client_secret: str = Field("", alias="clientSecret")
    discovery_url: str = Field("", alias="discoveryUrl")
    authorization_url: str = Field("", alias="authorizationUrl")
    authorization_url_params: list[UrlParamModel] = Field(default_factory=list, alias="authorizationUrlParams")
    token_url: str = Field("", alias="tokenUrl")
    token_url_params: list[UrlParamModel] = Field(default_factory=list, alias="tokenUrlParams")
    revocation_url: str = Field("", alias="revocationUrl")
    default_scopes: list[str] = Field(default_factory=list, alias="defaultScopes")
    default_redirect_url: str = Field("", alias="defaultRedirectUrl")
    callback_domain: str = Field("", alias="callbackDomain")
    pkce: bool = False
    access_type: str = Field("", alias="accessType")
    prompt: list[str] = Field(default_factory=list)
    dcr_url: str = Field("", alias="dcrUrl")
    use_dcr: bool = Field(False, alias="useDcr")
    tenant_id: str = Field("", alias="tenantId")
    template_id: str = Field("", alias="templateId")


class OutboundApp(Application):
    """Its client secret is never read, and is kept by an update that does not give one (descope-api 1.10)."""

    name = "outbound_app"
    plural = "outbound_apps"
    noun = "outbound application"
    model = OutboundAppModel
    never_compared = frozenset({"templateId"})
    unordered = frozenset({"defaultScopes", "prompt"})
    secrets = frozenset({"clientSecret"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {
        **dict.fromkeys(
            ("name", "authorizationUrlParams", "tokenUrlParams", "revocationUrl", "accessType", "prompt"), "warning"
        ),
        **dict.fromkeys(("description", "logo"), "info"),
    }
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "tokens": "the tokens that users and tenants granted can't be read, so they have to connect again",
    }

    def references(self, document: Document) -> t.Iterable[Reference]:
        if document.get("tenantId"):
            yield Reference("tenants", document["tenantId"], "tenantId", "nothing")

    def unreadable(self, document: Document) -> tuple[str, ...]:
        return ("clientSecret",) if document.get("clientId") else ()

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "its client secret and the tokens of users and tenants"

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get("/v1/mgmt/outbound/apps"), "apps")]

    async def create(self, client: Client, document: Document) -> None:
        await self._make(client, "/v1/mgmt/outbound/app/create", self._sent(document))

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await client.write("/v1/mgmt/outbound/app/update", {"app": self._sent(after)})

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write("/v1/mgmt/outbound/app/delete", {"id": document["id"]})

    def _sent(self, document: Document) -> Document:
        """Return what can be sent without naming a choice that nobody made: an empty text is none of its values."""
        return {name: value for name, value in self.body(document).items() if value or name not in ("appType", "accessType")}
