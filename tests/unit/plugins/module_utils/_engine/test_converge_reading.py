# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run reads: no more than it compares, what that refers to, and for deletes what these may touch."""

from __future__ import annotations

import asyncio
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report, SafetyBackup
from ansible_collections.descope.mgmt.plugins.module_utils._engine.guards import Limits
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, Forbidden, LimitExceeded
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Client, Document, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import MODELLED, TARGET, permission, role, state, tenant
from tests.unit.plugins.model_api import ModelApi
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT
from tests.unit.plugins.module_utils._kinds.toys import Desk
from tests.unit.plugins.scripted_server import settings

NOT_INCLUDED = Forbidden("Access denied", status=403)


class Api(ModelApi):
    """The model with what converge asks of a client besides the protocol."""

    settings = settings(TARGET.api_base, project_id=TARGET.project_id, concurrency=1)

    @property
    def listed(self) -> list[str]:
        """The kinds whose listings were asked for, in order."""
        return [path.split("/")[3] for path in self.reads]


class RoleDesk(Desk):
    """Desks that each use the role of their own name."""

    plural = "role_desks"
    depends_on: t.ClassVar[tuple[str, ...]] = ("tenants", "roles")

    def references(self, document: Document) -> t.Iterable[Reference]:
        yield from super().references(document)
        yield Reference("roles", document["name"], "name", "detach")

    async def impact(self, client: Client, document: Document) -> t.Mapping[str, int]:
        return {"people": len(document["name"])}


