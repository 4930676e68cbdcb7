# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSO applications: what Descope is the identity provider of, over OIDC, SAML or WS-Federation (descope-api 2.7).

They are read with an object of settings for their type, and written with these settings beside the other fields. A document is
as they are read, with two differences: roles that groups are mapped to are their names, since ids differ between projects; and
`clientId` and `clientSecret`, which can only be given at creation, are fields of their own.
"""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput
from ._application import Application, JwtBearerSettings, as_set
from ._base import Client, Document, Documents, Model, Reference, Severity, listing
from ._fields import without
from ._model import user_names
from .role import role_key

SETTINGS = {"oidc": "oidcSettings", "saml": "samlSettings", "wsfed": "wsfedSettings"}
"""The field with the settings of a type of application."""


class OidcModel(Model):
    """The settings of an OIDC application."""

    login_page_url: str = Field("", alias="loginPageUrl")
    force_authentication: bool = Field(False, alias="forceAuthentication")
    claims: list[str] = Field(default_factory=list)
    client_type: str = Field("", alias="clientType")
    approved_redirect_urls: list[str] = Field(default_factory=list, alias="approvedRedirectUrls")
    authorization_code_disabled: bool = Field(False, alias="authorizationCodeDisabled")
    client_credentials_disabled: bool = Field(False, alias="clientCredentialsDisabled")
    refresh_token_disabled: bool = Field(False, alias="refreshTokenDisabled")
    jwt_bearer_disabled: bool = Field(False, alias="jwtBearerDisabled")
    device_code_disabled: bool = Field(False, alias="deviceCodeDisabled")
    force_pkce: bool = Field(False, alias="forcePkce")
    default_audience: str = Field("", alias="defaultAudience")
    back_channel_logout_url: str = Field("", alias="backChannelLogoutUrl")
    custom_idp_initiated_login_page_url: str = Field("", alias="customIdpInitiatedLoginPageUrl")
    jwt_bearer_settings: JwtBearerSettings | None = Field(None, alias="jwtBearerSettings")


class AttributeModel(Model):
    """An attribute of the user that the application is told."""

    name: str = ""
    type: str = ""
    value: str = ""


class GroupsModel(Model):
    """Groups that the application is told, for users with certain roles; the roles are names here."""

    name: str = ""
    type: str = ""
    filter_type: str = Field("", alias="filterType")
    value: str = ""
    roles: list[str] = Field(default_factory=list)


class SamlModel(Model):
    """The settings of a SAML application."""

    login_page_url: str = Field("", alias="loginPageUrl")
    force_authentication: bool = Field(False, alias="forceAuthentication")
    use_metadata_info: bool = Field(False, alias="useMetadataInfo")
    metadata_url: str = Field("", alias="metadataUrl")
    entity_id: str = Field("", alias="entityId")
    acs_url: str = Field("", alias="acsUrl")
    certificate: str = ""
    attribute_mapping: list[AttributeModel] = Field(default_factory=list, alias="attributeMapping")
    groups_mapping: list[GroupsModel] = Field(default_factory=list, alias="groupsMapping")
    acs_allowed_callbacks: list[str] = Field(default_factory=list, alias="acsAllowedCallbacks")
    subject_name_id_type: str = Field("", alias="subjectNameIdType")
    subject_name_id_format: str = Field("", alias="subjectNameIdFormat")
    default_relay_state: str = Field("", alias="defaultRelayState")
    default_signature_algorithm: str = Field("", alias="defaultSignatureAlgorithm")
    logout_redirect_url: str = Field("", alias="logoutRedirectUrl")
    error_redirect_url: str = Field("", alias="errorRedirectURL")  # so spelled here, and otherwise below


class WsfedModel(Model):
    """The settings of a WS-Federation application."""

    login_page_url: str = Field("", alias="loginPageUrl")
    force_authentication: bool = Field(False, alias="forceAuthentication")
    realm: str = ""
    reply_url: str = Field("", alias="replyUrl")
    reply_allowed_callbacks: list[str] = Field(default_factory=list, alias="replyAllowedCallbacks")
    attribute_mapping: list[AttributeModel] = Field(default_factory=list, alias="attributeMapping")
    groups_mapping: list[GroupsModel] = Field(default_factory=list, alias="groupsMapping")
    logout_redirect_url: str = Field("", alias="logoutRedirectUrl")
    error_redirect_url: str = Field("", alias="errorRedirectUrl")


class SSOApplicationModel(Model):
    """An SSO application as the API returns it, save for what this file's first words name."""

    id: str = ""
    name: str = ""
    app_type: str = Field("", alias="appType")
    description: str = ""
    enabled: bool = False
    logo: str = ""
    custom_attributes: dict[str, t.Any] = Field(default_factory=dict, alias="customAttributes")
    client_id: str = Field("", alias="clientId")
    client_secret: str = Field("", alias="clientSecret")
    oidc: OidcModel | None = Field(None, alias="oidcSettings")
    saml: SamlModel | None = Field(None, alias="samlSettings")
    wsfed: WsfedModel | None = Field(None, alias="wsfedSettings")
    template_id: str = Field("", alias="templateId")
    custom_settings: dict[str, t.Any] = Field(default_factory=dict, alias="customSettings")


