# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan makes of documents with secrets and noise, of those that are always there, and of those inside others."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import described, live, planned, role, state, tenant
from tests.unit.plugins.module_utils._kinds.toys import Box, Desk, OnlyBox

BOX = Box()


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (BOX, OnlyBox(), Desk()):
        monkeypatch.setitem(KINDS, kind.plural, kind)


def box(**fields: t.Any) -> Document:
    """Return a box as it is read."""
    lock = {"serialNumber": "n1", "turns": 2}
    return BOX.from_api({"name": "a", "labelText": "old", "madeAt": 7, "lock": lock, **fields})


def of_boxes(current: Document, desired: Document, **scope: t.Any) -> Plan:
    return planned(state(boxes=[current]), state(boxes=[desired]), **scope)


def desk(tenant_id: str, name: str) -> Document:
    return {"tenantId": tenant_id, "name": name}


# --- secrets and noise ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        {"masterKey": "k"},
        {"lock": {"pinCode": "1234"}},
        {"lock": {"serialNumber": "n2"}},
        {"madeAt": 8},
        {"masterKey": "k", "labelText": "old", "lock": {"turns": 2, "pinCode": "1"}},
    ],
)
def test_a_secret_or_noise_alone_changes_nothing(written: Document) -> None:
    assert of_boxes(box(), {"name": "a", **written}).changes == ()


def test_a_secret_is_sent_with_a_change_of_something_else() -> None:
    """It can't be compared, and whoever writes it wants it there."""
    [change] = of_boxes(box(), {"name": "a", "labelText": "new", "masterKey": "k"}).changes
    assert (change.fields, BOX.body(change.document)["masterKey"]) == (("labelText",), "k")


def test_a_secret_inside_a_field_is_sent_with_a_change_of_that_field() -> None:
    [change] = of_boxes(box(), {"name": "a", "lock": {"turns": 3, "pinCode": "1"}}).changes
    assert (change.fields, BOX.body(change.document)["lock"]["pinCode"]) == (("lock",), "1")
    [change] = of_boxes(box(), {"name": "a", "labelText": "new", "lock": {"pinCode": "1"}}).changes
    assert "pinCode" not in BOX.body(change.document)["lock"]


def test_a_new_document_has_its_secrets() -> None:
    [change] = planned(state(boxes=[]), state(boxes=[{"name": "b", "masterKey": "k", "lock": {"pinCode": "1"}}])).changes
    assert (change.document["masterKey"], change.document["lock"]["pinCode"]) == ("k", "1")


def test_a_secret_that_is_not_written_stays_unwritten() -> None:
    [change] = of_boxes(box(), {"name": "a", "labelText": "new"}).changes
    assert "masterKey" not in BOX.body(change.document)


def test_neither_secrets_nor_noise_are_in_the_hash_of_a_plan() -> None:
    """Else the hash would give a guessed secret away, and differ between preview and run."""

    def hashed(current: Document, **written: t.Any) -> str:
        return plan_hash(of_boxes(current, {"name": "a", "labelText": "new", **written}))

    plain = hashed(box())
    assert hashed(box(), masterKey="k", lock={"pinCode": "1"}) == plain
    assert hashed(box(madeAt=9, lock={"serialNumber": "n2", "turns": 2})) == plain
    assert hashed(box(), lock={"turns": 3}) != plain
    assert hashed(box(lock={"serialNumber": "n1", "turns": 4})) != plain


def test_a_new_document_has_the_same_hash_whatever_its_secrets() -> None:
    def hashed(**written: t.Any) -> str:
        return plan_hash(planned(state(boxes=[]), state(boxes=[{"name": "b", "lock": {"turns": 1}, **written}])))

    assert hashed(masterKey="k") == hashed(masterKey="other") == hashed()
    assert hashed(lock={"turns": 1, "pinCode": "1", "serialNumber": "x"}) == hashed()
    assert hashed(labelText="x") != hashed()


# --- always there --------------------------------------------------------------------------------------------------------


