# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a secret is written in a text that quotes it: a service that refuses a request may repeat it (reliability #112)."""

from __future__ import annotations

import json
import typing as t
from urllib.parse import quote, quote_plus

MASK = "********"
_AS_GO_WRITES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def spellings(values: t.Iterable[str]) -> set[str]:
    """Return the values as they are, in one line, inside JSON as Python and Go write it, and inside addresses and forms."""
    found: set[str] = set()
    for value in values:
        quoted = {json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
        found |= {value, " ".join(value.split()), *quoted, *(one.translate(_AS_GO_WRITES) for one in quoted)}
        found |= {quote(value, safe, errors="replace") for safe in ("", "/")} | {quote_plus(value, errors="replace")}
    return found - {""}


def concealed(text: str, hidden: t.Iterable[str]) -> str:
    """Return `text` with each of the given values in it, which may be parts of each other, masked."""
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, MASK)
    return text
