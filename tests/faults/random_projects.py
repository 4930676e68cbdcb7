# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random projects and jobs for them, from a seed: small, with references between the documents, and always possible."""

from __future__ import annotations

import random
import typing as t
from dataclasses import dataclass

from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.builders import permission, role, state, tenant
from tests.unit.plugins.model_settings import DEFAULTS, SettingsApi

PERMISSIONS = ("p1", "p2", "p3", "p4")
ROLES = ("r1", "r2", "r3")
PARENTS = {"t1": "", "t2": "t1", "t3": "t2", "t4": "", "t5": ""}
BUILT_IN = (permission("Impersonate", systemDefault=True), role("Tenant Admin"))


@dataclass(frozen=True)
class Case:
    """A project, and what a job wants of it."""

    permissions: tuple[Document, ...]
    roles: tuple[Document, ...]
    tenants: tuple[Document, ...]
    settings: dict[str, Document]
    desired: State
    purge: bool

    def api(self) -> SettingsApi:
        """Return a service that holds the project."""
        made = SettingsApi(permissions=(BUILT_IN[0], *self.permissions), roles=(BUILT_IN[1], *self.roles), tenants=self.tenants)
        made.stored = {name: dict(stored) for name, stored in self.settings.items()}
        return made


def random_case(rng: random.Random) -> Case:
    """Return a case: two projects that are drawn alike, one as it is, and one, or a part of it, as it is wanted."""
    permissions, roles, tenants = _project(rng)
    wanted_permissions, wanted_roles, wanted_tenants = _project(rng)
    settings = {one["id"]: _settings(rng) for one in tenants if rng.random() < 0.3}
    wanted = state(
        permissions=_renaming(rng, permissions, [_part(rng, one, "description") for one in wanted_permissions]),
        roles=[_part(rng, one, "description", "permissionNames", "private") for one in wanted_roles],
        tenants=[_part(rng, one, "disabled", "customAttributes", "defaultRoles") for one in wanted_tenants],
        tenant_settings=[{"tenantId": one["id"], **_settings(rng)} for one in wanted_tenants if rng.random() < 0.3],
    )
    return Case(tuple(permissions), tuple(roles), tuple(tenants), settings, wanted, rng.random() < 0.6)


def _project(rng: random.Random) -> tuple[list[Document], list[Document], list[Document]]:
    names = _some(rng, PERMISSIONS)
    tenant_ids = [one for one in PARENTS if rng.random() < 0.6]
    tenant_ids = [one for one in PARENTS if any(_is_in(one, child) for child in tenant_ids)]
    role_names = _some(rng, ROLES)
    owned = [("own", one) for one in tenant_ids if rng.random() < 0.3]
    roles = [
        role(name, tenantId=owner, description=_word(rng), permissionNames=_some(rng, names), private=rng.random() < 0.5)
        for name, owner in [*((name, "") for name in role_names), *owned]
    ]
    tenants = [
        tenant(
            one,
            parent=PARENTS[one],
            authType="none",
            disabled=rng.random() < 0.5,
            customAttributes={"plan": _word(rng)},
            defaultRoles=_some(rng, role_names),
            betaFlag=rng.random() < 0.5,
        )
        for one in tenant_ids
    ]
    return [permission(name, description=_word(rng)) for name in names], roles, tenants


def _is_in(ancestor: str, child: str) -> bool:
    return child == ancestor or (bool(PARENTS[child]) and _is_in(ancestor, PARENTS[child]))


def _settings(rng: random.Random) -> Document:
    return {**DEFAULTS, "sessionTokenExpiration": rng.randint(5, 20), "enabled": True}


def _part(rng: random.Random, document: Document, *optional: str) -> Document:
    """Return what a user could have written of a document."""
    never = {"createdTime", "authType", "successors", "domains", "systemDefault", "betaFlag"}
    named = {"id"} if "tenantId" in document or "systemDefault" in document else set()
    left_out = never | named | {name for name in optional if rng.random() < 0.3}
    return {name: value for name, value in document.items() if name not in left_out}


def _renaming(rng: random.Random, live: list[Document], wanted: list[Document]) -> list[Document]:
    """Return the wanted permissions, one of which may be a live one by another name."""
    free = [one for one in live if one["name"] not in {other["name"] for other in wanted}]
    return [*wanted, {"name": free[0]["name"], "newName": "renamed"}] if free and rng.random() < 0.5 else wanted


def _some(rng: random.Random, values: t.Sequence[str]) -> list[str]:
    return [one for one in values if rng.random() < 0.5]


def _word(rng: random.Random) -> str:
    return rng.choice(["", "one", "two"])
