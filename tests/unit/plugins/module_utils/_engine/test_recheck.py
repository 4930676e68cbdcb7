# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last look before a write: an edit since the plan stops that document, what the run itself does stops nothing."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import apply
from ansible_collections.descope.mgmt.plugins.module_utils._engine.following import moves
from ansible_collections.descope.mgmt.plugins.module_utils._engine.recheck import recheck
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Conflict
from tests.unit.plugins.builders import permission, planned, read, role, run_plan, state, tenant
from tests.unit.plugins.model_api import ModelApi


def test_an_edit_since_the_plan_stops_that_document_and_no_other() -> None:
    """Reliability #91."""
    api = ModelApi(tenants=[tenant("a"), tenant("b")])
    plan = planned(read(api), state(tenants=[{"id": "a", "disabled": True}, {"id": "b", "disabled": True}]))
    api.edit_tenant("a", name="Somebody's")
    journal = run_plan(plan, api, on_error="continue")
    outcomes = {str(change): journal.outcome_of(change).status for change in plan.changes}
    assert outcomes == {"tenant a": "conflict", "tenant b": "applied"}
    live = read(api).keyed("tenants")
    assert (live["a"]["disabled"], live["b"]["disabled"]) == (False, True)


class EditedAfterALook(ModelApi):
    """Somebody renames a tenant right after it was looked at for the first time."""

    async def get(self, path: str, **query: str) -> t.Any:
        found = await super().get(path, **query)
        if path == "/v1/mgmt/tenant" and self.reads.count(path) == 1:
            self.edit_tenant(query["id"], name="Somebody's")
        return found


def test_a_look_that_is_no_longer_fresh_when_its_turn_comes_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "FRESH", -1)
    api = EditedAfterALook(tenants=[tenant("a")])
    (outcome,) = run_plan(planned(read(api), state(tenants=[{"id": "a", "disabled": True}])), api).failures
    assert "somebody changed its name" in str(outcome.error)


def test_what_is_to_be_deleted_is_looked_at_too() -> None:
    api = ModelApi(tenants=[tenant("a"), tenant("b")])
    plan = planned(read(api), state(), absent={"tenants": ({"id": "a"},)})
    api.edit_tenant("a", name="Somebody's")
    (outcome,) = run_plan(plan, api).failures
    assert "somebody changed its name" in str(outcome.error)
    assert set(read(api).keyed("tenants")) == {"a", "b"}


def test_a_document_that_is_gone_is_not_made_again_by_an_update() -> None:
    api = ModelApi(tenants=[tenant("a"), tenant("b")])
    plan = planned(read(api), state(tenants=[{"id": "a", "disabled": True}]))
    api.remove_tenant("a")
    (outcome,) = run_plan(plan, api).failures
    assert isinstance(outcome.error, Conflict)
    assert set(read(api).keyed("tenants")) == {"b"}


def test_what_follows_a_rename_of_the_same_run_is_no_edit() -> None:
    api = ModelApi(permissions=[permission("p")], roles=[role("r", permissionNames=["p"])])
    desired = state(
        permissions=[{"name": "p", "newName": "q"}], roles=[{"name": "r", "description": "d", "permissionNames": ["q"]}]
    )
    assert run_plan(planned(read(api), desired), api).failures == []


def test_a_creation_is_not_looked_at() -> None:
    (change,) = planned(state(tenants=[]), state(tenants=[{"id": "a", "name": "A"}])).changes
    asyncio.run(recheck(change, t.cast("t.Any", None), moves([change]), has_company=False))
    assert change.before is None
