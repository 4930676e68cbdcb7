# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two states of a screen, for people: its parts, their texts and other properties, its buttons.

A screen of an export has its parts by id in `htmlTemplate`, each with `displayName`, `props` and the ids of what is inside as
`nodes`, and in `interactions` what a person can do there (seen in real exports). Other shapes are compared leaf by leaf.
"""

from __future__ import annotations

import typing as t

from ._leaves import Detail, leaf_details, short

Json = t.Mapping[str, t.Any]

DRAWN = ("htmlTemplate", "interactions")
LABELS = ("children", "text", "label", "placeholder", "title")
MOST_TEXTS = 5


def drawn_details(before: Json, after: Json) -> t.Iterator[Detail]:
    """Yield what differs on a screen: by its parts where it has them by id, by its leaves else."""
    rest = [{name: value for name, value in one.items() if name not in DRAWN} for one in (before, after)]
    yield from leaf_details(rest[0], rest[1])
    old, new = before.get("htmlTemplate"), after.get("htmlTemplate")
    if old is None or new is None or not (_is_parts(old) and _is_parts(new)):
        yield from leaf_details(old, new, "htmlTemplate")
    else:
        for key in sorted({*old, *new}):
            yield from _part_details(old.get(key), new.get(key))
    if old == new:  # else they are buttons that were told of
        yield from leaf_details(labels(before.get("interactions")), labels(after.get("interactions")), "interactions")


def _is_parts(template: t.Any) -> bool:
    return isinstance(template, dict) and all(isinstance(part, dict) and "displayName" in part for part in template.values())


def _part_details(before: Json | None, after: Json | None) -> t.Iterator[Detail]:
    if before is None or after is None:
        part = after or before or {}
        called, told = short(part.get("displayName")), ", ".join(texts(part.get("props")))
        yield Detail("+", called, after=told) if after else Detail("-", called, before=told)
        return
    called = short(after.get("displayName"))
    old, new = (one.get("props") or {} for one in (before, after))
    for one in leaf_details(old, new):
        yield Detail(one.sign, f"{called}: {one.what}", one.before, one.after)
    inside = [[str(node) for node in one.get("nodes") or ()] for one in (before, after)]
    if inside[0] != inside[1] and sorted(inside[0]) == sorted(inside[1]):
        yield Detail("~", f"{called}: order of what is in it", *(", ".join(nodes) for nodes in inside))


def texts(value: t.Any) -> list[str]:
    """Return what a person reads of a part or a screen, the first texts."""
    found: list[str] = []
    stack = [value]
    while stack and len(found) < MOST_TEXTS:
        one = stack.pop(0)
        if isinstance(one, dict):
            found += [f'"{short(one[name])}"' for name in LABELS if isinstance(one.get(name), str) and one[name].strip()]
            stack += [inner for inner in one.values() if isinstance(inner, (dict, list))]
        elif isinstance(one, list):
            stack += one
    return found[:MOST_TEXTS]


def labels(interactions: t.Any) -> dict[str, str]:
    """Return the labels of interactions by their ids."""
    known = (one for one in interactions if isinstance(one, dict)) if isinstance(interactions, list) else ()
    return {str(one.get("id")): short(one["label"]) for one in known if one.get("label")}
