# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hypothesis strategies: a project as it could be, and a state that somebody could want of it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.builders import permission, planned, role, state, tenant
from tests.unit.plugins.model_api import ModelApi

PERMISSIONS = ("invoice.read", "invoice.write", "user.read")
ROLES = ("auditor", "editor", "viewer/all")
PARENTS = {"acme": "", "acme-east": "acme", "acme-east-1": "acme-east", "globex": "", "initech": ""}
BUILT_IN_PERMISSION = permission("Impersonate", systemDefault=True, description="Descope's own")
BUILT_IN_ROLE = role("Tenant Admin", description="Descope's own")

WORDS = st.sampled_from(["", "one", "two"])


@dataclass(frozen=True)
class Project:
    """The documents of a project, references closed."""

    permissions: tuple[Document, ...]
    roles: tuple[Document, ...]
    tenants: tuple[Document, ...]

    def api(self) -> ModelApi:
        """Return an API that holds the project and what Descope ships with."""
        return ModelApi(
            permissions=(BUILT_IN_PERMISSION, *self.permissions), roles=(BUILT_IN_ROLE, *self.roles), tenants=self.tenants
        )


@dataclass(frozen=True)
class Case:
    """A project, what is wanted of it, and whether what is not wanted goes."""

    before: Project
    desired: State
    purge: bool

    def plan(self, current: State) -> Plan:
        return planned(current, self.desired, purge=self.purge)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A project whose references lead somewhere and whose tenants have their parents."""
    permission_names = draw(st.lists(st.sampled_from(PERMISSIONS), unique=True))
    tenant_ids = _with_parents(draw(st.lists(st.sampled_from(list(PARENTS)), unique=True)))
    role_names = draw(st.lists(st.sampled_from(ROLES), unique=True))
    owned = draw(st.lists(st.sampled_from([(one, "auditor") for one in tenant_ids]), unique=True)) if tenant_ids else []
    return Project(
        tuple(permission(name, description=draw(WORDS)) for name in permission_names),
        tuple(draw(_roles(name, owner, permission_names)) for owner, name in [*(("", name) for name in role_names), *owned]),
        tuple(draw(_tenants(one, role_names)) for one in tenant_ids),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A project and a desired state for it that can be reached; some documents and fields are not written."""
    before, after = draw(projects()), draw(projects())
    desired = state(
        permissions=[draw(_partly(document, ("description",))) for document in after.permissions],
        roles=[draw(_partly(document, ("description", "permissionNames", "private"))) for document in after.roles],
        tenants=[
            draw(_partly(document, ("disabled", "customAttributes", "defaultRoles", "enforceSSOExclusions", "betaFlag")))
            for document in after.tenants
        ],
    )
    return Case(before, desired, draw(st.booleans()))


def _with_parents(tenant_ids: list[str]) -> list[str]:
    closed: list[str] = []
    for one in tenant_ids:
        chain = [one]
        while PARENTS[chain[-1]]:
            chain.append(PARENTS[chain[-1]])
        closed += [member for member in reversed(chain) if member not in closed]
    return closed


def _some(values: t.Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True) if values else st.just([])


@st.composite
def _roles(draw: st.DrawFn, name: str, owner: str, permission_names: list[str]) -> Document:
    return role(
        name,
        tenantId=owner,
        description=draw(WORDS),
        permissionNames=draw(_some(permission_names)),
        private=draw(st.booleans()),
    )


@st.composite
def _tenants(draw: st.DrawFn, tenant_id: str, role_names: list[str]) -> Document:
    known = tenant(
        tenant_id,
        parent=PARENTS[tenant_id],
        authType="none",
        disabled=draw(st.booleans()),
        customAttributes=draw(st.dictionaries(st.sampled_from(["plan", "seats"]), st.integers(0, 2))),
        enforceSSOExclusions=draw(_some(["a@acme.com", "b@acme.com"])),
        defaultRoles=draw(_some(role_names)),
    )
    return {**known, "betaFlag": draw(st.booleans())}


@st.composite
def _partly(draw: st.DrawFn, document: Document, optional: tuple[str, ...]) -> Document:
    """Return what a user could have written of `document`."""
    server_made = ("createdTime", "authType", "successors", "domains", "systemDefault")
    left_out = {*server_made, *draw(_some(optional))} | (
        {"id"} if "tenantId" in document or "systemDefault" in document else set()
    )
    return {name: value for name, value in document.items() if name not in left_out}
