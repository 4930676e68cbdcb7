# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds, in the order a person lists them; to add one, import it here and name it once."""

from __future__ import annotations

import typing as t

from ._base import Kind
from .permission import Permission
from .role import Role
from .tenant import Tenant

KINDS: dict[str, Kind] = {kind.plural: kind for kind in (Permission(), Role(), Tenant())}


def related(plurals: t.Iterable[str]) -> list[str]:
    """Return the given kinds with all that they refer to and all that refer to them, in registry order."""
    found = set(plurals)
    while True:
        more = {other for plural in found for other in KINDS[plural].depends_on}
        more |= {plural for plural, kind in KINDS.items() if found & set(kind.depends_on)}
        if more <= found:
            return [plural for plural in KINDS if plural in found]
        found |= more
