# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a JSON value, and back: so that a run that was cut off can be finished or taken back by another process; pure.

Secrets are left out: a secret that was written can't be compared with anything, and is nobody's to keep.
"""

from __future__ import annotations

import typing as t

from .._errors import DescopeError
from .._kinds._base import Document, Kind
from .._kinds._fields import without
from .._kinds.registry import KINDS
from .._strict_json import Damage
from .changes import Change, Effect, Plan, Target
from .undo import Start

Json = dict[str, t.Any]


def plan_to_value(plan: Plan) -> Json:
    """Return the changes of `plan` in their order, and what they are for."""
    return {
        "project_id": plan.target.project_id,
        "api_base": plan.target.api_base,
        "live": dict(plan.live),
        "waves": [[_to_value(change) for change in wave] for wave in plan.waves],
    }


def plan_from_value(value: t.Any) -> Plan:
    """Return the plan that `plan_to_value` made `value` of, without what was desired; raises Damage for anything else."""
    try:
        waves = tuple(tuple(_from_value(change) for change in wave) for wave in value["waves"])
        target = Target(str(value["project_id"]), str(value["api_base"]))
        return Plan(target, waves, live={str(plural): int(count) for plural, count in value["live"].items()}, desired=())
    except (KeyError, TypeError, ValueError, AttributeError, DescopeError):
        raise Damage("is not the plan of a run") from None


def start_to_value(start: Start, plan: Plan) -> Json:
    """Return what of `start` is needed to take `plan` back: ids only of the kinds of which it creates documents."""
    created = {change.kind.plural for change in plan.changes if change.operation == "create"}
    return {
        "ids": {plural: sorted(ids) for plural, ids in start.ids.items() if plural in created},
        "owners": {plural: sorted(owners) for plural, owners in start.owners.items()},
    }


def start_from_value(value: t.Any) -> Start:
    """Return the start that `start_to_value` told in the value of a run's plan; raises Damage for anything else."""
    try:
        parts = (value["start"][part].items() for part in ("ids", "owners"))
        ids, owners = ({plural: frozenset(map(str, some)) for plural, some in part} for part in parts)
    except (KeyError, TypeError, AttributeError):
        raise Damage("is not the plan of a run") from None
    return Start(ids, owners)


def _to_value(change: Change) -> Json:
    return {
        "kind": change.kind.plural,
        "key": change.key,
        "operation": change.operation,
        "before": _document(change.kind, change.before),
        "after": _document(change.kind, change.after),
        "was": _document(change.kind, change.was),
        "fields": list(change.fields),
        "options": dict(change.options),
        "effects": [
            {"kind": effect.kind.plural, "document": _document(effect.kind, effect.document), "what": effect.what}
            for effect in change.effects
        ],
        "impact": dict(change.impact),
        "losses": list(change.losses),
    }


def _document(kind: Kind, document: Document | None) -> Document | None:
    return None if document is None else without(document, kind.secrets)


def _from_value(value: Json) -> Change:
    kind = KINDS[value["kind"]]
    return Change(
        kind=kind,
        key=str(value["key"]),
        operation=_one_of(value["operation"], "create", "update", "delete"),
        before=_mapping(value["before"]),
        after=_mapping(value["after"]),
        fields=tuple(value["fields"]),
        options=dict(value["options"]),
        effects=tuple(
            Effect(KINDS[effect["kind"]], _mapping(effect["document"]) or {}, _one_of(effect["what"], "cascade", "detach"))
            for effect in value["effects"]
        ),
        impact=dict(value["impact"]),
        losses=tuple(value["losses"]),
        was=_mapping(value["was"]),
    )


def _mapping(value: t.Any) -> Document | None:
    if value is not None and not isinstance(value, dict):
        raise TypeError
    return value


def _one_of(value: t.Any, *known: str) -> t.Any:
    if value not in known:
        raise ValueError
    return value
