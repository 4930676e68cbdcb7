# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison as the result of a task: what differs, how bad that is, and what of it people have accepted. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from .._kinds.registry import KINDS
from .changes import Change, Plan
from .drift_accepted import Acceptance, expired, sort_out
from .drift_rules import SEVERITIES, Rule, is_kind, severity_of, worst_of
from .report import LARGEST_DIFF, MOST_RESULTS, capped, detail_lines, unmanaged_values

Json = dict[str, t.Any]

WORDS = {"create": "missing", "update": "changed", "delete": "unexpected"}


@dataclass(frozen=True)
class Judgement:
    """What the user says of differences: how bad they are, and which ones are accepted at the time `now`.

    `narrow` says that not all documents of a kind were compared, so that nobody can tell which entries are of no use any more.
    """

    now: datetime
    rules: tuple[Rule, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    narrow: bool = False


def drift_result(plan: Plan, judgement: Judgement) -> Json:
    """Return the result of a comparison; every count is of all differences, however many are listed."""
    differences = [(change.kind, _difference(change, judgement.rules)) for change in plan.changes]
    found = sort_out(differences, judgement.accepted, judgement.now)
    left, accepted = sorted(found.left, key=_worst_first), sorted(found.accepted, key=_worst_first)
    severities = [one["severity"] for one in left]
    return {
        "drift": bool(left),
        "worst": worst_of(severities),
        "counts": {severity: severities.count(severity) for severity in SEVERITIES},
        "differences": capped(left, MOST_RESULTS, LARGEST_DIFF),
        "accepted": capped(accepted),
        "accepted_unused": [entry.values() for entry in _unused(plan, judgement, found.used)],
        "unmanaged": unmanaged_values(plan),
    }


def drift_notes(judgement: Judgement) -> list[str]:
    """Return what a person should be warned of: entries that do not accept anything any more."""
    return expired(judgement.accepted, judgement.now)


def _unused(plan: Plan, judgement: Judgement, used: t.Collection[Acceptance]) -> t.Iterator[Acceptance]:
    """Yield the entries that are about compared kinds and fit nothing that differs or is not managed."""
    if judgement.narrow:
        return
    compared = [KINDS[plural] for plural in plan.live]
    for entry in judgement.accepted:
        unmanaged = not entry.fields and any(entry.covers(kind, key) for kind, key in plan.unmanaged)
        if entry not in used and not unmanaged and any(is_kind(kind, entry.kind) for kind in compared):
            yield entry


def _worst_first(difference: Json) -> tuple[int, str, str]:
    return SEVERITIES.index(difference["severity"]), difference["kind"], difference["key"]


def _difference(change: Change, rules: t.Sequence[Rule]) -> Json:
    """Return one difference: kind, key, what it is, its severity, and the fields that differ with both values."""
    kind = change.kind
    before, after = (kind.shown(document or {}) for document in (change.before, change.after))
    fields: list[Json] = [
        {
            "field": kind.user_name(name),
            "live": before.get(name),
            "wanted": after.get(name),
            "severity": severity_of(rules, kind, change.key, name),
        }
        for name in change.fields
    ]
    whole = severity_of(rules, kind, change.key, None)
    return {
        "kind": kind.name,
        "key": change.key,
        "difference": WORDS[change.operation],
        "severity": worst_of({one["severity"] for one in fields}) if fields else whole,
        "fields": fields,
        **({"details": told} if (told := detail_lines(change)) else {}),
    }
