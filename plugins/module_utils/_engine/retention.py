# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backups may go, from their ages and states alone; what is on disk and what time it is are the store's business.

Ages count from the newest verified backup and never from a clock, so a store that stopped receiving backups keeps all it
has, however long ago that was. For the same reason a backup dated in the future can't be told from the newest one: it makes
the others look old, and what then protects them is that the newest three always stay.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta

from .._errors import InvalidInput

ALWAYS_KEPT = 3


@dataclass(frozen=True)
class Candidate:
    """What retention knows of a backup; `verified` says that it was just found complete and unchanged."""

    id: str
    created_at: datetime
    verified: bool


@dataclass(frozen=True)
class Decision:
    """What becomes of one backup, and why; `leave` means that it is none of retention's business."""

    id: str
    action: t.Literal["keep", "remove", "leave"]
    reason: str


def choose(backups: t.Iterable[Candidate], *, keep_days: int, keep_last: int) -> list[Decision]:
    """Return a decision for each backup, newest first.

    A verified backup goes when it is more than `keep_days` days older than the newest verified one and is not among the
    newest `keep_last` verified ones; the newest three stay whatever is asked. A backup that is not verified is left alone.
    Raises InvalidInput unless both numbers are 1 or more.
    """
    check_policy(keep_days, keep_last)
    newest_first = sorted(backups, key=lambda backup: (backup.created_at, backup.id), reverse=True)
    verified = [backup for backup in newest_first if backup.verified]
    places = {backup.id: place for place, backup in enumerate(verified)}
    return [_decide(backup, places.get(backup.id), verified, keep_days, keep_last) for backup in newest_first]


def check_policy(keep_days: int, keep_last: int) -> None:
    """Raise InvalidInput for a policy that would keep nothing."""
    for name, value in (("keep_days", keep_days), ("keep_last", keep_last)):
        if value < 1:
            raise InvalidInput(f"{name} must be 1 or more, not {value}.", hint="No backup was removed.")


def _decide(backup: Candidate, place: int | None, verified: t.Sequence[Candidate], keep_days: int, keep_last: int) -> Decision:
    if place is None:
        return Decision(backup.id, "leave", "it is not verified")
    count = max(ALWAYS_KEPT, keep_last)
    if place < count:
        return Decision(backup.id, "keep", f"it is one of the newest {count}")
    age = verified[0].created_at - backup.created_at
    older = f"it is {age.days} days older than the newest"
    if age.days < keep_days or age == timedelta(days=keep_days):
        return Decision(backup.id, "keep", f"{older}, and backups are kept for {keep_days} days")
    return Decision(backup.id, "remove", f"{older}, and backups are kept for {keep_days} days only")
