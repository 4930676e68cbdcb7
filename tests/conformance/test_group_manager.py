# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The group manager of the official client finds the API it was written for."""

from __future__ import annotations

from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.process import Control

COVERAGE = Coverage("group")

DESMOND = {"loginId": "d@acme.example", "userId": "U1", "display": "Desmond"}
CLAIRE = {"loginId": "c@acme.example", "userId": "U2", "display": "Claire"}
GROUPS: list[dict[str, Any]] = [
    {"id": "G1", "tenantId": "acme", "display": "Engineering", "members": [DESMOND, CLAIRE]},
    {"id": "G2", "tenantId": "acme", "display": "Sales", "members": [CLAIRE], "ssoId": "other", "source": "jit"},
    {"id": "G3", "tenantId": "globex", "display": "Engineering", "members": [DESMOND]},
]


@pytest.fixture(autouse=True)
def _groups(control: Control, project_id: str) -> None:
    tenants = [{"id": "acme", "name": "Acme"}, {"id": "globex", "name": "Globex"}]
    control.load(project_id, {"tenants": tenants, "groups": GROUPS})


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("load_all_groups")
def test_load_all_groups_lists_those_of_the_tenant_with_their_members(sdk: Sdk) -> None:
    engineering = {"id": "G1", "display": "Engineering", "members": [DESMOND, CLAIRE], "source": "scim", "ssoId": ""}
    sales = {"id": "G2", "display": "Sales", "members": [CLAIRE], "source": "jit", "ssoId": "other"}
    assert sdk.group.load_all_groups("acme") == [engineering, sales]


@COVERAGE.of("load_all_groups")
def test_load_all_groups_can_look_at_one_configuration_only(sdk: Sdk) -> None:
    assert [group["id"] for group in sdk.group.load_all_groups("acme", "other")] == ["G2"]
    assert [group["id"] for group in sdk.group.load_all_groups("acme", "default_ssoid")] == ["G1"]
    assert sdk.group.load_all_groups("acme", "none such") == []


@COVERAGE.of("load_all_groups")
def test_the_groups_of_an_unknown_tenant_are_a_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.group.load_all_groups("nobody")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (404, "E112202")


@COVERAGE.of("load_all_groups_for_members")
def test_groups_are_found_by_user_ids_and_by_login_ids(sdk: Sdk) -> None:
    def found(**users: Any) -> list[str]:
        return [group["id"] for group in sdk.group.load_all_groups_for_members("acme", **users)]

    assert found(user_ids=["U1"]) == found(login_ids=["d@acme.example"]) == ["G1"]
    assert found(user_ids=["U2"]) == found(user_ids=["U1"], login_ids=["c@acme.example"]) == ["G1", "G2"]
    assert found(user_ids=["U2"], sso_id="other") == ["G2"]
    assert found() == found(user_ids=["nobody"]) == []


@COVERAGE.of("load_all_group_members")
def test_load_all_group_members_answers_that_group_in_a_list(sdk: Sdk) -> None:
    (group,) = sdk.group.load_all_group_members("acme", "G1")
    assert group["members"] == [DESMOND, CLAIRE]
    assert sdk.group.load_all_group_members("acme", "G3") == []
    assert sdk.group.load_all_group_members("acme", "G1", "other") == []