def test_what_is_always_there_is_changed_and_never_goes() -> None:
    current = State({"only_box": (box(),)})
    assert planned(current, state(only_box=[]), purge=True).changes == ()
    assert planned(current, state(only_box=[]), purge=True).unmanaged == ()
    [change] = planned(current, state(only_box=[{"name": "a", "labelText": "new"}]), purge=True).changes
    assert change.operation == "update"


def test_the_deletion_of_what_is_always_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="box a can't be deleted: it is there as long as what it belongs to"):
        planned(State({"only_box": (box(),)}), state(), absent={"only_box": ({"name": "a"},)})


def test_settings_of_a_tenant_are_never_purged_though_others_are_written() -> None:
    settings = [KINDS["tenant_settings"].from_api({"tenantId": one, "enabled": True}) for one in ("a", "b")]
    current = live(tenants=[tenant("a"), tenant("b")], tenant_settings=settings)
    plan = planned(current, state(tenant_settings=[{"tenantId": "a", "enabled": False}]), purge=True)
    assert described(plan.changes) == ["update tenant_settings a"]
    assert plan.unmanaged == ()


def test_a_document_that_comes_with_a_new_tenant_is_created_as_no_more_than_was_written() -> None:
    desired = state(tenants=[tenant("new")], tenant_settings=[{"tenantId": "new", "enabled": True}])
    plan = planned(live(tenant_settings=[]), desired)
    assert described(plan.changes) == ["create tenant new", "create tenant_settings new"]
    assert plan.changes[1].document == {"tenantId": "new", "enabled": True}
    assert [len(wave) for wave in plan.waves] == [1, 1]


def test_a_backups_untouched_settings_need_no_tenant_to_be_there_yet() -> None:
    untouched = KINDS["tenant_settings"].from_api({"tenantId": "gone", "authType": "none"})
    backup = state(tenants=[tenant("gone")], tenant_settings=[untouched])
    plan = planned(live(tenant_settings=[]), backup, whole=True)
    assert described(plan.changes) == ["create tenant gone"]


# --- inside others -------------------------------------------------------------------------------------------------------


def test_a_purge_is_limited_to_the_owners_that_the_desired_state_speaks_of() -> None:
    current = live(tenants=[tenant("a"), tenant("b")], desks=[desk("a", "x"), desk("a", "y"), desk("b", "z")])
    desired = State({"desks": (desk("a", "x"),)}, {}, {"desks": frozenset({"a"})})
    assert described(planned(current, desired, purge=True).changes) == ["delete desk a/y"]
    assert [key for _kind, key in planned(current, desired).unmanaged] == ["a/y"]


def test_a_state_that_says_nothing_of_owners_speaks_of_all() -> None:
    current = live(tenants=[tenant("a"), tenant("b")], desks=[desk("a", "x"), desk("b", "z")])
    plan = planned(current, state(desks=[desk("a", "x")]), purge=True)
    assert described(plan.changes) == ["delete desk b/z"]


def test_owners_without_any_document_limit_a_purge_too() -> None:
    current = live(tenants=[tenant("a")], desks=[desk("a", "x")])
    nowhere = State({"desks": ()}, {}, {"desks": frozenset()})
    assert planned(current, nowhere, purge=True).changes == ()


def test_what_lives_inside_a_deleted_document_is_named_as_gone_with_it() -> None:
    current = live(tenants=[tenant("a"), tenant("b")], desks=[desk("a", "x"), desk("b", "y")], roles=[role("r", tenantId="a")])
    [change] = planned(current, state(), absent={"tenants": ({"id": "a"},)}).changes
    assert [(effect.kind.plural, effect.key, effect.what) for effect in change.effects] == [
        ("desks", "a/x", "cascade"),
        ("roles", "a/r", "cascade"),
    ]


def test_a_document_inside_a_tenant_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidInput, match="desk gone/x: its tenant_id names the tenant gone, which does not exist"):
        planned(live(desks=[]), state(desks=[desk("gone", "x")]))
