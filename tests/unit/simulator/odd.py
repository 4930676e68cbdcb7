# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that no client sends: a good one, with one value after the other replaced by something odd or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ODD: list[Any] = [None, -1, True, "x", [], [1], ["x"], [{}], {}, {"x": [{}]}]


def bent(value: Any) -> Iterator[Any]:
    """The same body with one value, at whatever depth, replaced by an odd one or taken away."""
    if isinstance(value, dict):
        for name, inner in value.items():
            rest = {other: kept for other, kept in value.items() if other != name}
            yield rest
            yield from ({**rest, name: odd} for odd in [*ODD, *bent(inner)])
    elif isinstance(value, list):
        for inner in value:
            yield from ([odd] for odd in [*ODD, *bent(inner)])
