# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applying and taking back what comes with something else: the service makes it itself, with defaults nobody wrote."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.apply import settle, shape_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Undone
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Conflict, NotFound, UnknownOutcome
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Client, Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import planned, role, run_plan, run_undo, state, tenant
from tests.unit.plugins.model_api import Fault, Json, refused
from tests.unit.plugins.model_settings import DEFAULTS, SettingsApi, plan_of, read_settings_too
from tests.unit.plugins.module_utils._kinds.toys import Box

NEW = state(tenants=[tenant("new")], tenant_settings=[{"tenantId": "new", "JITDisabled": True, "enabled": False}])
WANTED: Json = {**DEFAULTS, "JITDisabled": True, "enabled": False}


def api_of(*tenant_ids: str) -> SettingsApi:
    return SettingsApi(tenants=[tenant(one) for one in tenant_ids])


def paths(api: SettingsApi) -> list[str]:
    return ["/".join(path.split("/")[3:]) for path, _body in api.writes]


# --- applying ------------------------------------------------------------------------------------------------------------


def test_the_settings_of_a_new_tenant_are_laid_over_the_services_own() -> None:
    api = api_of()
    journal = run_plan(plan_of(api, NEW), api)
    assert (journal.failures, api.settings_of("new")) == ([], WANTED)
    assert plan_of(api, NEW).changes == ()


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "refused_after"])
@pytest.mark.parametrize("times", [1, 3])
def test_the_settings_of_a_new_tenant_survive_lost_answers(fault: Fault, times: int) -> None:
    api = api_of()
    api.faults = dict.fromkeys(range(1, 1 + times), fault) if fault != "refused_after" else {1: "lost_before", 2: fault}
    journal = run_plan(plan_of(api, NEW), api, concurrency=1)
    assert (journal.failures, api.settings_of("new")) == ([], WANTED)


def test_a_lost_answer_behind_which_the_settings_were_made_is_not_sent_again() -> None:
    api = api_of()
    api.faults = {1: "lost_after"}
    run_plan(plan_of(api, NEW), api)
    assert paths(api) == ["tenant/create", "tenant/settings"]


def test_settings_that_the_new_tenant_has_by_itself_are_not_sent() -> None:
    api = api_of()
    as_it_is = state(tenants=[tenant("new")], tenant_settings=[{"tenantId": "new", "enabled": True}])
    journal = run_plan(plan_of(api, as_it_is), api)
    assert ([outcome for outcome in journal.failures], paths(api)) == ([], ["tenant/create"])


def test_a_lost_answer_for_a_tenant_that_is_not_there_is_no_success() -> None:
    api = api_of()
    change = Change(KINDS["tenant_settings"], "gone", "create", None, {"tenantId": "gone", "enabled": False})
    with pytest.raises(NotFound):
        asyncio.run(settle(change, api))


def test_what_came_with_the_services_defaults_is_half_made_and_no_strangers_work() -> None:
    [_tenant, change] = plan_of(api_of(), NEW).changes
    kind = change.kind

    def found(**fields: t.Any) -> Document:
        return kind.from_api({**DEFAULTS, "tenantId": "new", **fields})

    shapes = [None, found(), found(JITDisabled=True), found(enabled=False), found(JITDisabled=True, enabled=False)]
    assert [shape_of(change, one) for one in shapes] == ["before", "between", "between", "between", "after"]


def test_settings_that_were_read_and_that_somebody_else_changes_are_a_strangers_work() -> None:
    api = api_of("acme")
    [change] = plan_of(api, state(tenant_settings=[{"tenantId": "acme", "JITDisabled": True}])).changes
    api.faults = {0: "lost_before"}
    api.on_write = lambda number: api.stored.update(acme={**DEFAULTS, "enabled": False})
    with pytest.raises(Conflict):
        asyncio.run(settle(change, api))
    assert len(api.writes) == 1


# --- what the service tells once -----------------------------------------------------------------------------------------


