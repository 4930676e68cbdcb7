# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How bad a difference is: as its kind says, unless a rule of the user says otherwise. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .._errors import InvalidInput
from .._kinds._base import Kind, Severity
from .._kinds.registry import KINDS

Json = dict[str, t.Any]

SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")  # the worst first
WHOLE: Severity = "critical"  # of a document that is gone, or that should not be there


@dataclass(frozen=True)
class Rule:
    """Patterns of the kind, the key and the field, in the user's spelling, that a severity is for."""

    kind: str
    key: str
    field: str
    severity: Severity


def rules_of(written: t.Iterable[t.Mapping[str, t.Any]]) -> tuple[Rule, ...]:
    """Return the rules of the option `severities`; raises InvalidInput for a kind or a severity that there is not."""
    rules = []
    for number, one in enumerate(written):
        where = f"severities[{number}]"
        kind = checked_kind(one.get("kind") or "*", f"{where}.kind")
        if one.get("severity") not in SEVERITIES:
            raise InvalidInput(f"{where}.severity is {one.get('severity')!r}.", hint=f"Use one of {', '.join(SEVERITIES)}.")
        rules.append(Rule(kind, one.get("key") or "*", one.get("field") or "*", one["severity"]))
    return tuple(rules)


def checked_kind(pattern: str, where: str) -> str:
    """Return a pattern of kinds; raises InvalidInput, naming `where`, when no kind fits it."""
    if not any(is_kind(kind, pattern) for kind in KINDS.values()):
        names = ", ".join(sorted(kind.name for kind in KINDS.values()))
        raise InvalidInput(f"{where}: {pattern!r} fits no kind.", hint=f"Use one of {names}, or a pattern such as sso*.")
    return pattern


def is_kind(kind: Kind, pattern: str) -> bool:
    """Say whether a pattern fits a kind, as `tenant` or as `tenants`."""
    return fnmatchcase(kind.name, pattern) or fnmatchcase(kind.plural, pattern)


def severity_of(rules: t.Iterable[Rule], kind: Kind, key: str, field: str | None) -> Severity:
    """Return how bad a field's difference is, by its API name, or with None that of a whole document; the first rule wins.

    A rule for some fields says nothing about whole documents.
    """
    name = "" if field is None else kind.user_name(field)
    for rule in rules:
        fits = rule.field == "*" if field is None else fnmatchcase(name, rule.field)
        if fits and is_kind(kind, rule.kind) and fnmatchcase(key, rule.key):
            return rule.severity
    return WHOLE if field is None else kind.severities.get(field, kind.severity)


def worst_of(severities: t.Collection[str]) -> str:
    """Return the worst of some severities, or `none` when there are none."""
    return next((one for one in SEVERITIES if one in severities), "none")
