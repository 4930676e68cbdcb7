# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan and what came of it as values for a task's result: counts, diff, results; in the user's spelling."""

from __future__ import annotations

import itertools
import json
import typing as t
from dataclasses import asdict

from .._kinds._base import Document, Kind
from .._kinds._fields import value_at
from .aftermath import summary
from .archive import Backup, Listing
from .changes import Change, Plan
from .comparison import Comparison, Difference, Word
from .completeness import Statement
from .execute import Report
from .guards import needs_approval, needs_confirmation
from .manifest import KindEntry
from .plan_hash import plan_hash

Json = dict[str, t.Any]
Entry = t.TypeVar("Entry")

MOST_DIFFS = 200
MOST_RESULTS = 500
MOST_DETAILS = 100  # lines about one document
LARGEST_DIFF, LARGEST_PART = 250_000, 80_000  # characters of a list: AWX empties a result above 700,000
SIGNS = {"create": "+", "update": "~", "delete": "-"}
COUNTS = {"creates": "create", "updates": "update", "deletes": "delete"}  # `plan.update` would be a method in a template


def report_values(report: Report, *, auto_apply_max_changes: int | None, check_mode: bool) -> Json:
    """Return the result of a writing task: changed, diff, plan, results, unmanaged, backup, and how it ended.

    `auto_apply_max_changes` is None for a task that needs no approval whatever it plans.
    """
    applied = any(outcome.status == "applied" for outcome in report.outcomes)
    return {
        "changed": bool(report.plan.changes) if check_mode else applied,
        "diff": diff_values(report.plan),
        "plan": plan_values(report.plan, auto_apply_max_changes),
        "results": result_values(report),
        "unmanaged": unmanaged_values(report.plan),
        "backup": backup_values(report.backup),
        "summary": summary(report),
        "partial": applied and bool(report.failures or report.halted),
        "run": report.run,
        "took_up": report.took_up.id if report.took_up else "",
    }


def plan_values(plan: Plan, auto_apply_max_changes: int | None) -> Json:
    """Return the counts of a plan per kind and operation, its hash, and its changes a line each."""
    unmanaged = [kind.plural for kind, key in plan.unmanaged]
    kinds = {
        plural: {
            **{name: _count(plan, operation, plural) for name, operation in COUNTS.items()},
            "unchanged": plan.unchanged[plural],
            "unmanaged": unmanaged.count(plural),
            "live": live,
        }
        for plural, live in plan.live.items()
    }
    lines = capped(line(change) for change in plan.changes)
    approval = "" if auto_apply_max_changes is None else needs_approval(plan, auto_apply_max_changes)
    return {
        **head_values(plan),
        "kinds": kinds,
        "lines": [*lines, f"... and {len(plan.changes) - len(lines)} more"] if len(plan.changes) > len(lines) else lines,
        "needs_approval": needs_confirmation(plan) or approval,
    }


def head_values(plan: Plan) -> Json:
    """Return what a plan is for, its hash, and how many changes it has of which operation."""
    return {
        "hash": plan_hash(plan),
        "project_id": plan.target.project_id,
        "api_base": plan.target.api_base,
        **{name: _count(plan, operation) for name, operation in COUNTS.items()},
        "total": len(plan.changes),
    }


def change_values(change: Change) -> Json:
    """Return one change with its documents, what differs between them, in words, and with what it takes along."""
    fields = [change.kind.user_name(name) for name in change.fields]
    documents = {"before": managed_values(change.kind, change.before), "after": managed_values(change.kind, change.after)}
    details = [asdict(detail) for detail in change.kind.details(change.before, change.after)]
    return {**_affected(change), "fields": fields, "line": line(change), "details": details, **documents}


def line(change: Change) -> str:
    """Return one change in one line, with what it takes along."""
    text = f"{SIGNS[change.operation]} {change.operation} {change}"
    if change.fields:
        text += f": {', '.join(change.kind.user_name(name) for name in change.fields)}"
    if change.operation != "delete":
        return f"{text} ({'; '.join(change.losses)})" if change.losses else text
    taken = [effect for effect in change.effects if effect.what == "cascade" and not effect.kind.permanent(effect.document)]
    deleted = [f"{effect.kind.name} {effect.key}" for effect in taken]
    detached = [f"{effect.kind.name} {effect.key}" for effect in change.effects if effect.what == "detach"]
    impact = [f"{count} {what}" for what, count in change.impact.items() if count]
    lost = change.kind.lost_on_delete(change.options)
    parts = [
        f"also deletes {', '.join(deleted)}" if deleted else "",
        f"removes it from {', '.join(detached)}" if detached else "",
        f"in use by {', '.join(impact)}" if impact else "",
        f"no backup holds {lost}" if lost else "",
    ]
    told = "; ".join(part for part in parts if part)
    return f"{text} ({told})" if told else text


def diff_values(plan: Plan) -> list[Json]:
    """Return one entry per change for Ansible's diff printer, cut with a word about it when there are very many."""
    entries = capped((_diff(change) for change in plan.changes), MOST_DIFFS, LARGEST_DIFF)
    cut = len(plan.changes) - len(entries)
    return [*entries, {"prepared": f"… {cut} further documents are not shown here.\n"}] if cut > 0 else entries


