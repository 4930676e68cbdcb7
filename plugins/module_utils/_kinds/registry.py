# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds, in the order a person lists them; to add one, import it here and name it once."""

from __future__ import annotations

import typing as t

from ._base import Job, Kind
from .permission import Permission
from .role import Role
from .tenant import Tenant

KINDS: dict[str, Kind] = {kind.plural: kind for kind in (Permission(), Role(), Tenant())}

_SECRET_NAMES = frozenset(name for kind in KINDS.values() for path in kind.secrets for name in kind.spellings(path))


def secret_values(options: t.Any) -> set[str]:
    """Return the values in `options`, at any depth, of fields that are a secret of any kind."""
    if isinstance(options, (list, tuple)):
        return set().union(*(secret_values(item) for item in options))
    if not isinstance(options, dict):
        return set()
    found = set().union(*(secret_values(item) for item in options.values()))
    return found | {value for name, value in options.items() if name in _SECRET_NAMES and isinstance(value, str) and value}


def taking_part(job: Job) -> list[str]:
    """Return the kinds that have a part in a job without being named."""
    return [plural for plural, kind in KINDS.items() if job in kind.by_default]


def needed_by(plurals: t.Iterable[str]) -> list[str]:
    """Return the given kinds with those that they refer to, in registry order."""
    given = set(plurals)
    found = given.union(*(KINDS[plural].depends_on for plural in given))
    return [plural for plural in KINDS if plural in found]


def users_of(plurals: t.Iterable[str]) -> list[str]:
    """Return the kinds that refer to one of the given ones, in registry order."""
    given = set(plurals)
    return [plural for plural, kind in KINDS.items() if given & set(kind.depends_on)]
