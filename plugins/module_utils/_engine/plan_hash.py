# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A short text that stands for a plan, so that what was approved can be compared with what would run now; pure.

It is a sha256 over the target and, for every change, the operation and both documents without what is never compared. Behind
it, after a dot, comes a fingerprint of five bytes per change: three for which document, two for what happens to it. They carry
no data; they let a refusal name the documents that moved.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import typing as t

from .._canonical import canonical, digest
from .._errors import StalePlan
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS
from .changes import Change, Plan
from .state import State

SCHEMA = 1
MOST_FINGERPRINTS = 1000  # about 6.7 kB of text; beyond it only the whole is compared
NAMED = 10


def plan_hash(plan: Plan) -> str:
    """Return the hash of `plan`: 64 hexadecimal digits, a dot, and the fingerprints in URL-safe base64."""
    changes = sorted((_address(change.kind.plural, change.key), _content(change)) for change in plan.changes)
    whole = digest([SCHEMA, plan.target.project_id, plan.target.api_base, changes])
    if not changes or len(changes) > MOST_FINGERPRINTS:
        return whole
    prints = b"".join(_short(address, 3) + _short(content, 2) for address, content in changes)
    return f"{whole}.{base64.urlsafe_b64encode(prints).decode().rstrip('=')}"


def refuse_stale(plan: Plan, approved: str, current: State, desired: State) -> None:
    """Raise StalePlan when `approved` is not the hash of `plan`, naming what is planned otherwise than was approved."""
    if approved == plan_hash(plan):
        return
    moved = moved_since(plan, approved, current, desired)
    named = ", ".join(moved[:NAMED]) + (f" and {len(moved) - NAMED} more" if len(moved) > NAMED else "")
    if not moved:
        what = ": it was made for another project or API."
    elif _fingerprints(approved):
        what = f"; moved since: {named}."
    else:
        what = f", which can't say what moved; it would now change {named}."
    raise StalePlan(
        f"The plan is no longer the one that was previewed{what} Nothing was changed.",
        hint="Preview again, look at the difference, and run with the new plan_hash.",
        moved=moved,
    )


def same_goal(one: Change, other: Change) -> bool:
    """Say whether two changes end in the same: the same document, made or updated to the same content, or deleted."""
    if one.kind is not other.kind or one.new_key != other.new_key or (one.after is None) != (other.after is None):
        return False
    return one.after is None or _compared(one.kind, one.after) == _compared(other.kind, other.after)


def moved_since(plan: Plan, approved: str, current: State, desired: State) -> list[str]:
    """Return the documents whose change is not the approved one, as `tenant acme`, sorted.

    Without fingerprints in `approved` they are all that `plan` changes.
    """
    before = _fingerprints(approved)
    now = {_short(_address(c.kind.plural, c.key), 3): _short(_content(c), 2) for c in plan.changes}
    differing = {which for which in before.keys() | now.keys() if before.get(which) != now.get(which)}
    names = {_short(_address(plural, key), 3): f"{KINDS[plural].name} {key}" for plural, key in _known(plan, current, desired)}
    found = sorted(names[which] for which in differing if which in names)
    lost = len(differing) - len(found)
    return [*found, f"{lost} that no longer exist"] if lost else found


def _known(plan: Plan, current: State, desired: State) -> t.Iterator[tuple[str, str]]:
    for state in (current, desired):
        for plural in state.kinds:
            yield from ((plural, KINDS[plural].key(document)) for document in state.documents[plural])
    yield from ((change.kind.plural, change.key) for change in plan.changes)


def _fingerprints(approved: str) -> dict[bytes, bytes]:
    text = approved.partition(".")[2]
    try:
        prints = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return {}
    return {prints[at : at + 3]: prints[at + 3 : at + 5] for at in range(0, len(prints), 5)}


def _address(plural: str, key: str) -> str:
    return f"{plural}/{key}"


def _content(change: Change) -> str:
    before, after = (_compared(change.kind, document) for document in (change.before, change.after))
    effects = sorted([effect.kind.plural, effect.key, effect.what] for effect in change.effects)
    return digest([change.operation, before, after, dict(change.options), effects])


def _compared(kind: Kind, document: Document | None) -> Document | None:
    if document is None:
        return None
    seen = {name: kind.comparable(name, value) for name, value in kind.neutral(document).items()}
    ordered = {name: sorted(value, key=canonical) if name in kind.unordered else value for name, value in seen.items()}
    return {name: value for name, value in ordered.items() if name not in kind.never_compared | kind.secrets}


def _short(text: str, size: int) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:size]
