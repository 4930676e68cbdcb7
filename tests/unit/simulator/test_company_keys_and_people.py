# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and people of the company: what a made key opens, who may ask, and that a restart keeps them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.process import Control, Simulator, running_simulator
from tests.simulator.raw_client import RawClient

OWN_KEY = "KOfOneProjectOnlyToo"


@pytest.fixture(autouse=True)
def _clean(api: RawClient) -> Iterator[None]:
    yield
    ids = [key["id"] for key in api.get("managementkey/search").json()["keys"]]
    if ids:
        api.post("managementkey/delete", ids=ids)
    for descoper in api.post("descoper/list").json()["descopers"]:
        api.delete("descoper", id=descoper["id"])


def _create(api: RawClient, rebac: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = api.http.put("managementkey", json={"name": "made", "reBac": rebac, **more})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _opens(simulator: Simulator, project_id: str, key: str) -> int:
    return RawClient(simulator.url, f"Bearer {project_id}:{key}").get("tenant/all").status_code


def test_a_key_of_the_company_opens_everything(api: RawClient, simulator: Simulator, project_id: str) -> None:
    cleartext = _create(api, {"companyRoles": ["company-full-access"]})["cleartext"]
    assert _opens(simulator, project_id, cleartext) == _opens(simulator, simulator.project_id, cleartext) == 200
    assert RawClient(simulator.url, f"Bearer {cleartext}").post("projects/list").status_code == 200


def test_a_key_of_projects_opens_these_and_nothing_of_the_company(
    api: RawClient, simulator: Simulator, project_id: str
) -> None:
    cleartext = _create(api, {"projectRoles": [{"projectIds": [project_id], "roles": ["r"]}]})["cleartext"]
    assert _opens(simulator, project_id, cleartext) == 200
    assert _opens(simulator, simulator.project_id, cleartext) == 401
    own = RawClient(simulator.url, f"Bearer {project_id}:{cleartext}")
    assert own.get("managementkey/search").status_code == own.post("projects/list").status_code == 403


def test_a_key_of_tags_opens_the_projects_with_one_of_them(
    api: RawClient, simulator: Simulator, control: Control, project_id: str
) -> None:
    cleartext = _create(api, {"tagRoles": [{"tags": ["prod", "eu"], "roles": ["r"]}]})["cleartext"]
    assert _opens(simulator, project_id, cleartext) == 401
    control.load(project_id, {"tags": ["eu", "x"]})
    assert _opens(simulator, project_id, cleartext) == 200


def test_a_key_stops_working_when_inactive_expired_or_deleted(api: RawClient, simulator: Simulator, project_id: str) -> None:
    everything = {"companyRoles": ["r"]}
    made = _create(api, everything)
    key_id, cleartext = made["key"]["id"], made["cleartext"]
    api.patch("managementkey", id=key_id, name="made", status="inactive")
    assert _opens(simulator, project_id, cleartext) == 401
    api.patch("managementkey", id=key_id, name="made", status="active")
    assert _opens(simulator, project_id, cleartext) == 200
    api.post("managementkey/delete", ids=[key_id])
    assert _opens(simulator, project_id, cleartext) == 401
    short = _create(api, everything, expiresIn="1")["cleartext"]
    assert _opens(simulator, project_id, short) == 200
    time.sleep(1.1)
    assert _opens(simulator, project_id, short) == 401


def test_who_did_something_is_the_key_they_did_it_with(api: RawClient, simulator: Simulator, project_id: str) -> None:
    made = _create(api, {"companyRoles": ["r"]})
    own = RawClient(simulator.url, f"Bearer {project_id}:{made['cleartext']}")
    assert own.post("accesskey/create", name="ci").json()["key"]["createdBy"] == made["key"]["id"]
    assert own.post("audit/search", actions=["AccessKeyCreated"]).json()["audits"][0]["actorId"] == made["key"]["id"]


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"reBac": None},
        {"reBac": {}},
        {"reBac": {"projectRoles": ["r"]}},
        {"reBac": {"companyRoles": "r"}},
        {"expiresIn": "soon"},
    ],
)
def test_a_key_that_cannot_be_is_refused(api: RawClient, bad: dict[str, Any]) -> None:
    assert api.http.put("managementkey", json={"name": "x", "reBac": {"companyRoles": ["r"]}, **bad}).status_code == 400
    assert api.get("managementkey/search").json() == {"keys": []}


def test_an_update_of_a_key_resets_what_is_absent(api: RawClient) -> None:
    made = _create(api, {"companyRoles": ["r"]}, description="text", permittedIps=["10.0.0.1"], expiresIn=60)["key"]
    other: dict[str, Any] = {"companyRoles": [], "projectRoles": []}
    after = api.patch("managementkey", id=made["id"], name="new", reBac=other, expireTime=1).json()["key"]
    assert after == {**made, "name": "new", "description": "", "permittedIps": [], "version": 2}
    assert api.patch("managementkey", id=made["id"], name="new", status="asleep").status_code == 400
    assert api.patch("managementkey", id="Knothing", name="new").status_code == 404


@pytest.mark.parametrize("path", ["managementkey", "descoper"])
def test_calls_of_the_company_need_its_key_and_no_project(
    simulator: Simulator, control: Control, project_id: str, path: str
) -> None:
    control.load(project_id, {"management_keys": [OWN_KEY]})
    assert RawClient(simulator.url, f"Bearer {project_id}:{OWN_KEY}").get(path, id="x").status_code == 403
    assert RawClient(simulator.url, f"Bearer {OWN_KEY}").get(path, id="x").status_code == 401
    assert RawClient(simulator.url, f"Bearer {simulator.management_key}").get(path, id="x").status_code == 404


@pytest.mark.parametrize(
    "bad",
    [
        {"loginId": ""},
        {"rbac": {"tags": [{"tags": ["x"], "role": "king"}]}},
        {"rbac": {"projects": ["P1"]}},
        {"attributes": {"email": 5}},
    ],
)
def test_a_descoper_that_cannot_be_is_refused(api: RawClient, bad: dict[str, Any]) -> None:
    body = {"descopers": [{"loginId": "fine"}, {"loginId": "d", **bad}]}
    assert api.http.put("descoper", json=body).status_code == 400
    assert api.post("descoper/list").json() == {"descopers": [], "total": 0}


def test_the_state_file_keeps_keys_and_people_of_the_company(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with running_simulator(state=state) as simulator:
        api = RawClient(simulator.url, simulator.bearer)
        made = _create(api, {"companyRoles": ["r"]})
        api.http.put("descoper", json={"descopers": [{"loginId": "d"}]})
        before = api.post("descoper/list").json()
    with running_simulator(state=state) as simulator:
        api = RawClient(simulator.url, f"Bearer {simulator.project_id}:{made['cleartext']}")
        assert api.get("managementkey/search").json() == {"keys": [made["key"]]}
        assert api.post("descoper/list").json() == before
