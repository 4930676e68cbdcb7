# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions and roles in a snapshot: known by name, their ids mean nothing (descope-api 3.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from .. import effects
from ..ids import LENGTH, new_id
from ..kinds import STRS, Kind
from ..routes.permissions import KIND as PERMISSION
from ..routes.roles import BUILT_IN
from ..routes.roles import KIND as ROLE
from ..store import Doc, State
from .files import Files
from .job import Job

PERMISSIONS, ROLES = "permissions.json", "roles.json"


def portable_role_ids(state: State) -> Mapping[str, str]:
    """The ids of roles are rewritten in a snapshot, also where flows and applications refer to them."""
    return {role["id"]: _portable_id(ROLE.prefix, role["name"]) for role in state.where(ROLE.section, tenantId="")}


def _portable_id(prefix: str, name: str) -> str:
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:LENGTH]


def export(state: State) -> Files:
    """What every project has of its own accord is left out, and so are the roles of tenants."""
    permissions = [
        {"id": _portable_id(PERMISSION.prefix, doc["name"]), "name": doc["name"], "description": doc["description"]}
        for doc in state.docs(PERMISSION.section).values()
        if not doc["systemDefault"]
    ]
    shared = ("name", "description", "default", "private")
    roles = [
        {
            "id": _portable_id(ROLE.prefix, doc["name"]),
            **{name: doc[name] for name in shared},
            "permissions": doc["permissionNames"],
        }
        for doc in state.where(ROLE.section, tenantId="")
        if doc["name"] != BUILT_IN
    ]
    return {PERMISSIONS: {"permissions": permissions}, ROLES: {"roles": roles}}


def read(job: Job) -> None:
    _read_permissions(job)
    _read_roles(job)
    job.ids.update({_portable_id(ROLE.prefix, role["name"]): role["id"] for role in job.draft.where(ROLE.section, tenantId="")})


def _read_permissions(job: Job) -> None:
    entries = job.entries(PERMISSIONS, "permissions")
    if entries is None:
        return
    present = {doc["name"]: doc for doc in job.draft.docs(PERMISSION.section).values()}
    named = by_name(job, PERMISSIONS, entries)
    for name, entry in named.items():
        before = present.get(name)
        if before and before["systemDefault"]:
            continue
        values = {**entry, "id": before["id"] if before else new_id(PERMISSION.prefix), "systemDefault": False}
        _put(job, PERMISSIONS, PERMISSION, values)
    for name, doc in present.items():
        if name not in named and not doc["systemDefault"]:
            effects.delete(job.draft, PERMISSION.section, doc)


def _read_roles(job: Job) -> None:
    entries = job.entries(ROLES, "roles")
    if entries is None:
        return
    present = {doc["name"]: doc for doc in job.draft.where(ROLE.section, tenantId="")}
    known = {doc["name"] for doc in job.draft.docs(PERMISSION.section).values()}
    named = by_name(job, ROLES, entries)
    for name, entry in named.items():
        before = present.get(name)
        if name == BUILT_IN:
            continue
        values = {field: value for field, value in entry.items() if field != "permissions"}
        names = entry.get("permissions") or []
        if not job.fits(ROLES, entry, {"permissions": STRS}):
            continue
        made = {"id": before["id"], "createdTime": before["createdTime"]} if before else {"id": new_id(ROLE.prefix)}
        unknown = [permission for permission in names if permission not in known]
        if unknown:
            job.failures.append(f"{ROLES}: role {name} has unknown permissions: {', '.join(unknown)}")
        _put(job, ROLES, ROLE, {**values, "permissionNames": names, "tenantId": "", **made})
        if entry.get("id"):
            job.ids[entry["id"]] = made["id"]
    for name, doc in present.items():
        if name not in named and name != BUILT_IN:
            effects.delete(job.draft, ROLE.section, doc)


def _put(job: Job, path: str, kind: Kind, values: Doc) -> None:
    doc = job.document(path, kind, values)
    if doc:
        job.draft.put(kind.section, doc)


def by_name(job: Job, path: str, entries: list[Doc]) -> dict[str, Doc]:
    """The entries by name; each needs one of its own."""
    named: dict[str, Doc] = {}
    for entry in entries:
        name = entry.get("name") or ""
        if not name:
            job.failures.append(f"{path}: an entry has no name")
        elif name in named:
            job.failures.append(f"{path}: the name {name} occurs twice")
        else:
            named[name] = entry
    return named
