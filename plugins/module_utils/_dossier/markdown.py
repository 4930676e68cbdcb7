# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier as Markdown, for a pull request, a ticket or a chat; what names and values hold can't become markup there."""

from __future__ import annotations

import re
import typing as t

from .record import SEVERITIES, Dossier, Item

MOST_ITEMS, MOST_DETAILS = 200, 20
SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&@:$^=])")


def markdown(dossier: Dossier) -> str:
    """Return the text, which ends with a line break."""
    parts = [
        *(_head(dossier), _facts(dossier), _kinds(dossier), _changes(dossier)),
        *(_accepted(dossier), _history(dossier), _lists(dossier)),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def plain(value: object) -> str:
    """Return a value as Markdown that shows just that, in one line."""
    return SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def code(value: object) -> str:
    """Return a value in one line as code; the fence is longer than any run of backticks in it."""
    text = " ".join(str(value).split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _head(dossier: Dossier) -> t.Iterator[str]:
    yield f"# {dossier.title}: {dossier.state}"
    yield ""
    yield f"Project {code(dossier.project_id)}: {dossier.counts_in_words}."
    yield ""
    if dossier.message:
        yield f"> **{plain(dossier.message)}**"
        yield ""
    if dossier.needs_approval and dossier.state == "planned":
        yield f"> Needs approval: {plain(dossier.needs_approval)}."
        yield ""


def _facts(dossier: Dossier) -> t.Iterator[str]:
    by = dossier.written_by
    facts = {
        "API": dossier.api_base,
        "Plan hash": dossier.plan_hash,
        "Asked for by": dossier.requested_by,
        "Written by": " on ".join(str(by[name]) for name in ("user", "host") if by.get(name)),
        "AWX job": by.get("awx_job_id"),
        "Written at": dossier.written_at,
        "Run": dossier.run,
        "Compared with": dossier.against,
        "From the backup": dossier.source.get("path"),
        "Backup of before": dossier.backup.get("path"),
        "Verified": dossier.verified,
        "Score in percent": dossier.score,
        "Calls": dossier.budget.get("calls"),
        "Seconds": dossier.budget.get("seconds"),
    }
    yield from (f"- {name}: {code(value)}" for name, value in facts.items() if value)
    yield from (f"- {phase.name}: {phase.started_at} to {phase.ended_at}" for phase in dossier.phases)
    yield ""


def _kinds(dossier: Dossier) -> t.Iterator[str]:
    rows = {kind: [one.get(name) or 0 for name in ("creates", "updates", "deletes")] for kind, one in dossier.kinds.items()}
    if any(any(row) for row in rows.values()):
        yield "| kind | create | update | delete |"
        yield "| --- | ---: | ---: | ---: |"
        yield from (f"| {plain(kind)} | {' | '.join(map(str, row))} |" for kind, row in rows.items() if any(row))
        yield ""


def _changes(dossier: Dossier) -> t.Iterator[str]:
    yield "## Differences" if dossier.action == "drift" else "## Changes"
    yield ""
    if not dossier.items:
        yield "There are none."
    first = sorted(dossier.items, key=lambda item: not (item.destroys or item.error))[:MOST_ITEMS]
    for item in first:
        yield from _change(item)
    more = dossier.left_out + len(dossier.items) - len(first)
    if more:
        yield f"- … and {more} more, which are in the JSON file as far as the plan file has them"
    yield ""


def _accepted(dossier: Dossier) -> t.Iterator[str]:
    if dossier.accepted:
        yield from ("## Accepted", "", "These differences are known and do not count.", "")
        yield from (
            f"- {code(one.in_words)} {plain(one.severity)}, {plain(one.end)}: {plain(one.reason)}"
            for one in dossier.acceptances[:MOST_ITEMS]
        )
        more = len(dossier.accepted) - MOST_ITEMS
        yield from ([f"- … and {more} more, which are in the JSON file"] if more > 0 else [])
        yield ""
    if dossier.accepted_unused:
        yield from ("## Accepted, but gone", "", "Nothing differs there any more, so these entries can be removed.", "")
        yield from (f"- {code(one.in_words)}: {plain(one.reason)}" for one in dossier.useless)
        yield ""


def _history(dossier: Dossier) -> t.Iterator[str]:
    if dossier.history:
        yield from ("## The last runs", "")
        yield "| time | compared with | worst | critical | warning | info | accepted |"
        yield "| --- | --- | --- | ---: | ---: | ---: | ---: |"
        for run in dossier.history:
            counts = [str(run["counts"].get(severity, "")) for severity in SEVERITIES]
            cells = [plain(run[name]) for name in ("time", "against", "worst")]
            yield f"| {' | '.join([*cells, *counts, str(run['accepted'])])} |"
        yield ""


def _change(item: Item) -> t.Iterator[str]:
    yield f"- {code(item.line)} {plain(item.status.replace('_', ' '))}"
    if item.error:
        yield f"  - **{plain(item.error)}**"
    if item.who:
        yield f"  - Last changed by {plain(item.who)}"
    for one in item.details[:MOST_DETAILS]:
        told = " → ".join(code(text) for text in (one["before"], one["after"]) if text)
        yield f"  - {code(one['sign'])} {code(one['what'])}{f': {told}' if told else ''}"
    if len(item.details) > MOST_DETAILS:
        yield f"  - … and {len(item.details) - MOST_DETAILS} more"


def _lists(dossier: Dossier) -> t.Iterator[str]:
    if dossier.enter_again:
        yield from ("## To be entered again by hand", "", "These secrets are in no backup.", "")
        yield from (f"- {code(line)}" for line in dossier.enter_again)
        yield ""
    if dossier.next_steps or dossier.way_back:
        yield from ("## How to go back" if dossier.way_back else "## What to do next", "")
        yield from (f"{plain(step)}\n" for step in dossier.next_steps)
        yield from (["    " + " ".join(dossier.way_back.split())] if dossier.way_back else [])
        yield ""
    if dossier.unmanaged:
        yield from ("## Not managed", "", f"{len(dossier.unmanaged)} live documents are not desired, and stay.", "")
