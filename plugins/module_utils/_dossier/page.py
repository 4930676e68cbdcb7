# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier as one HTML page: no scripts, nothing loaded from anywhere, every value escaped by the template engine."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime
from itertools import groupby

from .._deps import jinja_library
from .page_template import TEMPLATE
from .record import SEVERITIES, Dossier, Item, Json
from .style import STYLE

MOST_ITEMS = 1000
OPEN_ITEMS, OPEN_KINDS = 10, 40  # with more of them, they are closed until somebody opens them
PARTS = ("creates", "updates", "deletes")
LONGEST_DOCUMENT = 20_000  # characters


def page(dossier: Dossier) -> str:
    """Return the page; raises MissingDependency without Jinja2."""
    environment = jinja_library().Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    shown = _first(dossier)
    return str(
        environment.from_string(TEMPLATE).render(
            style=STYLE,
            dossier=dossier,
            groups=[(kind, list(items)) for kind, items in groupby(sorted(shown, key=_by_kind), key=_by_kind)],
            left_out=dossier.left_out + len(dossier.items) - len(shown),
            open_items=len(shown) <= OPEN_ITEMS,
            open_kinds=len(shown) <= OPEN_KINDS,
            kinds=_bars(dossier.kinds),
            phases=_spans(dossier),
            document=_document,
            severities=SEVERITIES,
            most=MOST_ITEMS,
        )
    )


def _first(dossier: Dossier) -> list[Item]:
    """Return the items that the page has room for: what goes and what failed before anything else, in their order."""
    if len(dossier.items) <= MOST_ITEMS:
        return list(dossier.items)
    failed = {id(item) for item in dossier.failures}
    first = sorted(dossier.items, key=lambda item: not (item.destroys or id(item) in failed))[:MOST_ITEMS]
    kept = {id(item) for item in first}
    return [item for item in dossier.items if id(item) in kept]


def _by_kind(item: Item) -> str:
    return item.kind


def _bars(kinds: t.Mapping[str, Json]) -> list[Json]:
    """Return per kind that changes its counts, and how long each part of its bar is, in percent of the longest."""
    counts = {
        kind: {name: int(one.get(name) or 0) for name in ("creates", "updates", "deletes")} for kind, one in kinds.items()
    }
    longest = max((sum(one.values()) for one in counts.values()), default=0)
    return [
        {"name": kind, **one, "percent": {name: round(100 * count / longest, 2) for name, count in one.items()}}
        for kind, one in counts.items()
        if sum(one.values())
    ]


def _spans(dossier: Dossier) -> list[Json]:
    """Return the phases with their place on the timeline in percent, and their length in seconds."""
    times = [
        (phase, datetime.fromisoformat(phase.started_at), datetime.fromisoformat(phase.ended_at)) for phase in dossier.phases
    ]
    if not times:
        return []
    first, last = min(start for _phase, start, _end in times), max(end for _phase, _start, end in times)
    whole = (last - first).total_seconds() or 1.0
    return [
        {
            "name": phase.name,
            "at": phase.started_at,
            "seconds": int((end - start).total_seconds()),
            "left": round(99 * (start - first).total_seconds() / whole, 2),
            "width": max(0.5, round(99 * (end - start).total_seconds() / whole, 2)),
        }
        for phase, start, end in times
    ]


def _document(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    more = len(text) - LONGEST_DOCUMENT
    return f"{text[:LONGEST_DOCUMENT]}\n… and {more} characters more, see the JSON file" if more > 0 else text
