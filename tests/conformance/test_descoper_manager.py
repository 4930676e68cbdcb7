# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The descoper manager of the official client finds the API it was written for. Descopers belong to the whole company."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from descope import (
    AuthException,
    DescoperAttributes,
    DescoperCreate,
    DescoperProjectRole,
    DescoperRBAC,
    DescoperRole,
    DescoperTagRole,
)

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("descoper")

LOGIN = "d@console.example"


@pytest.fixture(autouse=True)
def _clean(sdk: Sdk) -> Iterator[None]:
    yield
    for descoper in sdk.descoper.list()["descopers"]:
        sdk.descoper.delete(descoper["id"])


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_answers_complete_descopers_and_how_many(sdk: Sdk) -> None:
    rbac = DescoperRBAC(
        tags=[DescoperTagRole(["prod"], DescoperRole.AUDITOR)],
        projects=[DescoperProjectRole(["P1", "P2"], DescoperRole.DEVELOPER)],
    )
    made = sdk.descoper.create([DescoperCreate(LOGIN, DescoperAttributes("Des", LOGIN), True, rbac), DescoperCreate("e")])
    first, second = made["descopers"]
    assert made["total"] == 2
    assert first.pop("id")
    assert first == {
        "loginIDs": [LOGIN],
        "attributes": {"displayName": "Des", "email": LOGIN, "phone": ""},
        "rbac": {
            "isCompanyAdmin": False,
            "tags": [{"tags": ["prod"], "role": "auditor"}],
            "projects": [{"projectIds": ["P1", "P2"], "role": "developer"}],
        },
        "status": "invited",
    }
    assert second["rbac"] == {"isCompanyAdmin": False, "tags": [], "projects": []}


@COVERAGE.of("create")
def test_create_makes_all_or_none(sdk: Sdk) -> None:
    sdk.descoper.create([DescoperCreate(LOGIN)])
    with pytest.raises(AuthException) as refused:
        sdk.descoper.create([DescoperCreate("new"), DescoperCreate(LOGIN)])
    assert refusal(refused.value)[0] == 400
    with pytest.raises(AuthException):
        sdk.descoper.create([DescoperCreate("new", rbac=DescoperRBAC(tags=[DescoperTagRole(["prod"])]))])
    assert sdk.descoper.list()["total"] == 1


@COVERAGE.of("update")
def test_update_replaces_what_is_given(sdk: Sdk) -> None:
    (before,) = sdk.descoper.create([DescoperCreate(LOGIN, DescoperAttributes("Des", LOGIN))])["descopers"]
    after = sdk.descoper.update(before["id"], rbac=DescoperRBAC(is_company_admin=True))["descoper"]
    assert after == {**before, "rbac": {"isCompanyAdmin": True, "tags": [], "projects": []}}
    after = sdk.descoper.update(before["id"], DescoperAttributes("Desmond"))["descoper"]
    assert after["attributes"] == {"displayName": "Desmond", "email": "", "phone": ""}
    assert after["rbac"]["isCompanyAdmin"] is True


@COVERAGE.of("load")
def test_load(sdk: Sdk) -> None:
    (made,) = sdk.descoper.create([DescoperCreate(LOGIN)])["descopers"]
    assert sdk.descoper.load(made["id"]) == {"descoper": made}
    with pytest.raises(AuthException) as refused:
        sdk.descoper.load("Unobody")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("delete")
def test_a_deleted_descoper_is_gone(sdk: Sdk) -> None:
    (made,) = sdk.descoper.create([DescoperCreate(LOGIN)])["descopers"]
    sdk.descoper.delete(made["id"])
    assert sdk.descoper.list() == {"descopers": [], "total": 0}
    with pytest.raises(AuthException) as refused:
        sdk.descoper.delete(made["id"])
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("list")
def test_list(sdk: Sdk) -> None:
    made = sdk.descoper.create([DescoperCreate(LOGIN), DescoperCreate("e")])
    assert sdk.descoper.list() == made
