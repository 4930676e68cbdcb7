# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say per kind what a state holds of it and what it can't: the completeness statement of a backup; pure."""

from __future__ import annotations

import typing as t

from .._kinds._base import Document, Kind
from .._kinds._fields import present
from .._kinds.registry import KINDS
from .state import State

Status = t.Literal["complete", "partial", "not_supported", "not_asked"]


class Statement(t.NamedTuple):
    """What is to be said of one kind; `within` names the owners inside which it was read, None when everywhere."""

    status: Status
    reason: str
    documents: int
    within: list[str] | None = None


def statements(state: State) -> dict[str, Statement]:
    """Return what `state` holds of each kind there is, by plural."""
    return {plural: _statement(kind, state) for plural, kind in KINDS.items()}


def missing_secrets(kind: Kind, document: Document) -> list[str]:
    """Return the paths of the secrets that `document` has or may have, and that are not in it."""
    return [path for path in kind.unreadable(document) if not present(document, [path])]


def _statement(kind: Kind, state: State) -> Statement:
    plural = kind.plural
    if plural in state.gaps:
        return Statement("not_supported", state.gaps[plural], 0)
    if plural not in state.documents:
        return Statement("not_asked", "", 0)
    documents = state.documents[plural]
    within = sorted(state.owners[plural]) if plural in state.owners else None
    secret = sum(bool(missing_secrets(kind, document)) for document in documents)
    reasons = [
        "" if within is None else f"only those of {len(within)} {kind.owner}",
        f"secrets of {secret} of them can't be read" if secret else "",
        *([f"{what}: {why}" for what, why in sorted(kind.lossy.items())] if documents else []),
    ]
    told = "; ".join(reason for reason in reasons if reason)
    return Statement("partial" if told else "complete", told, len(documents), within)
