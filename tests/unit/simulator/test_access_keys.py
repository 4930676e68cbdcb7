# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access key rules that are easy to get wrong."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient


def _create(api: RawClient, name: str = "ci", **more: Any) -> dict[str, Any]:
    answer = api.post("accesskey/create", name=name, **more)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_required_fields_are_reported_in_the_attested_words(api: RawClient) -> None:
    for call, body, field in (
        ("create", {}, "name"),
        ("update", {"name": "x"}, "id"),
        ("update", {"id": "K1"}, "name"),
        ("delete", {}, "id"),
        ("rotate", {"id": ""}, "id"),
        ("delete/batch", {"ids": []}, "ids"),
    ):
        refused = api.post(f"accesskey/{call}", **body)
        assert (refused.status_code, refused.json()["errorMessage"]) == (400, f"The {field} field is required")
    assert api.get("accesskey").json()["errorMessage"] == "The id field is required"


def test_an_expiry_comes_as_a_number_or_as_text_and_is_a_number(api: RawClient) -> None:
    later = int(time.time()) + 60
    assert [_create(api, expireTime=given)["key"]["expireTime"] for given in (later, str(later), "0", None)] == [
        later,
        later,
        0,
        0,
    ]
    for bad in ("soon", -1, 1.5, True):
        assert api.post("accesskey/create", name="ci", expireTime=bad).status_code == 400


def test_the_secret_is_kept_replaced_and_never_answered(api: RawClient, control: Control, project_id: str) -> None:
    made = _create(api)
    key_id = made["key"]["id"]
    assert control.dump(project_id)["access_keys"][0]["secret"] == made["cleartext"]
    rotated = api.post("accesskey/rotate", id=key_id).json()
    assert control.dump(project_id)["access_keys"][0]["secret"] == rotated["cleartext"] != made["cleartext"]
    said = [api.get("accesskey", id=key_id), api.post("accesskey/search"), api.post("accesskey/update", id=key_id, name="x")]
    assert all(answer.status_code == 200 for answer in said)
    assert not any(secret["cleartext"] in answer.text for secret in (made, rotated) for answer in said)
    assert not any("secret" in answer.text for answer in said)


def test_an_update_merges_roles_and_tenants_too(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    key = _create(api, roleNames=["Tenant Admin"], keyTenants=[{"tenantId": "acme"}], expireTime=0)["key"]
    body = {"id": key["id"], "name": "ci", "description": None, "roleNames": None}
    assert api.post("accesskey/update", **body).json()["key"] == key
    after = api.post("accesskey/update", id=key["id"], name="ci", roleNames=[], keyTenants=[]).json()["key"]
    assert (after["roleNames"], after["keyTenants"]) == ([], [])


def test_what_the_server_made_cannot_be_updated(api: RawClient) -> None:
    key = _create(api)["key"]
    made = {"status": "inactive", "createdTime": 1, "expireTime": 1, "createdBy": "me", "clientId": "me", "secret": "me"}
    assert api.post("accesskey/update", id=key["id"], name="ci", **made, userId="me").json()["key"] == key


def test_search_takes_text_and_sorts(api: RawClient) -> None:
    for name, description in (("b", "Deploys"), ("a", "Reads"), ("c", "deploys more")):
        _create(api, name, description=description)

    def found(**filters: Any) -> list[str]:
        return [key["name"] for key in api.post("accesskey/search", **filters).json()["keys"]]

    assert found(text="DEPLOY") == ["b", "c"]
    assert found(sort=[{"field": "name", "desc": True}]) == ["c", "b", "a"]
    assert found(sort=[{"field": "keyTenants"}]) == ["b", "a", "c"]


@pytest.mark.parametrize("call", ["activate", "deactivate", "delete", "rotate", "update"])
def test_an_unknown_key_is_a_404(api: RawClient, call: str) -> None:
    assert api.post(f"accesskey/{call}", id="Knothing", name="x").status_code == 404


def test_the_creator_is_an_id_and_no_key(api: RawClient, simulator: Any) -> None:
    creator = _create(api)["key"]["createdBy"]
    assert creator.startswith("K")
    assert creator != simulator.management_key
    assert [key["createdBy"] for key in api.post("accesskey/search", creatingUser=creator).json()["keys"]] == [creator]
