# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as strict as we can read it, from the API or from a backup: what two readers could take for two things is refused."""

from __future__ import annotations

import json
import math
import re
import typing as t
from collections import Counter

DEEPEST = 100
"""Levels of lists and objects in a text; a fixed limit, so that what was written can be read whatever Python's own limit is."""

MOST_DIGITS = 308
"""Digits that a whole number may have; one with more may be beyond what other readers can hold, which is a double."""

SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
"""What half a character looks like, and so does each half of a whole one."""


class Damage(Exception):
    """What is wrong with a text, as the end of a sentence; whoever knows whose text it is makes an error of it."""


def to_bytes(value: t.Any) -> bytes:
    """Return `value` as sorted, indented JSON; raises Damage when there is no such text.

    A lone surrogate, which UTF-8 can't hold, is written as JSON's own escape and so survives.
    """
    try:
        text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    except RecursionError:
        raise Damage("is nested too deeply") from None
    except (TypeError, ValueError) as error:
        raise Damage(f"can't be written as JSON: {error}") from None
    return f"{text}\n".encode("utf-8", "backslashreplace")


def from_bytes(data: bytes | bytearray, *, half_characters: bool = True) -> t.Any:
    """Return the value of a JSON text; raises Damage where JSON readers disagree: equal keys, NaN, numbers beyond a double.

    A lone surrogate written as an escape is kept as it is, unless there shall be no `half_characters`: Ansible loses the whole
    result of a task that has one.
    """
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_number, parse_float=_number, parse_int=_whole_number
        )
    except RecursionError:
        raise Damage("is nested too deeply") from None
    except UnicodeDecodeError as error:
        raise Damage(f"is not UTF-8 text: byte {error.start} is wrong") from None
    except json.JSONDecodeError as error:
        raise Damage(f"is not JSON: {error.msg} in line {error.lineno}") from None
    _require_shallow(value)
    if not half_characters and SURROGATE.search(data):
        _require_whole_characters(value)
    return value


def _require_whole_characters(value: t.Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Damage("has half a character in a text") from None


def _require_shallow(value: t.Any) -> None:
    level = [value]
    for _depth in range(DEEPEST + 1):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, (dict, list))]
        if not inner:
            return
        level = [child for children in inner for child in children]
    raise Damage("is nested too deeply")


def _unique(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _count = Counter(name for name, value in pairs).most_common(1)[0]
        raise Damage(f"has the field {ascii(twice)[:60]} twice")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Damage(f"has {text[:20]} where a number must be")
    return number


def _whole_number(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise Damage("has a number that is too long")
    return int(text)