@pytest.fixture(autouse=True)
def _only_what_is_modelled(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[None]:
    whole = dict(KINDS)
    for plural in whole.keys() - set(MODELLED):
        del KINDS[plural]
    yield
    monkeypatch.undo()
    KINDS.clear()
    KINDS.update(whole)  # in their order, which means something


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Desk:
    kind = Desk(acme=["a"], globex=["b"], initech=["c"])
    monkeypatch.setitem(KINDS, "desks", kind)
    return kind


@pytest.fixture
def role_desks(monkeypatch: pytest.MonkeyPatch) -> RoleDesk:
    kind = RoleDesk(acme=["r"], globex=["s"], initech=[])
    monkeypatch.setitem(KINDS, "role_desks", kind)
    return kind


def an_api() -> Api:
    roles = [role("r", permissionNames=["p"]), role("s")]
    return Api(tenants=[tenant(one) for one in ("acme", "globex", "initech")], roles=roles, permissions=[permission("p")])


def converged(api: Api, desired: State, purge: bool = False, **job: t.Any) -> Report:
    scope = Scope(purge=purge, absent=job.pop("absent", {}))
    return asyncio.run(converge(Job(desired, scope, **job), t.cast("DescopeClient", api), Progress()))


def planned_effects(report: Report) -> dict[str, list[tuple[str, str]]]:
    return {str(change): [(effect.key, effect.what) for effect in change.effects] for change in report.plan.deletes}


# --- the first reading ---------------------------------------------------------------------------------------------------


def test_it_reads_what_is_compared_and_what_that_refers_to_and_not_what_this_refers_to_in_turn(desks: Desk) -> None:
    api = an_api()
    converged(api, state(tenants=[{"id": "acme", "defaultRoles": ["r"]}]), check_mode=True)
    assert (sorted(api.listed), desks.asked) == (["role", "tenant"], [])
    converged(api, state(permissions=[{"name": "p"}]), check_mode=True)
    assert api.listed[2:] == ["permission"]


def test_a_kind_that_nothing_written_refers_to_is_not_read() -> None:
    api = an_api()
    api.edit_tenant("acme", defaultRoles=["r"])
    report = converged(api, state(tenants=[{"id": "acme", "disabled": True}]), check_mode=True)
    assert (api.listed, [str(change) for change in report.plan.changes]) == (["tenant"], ["tenant acme"])
    converged(api, state(tenants=[{"id": "acme", "defaultRoles": []}]), check_mode=True)
    assert api.listed[1:] == ["tenant"]


def test_documents_inside_tenants_are_read_in_those_that_are_written(desks: Desk) -> None:
    api = an_api()
    report = converged(api, state(desks=[{"tenantId": "globex", "name": "new"}, {"tenantId": "initech", "name": "c"}]))
    assert set(desks.asked) == {"globex", "initech"}
    assert [str(change) for change in report.plan.changes] == ["desk globex/new"]
    assert [key for _kind, key in report.plan.unmanaged] == ["globex/b"]


def test_a_purge_reads_them_in_all_tenants(desks: Desk) -> None:
    report = converged(an_api(), state(desks=[{"tenantId": "globex", "name": "b"}]), purge=True, check_mode=True)
    assert set(desks.asked) == {"acme", "globex", "initech"}
    assert [str(change) for change in report.plan.deletes] == ["desk acme/a", "desk initech/c"]


def test_documents_inside_a_tenant_that_is_about_to_be_created_are_none(desks: Desk) -> None:
    desired = state(tenants=[tenant("new")], desks=[{"tenantId": "new", "name": "x"}])
    report = converged(an_api(), desired)
    assert [[str(change) for change in wave] for wave in report.plan.waves] == [["tenant new"], ["desk new/x"]]
    assert set(desks.asked) == {"new"}


def test_a_document_to_delete_is_looked_for_in_its_tenant_only(desks: Desk) -> None:
    report = converged(an_api(), state(), absent={"desks": ({"tenantId": "acme", "name": "a"},)}, check_mode=True)
    assert ([str(change) for change in report.plan.deletes], desks.asked) == (["desk acme/a"], ["acme"])


def test_what_is_only_referred_to_may_be_out_of_reach_and_what_is_compared_may_not(desks: Desk) -> None:
    class NoRoles(Api):
        async def get(self, path: str, **query: str) -> t.Any:
            if path == "/v1/mgmt/role/all":
                raise NOT_INCLUDED
            return await super().get(path, **query)

    api = NoRoles(tenants=[tenant("acme")])
    report = converged(api, state(tenants=[{"id": "acme", "disabled": True, "defaultRoles": ["unknown"]}]), check_mode=True)
    assert [str(change) for change in report.plan.changes] == ["tenant acme"]
    with pytest.raises(Forbidden):
        converged(api, state(roles=[{"name": "r"}]))
    assert api.writes == []


# --- the second reading --------------------------------------------------------------------------------------------------


def test_without_a_delete_nothing_is_read_twice(desks: Desk) -> None:
    api = an_api()
    converged(api, state(tenants=[{"id": "acme", "disabled": True}]), check_mode=True)
    assert desks.asked == []
    assert sorted(api.reads) == sorted(set(api.reads))


def test_what_lives_inside_a_deleted_tenant_is_read_there_and_nowhere_else(desks: Desk) -> None:
    desired = state(tenants=[{"id": "acme"}, {"id": "initech"}])
    report = converged(an_api(), desired, purge=True, check_mode=True)
    assert desks.asked == ["globex"]
    assert planned_effects(report) == {"tenant globex": [("globex/b", "cascade")]}


def test_a_delete_of_another_kind_is_looked_for_in_all_tenants(role_desks: RoleDesk) -> None:
    report = converged(an_api(), state(), absent={"roles": ({"name": "r"},)}, check_mode=True)
    assert sorted(role_desks.asked) == ["acme", "globex", "initech"]
    assert planned_effects(report) == {"role r": [("acme/r", "detach")]}


def test_a_delete_of_another_kind_is_looked_for_in_all_tenants_also_when_tenants_are_compared(role_desks: RoleDesk) -> None:
    desired = state(roles=[{"name": "s"}], tenants=[{"id": "acme"}, {"id": "globex"}])
    report = converged(an_api(), desired, purge=True, check_mode=True)
    assert planned_effects(report) == {"role r": [("acme/r", "detach")], "tenant initech": []}


def test_a_gap_in_the_second_reading_is_no_trouble(desks: Desk, role_desks: RoleDesk) -> None:
    desks.inside["globex"] = NOT_INCLUDED
    desired = state(tenants=[{"id": "acme"}, {"id": "initech"}])
    report = converged(an_api(), desired, purge=True, check_mode=True)
    assert planned_effects(report) == {"tenant globex": [("globex/s", "cascade")]}


def test_nothing_but_gaps_in_the_second_reading_is_no_trouble_either(desks: Desk) -> None:
    """A key that may delete tenants and a plan without what can live in them: there is nothing to lose."""
    desks.inside["globex"] = NOT_INCLUDED
    report = converged(an_api(), state(), absent={"tenants": ({"id": "globex"},)})
    assert [outcome.status for outcome in report.outcomes] == ["applied"]


def test_trouble_in_the_second_reading_ends_the_run_before_any_write(desks: Desk) -> None:
    desks.inside["globex"] = ApiUnavailable("no answer", status=500)
    api = an_api()
    with pytest.raises(ApiUnavailable):
        converged(api, state(), absent={"tenants": ({"id": "globex"},)})
    assert api.writes == []


def test_the_safety_backup_holds_what_a_delete_takes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Desk(acme=["a"], globex=["b"])
    kind.plural = "tenant_settings"  # type: ignore[misc]  # a kind that has a file in a backup
    monkeypatch.setitem(KINDS, "tenant_settings", kind)
    store = BackupStore(str(tmp_path), TARGET.project_id)
    backup = SafetyBackup(store, ABOUT, "deletes")
    report = converged(an_api(), state(), absent={"tenants": ({"id": "globex"},)}, backup=backup)
    assert report.backup is not None
    held = store.load(report.backup)
    assert held.documents["tenant_settings"] == ({"tenantId": "globex", "name": "b"},)
    assert held.owners == {"tenant_settings": frozenset({"globex"})}


# --- what is weighed -----------------------------------------------------------------------------------------------------


def test_a_delete_says_how_much_depends_on_it_and_other_changes_do_not(role_desks: RoleDesk) -> None:
    desired = state(role_desks=[{"tenantId": "globex", "name": "r"}, {"tenantId": "acme", "name": "r"}])
    report = converged(an_api(), desired, purge=True, check_mode=True)
    assert {str(change): change.impact for change in report.plan.changes} == {
        "desk globex/r": {},
        "desk globex/s": {"people": 1},
    }


def test_what_goes_along_is_no_part_of_the_budget_and_what_is_deleted_is(desks: Desk) -> None:
    desired = state(tenants=[{"id": "acme"}, {"id": "initech"}])
    converged(an_api(), desired, purge=True, check_mode=True, limits=Limits(1, 100))
    with pytest.raises(LimitExceeded):
        converged(
            an_api(), state(desks=[{"tenantId": "acme", "name": "a"}]), purge=True, check_mode=True, limits=Limits(1, 100)
        )
