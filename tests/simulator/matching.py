# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What searches share: comparing attribute values, full-text search, sorting (descope-api 1.9, 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .store import Doc


def has_value(stored: Any, wanted: Any) -> bool:
    """A value, or one of a list of values; a stored list has each of its values. True is not 1."""
    held = stored if isinstance(stored, list) else [stored]
    asked = wanted if isinstance(wanted, list) else [wanted]
    return any(one == other and isinstance(one, bool) == isinstance(other, bool) for one in held for other in asked)


def matches_text(text: str, value: Any) -> bool:
    """Whether the text occurs in any text in the value, in whatever case."""
    if isinstance(value, dict):
        return matches_text(text, list(value.values()))
    if isinstance(value, list):
        return any(matches_text(text, part) for part in value)
    return isinstance(value, str) and text.lower() in value.lower()


def sorted_by(docs: list[Doc], sort: Any, fields: Mapping[str, Callable[[Doc], Any]]) -> list[Doc]:
    """Order by `[{field, desc}]`, the first entry weighing most; unknown fields change nothing (inferred)."""
    for entry in reversed(sort if isinstance(sort, list) else []):
        if isinstance(entry, dict) and entry.get("field") in list(fields):
            docs = sorted(docs, key=fields[entry["field"]], reverse=bool(entry.get("desc")))
    return docs
