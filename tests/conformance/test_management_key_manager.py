# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The management key manager of the official client finds the API it was written for. Keys belong to the whole company."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from descope import AuthException, MgmtKeyProjectRole, MgmtKeyReBac, MgmtKeyStatus, MgmtKeyTagRole

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("management_key")

COMPANY = MgmtKeyReBac(company_roles=["company-full-access"])


@pytest.fixture(autouse=True)
def _clean(sdk: Sdk) -> Iterator[None]:
    yield
    left = [key["id"] for key in sdk.management_key.search()["keys"]]
    if left:
        sdk.management_key.delete(left)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


def _create(sdk: Sdk, name: str = "backup", rebac: MgmtKeyReBac = COMPANY, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = sdk.management_key.create(name, rebac, **more)
    return made


@COVERAGE.of("create")
def test_create_says_the_cleartext_once(sdk: Sdk) -> None:
    made = _create(sdk)
    assert made["cleartext"].startswith("K")
    assert made["cleartext"] not in str([sdk.management_key.load(made["key"]["id"]), sdk.management_key.search()])


@COVERAGE.of("create")
def test_create_answers_a_complete_key(sdk: Sdk) -> None:
    rebac = MgmtKeyReBac(
        project_roles=[MgmtKeyProjectRole(["P1"], ["project-full-access"])], tag_roles=[MgmtKeyTagRole(["prod"], ["r"])]
    )
    key = _create(sdk, rebac=rebac, description="text", expires_in=3600, permitted_ips=["10.0.0.1"])["key"]
    assert key.pop("id").startswith("K")
    assert key.pop("expireTime") - key.pop("createdTime") == 3600
    assert key == {
        "name": "backup",
        "description": "text",
        "status": "active",
        "permittedIps": ["10.0.0.1"],
        "reBac": {
            "companyRoles": [],
            "projectRoles": [{"projectIds": ["P1"], "roles": ["project-full-access"]}],
            "tagRoles": [{"tags": ["prod"], "roles": ["r"]}],
        },
        "version": 1,
        "authzVersion": 1,
    }


@COVERAGE.of("create")
def test_a_key_that_may_do_nothing_is_refused(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        _create(sdk, rebac=MgmtKeyReBac())
    assert refusal(refused.value)[0] == 400


@COVERAGE.of("update")
def test_update_writes_everything_but_what_the_key_may_do(sdk: Sdk) -> None:
    before = _create(sdk, description="text", permitted_ips=["10.0.0.1"], expires_in=60)["key"]
    after = sdk.management_key.update(before["id"], "new", "", [], MgmtKeyStatus.INACTIVE)["key"]
    changes = {"name": "new", "description": "", "permittedIps": [], "status": "inactive", "version": 2}
    assert after == {**before, **changes}
    assert sdk.management_key.load(before["id"]) == {"key": after}


@COVERAGE.of("load")
def test_load_of_an_unknown_key_is_a_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.management_key.load("Knothing")
    assert refusal(refused.value)[0] == 404


@COVERAGE.of("search")
def test_search_lists_every_key(sdk: Sdk) -> None:
    keys = [_create(sdk, name)["key"] for name in ("a", "b")]
    assert sdk.management_key.search() == {"keys": keys}


@COVERAGE.of("delete")
def test_delete_answers_how_many(sdk: Sdk) -> None:
    ids = [_create(sdk, name)["key"]["id"] for name in ("a", "b", "c")]
    with pytest.raises(AuthException):
        sdk.management_key.delete([ids[0], "Knothing"])
    assert sdk.management_key.delete(ids[:2]) == {"total": 2}
    assert [key["id"] for key in sdk.management_key.search()["keys"]] == ids[2:]


@COVERAGE.of("create")
def test_an_expiry_is_seconds_from_now(sdk: Sdk) -> None:
    assert _create(sdk, expires_in=0)["key"]["expireTime"] == 0
    assert _create(sdk, expires_in=60)["key"]["expireTime"] == pytest.approx(time.time() + 60, abs=5)
