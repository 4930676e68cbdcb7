# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding users with the official client: filters, pages, sorting, and test users apart."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AssociatedTenant
from descope.management.common import AssociatedFamily, Sort

from tests.conformance.sdk import Sdk
from tests.conformance.user import COVERAGE, company, logins
from tests.simulator.process import Control

ANN, BOB, CLAIRE, DESMOND = "ann@acme.example", "bob", "claire@globex.example", "+15550000001"


@pytest.fixture(autouse=True)
def _users(sdk: Sdk) -> None:
    company(sdk)
    acme, both = (
        [AssociatedTenant("acme", ["boss", "viewer"])],
        [AssociatedTenant("acme", ["boss"]), AssociatedTenant("globex")],
    )
    sdk.user.create(ANN, ANN, display_name="Ann", user_tenants=acme, custom_attributes={"team": "red", "tags": ["x", "y"]})
    sdk.user.create(BOB, display_name="Bob", role_names=["editor"], custom_attributes={"team": "blue"}, status="enabled")
    sdk.user.create(CLAIRE, CLAIRE, display_name="Claire", user_tenants=both, sso_app_ids=["app"])
    sdk.user.create(DESMOND, phone=DESMOND, display_name="Desmond", status="disabled", given_name="Amadeus")
    sdk.user.create_test_user("robot", display_name="Robot", user_tenants=acme)


def _found(sdk: Sdk, **filters: Any) -> list[str]:
    return logins(sdk.user.search_all(**filters))


@COVERAGE.of("search_all")
def test_an_empty_search_finds_everybody_but_test_users(sdk: Sdk) -> None:
    found = sdk.user.search_all()
    assert logins(found) == [ANN, BOB, CLAIRE, DESMOND]
    assert found["total"] == 4


@COVERAGE.of("search_all")
def test_filters_by_value(sdk: Sdk) -> None:
    claire = sdk.user.load(CLAIRE)["user"]["userId"]
    assert _found(sdk, statuses=["enabled", "disabled"]) == [BOB, DESMOND]
    assert _found(sdk, emails=[ANN, "x@x.example"]) == [ANN]
    assert _found(sdk, phones=["+1-555-000-0001"]) == _found(sdk, login_ids=["+1-555-000-0001"]) == [DESMOND]
    assert _found(sdk, login_ids=[ANN, BOB]) == [ANN, BOB]
    assert _found(sdk, user_ids=[claire]) == _found(sdk, sso_app_ids=["app", "other"]) == [CLAIRE]


@COVERAGE.of("search_all")
def test_filters_by_custom_attributes_take_one_value_or_any_of_several(sdk: Sdk) -> None:
    assert _found(sdk, custom_attributes={"team": "red"}) == [ANN]
    assert _found(sdk, custom_attributes={"team": ["red", "blue"]}) == [ANN, BOB]
    assert _found(sdk, custom_attributes={"tags": "y"}) == _found(sdk, custom_attributes={"tags": ["y", "z"]}) == [ANN]
    assert _found(sdk, custom_attributes={"team": "red", "tags": "z"}) == []


@COVERAGE.of("search_all")
def test_filters_by_tenant_and_role(sdk: Sdk) -> None:
    assert _found(sdk, tenant_ids=["acme"]) == [ANN, CLAIRE]
    assert _found(sdk, tenant_ids=["globex"]) == [CLAIRE]
    assert _found(sdk, role_names=["editor", "nobody's"]) == [BOB]
    assert _found(sdk, role_names=["viewer"], tenant_ids=["acme"]) == [ANN]


@COVERAGE.of("search_all")
def test_roles_in_a_tenant_are_any_of_or_all_of(sdk: Sdk) -> None:
    both = ["boss", "viewer"]
    assert _found(sdk, tenant_role_names={"acme": {"values": both, "and": False}}) == [ANN, CLAIRE]
    assert _found(sdk, tenant_role_names={"acme": {"values": both, "and": True}}) == [ANN]
    ids = {role["name"]: role["id"] for role in sdk.role.load_all()["roles"]}
    by_id = [ids[name] for name in both]
    assert _found(sdk, tenant_role_ids={"acme": {"values": by_id}}) == [ANN, CLAIRE]
    assert _found(sdk, tenant_role_ids={"acme": {"values": by_id, "and": True}}) == [ANN]
    assert _found(sdk, tenant_role_ids={"globex": {"values": by_id}}) == []


