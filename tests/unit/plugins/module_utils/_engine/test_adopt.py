# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A live project written as by hand: what is left out, what stands where, and that it says the same as the project."""

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from hypothesis import given, settings

from ansible_collections.descope.mgmt.plugins.module_utils._engine.adopt import adopted, desired_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._engine.written import state_from_variables
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Kind
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import covers
from tests.unit.plugins.builders import live, permission, planned, read, role, state, tenant
from tests.unit.plugins.module_utils._kinds.toys import Box, OnlyBox
from tests.unit.plugins.strategies import projects

Json = dict[str, t.Any]

PLAIN = Box()


class ShyBox(Box):
    """Those that are called `shy…` are as they are by themselves."""

    def untouched(self, document: Document, live: Documents) -> bool:
        return document["name"].startswith("shy") and len(live) > 1


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ShyBox(), OnlyBox()):
        monkeypatch.setitem(KINDS, kind.plural, kind)


def values(current: State, *patterns: str) -> Json:
    return desired_values(adopted(current, covers(patterns)))


def everything(kind: Kind, document: Document) -> bool:
    return True


def box(name: str, **fields: t.Any) -> Document:
    return PLAIN.from_api({"name": name, **fields})


def settings_of(tenant_id: str, **fields: t.Any) -> Document:
    return KINDS["tenant_settings"].from_api({"tenantId": tenant_id, **fields})


def sso_of(tenant_id: str, sso_id: str = "", **fields: t.Any) -> Document:
    oidc = {"clientId": "c1", "providerID": "p1", "scope": ["openid"], **fields}
    return KINDS["sso"].from_api({"tenantId": tenant_id, "ssoId": sso_id, "authType": "oidc", "oidc": oidc})


def password(tenant_id: str = "", **fields: t.Any) -> Document:
    return KINDS["password_settings"].from_api({"tenantId": tenant_id, "enabled": True, **fields})


# --- what is left out ----------------------------------------------------------------------------------------------------


def test_what_descope_made_and_what_nobody_changed_is_not_worth_writing() -> None:
    current = live(
        permissions=[permission("Impersonate", systemDefault=True), permission("p")],
        roles=[role("Tenant Admin"), role("r")],
        boxes=[box("shy"), box("bold")],
    )
    assert values(current) == {"permissions": [{"name": "p"}], "roles": [{"name": "r"}], "boxes": [{"name": "bold"}]}


def test_a_document_may_be_untouched_by_what_the_others_of_its_kind_are() -> None:
    assert values(state(boxes=[box("shy")])) == {"boxes": [{"name": "shy"}]}
    assert values(live(password_settings=[password(minLength=8), password("a", minLength=8), password("b", minLength=9)])) == {
        "password_settings": [{"enabled": True, "min_length": 8}, {"tenant_id": "b", "enabled": True, "min_length": 9}]
    }


def test_empty_fields_are_left_out_at_every_depth_and_so_are_secrets_and_what_the_server_makes_up() -> None:
    document = box("a", masterKey="k", madeAt=5, lock={"pinCode": "1", "serialNumber": "n", "turns": 0, "betaFlag": 0})
    assert values(state(boxes=[document, box("b", lock={"turns": 1, "sink": {"deep": ""}})])) == {
        "boxes": [{"name": "a"}, {"name": "b", "lock": {"turns": 1, "extra": {"sink": {"deep": ""}}}}]
    }


def test_false_inside_a_free_mapping_is_a_value() -> None:
    attributes = {"vip": False, "seats": 0, "note": "", "extra": {"x": None}}
    written = values(live(tenants=[tenant("a", customAttributes=attributes)]))
    assert written["tenants"][0]["custom_attributes"] == attributes


def test_unknown_fields_come_under_extra() -> None:
    assert values(live(tenants=[tenant("a", regionCode="eu")]))["tenants"] == [
        {"id": "a", "name": "Name of a", "extra": {"regionCode": "eu"}}
    ]


