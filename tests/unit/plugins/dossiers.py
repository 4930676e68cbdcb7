# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of tasks as the modules return them, and dossiers out of them."""

from __future__ import annotations

import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._dossier.assemble import Told, assembled
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.record import Dossier
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Outcome
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import report_values
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError
from tests.unit.plugins.builders import live, planned, role, state, tenant

Json = dict[str, t.Any]

BUDGET: Json = {"calls": 12, "seconds": 3, "rate_limit": {"calls": 1000, "seconds": 10, "share": 0.8}}
TIMING: Json = {"started_at": "2026-11-22T23:15:00+00:00", "ended_at": "2026-11-22T23:15:06+00:00"}


def plan(**changed: t.Any) -> Plan:
    """Return a plan with a create, an update and a delete."""
    found = live(tenants=[tenant("acme", name="Acme"), tenant("old", name="Old")], roles=[role("auditor")])
    wanted = state(tenants=[tenant("acme", name=changed.get("name", "Acme Corporation")), tenant("new", name="New")])
    return planned(found, wanted, purge=True)


def result(report: Report, *, check_mode: bool, **extra: t.Any) -> Json:
    """Return the result of a task as a module returns it."""
    values = report_values(report, auto_apply_max_changes=25, check_mode=check_mode)
    return {**values, "budget": BUDGET, "timing": TIMING, "next_steps": [], **extra}


def carried_out(**statuses: t.Any) -> Json:
    """Return the result of a run in which every change was applied, but the operations with another status."""
    made = plan()
    error = ApiError("Descope refused it.", status=400)
    outcomes = [
        Outcome(change, statuses.get(change.operation, "applied"), error if change.operation in statuses else None)
        for change in made.changes
    ]
    extra = {"failed": True, "msg": "2 of 3 changes were made."} if statuses else {}
    return result(Report(made, tuple(outcomes), run="20261122T231500Z"), check_mode=False, **extra)


def comparison(*severities: str, **more: t.Any) -> Json:
    """Return the result of a comparison with a difference of each of these severities."""
    differences = [
        {
            "kind": "tenant",
            "key": f"t{severity}",
            "difference": "changed",
            "severity": severity,
            "fields": [{"field": "name", "live": "A", "wanted": "B", "severity": severity}],
        }
        for severity in severities
    ]
    counts = {severity: severities.count(severity) for severity in ("critical", "warning", "info")}
    worst = next((severity for severity, count in counts.items() if count), "none")
    found = {"drift": bool(severities), "worst": worst, "differences": differences, "counts": counts, "unmanaged": []}
    return {**found, "accepted": [], "accepted_unused": [], "against": "backup 20261122T231500Z", **more}


ACCEPTED: Json = {
    "kind": "tenant",
    "key": "trial",
    "difference": "changed",
    "severity": "critical",
    "fields": [{"field": "enforce_sso", "live": False, "wanted": True, "severity": "critical"}],
    "reason": "Sales opens trials by hand",
    "until": "2026-12-31",
}
UNUSED: Json = {"kind": "role", "key": "Auditor", "fields": ["description"], "reason": "Translated by hand", "until": None}


def dossier(action: t.Any = "sync", preview: Json | None = None, **told: t.Any) -> Dossier:
    """Return a dossier of a preview, or of what is given."""
    results = preview if preview is not None else result(Report(plan()), check_mode=True)
    made = Told(action=action, preview=results, check_mode=told.pop("check_mode", not told.get("outcome")), **told)
    return assembled(
        made, project_id="P2test", written_at="2026-11-22T23:20:00+00:00", written_by={"user": "ops", "host": "control"}
    )
