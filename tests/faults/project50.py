# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project, and a job of fifty changes to it: creates, updates, renames and deletes of four kinds."""

from __future__ import annotations

import typing as t

from tests.faults.scale import IS_FULL

Json = dict[str, t.Any]

CHANGES = 50 if IS_FULL else 15
KEYS = ["job*"] if IS_FULL else ["job?[nurd]1*"]
"""The globs of what the job manages; all else in the project is other people's. A part of the suite does a part of the job."""

KINDS = ("permissions", "roles", "tenants", "tenant_settings")


def start() -> dict[str, list[Json]]:
    """Return the documents of the project before the job, in the simulator's sections."""
    return {
        "permissions": [
            *(_permission(f"job.{name}") for name in ("u1", "u2", "u3", "u4", "r1", "r2", "d1", "d2", "d3")),
            _permission("other.p"),
        ],
        "roles": [
            *(_role(f"job-{name}", "job.u1", "job.d1") for name in ("u1", "u2", "u3", "u4")),
            *(_role(f"job-{name}", "job.r1") for name in ("r1", "r2")),
            *(_role(f"job-{name}", "job.u2") for name in ("d1", "d2", "d3")),
            _role("other-role", "other.p", "job.d2", "job.r2"),
            {**_role("other-own", "job.u1"), "tenantId": "job-d3"},
        ],
        "tenants": [
            *(_tenant(f"job-u{number}", defaultRoles=["job-u1", "job-d1"]) for number in range(1, 5)),
            *(_tenant(f"job-r{number}", enforceSSO=True, disabled=True) for number in range(1, 3)),
            *(_tenant(f"job-d{number}", defaultRoles=["other-role"]) for number in range(1, 4)),
            _tenant("other", disabled=True, defaultRoles=["other-role", "job-d2"]),
        ],
        "tenant_settings": [
            {"id": "job-d1", "enabled": True, "sessionTokenExpiration": 7, "sessionTokenExpirationUnit": "hours"}
        ],
    }


def desired() -> dict[str, list[Json]]:
    """Return what the job wants, as a user writes it."""
    new = range(1, 6)
    kept = [f"job-{name}" for name in ("u1", "u2", "u3", "u4", "r1", "r2")]
    return {
        "permissions": [
            *({"name": f"job.n{number}", "description": "new"} for number in new),
            *({"name": f"job.u{number}", "description": "changed"} for number in range(1, 5)),
            *({"name": f"job.r{number}", "new_name": f"job.r{number}.renamed"} for number in (1, 2)),
        ],
        "roles": [
            *({"name": f"job-n{number}", "permission_names": ["job.n1", f"job.n{number}"]} for number in new),
            *({"name": f"job-u{number}", "permission_names": ["job.u1", "job.n1"], "private": True} for number in range(1, 5)),
            *({"name": f"job-r{number}", "new_name": f"job-r{number}-renamed"} for number in (1, 2)),
        ],
        "tenants": [
            {"id": "job-n1", "name": "New 1", "default_roles": ["job-n1"]},
            *({"id": f"job-n{number}", "name": f"New {number}", "parent": "job-n1"} for number in (2, 3)),
            *({"id": f"job-n{number}", "name": f"New {number}", "default_roles": ["job-u1"]} for number in (4, 5)),
            *(
                {"id": f"job-u{number}", "custom_attributes": {"plan": "gold"}, "default_roles": ["job-u1", "job-n1"]}
                for number in range(1, 5)
            ),
            *({"id": f"job-r{number}", "name": f"Renamed {number}"} for number in (1, 2)),
        ],
        "tenant_settings": [
            {
                "tenant_id": name,
                "enabled": True,
                "session_token_expiration": 20,
                "session_token_expiration_unit": "minutes",
            }
            for name in (*kept, "job-n1")
        ],
    }


def _permission(name: str) -> Json:
    return {"id": f"PERM-{name}", "name": name, "description": "before"}


def _role(name: str, *permissions: str) -> Json:
    return {"id": f"ROLE-{name}", "name": name, "description": "before", "permissionNames": list(permissions)}


def _tenant(tenant_id: str, **fields: t.Any) -> Json:
    return {"id": tenant_id, "name": f"Name of {tenant_id}", **fields}
