# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants: the organisations a project's users belong to (descope-api 2.1)."""

from __future__ import annotations

import re
import typing as t

from .._deps import Field
from .._errors import InvalidInput, NotFound, UnknownOutcome
from .._turns import in_turns
from ._base import Client, Document, Documents, Kind, Model, Reference, Severity, listing
from ._impact import in_tenants
from .role import role_key

ID_PATTERN = re.compile(r"[A-Za-z0-9_.:-]{1,254}")  # descope-api 5, row 6: undocumented, so loose


class TenantModel(Model):
    """A tenant as the API returns it."""

    id: str = ""
    name: str = ""
    self_provisioning_domains: list[str] = Field(default_factory=list, alias="selfProvisioningDomains")
    custom_attributes: dict[str, t.Any] = Field(default_factory=dict, alias="customAttributes")
    auth_type: str = Field("", alias="authType")
    domains: list[str] = Field(default_factory=list)
    created_time: int = Field(0, alias="createdTime")
    disabled: bool = False
    enforce_sso: bool = Field(False, alias="enforceSSO")
    enforce_sso_exclusions: list[str] = Field(default_factory=list, alias="enforceSSOExclusions")
    federated_app_ids: list[str] = Field(default_factory=list, alias="federatedAppIds")
    parent: str = ""
    successors: list[str] = Field(default_factory=list)
    default_roles: list[str] = Field(default_factory=list, alias="defaultRoles")
    role_inheritance: t.Literal["", "none", "userOnly"] = Field("", alias="roleInheritance")


class Tenant(Kind):
    """Keyed by id; a wanted tenant without an id is found by its name, which is unique in a project."""

    name = "tenant"
    plural = "tenants"
    model = TenantModel
    depends_on = ("tenants", "roles", "sso_applications")
    identity = ("id", "name")
    together = 100
    delete_options = ("cascade",)
    # `domains` and `authType` are written through the SSO settings; the rest is made by the server.
    never_compared = frozenset({"createdTime", "successors", "domains", "authType"})
    create_only = frozenset({"parent"})
    unordered = frozenset({"selfProvisioningDomains", "enforceSSOExclusions", "federatedAppIds", "defaultRoles"})
    unique = frozenset({"name"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"name": "info", "customAttributes": "warning"}

    SEPARATELY: t.ClassVar[frozenset[str]] = frozenset({"defaultRoles"})  # written by a call of its own

    def key(self, document: Document) -> str:
        return str(document.get("id") or document["name"])

    def find(self, wanted: Document, live: Documents) -> str | None:
        return super().find(wanted, live) if wanted.get("id") else live.where("name", wanted["name"])

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted)
        return {**after, "id": live["id"]} if live is not None else after

    def check_new(self, document: Document) -> None:
        if not document["name"]:
            raise InvalidInput(
                f"There is no tenant {document['id']}, and without a name it can't be created.",
                hint="Give its name to create it, or correct the id.",
            )
        if document["id"] and not ID_PATTERN.fullmatch(document["id"]):
            raise InvalidInput(
                f"The tenant id {document['id']!r} can't be used.",
                hint="Use 1 to 254 letters, digits, and the characters _ . : - only. An id can't be changed later.",
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        if document.get("parent"):
            yield Reference("tenants", document["parent"], "parent", "refuse")
        for name in document.get("defaultRoles") or ():
            yield Reference("roles", role_key(name), "defaultRoles", "detach")
        for app_id in document.get("federatedAppIds") or ():
            yield Reference("sso_applications", app_id, "federatedAppIds", "detach")

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        alone = "users and access keys that belong to it alone, " if options.get("cascade") else ""
        return f"{alone}the memberships of its users and access keys and the secrets of its SSO configuration"

    def to_confirm(self, impact: t.Mapping[str, int], options: t.Mapping[str, t.Any]) -> t.Mapping[str, int | None]:
        users = impact.get("users")
        return {"users": users} if options.get("cascade") and users != 0 else {}

    async def impact(self, client: Client, document: Document) -> t.Mapping[str, int]:
        return (await self.impacts(client, [document]))[0]

    async def impacts(self, client: Client, documents: t.Sequence[Document]) -> t.Sequence[t.Mapping[str, int]]:
        return await in_tenants(client, [document["id"] for document in documents])

    async def fetch(self, client: Client) -> list[Document]:
        return [self.from_api(raw) for raw in listing(await client.get("/v1/mgmt/tenant/all"), "tenants")]

    async def fetch_these(self, client: Client, wanted: t.Sequence[Document]) -> list[Document]:
        """The tenants of these ids, the parents, and whoever has a name that one of these does not have by now."""
        ids = {one[name] for one in wanted for name in ("id", "parent") if one.get(name)}
        asked = await in_turns(lambda tenant_id: self.fetch_one(client, {"id": tenant_id}), sorted(ids))
        found = {one["id"]: one for one in asked if one is not None}
        names = [one["name"] for one in wanted if one.get("name")]
        taken = {found[one["id"]]["name"] for one in wanted if one.get("id") in found}
        if sought := sorted({*names} - taken):
            answer = await client.read("/v1/mgmt/tenant/search", {"tenantNames": sought})
            found |= {raw["id"]: self.from_api(raw) for raw in listing(answer, "tenants")}
        return list(found.values())

    async def fetch_one(self, client: Client, document: Document) -> Document | None:
        if not document.get("id"):
            return await super().fetch_one(client, document)
        try:
            return self.from_api(await client.get("/v1/mgmt/tenant", id=document["id"]))
        except NotFound:
            return None

    async def fetch_together(self, client: Client, documents: t.Sequence[Document]) -> list[Document]:
        which: Document = {"tenantIds": [document["id"] for document in documents]}
        return [self.from_api(raw) for raw in listing(await client.read("/v1/mgmt/tenant/search", which), "tenants")]

    async def create(self, client: Client, document: Document) -> None:
        answer = await client.write("/v1/mgmt/tenant/create", _body(document, "parent"))
        if document["defaultRoles"]:
            tenant_id = document["id"] or answer.get("id")
            if not tenant_id:
                raise UnknownOutcome(f"Descope did not say which id it gave the tenant {document['name']}.")
            await _set_default_roles(client, tenant_id, document["defaultRoles"])

    async def update(self, client: Client, before: Document, after: Document) -> None:
        body = _body(after, "authType")
        if body != _body(before, "authType"):
            await client.write("/v1/mgmt/tenant/update", body)
        if after["defaultRoles"] != before["defaultRoles"]:
            await _set_default_roles(client, after["id"], after["defaultRoles"])

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        body = {"id": document["id"], "cascade": bool(options.get("cascade", False))}
        await client.write("/v1/mgmt/tenant/delete", body)


def _body(document: Document, also: str) -> Document:
    """Return what create and update take: everything that was read or wanted, but not what has its own call.

    `also` is the field that only this call takes: `parent` at creation; `authType` at an update, which would reset it.
    """
    left_out = (Tenant.never_compared | Tenant.create_only | Tenant.SEPARATELY) - {also}
    return {name: value for name, value in document.items() if name not in left_out and (name != also or value)}


async def _set_default_roles(client: Client, tenant_id: str, names: list[str]) -> None:
    await client.write("/v1/mgmt/tenant/updateDefaultRoles", {"id": tenant_id, "defaultRoles": names})
