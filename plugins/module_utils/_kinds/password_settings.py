# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The password policy of the project, and those of tenants (descope-api 2.12)."""

from __future__ import annotations

import typing as t

from .._deps import Field
from ._base import Client, Document, Documents, Model, Reference, Severity
from ._settings import SettingsKind, settings_from

PROJECT = "(project)"  # no tenant can have this id


class PasswordSettingsModel(Model):
    """A password policy as the API returns it; it is the project's when it names no tenant."""

    tenant_id: str = Field("", alias="tenantId")
    enabled: bool = False
    min_length: int = Field(0, alias="minLength", ge=0)
    lowercase: bool = False
    uppercase: bool = False
    number: bool = False
    non_alphanumeric: bool = Field(False, alias="nonAlphanumeric")
    expiration: bool = False
    expiration_weeks: int = Field(0, alias="expirationWeeks", ge=0)
    reuse: bool = False
    reuse_amount: int = Field(0, alias="reuseAmount", ge=0)
    lock: bool = False
    lock_attempts: int = Field(0, alias="lockAttempts", ge=0)
    temp_lock: bool = Field(False, alias="tempLock")
    temp_lock_attempts: int = Field(0, alias="tempLockAttempts", ge=0)
    temp_lock_duration: int = Field(0, alias="tempLockDuration", ge=0)
    enable_password_strength: bool = Field(False, alias="enablePasswordStrength")
    password_strength_score: int = Field(0, alias="passwordStrengthScore", ge=0)


class PasswordSettings(SettingsKind):
    """Keyed by the tenant, or `(project)`.

    A tenant without a policy of its own reports the project's, and nothing tells the two apart. So a tenant's policy is written
    after the project's, and only when it still differs then: what is inherited stays inherited. When a run changes the
    project's policy, a tenant that has the same one is taken to follow, and is compared with what it will have then.
    """

    name = "password_settings"
    plural = "password_settings"
    model = PasswordSettingsModel
    identity = ()
    nested_as = "password_settings"
    path = "/v1/mgmt/password/settings"
    severity: t.ClassVar[Severity] = "critical"

    def key(self, document: Document) -> str:
        return str(document.get("tenantId") or PROJECT)

    def from_variables(self, raw: t.Any, where: str) -> Document:
        return {"tenantId": "", **super().from_variables(raw, where)}

    def untouched(self, document: Document, live: Documents) -> bool:
        """What a tenant has like the project may well be inherited."""
        projects = live.get(PROJECT)
        return projects is not None and document != projects and {**document, "tenantId": ""} == projects

    def references(self, document: Document) -> t.Iterable[Reference]:
        if document.get("tenantId"):
            yield from super().references(document)
            yield Reference(self.plural, PROJECT, "tenantId", "nothing")

    def following(self, live: Documents, writes: t.Mapping[str, Document]) -> t.Mapping[str, Document]:
        """Every tenant whose policy is the project's may be one that has none of its own."""
        if PROJECT not in live or PROJECT not in writes:
            return {}
        alike = [key for key in live if key != PROJECT and {**live[key], "tenantId": ""} == live[PROJECT]]
        return {key: {**writes[PROJECT], "tenantId": key} for key in alike}

    async def read(self, client: Client, tenant_id: str) -> Document:
        what = f"the password policy of tenant {tenant_id}" if tenant_id else "the project's password policy"
        return settings_from(await client.get(self.path, tenantId=tenant_id), what)

    async def fetch(self, client: Client) -> list[Document]:
        return [*await self.fetch_in(client, ""), *await super().fetch(client)]
