# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two values, leaf by leaf, for people: no line is a whole document."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass

MASK = "********"
SECRET = re.compile("(?i)secret|passw(?!ordless|ord_?(settings|policy))|token$|api_?key|private_?key|authorization$|credential")
"""Names in a free document, such as an argument of a flow's task, whose value is nobody's to see."""
LONGEST = 120  # characters of a value in a line
NOTHING: tuple[t.Any, ...] = (None, "", [], {})
Sign = t.Literal["+", "-", "~"]


@dataclass(frozen=True)
class Detail:
    """One thing that a change adds (`+`), removes (`-`) or changes (`~`), as texts that may be empty."""

    sign: Sign
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """Return it in one line."""
        told = " -> ".join(text for text in (self.before, self.after) if text)
        return f"{self.sign} {self.what}: {told}" if told else f"{self.sign} {self.what}"


def leaf_details(before: t.Any, after: t.Any, path: str = "") -> t.Iterator[Detail]:
    """Yield what differs between two JSON values, each with its dotted path below `path`.

    Objects are entered. Of lists of plain values the members that came or went are told, of other lists what differs place by
    place. What looks like a secret by its name is masked.
    """
    if before == after or (before in NOTHING and after in NOTHING):
        return
    if _both(dict, before, after):
        old, new = before or {}, after or {}
        for name in sorted({*old, *new}):
            yield from leaf_details(old.get(name), new.get(name), f"{path}.{name}" if path else str(name))
    elif _both(list, before, after):
        yield from _list_details(before or [], after or [], path)
    elif not (_says_nothing(before) and _says_nothing(after) and (before is None or after is None)):
        sign: Sign = "+" if before in NOTHING else "-" if after in NOTHING else "~"
        yield Detail(sign, path, shown(before, path), shown(after, path))


def short(value: t.Any) -> str:
    """Return a value in one short line: a text as it is, anything else as JSON; nothing for what is empty."""
    if value in NOTHING:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def shown(value: t.Any, path: str) -> str:
    """Return the value at `path` in one short line, masked where the last names of the path speak of a secret."""
    return short(_masked(value, path.split(".")[-2:]))


def _says_nothing(value: t.Any) -> bool:
    return value is False or value in NOTHING


def _both(kind: type, before: t.Any, after: t.Any) -> bool:
    """Say whether one is of that kind and the other is too, or empty."""
    values = (before, after)
    return any(isinstance(one, kind) for one in values) and all(isinstance(one, kind) or one in NOTHING for one in values)


def _masked(value: t.Any, names: list[str]) -> t.Any:
    if isinstance(value, dict):
        return {name: _masked(item, [*names[-1:], name]) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, names) for item in value]
    return MASK if value and isinstance(value, str) and any(SECRET.search(name) for name in names) else value


def _list_details(before: list[t.Any], after: list[t.Any], path: str) -> t.Iterator[Detail]:
    if any(isinstance(item, (dict, list)) for item in (*before, *after)):
        for place in range(max(len(before), len(after))):
            old, new = (one[place] if place < len(one) else None for one in (before, after))
            yield from leaf_details(old, new, f"{path}[{place}]")
        return
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    if not gone and not come:
        yield Detail("~", path, shown(before, path), shown(after, path))
    yield from (Detail("-", path, before=shown(item, path)) for item in gone)
    yield from (Detail("+", path, after=shown(item, path)) for item in come)