class SSOApplication(Application):
    """`descope-default-…` are Descope's own, in every project: they can be changed, not deleted (descope-api 1.12, 2.7)."""

    name = "sso_application"
    plural = "sso_applications"
    noun = "SSO application"
    secret_path = "/v1/mgmt/sso/idp/app/secret"
    model = SSOApplicationModel
    depends_on = ("roles",)
    create_only = frozenset({"appType"})
    secrets = frozenset({"clientSecret"})
    never_compared = frozenset(
        {
            "templateId",
            "customSettings",
            *(f"oidcSettings.{name}" for name in ("issuer", "discoveryUrl", "clientId", "clientSecret")),
            *(
                f"samlSettings.{name}"
                for name in ("idpCert", "idpMetadataUrl", "idpEntityId", "idpSsoUrl", "idpInitiatedUrl", "idpLogoutUrl")
            ),
            *(f"wsfedSettings.{name}" for name in ("idpCert", "idpMetadataUrl", "idpInitiatedUrl")),
        }
    )
    severity: t.ClassVar[Severity] = "critical"
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "clientId": "Descope makes a new one together with the client secret, unless the secret is given",
        "certificates": "Descope signs with a new key, so the service providers need the new metadata",
        "loginPageUrl": "an address that names the project it was in is kept as it is",
    }

    BUILT_IN: t.ClassVar[str] = "descope-default-"

    def permanent(self, document: Document) -> bool:
        return str(document.get("id") or "").startswith(self.BUILT_IN)

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        named = {SETTINGS["wsfed"] if name == "wsFedSettings" else name: value for name, value in raw.items()}
        own = SETTINGS.get(str(named.get("appType")))
        return super().from_api(
            {**named, **{name: _read(named.get(name)) if name == own else None for name in SETTINGS.values()}}
        )

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted if live is not None else {"enabled": True, **wanted})
        app_type = after.get("appType")
        for other, name in SETTINGS.items():
            if app_type and wanted.get(name) and other != app_type:
                raise InvalidInput(
                    f"SSO application {self.key(after)}: {other} is for applications of app_type {other}, not {app_type}.",
                    hint=f"Leave {other} out, or correct app_type, which can't be changed after the creation.",
                )
        _refuse_other_client(live, wanted)
        return after

    def check_new(self, document: Document) -> None:
        super().check_new(document)
        if self.permanent(document):
            raise InvalidInput(
                f"There is no SSO application {document['id']}, and ids like this are for those that Descope makes.",
                hint=f"Choose an id that does not begin with {self.BUILT_IN}.",
            )
        app_type = document["appType"]
        if app_type not in SETTINGS:
            raise InvalidInput(
                f"SSO application {self.key(document)}: {app_type or 'nothing'} is no app_type that can be created.",
                hint=f"Give app_type: {', '.join(SETTINGS)}.",
            )
        _check_settings(self.key(document), app_type, document[SETTINGS[app_type]] or {})
        if app_type != "oidc" and (document["clientId"] or document["clientSecret"]):
            raise InvalidInput(
                f"SSO application {self.key(document)}: only those of app_type oidc have a client_id and a secret."
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        for name in SETTINGS.values():
            for group in (document.get(name) or {}).get("groupsMapping") or ():
                for role in group.get("roles") or ():
                    yield Reference("roles", role_key(role), name, "stays")

    def untouched(self, document: Document, live: Documents) -> bool:
        settings = self.comparable(SETTINGS["oidc"], document.get(SETTINGS["oidc"]) or {})
        set_to = [*as_set(settings).values(), document.get("logo"), document.get("customAttributes")]
        return self.permanent(document) and bool(document.get("enabled")) and not any(set_to)

    def comparable(self, name: str, value: t.Any) -> t.Any:
        if name == "clientId":
            return None  # only ever written: what is live is in `oidcSettings`
        if name in SETTINGS.values() and value:
            value = {**value, **{one: sorted(value[one]) for one in UNORDERED & value.keys()}}
        return super().comparable(name, value)

    def unreadable(self, document: Document) -> tuple[str, ...]:
        settings = document.get(SETTINGS["oidc"]) or {}
        may_have = document.get("appType") == "oidc" and not self.permanent(document) and settings.get("clientType") != "public"
        return ("clientSecret",) if may_have else ()

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "its client secret and its signing key"

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get("/v1/mgmt/sso/idp/apps/load"), "apps")]

    async def create(self, client: Client, document: Document) -> None:
        path = f"/v1/mgmt/sso/idp/app/{document['appType']}/create"
        await self._make(client, path, {**await self._flat(client, document), **_client(document)})

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await client.write(f"/v1/mgmt/sso/idp/app/{before['appType']}/update", await self._flat(client, after))

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write("/v1/mgmt/sso/idp/app/delete", {"id": document["id"]})

    async def _flat(self, client: Client, document: Document) -> Document:
        """Return what create and update take: the settings beside the other fields, without what Descope makes up."""
        writable = without(document, {*self.never_compared, "appType", "clientId", "clientSecret"})
        settings = writable.get(SETTINGS[document["appType"]]) or {}
        flat = {**without(writable, SETTINGS.values()), **settings}
        if any(group.get("roles") for group in flat.get("groupsMapping") or ()):
            flat["groupsMapping"] = _with_roles(flat["groupsMapping"], listing(await client.get("/v1/mgmt/role/all"), "roles"))
        return as_set(flat)