def test_a_kind_of_which_nothing_is_left_is_not_written() -> None:
    assert values(live(roles=[role("Tenant Admin")])) == {}
    assert values(state(only_box=[box("")])) == {}


# --- what stands where ---------------------------------------------------------------------------------------------------


def test_what_lives_inside_a_tenant_stands_there_and_one_needs_no_list() -> None:
    current = live(
        tenants=[tenant("a"), tenant("b")],
        tenant_settings=[settings_of("a", enabled=True)],
        sso=[sso_of("a"), sso_of("a", "two"), sso_of("b")],
    )
    first, second = values(current)["tenants"]
    assert first["settings"] == {"enabled": True}
    assert [one.get("sso_id") for one in first["sso"]] == [None, "two"]
    assert second["sso"] == {"auth_type": "oidc", "oidc": {"client_id": "c1", "scope": ["openid"]}}
    assert "settings" not in second


def test_what_lives_inside_a_tenant_that_is_not_written_stands_alone_and_names_it() -> None:
    current = live(tenants=[tenant("a"), tenant("b")], tenant_settings=[settings_of("b", enabled=True)])
    assert values(current, "tenant_settings/*") == {"tenant_settings": [{"tenant_id": "b", "enabled": True}]}
    assert values(live(tenant_settings=[settings_of("b", enabled=True)]).only(["tenant_settings"])) == {
        "tenant_settings": [{"tenant_id": "b", "enabled": True}]
    }


def test_what_belongs_to_no_tenant_stands_alone_beside_what_does() -> None:
    current = live(tenants=[tenant("a")], password_settings=[password(minLength=8), password("a", minLength=9)])
    written = values(current)
    assert written["password_settings"] == [{"enabled": True, "min_length": 8}]
    assert written["tenants"][0]["password_settings"] == {"enabled": True, "min_length": 9}


def test_what_there_is_one_of_is_no_list() -> None:
    assert values(state(only_box=[box("a")])) == {"only_box": {"name": "a"}}


def test_only_what_is_named_is_written() -> None:
    current = live(tenants=[tenant("acme"), tenant("globex")], roles=[role("acme-admin"), role("r")])
    written = values(current, "acme*")
    assert {plural: len(documents) for plural, documents in written.items()} == {"roles": 1, "tenants": 1}


# --- it says the same ----------------------------------------------------------------------------------------------------


FULL = live(
    permissions=[permission("p", description="d")],
    roles=[role("r", permissionNames=["p"]), role("own", tenantId="a", default=True)],
    tenants=[tenant("a", parent="", defaultRoles=["r"], customAttributes={"x": False}), tenant("b", parent="a", betaFlag=1)],
    tenant_settings=[settings_of("a", enabled=True, sessionTokenExpiration=5, sessionTokenExpirationUnit="minutes")],
    sso=[sso_of("a"), sso_of("a", "two", clientSecret="", issuer="https://i")],
    password_settings=[password(minLength=8, lock=True), password("a", minLength=9), password("b", minLength=8, lock=True)],
    only_box=[box("a", lock={"turns": 1, "serialNumber": "n"})],
)


@pytest.mark.parametrize("patterns", [(), ("a*",), ("sso/*", "tenants/b")])
def test_a_project_compared_with_what_was_written_of_it_has_no_changes(patterns: tuple[str, ...]) -> None:
    desired = state_from_variables(values(FULL, *patterns))
    assert planned(FULL, desired).changes == ()


def test_what_was_written_is_json_and_shares_nothing_with_the_state() -> None:
    before = copy.deepcopy(FULL)
    written = values(FULL)
    assert json.loads(json.dumps(written)) == written
    written["tenants"][0]["custom_attributes"]["x"] = "changed"
    assert before == FULL


@settings(max_examples=60, deadline=None)
@given(projects())
def test_any_project_compared_with_what_was_written_of_it_has_no_changes(project: t.Any) -> None:
    current = read(project.api())
    desired = state_from_variables(desired_values(adopted(current, everything)))
    plan = planned(current, desired, purge=True)
    assert plan.changes == ()
