# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The completeness statement: of each kind there is, what a state holds and what it can't."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.completeness import Statement, statements
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import state, tenant
from tests.unit.plugins.module_utils._kinds.toys import Box, Desk


class LossyBox(Box):
    """A kind that says what a restore can't bring back."""

    lossy: t.ClassVar[t.Mapping[str, str]] = {"warmth": "it is gone", "age": "it is new"}

    def unreadable(self, document: Document) -> tuple[str, ...]:
        return ("masterKey",) if document["name"].startswith("locked") else ()


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "boxes", LossyBox())
    monkeypatch.setitem(KINDS, "desks", Desk())


def boxes(*names: str) -> tuple[Document, ...]:
    return tuple({"name": name} for name in names)


def test_each_kind_there_is_has_a_statement_and_only_one_that_was_asked_for_holds_anything() -> None:
    told = statements(state(tenants=[tenant("a"), tenant("b")]))
    assert list(told) == list(KINDS)
    assert told.pop("tenants") == Statement("complete", "", 2)
    assert set(told.values()) == {Statement("not_asked", "", 0)}


def test_an_empty_kind_is_complete_and_not_the_same_as_one_that_was_not_asked_for() -> None:
    assert statements(state(tenants=[]))["tenants"] == Statement("complete", "", 0)


def test_a_gap_is_not_supported_and_says_why() -> None:
    told = statements(State({"tenants": ()}, {"roles": "not included in the plan"}))
    assert told["roles"] == Statement("not_supported", "not included in the plan", 0)


def test_a_kind_that_was_read_inside_some_owners_is_partial_and_names_them() -> None:
    desks = ({"tenantId": "b", "name": "x"},)
    told = statements(State({"desks": desks}, {}, {"desks": frozenset({"c", "b"})}))
    assert told["desks"] == Statement("partial", "only those of 2 tenants", 1, ["b", "c"])


def test_a_kind_that_was_read_inside_no_owner_at_all_is_partial_too() -> None:
    assert statements(State({"desks": ()}, {}, {"desks": frozenset()}))["desks"].status == "partial"


def test_secrets_and_losses_make_a_kind_partial_once_there_is_a_document() -> None:
    assert statements(State({"boxes": ()}))["boxes"] == Statement("complete", "", 0)
    one = statements(State({"boxes": boxes("open")}))["boxes"]
    assert (one.status, one.reason) == ("partial", "age: it is new; warmth: it is gone")
    three = statements(State({"boxes": boxes("locked1", "open", "locked2")}))["boxes"]
    assert (three.documents, three.reason.partition(";")[0]) == (3, "secrets of 2 of them can't be read")
