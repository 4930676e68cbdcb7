# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every call: authorization, bodies, errors, the company's calls."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.simulator.process import Control, Simulator
from tests.simulator.raw_client import RawClient

OWN_KEY = "KOfOneProjectOnly"


@pytest.fixture
def own_key(control: Control, project_id: str) -> str:
    control.load(project_id, {"management_keys": [OWN_KEY]})
    return OWN_KEY


@pytest.mark.parametrize(
    "bearer",
    [
        "",
        "Bearer",
        "Bearer {key}",
        "Bearer {project}",
        "Bearer {project}:",
        "Bearer :{key}",
        "Bearer {project}:KWrong",
        "Bearer PNobody:{key}",
        "Bearer {project}:a:b:{key}",
        "Basic {project}:{key}",
        "{project}:{key}",
        "Bearer {project}:schlüssel",
    ],
)
def test_a_bearer_that_does_not_open_the_project_is_a_401(simulator: Simulator, project_id: str, bearer: str) -> None:
    header = bearer.format(project=project_id, key=simulator.management_key).encode()
    refused = httpx.get(f"{simulator.url}/v1/mgmt/tenant/all", headers={b"Authorization": header})
    assert (refused.status_code, refused.json()["errorCode"]) == (401, "E011008")
    assert set(refused.json()) == {"errorCode", "errorDescription", "errorMessage"}


@pytest.mark.parametrize("bearer", ["Bearer {project}:{key}", "bearer {project}:{key}", "Bearer {project}:a.b.c:{key}"])
def test_a_token_may_stand_between_project_and_key(simulator: Simulator, project_id: str, bearer: str) -> None:
    header = bearer.format(project=project_id, key=simulator.management_key)
    assert RawClient(simulator.url, header).get("tenant/all").status_code == 200


def test_a_projects_own_key_opens_no_other_project(simulator: Simulator, project_id: str, own_key: str) -> None:
    assert RawClient(simulator.url, f"Bearer {project_id}:{own_key}").get("tenant/all").status_code == 200
    assert RawClient(simulator.url, f"Bearer {simulator.project_id}:{own_key}").get("tenant/all").status_code == 401


def test_projects_are_separate(api: RawClient, simulator: Simulator) -> None:
    api.post("tenant/create", id="only-here", name="Only here")
    assert "only-here" not in {doc["id"] for doc in RawClient(simulator.url, simulator.bearer).listed("tenant")}


def test_the_list_of_projects_needs_a_company_wide_key(simulator: Simulator, project_id: str, own_key: str) -> None:
    def listing(bearer: str) -> httpx.Response:
        return RawClient(simulator.url, f"Bearer {bearer}").post("projects/list")

    for bearer in (simulator.management_key, f"{project_id}:{simulator.management_key}"):
        listed = listing(bearer).json()["projects"]
        entry = {"id": project_id, "name": project_id, "environment": "", "tags": [], "tag": ""}
        assert entry in listed
    assert listing(f"{project_id}:{own_key}").status_code == 403
    assert listing(own_key).status_code == 401


def test_the_licence_needs_a_good_key(simulator: Simulator, control: Control) -> None:
    control.configure(tier="tier3")
    assert RawClient(simulator.url, simulator.bearer).get("license").json() == {"rateLimitTier": "tier3"}
    assert RawClient(simulator.url, simulator.bearer + "x").get("license").status_code == 401


def test_public_keys_of_a_project_need_no_authorization(simulator: Simulator, project_id: str) -> None:
    (published,) = httpx.get(f"{simulator.url}/v2/keys/{project_id}").json()["keys"]
    assert (published["kty"], published["alg"]) == ("RSA", "RS256")
    assert httpx.get(f"{simulator.url}/v2/keys/PNobody").status_code == 401


@pytest.mark.parametrize("body", [b"", b"null", b" ", b"{}"])
def test_no_body_and_null_count_as_an_empty_object(api: RawClient, body: bytes) -> None:
    assert api.http.post("tenant/search", content=body).json() == {"tenants": []}


BROKEN = [b"{", b"[]", b'"x"', b'{"a":NaN}', b'{"a":"\\ud800"}', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_a_body_that_is_no_json_object_is_refused(api: RawClient, body: bytes) -> None:
    refused = api.http.post("tenant/search", content=body)
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E011001")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "nope", 404), ("PUT", "tenant/update", 405)])
def test_an_unknown_call_is_answered_with_json(api: RawClient, method: str, path: str, status: int) -> None:
    refused = api.http.request(method, path)
    assert refused.status_code == status
    assert refused.json()["errorCode"]


CALLS = [
    ("POST", f"{noun}/{call}{batch}")
    for noun in ("role", "permission")
    for call in ("create", "update", "delete")
    for batch in ("", "/batch")
]
CALLS += [("POST", f"tenant/{call}") for call in ("create", "update", "delete", "search", "updateDefaultRoles")]
CALLS += [("PATCH", "tenant/patch"), ("POST", "role/search"), ("POST", "projects/list")]
FIELDS = [
    *("id", "name", "newName", "tenantId", "parent", "description", "permissionNames", "names", "ids", "roles"),
    *("permissions", "roleNames", "roleIds", "sort", "text", "defaultRoles", "cascade", "customAttributes", "disabled"),
    *("tenantIds", "tenantNames", "authType", "roleInheritance", "fromTheFuture"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_body_makes_the_server_fail(api: RawClient, method: str, path: str) -> None:
    odd: list[Any] = [0, True, "x", "", [], [1], ["x"], [{}], [{"name": 1}], [{"field": []}], {}, {"a": {}}]
    for value in odd:
        for body in ({"id": "x", "name": "x", "newName": "x", name: value} for name in FIELDS):
            answer = api.http.request(method, path, json=body)
            assert answer.status_code < 500, body
            assert isinstance(answer.json(), dict)


def test_names_in_any_script_come_back_as_they_were(api: RawClient) -> None:
    name = "Müller & 桜電機 😀"
    api.post("tenant/create", id="x", name=name, customAttributes={"ä": "ö"})
    assert (api.tenant("x")["name"], api.tenant("x")["customAttributes"]) == (name, {"ä": "ö"})
