# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users and access keys have in common: roles of the project, and tenants with the roles that are had there."""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput
from ._base import Document, Kind, Model, Reference
from .role import role_key


class Membership(Model):
    """A tenant that a user or an access key belongs to, and its roles there."""

    tenant_id: str = Field("", alias="tenantId")
    role_names: list[str] = Field(default_factory=list, alias="roleNames")


class Member(Kind):
    """A kind with `roleNames`, and with memberships in a field of its own."""

    memberships: t.ClassVar[str]
    """API name of the field with the memberships."""
    depends_on: t.ClassVar[tuple[str, ...]] = ("roles", "tenants")

    DERIVED: t.ClassVar[frozenset[str]] = frozenset({"tenantName", "permissions"})
    """What the service adds to a membership: it belongs to the tenant and its roles."""

    def references(self, document: Document) -> t.Iterable[Reference]:
        """Yield roles and tenants; a role in a tenant is the tenant's own or one of the project (descope-api 2.2)."""
        for name in document.get("roleNames") or ():
            yield Reference("roles", role_key(name), "roleNames", "detach")
        for membership in document.get(self.memberships) or ():
            tenant_id = membership.get("tenantId") or ""
            yield Reference("tenants", tenant_id, self.memberships, "detach")
            for name in membership.get("roleNames") or ():
                yield Reference("roles", role_key(name, tenant_id), self.memberships, "stays", instead=role_key(name))

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        document = super().from_api(raw)
        document[self.memberships] = [
            {name: value for name, value in membership.items() if name not in self.DERIVED}
            for membership in document[self.memberships]
        ]
        return document

    def from_variables(self, raw: t.Any, where: str) -> Document:
        document = super().from_variables(raw, where)
        tenants: set[str] = set()
        for index, membership in enumerate(document.get(self.memberships) or ()):
            place = f"{where}.{self.user_name(self.memberships)}[{index}]{self._called(raw)}"
            tenant_id = membership.get("tenantId")
            if not tenant_id:
                raise InvalidInput(f"{place} does not say which tenant it is.", hint="Give its tenant_id.")
            if tenant_id in tenants:
                raise InvalidInput(f"{place} names the tenant {tenant_id} again.", hint="Write all of its roles in one place.")
            tenants.add(tenant_id)
        return document

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        """Take over the roles in a tenant where only the tenant was written: omitted is not empty.

        Which roles a new member has then is not known: tenants can have roles for new members (descope-api 2.1).
        """
        after = super().overlay(live, wanted)
        if self.memberships in wanted:
            known = {one["tenantId"]: {"roleNames": one["roleNames"]} for one in (live or {}).get(self.memberships) or ()}
            after[self.memberships] = [{**known.get(one.get("tenantId"), {}), **one} for one in wanted[self.memberships]]
        return after

    def neutral(self, document: Document) -> Document:
        """Leave out the order of the tenants and of the roles in each."""
        document = super().neutral(document)
        tidy = [{**one, "roleNames": sorted(one.get("roleNames") or [])} for one in document.get(self.memberships) or ()]
        return {**document, self.memberships: sorted(tidy, key=lambda one: str(one.get("tenantId")))}


def sent(memberships: t.Iterable[Document]) -> list[Document]:
    """Return memberships as every call takes them."""
    return [{"roleNames": [], **one} for one in memberships]
