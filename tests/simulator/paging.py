# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list (descope-api 1.9): `limit` is the length of one, `page` counts from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from .errors import malformed

Entry = TypeVar("Entry")


def one_page(entries: Sequence[Entry], given: Mapping[str, Any], size: str = "limit", default: int = 0) -> list[Entry]:
    """The page that a query or a body asks for. No limit means `default`, and when that is 0 too, everything."""
    limit, page = number(given, size) or default, number(given, "page")
    return list(entries[page * limit : (page + 1) * limit] if limit else entries)


def number(given: Mapping[str, Any], name: str) -> int:
    """A number of zero or more; a query has it as text, and bodies may (descope-api 1.5)."""
    value = given.get(name)
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).isdecimal():
        raise malformed(f"Invalid value for the {name} field")
    return int(value)