UNORDERED = frozenset({"approvedRedirectUrls", "acsAllowedCallbacks", "replyAllowedCallbacks"})


def _read(settings: t.Any) -> t.Any:
    """Return settings of a type with the names of roles where the API has id and name."""
    groups = settings.get("groupsMapping") if isinstance(settings, dict) else None
    if not isinstance(groups, list):
        return settings
    return {**settings, "groupsMapping": [_named(group) for group in groups]}


def _named(group: t.Any) -> t.Any:
    if not isinstance(group, dict) or not isinstance(group.get("roles"), list):
        return group
    return {**group, "roles": [role.get("name") if isinstance(role, dict) else role for role in group["roles"]]}


def _with_roles(groups: list[Document], roles: list[Document]) -> list[Document]:
    """Return groups with the roles as the API takes them: the ids are those of this project."""
    ids = {role.get("name"): role.get("id") or "" for role in roles if not role.get("tenantId")}
    return [
        {**group, "roles": [{"id": ids.get(name, ""), "name": name} for name in group.get("roles") or ()]} for group in groups
    ]


def _client(document: Document) -> Document:
    """Return the existing client that a new application takes over: one with its secret, or one that has none.

    Any other is made anew by Descope, id and secret: an id alone would be one that nobody can sign in with.
    """
    if document["appType"] != "oidc":
        return {}
    settings = document.get(SETTINGS["oidc"]) or {}
    secret = document.get("clientSecret") or ""
    known = document.get("clientId") or (settings.get("clientId") if secret or settings.get("clientType") == "public" else "")
    given = {"clientId": known or "", "clientSecret": secret}
    return {name: value for name, value in given.items() if value}


def _refuse_other_client(live: Document | None, wanted: Document) -> None:
    known = ((live or {}).get(SETTINGS["oidc"]) or {}).get("clientId")
    if known and wanted.get("clientId") and wanted["clientId"] != known:
        raise InvalidInput(
            f"The client_id of SSO application {live['id'] if live else ''} can't be changed after its creation: "
            f"it is {known}, and {wanted['clientId']} is wanted.",
            hint="Leave client_id out, or delete and create the application anew.",
        )


def _check_settings(key: str, app_type: str, settings: Document) -> None:
    """Refuse settings that Descope would refuse for what they lack (descope-api 2.7)."""
    needed: tuple[str, ...] = {"wsfed": ("realm", "replyUrl"), "saml": ("entityId", "acsUrl", "certificate")}.get(app_type, ())
    if settings.get("useMetadataInfo"):
        needed = ("metadataUrl",)
    models: dict[str, type[Model]] = {"wsfed": WsfedModel, "saml": SamlModel}
    missing = [user_names(models[app_type])[name] for name in needed if not settings.get(name)]
    if missing:
        also = " Or give use_metadata_info and metadata_url." if app_type == "saml" and len(needed) > 1 else ""
        raise InvalidInput(
            f"SSO application {key}: {app_type}.{missing[0]} is missing.", hint=f"It needs {', '.join(missing)}.{also}"
        )
