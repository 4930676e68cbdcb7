# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two states that were read, of one project at two times or of two projects; pure, and no plan.

A plan says what a run would do and refuses what none can. A comparison refuses nothing, and also shows what no call can change.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass

from .._kinds._base import Document, Kind
from .._kinds._fields import present, value_at
from .._kinds.registry import KINDS
from .plan import changed_fields
from .state import State

Word = t.Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Difference:
    """A document that is not the same in both states; `fields` are the API names that differ, of one that is in both."""

    kind: Kind
    key: str
    what: Word
    before: Document | None
    after: Document | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What came of comparing two states: the kinds that both hold, their differences, and how many documents are equal."""

    kinds: tuple[Kind, ...]
    differences: tuple[Difference, ...]
    equal: t.Mapping[str, int]
    not_compared: t.Mapping[str, str]

    def count(self, what: Word, plural: str) -> int:
        """How many documents of a kind were added, changed or removed."""
        return sum(one.what == what and one.kind.plural == plural for one in self.differences)


def compare(before: State, after: State) -> Comparison:
    """Return what came, went or changed between `before` and `after`; what the server makes up is not compared.

    Secrets are compared where both states hold them, as encrypted backups can.
    """
    differences: list[Difference] = []
    equal: Counter[str] = Counter()
    both = [KINDS[plural] for plural in before.kinds if plural in after.documents]
    for kind in both:
        earlier = before.keyed(kind.plural)
        later = after.documents[kind.plural]
        found = kind.find_all(later, earlier)
        for document, key in zip(later, found, strict=True):
            if key is None:
                differences.append(Difference(kind, kind.key(document), "added", None, document))
            elif fields := _differing(kind, earlier[key], document):
                differences.append(Difference(kind, key, "changed", earlier[key], document, fields))
            else:
                equal[kind.plural] += 1
        gone = earlier.keys() - set(found)
        differences += [Difference(kind, key, "removed", earlier[key], None) for key in sorted(gone)]
    return Comparison(tuple(both), tuple(differences), equal, _not_compared(before, after))


def _differing(kind: Kind, before: Document, after: Document) -> tuple[str, ...]:
    secrets = set(present(before, kind.secrets)) & set(present(after, kind.secrets))
    changed_secrets = sorted(path for path in secrets if value_at(before, path) != value_at(after, path))
    # Ids that Descope makes are those of `before` then, as for a plan.
    return (*changed_fields(kind, before, kind.overlay(before, after)), *changed_secrets)


def _not_compared(before: State, after: State) -> dict[str, str]:
    """Return the kinds that only one of the states holds, with why as far as it is known."""
    one_sided = {*before.kinds} ^ {*after.kinds}
    return {
        plural: before.gaps.get(plural) or after.gaps.get(plural) or "only one of the two holds it"
        for plural in KINDS
        if plural in one_sided
    }
