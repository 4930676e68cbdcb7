# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound applications: third parties that sign in the project's users, within scopes they consent to (descope-api 2.8)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput
from ._application import Application, JwtBearerSettings, as_set
from ._base import Client, Document, Documents, Model, Reference, Severity
from ._fields import without
from ._paged import every_page
from .role import role_key

PAGE = 100


class ScopeModel(Model):
    """A scope that the application may ask for."""

    name: str = ""
    description: str = ""
    values: list[str] = Field(default_factory=list)
    optional: bool = False


class ScopeClaimsModel(Model):
    """Which claims a scope puts into a token."""

    scope: str = ""
    claims: list[str] = Field(default_factory=list)
    description: str = ""
    use_project_mapping: bool = Field(False, alias="useProjectMapping")
    mandatory: bool = False


class SessionModel(Model):
    """How long the application's tokens live, where that is not as in the project."""

    enabled: bool = False
    session_token_expiration: int = Field(0, alias="sessionTokenExpiration")
    session_token_expiration_unit: str = Field("", alias="sessionTokenExpirationUnit")
    refresh_token_expiration: int = Field(0, alias="refreshTokenExpiration")
    refresh_token_expiration_unit: str = Field("", alias="refreshTokenExpirationUnit")
    key_session_token_expiration: int = Field(0, alias="keySessionTokenExpiration")
    key_session_token_expiration_unit: str = Field("", alias="keySessionTokenExpirationUnit")
    user_template_id: str = Field("", alias="userTemplateId")
    key_template_id: str = Field("", alias="keyTemplateId")


class InboundAppModel(Model):
    """An inbound application as the API returns it."""

    id: str = ""
    name: str = ""
    description: str = ""
    logo: str = ""
    logo_url: str = Field("", alias="logoUrl")
    login_page_url: str = Field("", alias="loginPageUrl")
    client_id: str = Field("", alias="clientId")
    client_secret: str = Field("", alias="clientSecret")
    approved_callback_urls: list[str] = Field(default_factory=list, alias="approvedCallbackUrls")
    permissions_scopes: list[ScopeModel] = Field(default_factory=list, alias="permissionsScopes")
    attributes_scopes: list[ScopeModel] = Field(default_factory=list, alias="attributesScopes")
    connections_scopes: list[ScopeModel] = Field(default_factory=list, alias="connectionsScopes")
    scope_claim_mapping: list[ScopeClaimsModel] = Field(default_factory=list, alias="scopeClaimMapping")
    audience_whitelist: list[str] = Field(default_factory=list, alias="audienceWhitelist")
    consent_flow_id: str = Field("", alias="consentFlowId")
    non_confidential_client: bool = Field(False, alias="nonConfidentialClient")
    force_add_all_authorization_info: bool = Field(False, alias="forceAddAllAuthorizationInfo")
    force_pkce: bool = Field(False, alias="forcePkce")
    default_audience: str = Field("", alias="defaultAudience")
    jwt_bearer_settings: JwtBearerSettings | None = Field(None, alias="jwtBearerSettings")
    session_settings: SessionModel | None = Field(None, alias="sessionSettings")
    custom_attributes: dict[str, t.Any] = Field(default_factory=dict, alias="customAttributes")
    status: str = ""
    dynamic: bool = False


class InboundApp(Application):
    """One that registered itself (`dynamic`) is left alone like Descope's own: it belongs to who registered it."""

    name = "inbound_app"
    plural = "inbound_apps"
    noun = "inbound application"
    secret_path = "/v1/mgmt/thirdparty/app/secret"
    model = InboundAppModel
    identity = ("id", "clientId", "name")
    unique = frozenset()
    never_compared = frozenset({"status", "dynamic"})
    create_only = frozenset({"clientId"})
    unordered = frozenset({"approvedCallbackUrls", "audienceWhitelist"})
    secrets = frozenset({"clientSecret"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {
        **dict.fromkeys(("name", "customAttributes"), "warning"),
        **dict.fromkeys(("description", "logo", "logoUrl"), "info"),
    }
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "consents": "what users consented to can be read, and only they can consent",
        "further client secrets": "only one can be given when an application is created",
    }

    def built_in(self, document: Document) -> bool:
        return bool(document.get("dynamic"))

    def key(self, document: Document) -> str:
        return str(document.get("id") or document.get("name") or document["clientId"])

    def find(self, wanted: Document, live: Documents) -> str | None:
        """Find it by id, else by client id, else by name, of which those that registered themselves may have the same.

        The name decides in a project that gave the application of a backup another id.
        """
        found = live.where("id", wanted.get("id")) or live.where("clientId", wanted.get("clientId"))
        if found or not wanted.get("name"):
            return found
        named = [key for key, one in live.items() if one["name"] == wanted["name"] and not self.built_in(one)]
        if len(named) > 1:
            raise InvalidInput(
                f"There are {len(named)} inbound applications called {wanted['name']}.",
                hint=f"Give the id: {', '.join(named)}.",
            )
        return named[0] if named else None

    def check_new(self, document: Document) -> None:
        super().check_new(document)
        if not document["loginPageUrl"]:
            raise InvalidInput(
                f"Inbound application {self.key(document)}: login_page_url is missing.",
                hint="Give the address of the page where users sign in and consent.",
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        """What scopes and settings name is needed, if at all, when somebody signs in; it only is written first."""
        for scope in document.get("permissionsScopes") or ():
            for role in scope.get("values") or ():
                yield Reference("roles", role_key(role), "permissionsScopes", "nothing")
        if document.get("consentFlowId"):
            yield Reference("flows", document["consentFlowId"], "consentFlowId", "nothing")

    def unreadable(self, document: Document) -> tuple[str, ...]:
        return () if document.get("nonConfidentialClient") or self.built_in(document) else ("clientSecret",)

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "its client secret and what users consented to"

    async def fetch(self, client: Client) -> list[Document]:
        async def ask(page: int) -> t.Any:
            return await client.get("/v1/mgmt/thirdparty/apps/load", page=str(page), limit=str(PAGE))

        return [self.from_api(raw) for raw in await every_page(ask, "apps", PAGE)]

    async def create(self, client: Client, document: Document) -> Document:
        """Create the application; returns its `client_secret`, which Descope made unless it was given."""
        answer = await self._make(client, "/v1/mgmt/thirdparty/app/create", as_set(self.body(document)))
        return {"client_secret": answer["cleartext"]} if answer.get("cleartext") else {}

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await client.write("/v1/mgmt/thirdparty/app/update", without(as_set(self.body(after)), {"clientSecret"}))

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write("/v1/mgmt/thirdparty/app/delete", {"id": document["id"]})
