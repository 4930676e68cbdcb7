# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan, or the differences of a comparison, as the lines of a table; pure. Whoever shows them decides about colours.

The rows keep the order of the result. No name is cut, and no delete gives way to what is not one.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import typing as t
from collections.abc import Mapping

from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_text import ELLIPSIS, harmless, padded, width, wrapped

Json = Mapping[str, t.Any]
Tone = t.Literal["", "head", "create", "update", "delete"]
Field = tuple[str, str, str]  # its name, and its value before and after

LEAST_WIDTH = 40
LONGEST = 200  # characters of a value
CONTEXT = 20  # of them before what differs
LEAST_VALUE = 16  # columns
HEADS = ("what", "object", "field", "from", "to")
GAP = "  "
TONES: dict[str, Tone] = {
    **{"create": "create", "update": "update", "delete": "delete"},
    **{"missing": "create", "changed": "update", "unexpected": "delete"},
    **{"added": "create", "removed": "delete"},
}
SIGNS: dict[Tone, str] = {"create": "+", "update": "~", "delete": "-"}
TOTALS = {
    "creates": "to create",
    "updates": "to update",
    "deletes": "to delete",
    "unmanaged": "not managed",
    "unchanged": "as desired",
    "live": "live now",
}
COMPARED = {"added": "added", "changed": "changed", "removed": "removed", "equal": "equal"}
REST = ("unchanged", "live", "equal")
"""The totals that are no reason to show a kind."""
BESIDE = {"accepted": "Accepted", "accepted_unused": "Accepted, but gone", "unmanaged": "Not managed"}
ENDED_WELL = ("planned", "applied")


class Line(t.NamedTuple):
    """A line of the table, and what it is about."""

    text: str
    tone: Tone = ""


class Row(t.NamedTuple):
    """One change or difference, with its fields, and what else is to be said about it; those of a group follow each other."""

    word: str
    name: str
    fields: t.Sequence[Field]
    notes: t.Sequence[str] = ()
    group: str = ""
    loses: bool = False


def table(result: Json, cells: int, most: int) -> list[Line]:
    """Return the result of a task as lines of at most `cells`, `most` changes of them; raises ValueError if it has no plan."""
    try:
        lines = _lines(result, cells, most)
    except (KeyError, TypeError, AttributeError):
        lines = []
    failed = [Line(f"Failed: {result.get('msg', 'no message')}", "delete")] if result.get("failed") else []
    if not lines and not failed:
        raise ValueError(
            "plan_table needs the result of a task that plans or compares, such as descope_sync or descope_drift_info; this "
            f"has neither a plan nor differences. It has: {', '.join(sorted(map(str, result))) or 'nothing'}."
        )
    return [Line(text, line.tone) for line in (*failed, *lines) for text in wrapped(harmless(line.text), cells)]


def identity(result: Json) -> str:
    """Return what tells this plan, or these differences, from all others; empty when there is neither."""
    plan = result.get("plan")
    if isinstance(plan, Mapping):
        return str(plan.get("hash", ""))
    if "differences" not in result:
        return ""
    return hashlib.sha256(json.dumps(result["differences"], sort_keys=True, default=str).encode()).hexdigest()


def _lines(result: Json, cells: int, most: int) -> list[Line]:
    compared = result.get("comparison", result)
    if isinstance(result.get("plan"), Mapping):
        return _plan(result["plan"], result, cells, most)
    if "drift" in result:
        return _drift(result, cells, most)
    return _comparison(compared, cells, most) if "equal" in compared else []


def _plan(plan: Json, result: Json, cells: int, most: int) -> list[Line]:
    totals = _totals(plan["kinds"], TOTALS, cells)
    foot = [Line(""), *totals] if totals else []
    if not plan["total"]:
        return [Line("Nothing to change."), *foot]
    # All lists of a result are in the order of the plan, and each ends when it is long enough.
    listed: t.Iterator[tuple[t.Any, ...]] = itertools.zip_longest(
        plan["lines"], result.get("results") or (), result.get("diff") or (), fillvalue={}
    )
    rows = [_change(str(line), outcome, documents) for line, outcome, documents in listed if str(line)[:1] in SIGNS.values()]
    ranked = sorted(range(len(rows)), key=lambda number: (not rows[number].loses, number))
    shown = [rows[number] for number in sorted(ranked[:most])]
    deletes = plan["deletes"] - sum(row.word == "delete" for row in shown)
    return [*_grid(shown, cells), *_others(plan["total"] - len(shown), deletes, result), *foot]


