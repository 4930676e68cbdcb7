# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail of a project beside its backups: a line for each run that wrote, each with a hash of all before it."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

from .._strict_json import Damage
from .archive_disk import Directory
from .chained_log import ChainedLog, go_on
from .manifest import Author
from .places import AUDIT

Json = dict[str, t.Any]


def note(project: Directory, entry: Json) -> str:
    """Add `entry` to the trail, and return why that needed a word to a person, if it did.

    A trail that is not what was written is kept aside, as evidence, and a new one is begun. Raises StorageFailed.
    """
    if project.look(AUDIT) is None:
        log, problem = ChainedLog(project, AUDIT), ""
    else:
        try:
            log, problem = go_on(project, AUDIT), ""
        except Damage as damage:
            aside = f"audit-damaged-{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}.jsonl"
            project.rename(AUDIT, aside)
            log, problem = ChainedLog(project, AUDIT), f"{damage}. It is kept as {aside}, and a new one was begun."
    with log:
        log.append({**entry, "note": problem} if problem else entry)
    return problem


def entry_of(author: Author, action: str, **told: t.Any) -> Json:
    """Return one line of the trail: who, when, what, and what came of it; ids, hashes and counts, never a document."""
    moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    who = {name: value for name, value in author.model_dump().items() if value is not None}
    return {"time": moment, "action": action, **who, **told}
