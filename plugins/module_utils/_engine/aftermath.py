# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run amounts to, after it: the counts, the error and what to do next, and its line in the audit trail."""

from __future__ import annotations

import typing as t

from .._errors import ApplyFailed, DescopeError, UnknownOutcome
from .execute import Conditions, Report
from .journal import Status
from .plan_hash import plan_hash

NAMED = 10


def summary(report: Report) -> dict[str, int]:
    """Return how many changes were planned, and how many ended in which way."""
    undone = set(report.undone.undone) if report.undone else set()
    taken_back = [outcome for outcome in report.outcomes if str(outcome.change) in undone]
    others = [outcome.status for outcome in report.outcomes if str(outcome.change) not in undone]
    names: dict[str, Status] = {"applied": "applied", "failed": "failed", "conflicts": "conflict", "unknown": "unknown"}
    counts = {name: others.count(status) for name, status in names.items()}
    left = len(report.plan.changes) - len(report.outcomes) + others.count("not_attempted") if report.outcomes else 0
    return {"planned": len(report.plan.changes), **counts, "not_attempted": left, "undone": len(taken_back)}


def failure(report: Report) -> DescopeError | None:
    """Return the error that a report amounts to, or None when everything planned was made."""
    if not report.failures:
        return _halt(report, report.halted) if report.halted else None
    first = report.failures[0]
    error = first.error or UnknownOutcome("what became of it is not known")
    return ApplyFailed(
        f"{first.change.operation} {first.change}: {error.message} {_standing(report)}",
        hint=error.hint or "Mend the cause and run it again: what is done already is left alone.",
        cause=error.code,
        api_code=error.details.get("api_code", ""),
    )


def _standing(report: Report) -> str:
    """Say in what state things are."""
    applied = sum(outcome.status == "applied" for outcome in report.outcomes)
    made = f"{applied} of {len(report.plan.changes)} changes were made, {len(report.failures)} failed"
    if report.undone is None:
        return f"{made}; nothing was undone."
    if not report.undone.left and not report.undone.undone:
        return f"{made}; nothing of this run is left."
    made += f"; {len(report.undone.undone)} undone,"
    if not report.undone.left:
        return f"{made} nothing of this run is left."
    left = "; ".join(f"{name}: {why}" for name, why in report.undone.left[:NAMED])
    return f"{made} but not all of it: {left}."


def _halt(report: Report, halted: DescopeError) -> DescopeError:
    """Return what ended a run early, with what was made by then."""
    details = {**halted.details, "cause": halted.code} if isinstance(halted, ApplyFailed) else halted.details
    return type(halted)(f"{halted.message} {_standing(report)}", hint=halted.hint, **details)


def next_steps(report: Report) -> list[str]:
    """Return what can be done about a run that did not make everything, a sentence each; none when all is well."""
    if failure(report) is None:
        return []
    steps = []
    if report.undone is None or report.undone.left:
        steps.append("Mend the cause and run the same job again: what is made already is left alone.")
    if report.run and report.undone is None:
        steps.append(f"Or take back what it made: descope_undo with run: {report.run}.")
    if report.backup is not None:
        steps.append(f"The project as it was before: descope_restore with backup: {report.backup.id}.")
    return steps


def audited(report: Report, ran: Conditions) -> dict[str, t.Any] | None:
    """Note a run that wrote in the audit trail and return its line; None when nothing was attempted or nothing is kept."""
    if ran.writer is None or not report.run:
        return None
    counts = summary(report)
    return ran.writer.audit(
        ran.operation,
        project_id=report.plan.target.project_id,
        api_base=report.plan.target.api_base,
        run=report.run,
        plan_hash=plan_hash(report.plan).partition(".")[0],
        backup=report.backup.id if report.backup else "",
        outcome="failed" if failure(report) else "done",
        **counts,
    )