def _change(line: str, outcome: Json, documents: Json) -> Row:
    """Return a row of a change's line, such as `- delete tenant acme (in use by 2 users)`, and what the result says of it."""
    _sign, word, rest = line.split(" ", 2)
    name = f"{outcome.get('kind')} {outcome.get('key')}"
    if not rest.startswith(name):
        name = rest  # not listed any more
    named, _parenthesis, told = rest[len(name) :].removeprefix(": ").partition(" (")
    notes = [f"({told}"] if told else []
    if (status := outcome.get("status", "planned")) not in ENDED_WELL:
        notes.append(f"{str(status).replace('_', ' ')}{': ' if 'error' in outcome else ''}{outcome.get('error', '')}")
    if documents.get("before_header") != name:
        documents = {}
    if "prepared" in documents:  # what differs, in lines
        notes += [text.strip() for text in str(documents["prepared"]).splitlines()[1:]]
        documents = {}
    fields = _values(word, named.split(", ") if named else [], documents, str(outcome.get("key")))
    return Row(word, name, fields, notes, loses=word == "delete" or bool(told))


def _values(word: str, names: t.Sequence[str], documents: Json, key: str) -> list[Field]:
    """Return the fields that change with their values, of a new document those that say something, of one that goes none."""
    before, after = documents.get("before") or {}, documents.get("after") or {}
    if word == "create":
        names = [name for name, value in after.items() if value and value != key]
    if not before and not after:
        return [(", ".join(names), "", "")] if names else []
    return [leaf for name in names if word != "delete" for leaf in _leaves(name, before.get(name), after.get(name))]


def _leaves(name: str, before: t.Any, after: t.Any) -> t.Iterator[Field]:
    """Yield what differs in a field, of a mapping each entry."""
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before != after:
        for part in sorted({*before, *after}):
            if before.get(part) != after.get(part):
                yield from _leaves(f"{name}.{part}", before.get(part), after.get(part))
        return
    old, new = _text(before), _text(after)
    pairs = enumerate(zip(old, new, strict=False))
    start = max(0, next((place for place, (one, other) in pairs if one != other), min(len(old), len(new))) - CONTEXT)
    yield name, _excerpt(old, start), _excerpt(new, start)


