# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in the API's spelling, to put into a project before a test, and what is expected of results about them."""

from __future__ import annotations

from typing import Any

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.integration.ansible_run import Json, Result


def tenant(tenant_id: str, name: str = "", **fields: Any) -> Json:
    return {"id": tenant_id, "name": name or tenant_id.title(), **fields}


def role(name: str, *permissions: str, tenant_id: str = "", **fields: Any) -> Json:
    return {"name": name, "permissionNames": list(permissions), "tenantId": tenant_id, **fields}


def permission(name: str, description: str = "") -> Json:
    return {"name": name, "description": description}


def company() -> dict[str, list[Json]]:
    """A small company: tenants in three levels, roles of the project and of a tenant, and the permissions they are made of."""
    return {
        "permissions": [permission("invoice.read", "See invoices"), permission("invoice.write", "Change invoices")],
        "roles": [
            role("Viewer", "invoice.read", description="Looks"),
            role("Editor", "invoice.read", "invoice.write", default=True),
            role("Approver", "invoice.write", tenant_id="acme"),
        ],
        "tenants": [
            tenant("acme", enforceSSO=True, authType="saml", defaultRoles=["Viewer"], customAttributes={"plan": "gold"}),
            tenant("acme-labs", parent="acme", disabled=True, selfProvisioningDomains=["labs.example"]),
            tenant("acme-labs-x", parent="acme-labs"),
            tenant("globex", domains=["globex.example"], regionCode="eu-7"),
        ],
    }


def assert_predicted(preview: Result, run: Result, *ignored: str) -> None:
    """Assert that check mode said what the run then did."""
    assert not preview.failed and not run.failed, preview.message + run.message
    documents = [kind.name for kind in KINDS.values()]
    compared = [name for name in ("changed", "diff", "plan", "unmanaged", *documents) if name not in ignored]
    assert _picked(preview, compared) == _picked(run, compared)
    assert {one["status"] for one in preview["results"]} <= {"planned"}
    assert [one[:3] for one in preview.statuses] == [one[:3] for one in run.statuses]


def assert_result_is_complete(result: Result) -> None:
    """Assert that a writing module returned all that is promised of it."""
    assert {"changed", "diff", "plan", "results", "unmanaged", "backup"} <= result.values.keys()
    assert {"hash", "creates", "updates", "deletes", "kinds"} <= result["plan"].keys()
    for change, shown in zip(result["results"], result["diff"], strict=True):
        assert {"kind", "key", "operation", "status"} <= change.keys()
        assert shown["before_header"] == shown["after_header"] == f"{change['kind']} {change['key']}"


def _picked(result: Result, names: list[str]) -> Json:
    return {name: result.values.get(name) for name in names}
