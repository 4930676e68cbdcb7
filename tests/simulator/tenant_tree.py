# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is whose sub-tenant: the server computes `successors`, clients cannot set it (descope-api 2.1)."""

from __future__ import annotations

from .store import Doc, State


def children_of(state: State, tenant_id: str) -> list[str]:
    """The direct sub-tenants of a tenant."""
    return _children(state).get(tenant_id, [])


def with_successors(state: State, doc: Doc) -> Doc:
    """The tenant as it is answered: with all its descendants, nearest first (descope-api 5 row 22, inferred)."""
    children = _children(state)
    found: dict[str, None] = {}
    waiting = list(children.get(doc["id"], ()))
    while waiting:
        tenant_id = waiting.pop(0)
        if tenant_id not in found and tenant_id != doc["id"]:
            found[tenant_id] = None
            waiting.extend(children.get(tenant_id, ()))
    return {**doc, "successors": list(found)}


def _children(state: State) -> dict[str, list[str]]:
    index: dict[str, list[str]] = state.derived("tenant children", lambda: _build(state))
    return index


def _build(state: State) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for doc in state.docs("tenants").values():
        if doc["parent"]:
            index.setdefault(doc["parent"], []).append(doc["id"])
    return index
