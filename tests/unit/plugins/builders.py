# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builders for the engine's tests: complete documents in the API's spelling, states, plans, a run of a plan."""

from __future__ import annotations

import asyncio
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._engine.apply import OnError, apply
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change, Plan, Scope, Target
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import undo
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Journal
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State, read_state
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Start, Undone
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Client, Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.permission import Permission
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.role import Role
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.tenant import Tenant

PERMISSION = t.cast("Permission", KINDS["permissions"])
ROLE = t.cast("Role", KINDS["roles"])
TENANT = t.cast("Tenant", KINDS["tenants"])

MODELLED = ("permissions", "roles", "tenants")
"""The kinds that the model of the API has, of which the engine's tests are."""

TARGET = Target("P123", "https://api.descope.com")


def permission(name: str, **fields: t.Any) -> Document:
    """Return a permission as the API gives it; `fields` in the API's spelling."""
    return {"id": f"PERM{name}", "name": name, "description": "", "systemDefault": False, **fields}


def role(name: str, **fields: t.Any) -> Document:
    """Return a role as the API gives it."""
    zero = {
        "id": f"ROL{fields.get('tenantId', '')}{name}",
        "name": name,
        "description": "",
        "permissionNames": [],
        "tenantId": "",
        "default": False,
        "private": False,
        "createdTime": 0,
    }
    return {**zero, **fields}


def tenant(tenant_id: str = "acme", /, **fields: t.Any) -> Document:
    """Return a tenant as the API gives it, named after its id."""
    zero = {
        "id": tenant_id,
        "name": f"Name of {tenant_id}" if tenant_id else "",
        "selfProvisioningDomains": [],
        "customAttributes": {},
        "authType": "",
        "domains": [],
        "createdTime": 0,
        "disabled": False,
        "enforceSSO": False,
        "enforceSSOExclusions": [],
        "federatedAppIds": [],
        "parent": "",
        "successors": [],
        "defaultRoles": [],
        "roleInheritance": "",
    }
    return {**zero, **fields}


def state(**documents: t.Iterable[Document]) -> State:
    """Return a state of the kinds that are given: `state(tenants=[tenant("acme")])`."""
    return State({plural: tuple(items) for plural, items in documents.items()})


def live(**documents: t.Iterable[Document]) -> State:
    """Return a state that knows all kinds of the model and those that are given, as a run reads it."""
    return State({plural: tuple(documents.get(plural, ())) for plural in dict.fromkeys((*MODELLED, *documents))})


def planned(current: State, desired: State, **scope: t.Any) -> Plan:
    """Return the plan from `current` to `desired`; `scope` are the fields of Scope."""
    return plan(current, desired, Scope(**scope), TARGET)


def described(changes: t.Iterable[Change]) -> list[str]:
    """Return changes as `create tenant acme`, in order."""
    return [f"{change.operation} {change}" for change in changes]


def read(client: Client) -> State:
    """Return all that a project holds."""
    return asyncio.run(read_state(client, MODELLED, lambda plural, count: None))


def run_plan(wanted: Plan, client: Client, *, on_error: OnError = "stop", concurrency: int = 4) -> Journal:
    """Carry out a plan and return its journal."""
    journal = Journal()
    asyncio.run(apply(wanted, client, journal, Progress(), concurrency=concurrency, on_error=on_error))
    return journal


def run_undo(journal: Journal, before: State, client: Client) -> Undone:
    """Undo what a journal says."""
    return asyncio.run(undo(journal.attempted, Start.of(before), TARGET, client, Progress(), concurrency=4))
