# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations, which the API keeps in two fields: a number, and beside it its unit under the same name with `Unit` behind it."""

from __future__ import annotations

import typing as t

from .._errors import InvalidInput
from ._base import Document, Kind

UNITS = ("minutes", "hours", "days", "weeks")  # descope-api 6.5 and 6.8


def check_units(kind: Kind, written: Document, durations: t.Iterable[str], where: str) -> None:
    """Raise InvalidInput when a unit in `written` is none; `where` names the place for the message."""
    for name in durations:
        unit = written.get(f"{name}Unit")
        if unit and unit not in UNITS:
            raise InvalidInput(
                f"{where}.{kind.user_name(f'{name}Unit')} is {unit!r}, which is no unit of time.",
                hint=f"Use {', '.join(UNITS[:-1])} or {UNITS[-1]}.",
            )


def check_whole(kind: Kind, written: Document, after: Document, durations: t.Iterable[str]) -> None:
    """Raise InvalidInput when a duration that was written has, in the document it makes, only one of its two fields."""
    for name in durations:
        unit_name = f"{name}Unit"
        if name not in written and unit_name not in written:
            continue
        number, unit = after.get(name), after.get(unit_name)
        given, missing = (name, unit_name) if number and not unit else (unit_name, name)
        if bool(number) > bool(unit) or (unit and number is None):
            raise InvalidInput(
                f"{kind.name} {kind.key(after)}: {kind.user_name(given)} is given and {kind.user_name(missing)} is not known.",
                hint=f"Give {kind.user_name(missing)} too.",
            )
