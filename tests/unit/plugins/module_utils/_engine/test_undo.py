# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undoing a run: back to the start, except for what is lost for good and what somebody else has changed."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Journal
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Undone
from ansible_collections.descope.mgmt.plugins.module_utils._errors import AuthFailed
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.builders import permission, planned, read, role, run_plan, run_undo, state, tenant
from tests.unit.plugins.model_api import Fault, ModelApi, refused
from tests.unit.plugins.strategies import Case, cases

NEVER_THE_SAME = {"permissions": ("id",), "roles": ("id", "createdTime"), "tenants": ("createdTime",)}


def plain(of: State) -> dict[str, dict[str, Document]]:
    """Return a state without what a document made anew can't have again."""
    return {
        plural: {
            key: {name: value for name, value in document.items() if name not in NEVER_THE_SAME[plural]}
            for key, document in of.keyed(plural).items()
        }
        for plural in of.kinds
    }


class Run:
    """A run that goes wrong at one write, and its undo."""

    def __init__(self, api: ModelApi, desired: State, *, faults: dict[int, Fault], **scope: t.Any) -> None:
        self.api = api
        self.before = read(api)
        self.api.faults = faults
        self.plan = planned(self.before, desired, **scope)
        self.journal: Journal = run_plan(self.plan, api, on_error="rollback", concurrency=1)
        self.api.faults = {}

    def undo(self) -> Undone:
        return run_undo(self.journal, self.before, self.api)

    @property
    def is_as_before(self) -> bool:
        return plain(read(self.api)) == plain(self.before)


# --- back to the start ---------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(cases(), st.sampled_from([refused("no"), "refused_after"]))
def test_a_failure_at_every_write_is_undone_to_the_start(case: Case, fault: Fault) -> None:
    whole = Run(case.before.api(), case.desired, faults={}, purge=case.purge)
    for failing in range(len(whole.api.writes)):
        run = Run(case.before.api(), case.desired, faults={failing: fault}, purge=case.purge)
        assert run.journal.failures
        run.undo()
        assert run.is_as_before


@settings(max_examples=20, deadline=None)
@given(cases())
def test_without_deletes_nothing_of_a_run_is_left(case: Case) -> None:
    whole = Run(case.before.api(), case.desired, faults={})
    for failing in range(len(whole.api.writes)):
        run = Run(case.before.api(), case.desired, faults={failing: refused("no")})
        assert run.undo().left == ()


def test_our_own_delete_is_not_taken_for_somebody_elses_edit_of_what_used_it() -> None:
    api = ModelApi(permissions=[permission("p")], roles=[role("r", permissionNames=["p"])])
    desired = state(roles=[{"name": "r", "description": "changed"}], permissions=[])
    run = Run(api, desired, faults={}, purge=True)
    assert run.undo() == Undone(("permission p", "role r"), ())
    assert run.is_as_before


def test_each_operation_is_taken_back() -> None:
    api = ModelApi(tenants=[tenant("acme", betaFlag=1), tenant("old", customAttributes={"plan": "gold"})])
    desired = state(tenants=[{"id": "acme", "disabled": True}, tenant("new")], permissions=[permission("last")])
    run = Run(api, desired, faults={}, purge=True)
    undone = run.undo()
    assert run.is_as_before
    assert sorted(undone.undone) == ["permission last", "tenant acme", "tenant new", "tenant old"]


def test_what_a_delete_loses_for_good_is_named() -> None:
    run = Run(ModelApi(tenants=[tenant("old")]), state(), faults={}, absent={"tenants": ({"id": "old"},)})
    undone = run.undo()
    assert undone.undone == ("tenant old",)
    assert [name for name, why in undone.left] == ["tenant old"]
    assert undone.left[0][1].startswith("brought back without the memberships of its users")


def test_a_half_made_tenant_is_taken_back() -> None:
    api = ModelApi(roles=[role("r")])
    run = Run(api, state(tenants=[tenant("new", defaultRoles=["r"])]), faults={1: refused("no")})
    assert run.undo() == Undone(("tenant new",), ())
    assert run.is_as_before


def test_a_tenant_whose_id_descope_made_is_taken_back() -> None:
    run = Run(ModelApi(), state(tenants=[tenant("", name="New")]), faults={})
    assert run.undo() == Undone(("tenant New",), ())
    assert run.is_as_before


@pytest.mark.parametrize(
    "desired",
    [
        state(roles=[{"name": "r", "newName": "s", "private": True}]),
        state(permissions=[{"name": "p", "newName": "q"}]),
        state(permissions=[{"name": "p", "newName": "q"}], roles=[{"name": "r", "newName": "s", "permissionNames": ["q"]}]),
    ],
)
def test_a_rename_is_taken_back(desired: State) -> None:
    api = ModelApi(
        permissions=[permission("p")], roles=[role("r", permissionNames=["p"])], tenants=[tenant("t", defaultRoles=["r"])]
    )
    run = Run(api, desired, faults={})
    assert run.journal.failures == []
    assert run.undo().left == ()
    assert run.is_as_before


