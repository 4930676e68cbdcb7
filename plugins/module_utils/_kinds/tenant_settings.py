# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of tenants: how long sessions last, how the tenant signs in, and its SSO set-up pages (descope-api 2.1)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput
from ._base import Client, Document, Documents, Model, Reference, Severity
from ._durations import check_units, check_whole
from ._settings import SettingsKind, settings_from

# Fields of the same two calls that are somebody else's, under both spellings, and whose they are.
ELSEWHERE = {
    **dict.fromkeys(("selfProvisioningDomains", "self_provisioning_domains"), "the tenant itself"),
    **dict.fromkeys(("enforceSSO", "enforce_sso"), "the tenant itself"),
    **dict.fromkeys(("enforceSSOExclusions", "enforce_sso_exclusions"), "the tenant itself"),
    **dict.fromkeys(("federatedAppIds", "federated_app_ids"), "the tenant itself"),
    "domains": "the tenant's SSO configuration",
}
DURATIONS = ("sessionTokenExpiration", "refreshTokenExpiration", "stepupTokenExpiration", "inactivityTime")


class DisabledFeaturesModel(Model):
    """What the pages for setting up SSO leave out."""

    saml: bool = False
    oidc: bool = False
    scim: bool = False
    sso_domains: bool = Field(False, alias="ssoDomains")
    group_mapping: bool = Field(False, alias="groupMapping")


class SetupSuiteModel(Model):
    """The pages on which a tenant's administrators set up SSO themselves."""

    enabled: bool = False
    style_id: str = Field("", alias="styleId")
    disabled_features: DisabledFeaturesModel | None = Field(None, alias="disabledFeatures")


class TenantSettingsModel(Model):
    """A tenant's settings as the API returns them, with the tenant's id."""

    tenant_id: str = Field("", alias="tenantId")
    auth_type: str = Field("", alias="authType")
    enabled: bool = False
    session_token_expiration: int = Field(0, alias="sessionTokenExpiration", ge=0)
    session_token_expiration_unit: str = Field("", alias="sessionTokenExpirationUnit")
    refresh_token_expiration: int = Field(0, alias="refreshTokenExpiration", ge=0)
    refresh_token_expiration_unit: str = Field("", alias="refreshTokenExpirationUnit")
    stepup_token_expiration: int = Field(0, alias="stepupTokenExpiration", ge=0)
    stepup_token_expiration_unit: str = Field("", alias="stepupTokenExpirationUnit")
    enable_inactivity: bool = Field(False, alias="enableInactivity")
    inactivity_time: int = Field(0, alias="inactivityTime", ge=0)
    inactivity_time_unit: str = Field("", alias="inactivityTimeUnit")
    jit_disabled: bool = Field(False, alias="JITDisabled")
    sso_setup_suite_settings: SetupSuiteModel | None = Field(None, alias="ssoSetupSuiteSettings")


class TenantSettings(SettingsKind):
    """Keyed by the tenant; every tenant has them."""

    name = "tenant_settings"
    plural = "tenant_settings"
    model = TenantSettingsModel
    nested_as = "settings"
    path = "/v1/mgmt/tenant/settings"
    severity: t.ClassVar[Severity] = "critical"

    AUTH_TYPES: t.ClassVar[tuple[str, ...]] = ("none", "saml", "oidc")

    def from_variables(self, raw: t.Any, where: str) -> Document:
        if isinstance(raw, dict):
            extra = raw.get("extra")
            for name in (*raw, *(extra if isinstance(extra, dict) else ())):
                if name in ELSEWHERE:
                    raise InvalidInput(f"{where}.{name}: belongs to {ELSEWHERE[name]}.", hint="Write it there.")
        document = super().from_variables(raw, where)
        check_units(self, document, DURATIONS, where)
        if document.get("authType") not in (None, "", *self.AUTH_TYPES):
            raise InvalidInput(f"{where}.auth_type is {document['authType']!r}.", hint="Use none, saml or oidc.")
        return document

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted)
        check_whole(self, wanted, after, DURATIONS)
        return after

    def body(self, document: Document) -> Document:
        return {name: value for name, value in super().body(document).items() if name not in ELSEWHERE}

    def comparable(self, name: str, value: t.Any) -> t.Any:
        """An object of nothing but zero values is the same as none."""
        return value if name != "ssoSetupSuiteSettings" or _says_something(value) else None

    def untouched(self, document: Document, live: Documents) -> bool:
        """Without sessions of its own the durations mean nothing, whatever the service fills in for them."""
        switches = ("enabled", "enableInactivity", "JITDisabled", "ssoSetupSuiteSettings")
        no_sso = document.get("authType") in (None, "", "none")
        return no_sso and not any(_says_something(document.get(name)) for name in switches)

    def references(self, document: Document) -> t.Iterable[Reference]:
        yield from super().references(document)
        yield Reference("sso", document["tenantId"], "authType", "nothing")  # writing that sets it (descope-api 2.6)

    async def update(self, client: Client, before: Document, after: Document) -> None:
        """Lay over only what changes: the calls of the tenant and of its SSO configuration write some of the same settings."""
        changed = {name: value for name, value in after.items() if name not in before or value != before[name]}
        await self.lay_over(client, {**changed, "tenantId": after["tenantId"]})

    async def read(self, client: Client, tenant_id: str) -> Document:
        return settings_from(await client.get(self.path, id=tenant_id), f"the settings of tenant {tenant_id}")


def _says_something(value: t.Any) -> bool:
    return any(_says_something(inner) for inner in value.values()) if isinstance(value, dict) else bool(value)
