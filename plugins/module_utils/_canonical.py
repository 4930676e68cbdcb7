# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One spelling for every JSON value, so that equal documents have equal text and equal hashes."""

from __future__ import annotations

import hashlib
import json
import typing as t


def normalise_numbers(value: t.Any) -> t.Any:
    """Return `value` with whole floats as integers: the API keeps attribute values as doubles (descope-api 6.7)."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: normalise_numbers(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [normalise_numbers(item) for item in value]
    return value


def canonical(value: t.Any) -> str:
    """Return `value` as JSON text with sorted keys and no spare white space; raises ValueError for NaN or infinity."""
    return json.dumps(normalise_numbers(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: t.Any) -> str:
    """Return the sha256 of the canonical text of `value`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()
