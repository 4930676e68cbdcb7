# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a dossier says, as values: the same for all its formats, and what its JSON file holds."""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass, field

Json = dict[str, t.Any]
Action = t.Literal["sync", "restore", "undo", "drift", "drill"]
State = t.Literal["planned", "nothing to do", "done", "failed", "undone", "not carried out", "drift", "no drift"]

SCHEMA = 1
SEVERITIES = ("critical", "warning", "info")

TITLES: dict[Action, str] = {
    "sync": "Change of a Descope project",
    "restore": "Restore of a Descope project",
    "undo": "Undo in a Descope project",
    "drift": "Drift of a Descope project",
    "drill": "Restore drill in a scratch project",
}


@dataclass(frozen=True)
class Item:
    """One change or difference: what happens to which document, what differs, and what became of it.

    `operation` is `create`, `update` or `delete`, or of a comparison `missing`, `changed` or `unexpected`. `status` is that of
    a result, or the severity of a difference. `details` are of the form of `_kinds._leaves.Detail`.
    """

    kind: str
    key: str
    operation: str
    status: str
    line: str
    details: tuple[Json, ...] = ()
    error: str = ""
    before: Json | None = None
    after: Json | None = None
    who: str = ""

    @property
    def in_words(self) -> str:
        """The line without its sign."""
        return self.line[2:] if self.line[:2] in ("+ ", "~ ", "- ") else self.line

    @property
    def destroys(self) -> bool:
        """Whether a document goes."""
        return self.operation == "delete"


@dataclass(frozen=True)
class Acceptance:
    """A difference that somebody accepts, or an entry that accepts nothing any more, for people."""

    in_words: str
    severity: str
    reason: str
    until: str

    @classmethod
    def of(cls, one: Json) -> Acceptance:
        """Return what a task told of it."""
        fields = [str(each["field"] if isinstance(each, dict) else each) for each in one.get("fields") or ()]
        words = " ".join(str(one[name]) for name in ("kind", "key", "difference") if one.get(name))
        in_words = f"{words}: {', '.join(fields)}" if fields else words
        return cls(in_words, str(one.get("severity") or ""), str(one.get("reason") or ""), str(one.get("until") or ""))

    @property
    def end(self) -> str:
        """Until when, in words."""
        return f"until {self.until}" if self.until else "for ever"


@dataclass(frozen=True)
class Phase:
    """One part of the run on the timeline; times are ISO 8601 in UTC."""

    name: str
    started_at: str
    ended_at: str


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """All that is known of one change, before or after it, or of one comparison.

    Of a comparison, `accepted` and `accepted_unused` are as the task returned them, and `history` are the last runs, this one
    among them, the newest first, as `history.py` reads them.
    """

    action: Action
    state: State
    project_id: str
    api_base: str = ""
    written_at: str = ""
    written_by: Json = field(default_factory=dict)
    requested_by: str = ""
    plan_hash: str = ""
    needs_approval: str = ""
    counts: Json = field(default_factory=dict)
    kinds: Json = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    left_out: int = 0
    unmanaged: tuple[Json, ...] = ()
    message: str = ""
    budget: Json = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    run: str = ""
    backup: Json = field(default_factory=dict)
    source: Json = field(default_factory=dict)
    verified: str = ""
    enter_again: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    way_back: str = ""
    score: float | None = None
    against: str = ""
    worst: str = ""
    accepted: tuple[Json, ...] = ()
    accepted_unused: tuple[Json, ...] = ()
    history: tuple[Json, ...] = ()

    @property
    def title(self) -> str:
        """What the dossier is of."""
        return TITLES[self.action]

    @property
    def counts_in_words(self) -> str:
        """How many changes there are of which operation, or differences of which severity."""
        if self.action == "drift":
            return self._drift_in_words
        words = ("created", "updated", "deleted") if self.state == "done" else ("to create", "to update", "to delete")
        return ", ".join(f"{count} {word}" for count, word in zip(self.counts.values(), words, strict=True))

    @property
    def _drift_in_words(self) -> str:
        if self.state == "failed":
            return "The comparison failed, so nothing is known"
        accepted = [f"{len(self.accepted)} accepted"] if self.accepted else []
        counts = [f"{count} {name}" for name, count in self.counts.items() if count]
        return ", ".join([f"{len(self.items) + self.left_out} differences", *counts, *accepted])

    @property
    def deletes(self) -> tuple[Item, ...]:
        """The documents that go."""
        return tuple(item for item in self.items if item.destroys)

    @property
    def failures(self) -> tuple[Item, ...]:
        """What was to be made and is not known to be."""
        return tuple(item for item in self.items if item.status in ("failed", "conflict", "unknown", "not_attempted"))

    @property
    def acceptances(self) -> tuple[Acceptance, ...]:
        """What differs and is accepted."""
        return tuple(map(Acceptance.of, self.accepted))

    @property
    def useless(self) -> tuple[Acceptance, ...]:
        """What is accepted and does not differ any more."""
        return tuple(map(Acceptance.of, self.accepted_unused))

    def values(self) -> Json:
        """Return it as a JSON value, with the number of its schema."""
        return {"schema": SCHEMA, "title": self.title, **asdict(self)}