def result_values(report: Report) -> list[Json]:
    """Return kind, key, operation and status of each change; `planned` when nothing was carried out."""
    return capped({**_affected(change), **came} for change, came in outcome_values(report))


def outcome_values(report: Report) -> t.Iterator[tuple[Change, Json]]:
    """Yield each change with its `status`, and the `error` that says why it was not made."""
    if not report.outcomes:
        yield from ((change, {"status": "planned"}) for change in report.plan.changes)
    undone = set(report.undone.undone) if report.undone else set()
    for outcome in report.outcomes:
        status = "undone" if str(outcome.change) in undone else outcome.status
        yield outcome.change, {"status": status, **({"error": outcome.error.message} if outcome.error else {})}


def backup_values(backup: Backup | None) -> Json | None:
    """Return what a task's result says of a backup."""
    if backup is None:
        return None
    return {
        "id": backup.id,
        "path": backup.path,
        "project_id": backup.project_id,
        "created_at": backup.created_at,
        "reason": backup.reason,
        "counts": dict(backup.counts),
        "completeness": statement_values(backup.manifest.completeness),
        "bytes": backup.bytes,
        "manifest_sha256": backup.manifest_sha256,
        "encryption": backup.manifest.encryption.method,
    }


def statement_values(told: t.Mapping[str, Statement | KindEntry]) -> Json:
    """Return per kind that was asked for what there is of it: status, reason, documents."""
    return {
        plural: {"status": one.status, "reason": one.reason, "documents": one.documents}
        for plural, one in told.items()
        if one.status != "not_asked"
    }


def unmanaged_values(plan: Plan) -> list[Json]:
    """Return the live documents that are not desired and stay."""
    return capped({"kind": kind.name, "key": key} for kind, key in plan.unmanaged)


def listing_values(listing: Listing) -> Json:
    """Return one backup as found on disk, with whether it verifies."""
    manifest = listing.manifest
    told = {"project_id", "created_at", "reason", "counts", "author", "tool", "encryption", "secrets"}
    known = {**(manifest.model_dump(include=told) if manifest else dict.fromkeys(told)), "seal": listing.seal}
    return {"id": listing.id, "path": listing.path, "status": listing.status, "problem": listing.problem, **known}


def comparison_values(comparison: Comparison) -> Json:
    """Return the result of comparing two states: whether they are equal, counts by kind, the differences."""
    words: tuple[Word, ...] = ("added", "changed", "removed")
    kinds = {
        kind.plural: {**{what: comparison.count(what, kind.plural) for what in words}, "equal": comparison.equal[kind.plural]}
        for kind in comparison.kinds
    }
    return {
        "equal": not comparison.differences,
        "kinds": kinds,
        "differences": [_compared(one) for one in comparison.differences[:MOST_RESULTS]],
        "not_compared": dict(comparison.not_compared),
    }


def managed_values(kind: Kind, document: Document | None) -> Json | None:
    """Return a document in the user's spelling without what the server makes up, secrets masked."""
    if document is None:
        return None
    return kind.to_variables(kind.shown(document))


def capped(entries: t.Iterable[Entry], most: int = MOST_RESULTS, size: int = LARGEST_PART) -> list[Entry]:
    """Return the first of `entries`, as many as there may be, and as are no larger than `size` together; at least one."""
    kept: list[Entry] = []
    for entry in itertools.islice(entries, most):
        size -= len(json.dumps(entry, ensure_ascii=False))
        if size < 0 and kept:
            break
        kept.append(entry)
    return kept


def _count(plan: Plan, operation: str, plural: str | None = None) -> int:
    return sum(change.operation == operation and plural in (None, change.kind.plural) for change in plan.changes)


def _diff(change: Change) -> Json:
    entry = {
        "before_header": str(change),
        "after_header": str(change),
        "before": managed_values(change.kind, change.before) or {},
        "after": managed_values(change.kind, change.after) or {},
    }
    told = detail_lines(change)
    return {**entry, "prepared": "\n    ".join([str(change), *told]) + "\n"} if told else entry


def detail_lines(change: Change) -> list[str]:
    """Return what differs in a line each, for a document of which `shown` gives digests; there are no lines for others."""
    if not change.kind.drawn:
        return []
    lines = [str(detail) for detail in change.kind.details(change.before, change.after)]
    more = len(lines) - MOST_DETAILS
    return [*lines[:MOST_DETAILS], f"... and {more} more"] if more > 0 else lines


def _affected(change: Change) -> Json:
    result = {"kind": change.kind.name, "key": change.key, "operation": change.operation}
    affected = [{"kind": effect.kind.name, "key": effect.key} for effect in change.effects]
    return {**result, "affects": affected} if affected else result


def _compared(difference: Difference) -> Json:
    kind = difference.kind
    before, after = (kind.shown(document or {}) for document in (difference.before, difference.after))
    fields = [
        {"field": kind.user_name(name), "before": value_at(before, name), "after": value_at(after, name)}
        for name in difference.fields
    ]
    return {"kind": kind.name, "key": difference.key, "difference": difference.what, "fields": fields}