def _text(value: t.Any) -> str:
    """Return a value without quotes, which Ansible would show with a backslash before each."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_text(inner)}' for name, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    return str(value) or "(empty)"


def _excerpt(text: str, start: int) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{ELLIPSIS if start else ''}{text[start : start + LONGEST]}{ELLIPSIS if len(text) > start + LONGEST else ''}"


def _others(more: int, deletes: int, result: Json) -> list[Line]:
    if not more:
        return []
    path = str(result.get("plan_file") or "")
    where = f"The whole plan is in {path}" if path else "With plan_file, the whole plan is written to a file"
    lost = f", {deletes} of them deletes" if deletes else ""
    return [Line(f"... and {more} more{lost}. {where}.", "delete" if deletes else "")]


def _drift(result: Json, cells: int, most: int) -> list[Line]:
    beside = [Line(f"{word}: {count}") for name, word in BESIDE.items() if (count := len(result.get(name) or ()))]
    if not result["drift"]:
        return [Line(f"There is no drift against {result['against']}."), *beside]
    rows = [_difference(one, "live", "wanted") for one in result["differences"][:most]]
    more = sum(result["counts"].values()) - len(rows)
    counts = ", ".join(f"{count} {severity}" for severity, count in result["counts"].items())
    foot = [Line(""), Line(f"Drift against {result['against']}: {counts}."), *beside]
    return [*_grid(rows, cells), *_others_found(more), *foot]


def _comparison(compared: Json, cells: int, most: int) -> list[Line]:
    beside = [Line(f"Not compared: {kind}, {why}") for kind, why in compared["not_compared"].items()]
    if compared["equal"]:
        return [Line("There is no difference."), *beside]
    rows = [_difference(one, "before", "after") for one in compared["differences"][:most]]
    more = sum(one[name] for one in compared["kinds"].values() for name in ("added", "changed", "removed")) - len(rows)
    return [*_grid(rows, cells), *_others_found(more), Line(""), *_totals(compared["kinds"], COMPARED, cells), *beside]


def _others_found(more: int) -> list[Line]:
    return [Line(f"... and {more} more.")] if more else []


def _difference(one: Json, before: str, after: str) -> Row:
    fields, details = one.get("fields") or (), one.get("details") or ()
    leaves = [leaf for field in fields for leaf in _leaves(str(field["field"]), field[before], field[after])]
    if details:  # which say it in lines
        leaves = [(", ".join(str(field["field"]) for field in fields), "", "")]
    actors = ", ".join(dict.fromkeys(str(event.get("actor")) for event in one.get("changed_by") or ()))
    notes = [*map(str, details), *([f"(changed by {actors})"] if actors else [])]
    return Row(str(one["difference"]), f"{one['kind']} {one['key']}", leaves, notes, str(one.get("severity", "")))


def _totals(kinds: Json, heads: Mapping[str, str], cells: int) -> list[Line]:
    """Return a line of figures for each kind that is not as it should be, and their sums; as many figures as fit."""
    counted = [
        (str(plural), *(one[name] for name in heads))
        for plural, one in kinds.items()
        if any(one[name] for name in heads if name not in REST)
    ]
    if not counted:
        return []
    sums = [("total", *(sum(column) for column in zip(*(one[1:] for one in counted), strict=True)))] if len(counted) > 1 else []
    names = max(width(one[0]) for one in (*counted, *sums))
    ends = itertools.accumulate((len(GAP) + len(head) for head in heads.values()), initial=names)
    fitting = list(heads.values())[: sum(end <= cells for end in ends) - 1]
    lines = [Line(padded("", names) + "".join(f"{GAP}{head}" for head in fitting), "head")]
    for name, *figures in (*counted, *sums):
        texts = (f"{GAP}{figure:>{len(head)}}" for figure, head in zip(figures, fitting, strict=False))
        lines.append(Line(padded(name, names) + "".join(texts)))
    return lines


def _grid(rows: t.Sequence[Row], cells: int) -> list[Line]:
    """Return the rows under heads. Columns without anything in them are left out."""
    listed = [texts for row in rows for texts in _cells(row)]
    heads = [head if n < 2 or any(texts[n] for texts in listed) else "" for n, head in enumerate(HEADS)]
    widths = _widths([heads, *listed], cells)
    lines = [Line(text, "head") for texts in (heads, ["-" * one for one in widths]) for text in _joined(texts, widths)]
    for row, group in zip(rows, ("", *(row.group for row in rows)), strict=False):
        lines += [Line(f"{row.group}:", "head")] if row.group != group else []
        lines += [Line(text, TONES.get(row.word, "")) for text in _shown(row, widths, cells)]
    return lines


def _cells(row: Row) -> list[list[str]]:
    """Return the cells of a row, a list for each field; of one without fields only the first, as its name needs no column."""
    sign = f"{SIGNS.get(TONES.get(row.word, ''), ' ')} {row.word}"
    first, *others = row.fields or [("", "", "")]
    lines = [(sign, row.name if row.fields else "", *first), *(("", "", *field) for field in others)]
    return [[harmless(text) for text in texts] for texts in lines]


def _shown(row: Row, widths: t.Sequence[int], cells: int) -> list[str]:
    """Return a row as lines, with its notes below the object, or after it where there are no fields."""
    indent = " " * (widths[0] + 1)
    listed, notes = _cells(row), list(row.notes)
    lines = [text for texts in listed for text in _joined(texts, widths)]
    if not row.fields:
        notes[:1] = [" ".join((row.name, *notes[:1]))]
    below = [text for note in notes for text in wrapped(harmless(note), cells - len(indent))]
    if not row.fields:
        lines = [padded(listed[0][0], len(indent)) + below.pop(0)]
    return [*lines, *(indent + text for text in below)]


def _widths(lines: t.Sequence[t.Sequence[str]], cells: int) -> list[int]:
    """Return how wide the columns are: as wide as they must be, and what is too much is taken from values rather than names."""
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    gaps = sum(map(bool, widths[2:])) * len(GAP) + 1
    while sum(widths) + gaps > cells:
        values = [n for n in (3, 4) if widths[n] > LEAST_VALUE]
        widths[max(values or range(1, len(widths)), key=widths.__getitem__)] -= 1
    return widths


def _joined(texts: t.Sequence[str], widths: t.Sequence[int]) -> list[str]:
    """Return cells side by side; one space before the object, so that `+ create tenant acme` can be searched for."""
    columns = [(wrapped(text, size), size) for text, size in zip(texts, widths, strict=True) if size]
    lines = []
    for parts in itertools.zip_longest(*(column for column, _size in columns), fillvalue=""):
        what, *rest = (padded(part, size) for part, (_column, size) in zip(parts, columns, strict=True))
        lines.append(f"{what} {GAP.join(rest)}".rstrip())
    return lines
