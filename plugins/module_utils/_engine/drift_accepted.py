# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences that people know of and accept, each for a reason and for as long as they said. Pure, the time is given."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone
from fnmatch import fnmatchcase

from .._errors import InvalidInput
from .._kinds._base import Kind
from .drift_rules import checked_kind, is_kind, worst_of

Json = dict[str, t.Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Acceptance:
    """One entry of the option `accepted`: patterns of what is accepted, why, and until when.

    Without `fields` it is for all fields, and for documents that are missing or unexpected as a whole.
    """

    kind: str
    key: str
    fields: tuple[str, ...]
    reason: str
    until: str
    ends: datetime | None

    def covers(self, kind: Kind, key: str) -> bool:
        """Say whether it is about a document."""
        return is_kind(kind, self.kind) and fnmatchcase(key, self.key)

    def covers_field(self, name: str) -> bool:
        """Say whether it is about a field of such a document, by its name in the user's spelling."""
        return not self.fields or any(fnmatchcase(name, pattern) for pattern in self.fields)

    def is_over(self, now: datetime) -> bool:
        """Say whether it accepts nothing any more."""
        return self.ends is not None and now > self.ends

    def __str__(self) -> str:
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.kind} {self.key}{fields}"

    def values(self) -> Json:
        """Return it as it was written."""
        return {
            "kind": self.kind,
            "key": self.key,
            "fields": list(self.fields),
            "reason": self.reason,
            "until": self.until or None,
        }


@dataclass
class Sorted:
    """What is left of the differences, what was accepted of them, and which entries were about any of them."""

    left: list[Json] = field(default_factory=list)
    accepted: list[Json] = field(default_factory=list)
    used: set[Acceptance] = field(default_factory=set)


def acceptances_of(written: t.Iterable[t.Mapping[str, t.Any]]) -> tuple[Acceptance, ...]:
    """Return the entries of the option `accepted`; raises InvalidInput for what can't be meant."""
    entries = []
    for number, one in enumerate(written):
        where = f"accepted[{number}]"
        reason, until = (str(one.get(name) or "").strip() for name in ("reason", "until"))
        if not reason:
            raise InvalidInput(f"{where}.reason is empty.", hint="Say why this difference is accepted, and by whom.")
        kind = checked_kind(str(one.get("kind") or ""), f"{where}.kind")
        ends = _end(until, f"{where}.until") if until else None
        entries.append(Acceptance(kind, one.get("key") or "*", tuple(one.get("fields") or ()), reason, until, ends))
    return tuple(entries)


def sort_out(differences: t.Iterable[tuple[Kind, Json]], entries: t.Sequence[Acceptance], now: datetime) -> Sorted:
    """Return what is left of `differences` when what the entries accept at the time `now` is taken out.

    A difference of which every field is accepted, or which is accepted as a whole, is not left. One that is accepted in part
    is as bad as its other fields, and names those that were accepted.
    """
    found = Sorted()
    for kind, difference in differences:
        about = [entry for entry in entries if entry.covers(kind, difference["key"])]
        if difference["fields"]:
            _sort_fields(difference, about, now, found)
        else:
            _sort_whole(difference, [entry for entry in about if not entry.fields], now, found)
    return found


def expired(entries: t.Iterable[Acceptance], now: datetime) -> list[str]:
    """Return a sentence for each entry that is over."""
    return [
        f"Drift of {entry} was accepted until {entry.until} and is no longer: {entry.reason}"
        for entry in entries
        if entry.is_over(now)
    ]


def _sort_whole(difference: Json, about: t.Sequence[Acceptance], now: datetime, found: Sorted) -> None:
    found.used.update(about)
    entry = next((one for one in about if not one.is_over(now)), None)
    if entry is None:
        found.left.append(difference)
    else:
        found.accepted.append(_accepted(difference, entry, difference["fields"]))


def _sort_fields(difference: Json, about: t.Sequence[Acceptance], now: datetime, found: Sorted) -> None:
    left: list[Json] = []
    by_entry: dict[Acceptance, list[Json]] = {}
    for one in difference["fields"]:
        fitting = [entry for entry in about if entry.covers_field(one["field"])]
        found.used.update(fitting)
        entry = next((each for each in fitting if not each.is_over(now)), None)
        (left if entry is None else by_entry.setdefault(entry, [])).append(one)
    found.accepted += [_accepted(difference, entry, fields) for entry, fields in by_entry.items()]
    if left:
        names = [one["field"] for fields in by_entry.values() for one in fields]
        worst = worst_of({one["severity"] for one in left})
        found.left.append({**difference, "severity": worst, "fields": left, **({"accepted": names} if names else {})})


def _accepted(difference: Json, entry: Acceptance, fields: list[Json]) -> Json:
    return {
        **{name: difference[name] for name in ("kind", "key", "difference")},
        "severity": worst_of({one["severity"] for one in fields}) if fields else difference["severity"],
        "fields": fields,
        "reason": entry.reason,
        "until": entry.until or None,
    }


def _end(text: str, where: str) -> datetime:
    """Return the last moment of a day in UTC, or the time that is written; raises InvalidInput for what is neither."""
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time.max, timezone.utc)
        written = datetime.fromisoformat(text[:-1] + "+00:00" if text[-1] in "zZ" else text)
        if written.tzinfo is None:
            raise ValueError("it has no zone")
    except ValueError:
        raise InvalidInput(
            f"{where}: {ascii(text)[:60]} is neither a day nor a time with its zone.",
            hint="Write it like 2026-12-31, which ends at midnight in UTC, or like 2026-12-31T18:00:00+01:00.",
        ) from None
    return written