def test_what_a_delete_took_along_comes_back() -> None:
    api = ModelApi(
        permissions=[permission("p")],
        roles=[role("own", tenantId="old", permissionNames=["p"]), role("r", permissionNames=["p"])],
        tenants=[tenant("old"), tenant("kept", defaultRoles=["r"])],
    )
    absent = {"permissions": ({"name": "p"},), "roles": ({"name": "r"},), "tenants": ({"id": "old"},)}
    run = Run(api, state(), faults={}, absent=absent)
    run.undo()
    assert run.is_as_before


def test_a_change_that_was_not_made_needs_no_undo() -> None:
    run = Run(ModelApi(), state(tenants=[tenant("new")]), faults={0: refused("no")})
    assert run.undo() == Undone((), ())


# --- somebody else's work ------------------------------------------------------------------------------------------------


def test_a_document_that_somebody_changed_since_is_left() -> None:
    api = ModelApi(tenants=[tenant("acme"), tenant("globex")])
    both = state(tenants=[{"id": "acme", "disabled": True}, {"id": "globex", "disabled": True}])
    run = Run(api, both, faults={})
    api.edit_tenant("acme", name="Theirs")
    undone = run.undo()
    assert undone.undone == ("tenant globex",)
    assert undone.left == (("tenant acme", "somebody else has changed it since; it was left as it is"),)
    assert read(api).keyed("tenants")["acme"]["name"] == "Theirs"


def test_a_document_that_somebody_changed_is_left_also_where_a_delete_of_ours_touched_it() -> None:
    api = ModelApi(roles=[role("r")], tenants=[tenant("acme", defaultRoles=["r"])])
    run = Run(api, state(), faults={}, absent={"roles": ({"name": "r"},)})
    api.edit_tenant("acme", name="Theirs")
    run.undo()
    assert read(api).keyed("tenants")["acme"]["name"] == "Theirs"


def test_a_foreign_edit_of_the_list_that_a_rename_of_ours_shows_in_is_left() -> None:
    api = ModelApi(permissions=[permission("p"), permission("x")], roles=[role("r", permissionNames=["p"])])
    desired = state(permissions=[{"name": "p", "newName": "q"}], roles=[{"name": "r", "description": "changed"}])
    run = Run(api, desired, faults={})
    api.edit_role("ROLr", permissionNames=["q", "x"])
    run.undo()
    assert "x" in read(api).keyed("roles")["r"]["permissionNames"]


def test_what_somebody_created_meanwhile_stays() -> None:
    api = ModelApi()
    run = Run(api, state(tenants=[tenant("new")]), faults={})
    api.add_tenant(tenant("theirs"))
    assert run.undo().undone == ("tenant new",)
    assert list(read(api).keyed("tenants")) == ["theirs"]


def test_a_document_that_cannot_go_back_does_not_keep_the_others_from_it() -> None:
    api = ModelApi(tenants=[tenant("acme")])
    run = Run(api, state(tenants=[tenant("new"), {"id": "acme", "disabled": True}]), faults={})
    api.add_tenant(tenant("theirs", parent="new"))
    undone = run.undo()
    assert "tenant acme" in undone.undone
    assert read(api).keyed("tenants")["acme"]["disabled"] is False
    assert [name for name, why in undone.left] == ["tenant new"]


# --- an undo that goes wrong itself --------------------------------------------------------------------------------------


def test_an_undo_that_cannot_read_leaves_everything_and_says_so() -> None:
    run = Run(ModelApi(), state(tenants=[tenant("new")]), faults={})
    run.api.read_fault = AuthFailed("the key was revoked", status=401)
    assert run.undo() == Undone((), (("tenant new", "nothing could be read: the key was revoked"),))


def test_a_refused_undo_goes_on_with_the_others_and_names_what_stays() -> None:
    run = Run(ModelApi(), state(tenants=[tenant("a"), tenant("b")]), faults={})
    run.api.faults = {2: refused("not now")}
    undone = run.undo()
    assert (undone.undone, undone.left) == (("tenant b",), (("tenant a", "not now"),))


def test_a_refused_undo_of_a_rename_is_not_called_undone() -> None:
    run = Run(ModelApi(permissions=[permission("p")]), state(permissions=[{"name": "p", "newName": "q"}]), faults={})
    run.api.faults = {1: refused("not now")}
    assert run.undo().undone == ()


def test_what_an_undo_did_not_come_to_is_not_called_undone() -> None:
    run = Run(ModelApi(), state(tenants=[tenant(one) for one in ("a", "b", "c", "d", "e", "f")]), faults={})
    run.api.faults = dict.fromkeys(range(6, 20), AuthFailed("the key was revoked", status=401))
    undone = run.undo()
    assert undone.undone == ()
    assert len(undone.left) == 6