class TellingBox(Box):
    """Its key is made by the service and told at creation."""

    def __init__(self) -> None:
        self.there: dict[str, Document] = {}
        self.lose = False

    async def fetch(self, client: Client) -> list[Document]:
        return list(self.there.values())

    async def create(self, client: Client, document: Document) -> Document | None:  # type: ignore[override]
        self.there[document["name"]] = {**document, "masterKey": ""}
        if self.lose:
            raise UnknownOutcome("the answer was lost")
        return {"masterKey": "made by the service"}


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> TellingBox:
    kind = TellingBox()
    monkeypatch.setitem(KINDS, kind.plural, kind)
    return kind


def made(kind: TellingBox) -> Document | None:
    plan = planned(state(boxes=[]), state(boxes=[{"name": "a"}]))
    journal = run_plan(plan, api_of())
    [outcome] = [journal.outcome_of(change) for change in plan.changes]
    assert (outcome.status, outcome.error) == ("applied", None)
    return outcome.made


def test_what_the_service_tells_once_is_in_the_outcome(telling: TellingBox) -> None:
    assert made(telling) == {"masterKey": "made by the service"}


def test_what_was_told_in_a_lost_answer_is_not_known(telling: TellingBox) -> None:
    telling.lose = True
    assert made(telling) is None


# --- taking back ---------------------------------------------------------------------------------------------------------


def failed_run(api: SettingsApi, desired: State, *failing: int, **scope: t.Any) -> tuple[Undone, State]:
    """Return what the undo of a run did whose writes with these numbers were refused, and the state of before."""
    before = read_settings_too(api)
    api.faults = dict.fromkeys(failing, refused("no"))
    journal = run_plan(planned(before, desired, **scope), api, on_error="rollback", concurrency=1)
    api.faults = {}
    return run_undo(journal, before, api), before


def test_the_settings_of_a_tenant_that_this_run_created_go_with_it_and_are_no_step() -> None:
    api = api_of()
    undone, _before = failed_run(api, NEW)
    assert undone == Undone(("tenant new",), ())
    assert paths(api) == ["tenant/create", "tenant/settings", "tenant/delete"]


def test_a_new_tenant_whose_settings_were_refused_is_taken_back() -> None:
    api = api_of()
    undone, _before = failed_run(api, NEW, 1)
    assert undone == Undone(("tenant new",), ())
    assert list(read_settings_too(api).keyed("tenants")) == []


def test_settings_of_a_tenant_that_was_there_are_put_back() -> None:
    api = api_of("acme")
    desired = state(tenant_settings=[{"tenantId": "acme", "enabled": False, "JITDisabled": True}], roles=[role("r")])
    undone, before = failed_run(api, desired)
    assert (sorted(undone.undone), undone.left) == (["role r", "tenant_settings acme"], ())
    assert read_settings_too(api) == before


def test_the_settings_of_a_deleted_tenant_come_back_with_it() -> None:
    api = api_of("acme", "old")
    api.stored["old"] = {**DEFAULTS, "enabled": False, "JITDisabled": True}
    undone, before = failed_run(api, state(tenants=[{"id": "acme"}]), purge=True)
    assert undone.undone == ("tenant old",)
    assert api.settings_of("old").items() >= {**DEFAULTS, "enabled": False, "JITDisabled": True}.items()
    assert read_settings_too(api).keyed("tenant_settings") == before.keyed("tenant_settings")


def test_what_was_read_inside_some_tenants_only_is_read_there_only_for_the_undo() -> None:
    api = api_of("acme", "globex")
    within = {"tenant_settings": frozenset({"acme"})}
    before = read_settings_too(api, owners=within)
    journal = run_plan(planned(before, state(tenant_settings=[{"tenantId": "acme", "enabled": False}])), api)
    api.reads.clear()
    assert run_undo(journal, before, api) == Undone(("tenant_settings acme",), ())
    assert [path for path in api.reads if path.endswith("settings")] == ["/v1/mgmt/tenant/settings"] * 3
    assert read_settings_too(api, owners=within) == before
