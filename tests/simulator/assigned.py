# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and tenant memberships of users and access keys: checked on the way in, kept true afterwards (descope-api 6.3).

Documents hold the names of roles but mean the roles: they follow a rename and forget a deletion.
"""

from __future__ import annotations

from typing import Any

from . import effects
from .effects import renamed
from .errors import invalid, malformed
from .kinds import STR, STRS, checked, unique
from .lookups import role_for
from .store import Doc, State

# Who can have roles and tenants, and under which field each holds its memberships.
MEMBERSHIPS = {"users": "userTenants", "access_keys": "keyTenants"}


def known_roles(state: State, names: list[str], tenant_id: str = "") -> list[str]:
    """The names, once each, of roles that exist in the project or, for a membership, in the tenant."""
    names = unique(names)
    unknown = [name for name in names if role_for(state, name, tenant_id) is None]
    if unknown:
        raise invalid("Unknown role names: " + ", ".join(unknown))
    return names


def read_memberships(state: State, given: list[Any]) -> list[Doc]:
    """`[{tenantId, roleNames}]` with tenants and roles that exist; the last one of a tenant holds."""
    found: dict[str, Doc] = {}
    for entry in given:
        if not isinstance(entry, dict):
            raise malformed("A tenant association must be an object")
        known = checked(entry, {"tenantId": STR, "roleNames": STRS})
        tenant_id = known.get("tenantId", "")
        require_tenant(state, tenant_id)
        found[tenant_id] = {
            "tenantId": tenant_id,
            "roleNames": known_roles(state, known.get("roleNames", []), tenant_id),
        }
    return list(found.values())


def require_tenant(state: State, tenant_id: str) -> None:
    if state.get("tenants", tenant_id) is None:
        raise invalid(f"Tenant {tenant_id} does not exist")


def shown_memberships(state: State, memberships: list[Doc]) -> list[Doc]:
    """With the name of the tenant, which is not stored here."""
    return [{**entry, "tenantName": _name(state, entry.get("tenantId", ""))} for entry in memberships]


def permissions_of(state: State, names: list[str], tenant_id: str = "") -> list[str]:
    """What these roles allow together."""
    table: dict[tuple[str, str], list[str]] = state.derived("permissions of roles", lambda: _table(state))
    found = [table.get((tenant_id, name), table.get(("", name), [])) for name in names]
    return unique([permission for permissions in found for permission in permissions])


def is_member(doc: Doc, field: str, tenant_ids: set[str]) -> bool:
    return any(entry.get("tenantId") in tenant_ids for entry in doc[field])


def _name(state: State, tenant_id: str) -> str:
    tenant = state.get("tenants", tenant_id)
    return tenant["name"] if tenant else ""


def _table(state: State) -> dict[tuple[str, str], list[str]]:
    return {(role["tenantId"], role["name"]): role["permissionNames"] for role in state.docs("roles").values()}


@effects.on_rename("roles")
def _follow_role(draft: State, before: Doc, after: Doc) -> None:
    _rewrite(draft, before, after["name"])


@effects.on_delete("roles")
def _forget_role(draft: State, role: Doc) -> None:
    _rewrite(draft, role, None)


@effects.on_cascade("tenants")
def _delete_with_tenant(draft: State, tenant: Doc) -> None:
    """Who belongs to this tenant only goes with it (descope-api 2.1)."""
    for section, field in MEMBERSHIPS.items():
        for doc in list(draft.docs(section).values()):
            if [entry.get("tenantId") for entry in doc[field]] == [tenant["id"]]:
                effects.delete(draft, section, doc)


@effects.on_delete("tenants")
def _leave_tenant(draft: State, tenant: Doc) -> None:
    for section, field in MEMBERSHIPS.items():
        for doc in list(draft.docs(section).values()):
            if is_member(doc, field, {tenant["id"]}):
                left = [entry for entry in doc[field] if entry.get("tenantId") != tenant["id"]]
                draft.put(section, {**doc, field: left})


def _rewrite(draft: State, role: Doc, new: str | None) -> None:
    """Replace or forget a role's name where it means this role: a tenant's own role goes before the project's."""
    old, scope = role["name"], role["tenantId"]

    def meant(tenant_id: str) -> bool:
        own = draft.find("roles", name=old, tenantId=tenant_id)
        return tenant_id == scope or (not scope and own is None)

    for section, field in MEMBERSHIPS.items():
        for doc in list(draft.docs(section).values()):
            names = doc["roleNames"] if scope else renamed(doc["roleNames"], old, new)
            entries = [
                {**entry, "roleNames": renamed(entry["roleNames"], old, new)}
                if old in entry.get("roleNames", ()) and meant(entry["tenantId"])
                else entry
                for entry in doc[field]
            ]
            if names != doc["roleNames"] or entries != doc[field]:
                draft.put(section, {**doc, "roleNames": names, field: entries})