@COVERAGE.of("search_all")
def test_text_looks_everywhere_in_a_user(sdk: Sdk) -> None:
    assert _found(sdk, text="AMADEUS") == [DESMOND]
    assert _found(sdk, text="acme") == [ANN, CLAIRE]
    assert _found(sdk, text="blue") == [BOB]


@COVERAGE.of("search_all")
def test_times_are_milliseconds(sdk: Sdk, control: Control, project_id: str) -> None:
    users = control.dump(project_id)["users"]
    times = {ANN: (1000, 5000), BOB: (2000, 4000), CLAIRE: (3000, 3000)}
    aged = [
        {**user, "createdTime": times[user["loginIds"][0]][0], "modifiedTime": times[user["loginIds"][0]][1]}
        for user in users
        if user["loginIds"][0] in times
    ]
    control.load(project_id, {"users": aged})
    assert _found(sdk, from_created_time=2_000_000) == [BOB, CLAIRE]
    assert _found(sdk, to_created_time=2_000_000) == [ANN, BOB]
    assert _found(sdk, from_created_time=2_000_001, to_created_time=2_999_999) == []
    assert _found(sdk, from_modified_time=4_000_000) == [ANN, BOB]
    assert _found(sdk, to_modified_time=4_000_000) == [BOB, CLAIRE]


@COVERAGE.of("search_all")
def test_pages_are_cut_after_sorting_and_the_total_counts_all(sdk: Sdk) -> None:
    by_name = [Sort("displayName", True)]
    pages = [sdk.user.search_all(limit=3, page=page, sort=by_name) for page in range(3)]
    assert [logins(page) for page in pages] == [[DESMOND, CLAIRE, BOB], [ANN], []]
    assert [page["total"] for page in pages] == [4, 4, 4]


@COVERAGE.of("search_all")
def test_sorting_takes_several_fields(sdk: Sdk) -> None:
    assert _found(sdk, sort=[Sort("status"), Sort("email", True)]) == [DESMOND, BOB, CLAIRE, ANN]
    assert _found(sdk, sort=[Sort("phoneNumber", True)])[0] == DESMOND
    assert _found(sdk, sort=[Sort("externalId")]) == [DESMOND, ANN, BOB, CLAIRE]


@COVERAGE.of("search_all")
def test_families_dependents_and_locks(sdk: Sdk) -> None:
    sdk.family.create("Lee", "F1")
    sdk.user.add_families(BOB, [AssociatedFamily("F1")])
    assert _found(sdk, family_ids=["F1", "F2"]) == [BOB]
    assert (
        _found(sdk, dependent=True) == _found(sdk, lock_reasons=["password"]) == _found(sdk, temp_lock_reasons=["totp"]) == []
    )
    assert len(_found(sdk, dependent=False)) == 4


@COVERAGE.of("search_all")
def test_test_users_come_only_when_asked_for(sdk: Sdk) -> None:
    assert _found(sdk, with_test_user=True) == [ANN, BOB, CLAIRE, DESMOND, "robot"]
    assert _found(sdk, test_users_only=True) == ["robot"]
    assert _found(sdk, tenant_ids=["acme"], with_test_user=True) == [ANN, CLAIRE, "robot"]


@COVERAGE.of("search_all_test_users")
def test_a_search_for_test_users_takes_the_same_filters(sdk: Sdk) -> None:
    found = sdk.user.search_all_test_users()
    assert (logins(found), found["total"]) == (["robot"], 1)
    assert logins(sdk.user.search_all_test_users(tenant_ids=["acme"], text="rob")) == ["robot"]
    assert logins(sdk.user.search_all_test_users(statuses=["enabled"])) == []
