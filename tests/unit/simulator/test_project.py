# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project as such, families in it, and what a clone takes along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulator.process import Control, Simulator, running_simulator
from tests.simulator.raw_client import RawClient


@pytest.fixture
def cloned(api: RawClient, control: Control) -> Iterator[Callable[[], str]]:
    """Clones the test's project; the clones are gone afterwards."""
    made: list[str] = []

    def clone() -> str:
        answered = api.post("project/clone", name="Copy")
        assert answered.status_code == 200, answered.text
        made.append(answered.json()["projectId"])
        return made[-1]

    yield clone
    for project_id in made:
        control.drop(project_id)


def test_name_and_tags_are_in_the_state_file(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with running_simulator(state=state) as simulator:
        api = RawClient(simulator.url, simulator.bearer)
        api.post("project/update/name", name="Renamed")
        api.post("project/update/tags", tags=["a", "a", "b"])
        copy = api.post("project/clone", name="Copy", environment="production").json()["projectId"]
    with running_simulator(state=state) as simulator:
        listed = RawClient(simulator.url, simulator.bearer).post("projects/list").json()["projects"]
    about = {project["id"]: (project["name"], project["environment"], project["tags"]) for project in listed}
    assert about[simulator.project_id] == ("Renamed", "", ["a", "b"])
    assert about[copy] == ("Copy", "production", [])


def test_the_last_project_cannot_be_deleted() -> None:
    with running_simulator() as simulator:
        (other,) = [name for name in simulator.control.projects() if name != simulator.project_id]
        simulator.control.drop(other)
        refused = RawClient(simulator.url, simulator.bearer).post("project/delete")
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "E073008")
        assert simulator.control.projects() == [simulator.project_id]


@pytest.mark.parametrize("path", ["project/update/name", "project/update/tags", "project/clone", "project/delete"])
def test_a_request_that_fails_before_its_effect_leaves_the_company_as_it_was(
    api: RawClient, control: Control, project_id: str, path: str
) -> None:
    before = (control.projects(), control.dump(project_id))
    control.faults([{"path": f"/v1/mgmt/{path}", "truncate": True}])
    with pytest.raises(httpx.RemoteProtocolError):
        api.post(path, name="New", tags=["new"])
    assert (control.projects(), control.dump(project_id)) == before
    assert control.requests()[-1]["effect"] is False


def test_changes_of_the_project_count_as_effects(api: RawClient, control: Control) -> None:
    api.post("project/update/tags", tags=["a"])
    assert control.requests()[-1]["effect"] is True


@pytest.mark.parametrize("body", [{}, {"name": "x", "environment": "staging"}, {"name": "x", "tags": "a"}])
def test_an_impossible_clone_is_refused(api: RawClient, control: Control, body: dict[str, Any]) -> None:
    before = control.projects()
    assert api.post("project/clone", **body).status_code == 400
    assert control.projects() == before


def test_a_clone_takes_settings_and_secrets_and_leaves_people_and_their_things(
    api: RawClient, control: Control, project_id: str, cloned: Callable[[], str]
) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("user/create", loginId="ann")
    api.post("role/create", name="of acme", tenantId="acme")
    api.post("thirdparty/app/create", name="CRM", loginPageUrl="https://crm.test")
    api.post("outbound/app/create", id="cal", name="Calendar", clientSecret="hidden")
    api.post("scopeClaimMapping/set", mappings=[{"scope": "email"}])
    api.post("family/settings", maxFamilyMembers=3)
    made = api.post("sso/idp/app/oidc/create", name="Shop", loginPageUrl="https://shop.test").json()["id"]
    secret = api.get("sso/idp/app/secret", id=made).json()["cleartext"]
    copy, source = control.dump(cloned()), control.dump(project_id)
    for section in ("tenants", "users", "access_keys", "inbound_applications", "engines", "management_keys"):
        assert copy[section] == [], section
    assert [role["name"] for role in copy["roles"]] == ["Tenant Admin"]
    for section in ("outbound_applications", "scope_claim_mappings", "family_settings", "snapshot_files"):
        assert copy[section] == source[section], section
    (shop,) = [app for app in copy["sso_applications"] if app["id"] == made]
    assert shop["secrets"][0]["cleartext"] == secret
    assert shop["oidcSettings"]["clientId"] != source["sso_applications"][-1]["oidcSettings"]["clientId"]


def test_a_clone_is_independent_of_its_source(api: RawClient, simulator: Simulator, cloned: Callable[[], str]) -> None:
    copy = RawClient(simulator.url, f"Bearer {cloned()}:{simulator.management_key}")
    copy.post("role/create", name="reader")
    assert api.names("role") == ["Tenant Admin"]


def test_roles_in_families_follow_the_roles_of_the_project(api: RawClient) -> None:
    for name in ("guardian", "child"):
        api.post("role/create", name=name)
    api.post("family/create", name="Smith", familyId="smith")
    api.post("user/create", loginId="ann", familyAssociations=[{"familyId": "smith", "roleNames": ["guardian", "child"]}])
    api.post("role/update", name="guardian", newName="parent")
    api.post("role/delete", name="child")
    (association,) = api.get("user", loginId="ann").json()["user"]["familyAssociations"]
    assert association["roleNames"] == ["parent"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("family/create", {}, 400),
        ("family/update", {"id": "nobody", "name": "x"}, 404),
        ("family/update", {"id": "smith", "name": ""}, 400),
        ("family/delete", {"id": "nobody"}, 404),
        ("family/search", {"size": 1001}, 400),
        ("family/dependent/create", {"familyId": "nobody", "loginId": "x"}, 404),
        ("family/dependent/create", {"familyId": "smith"}, 400),
        ("family/impersonate", {"impersonatorUserIdOrLoginId": "ann"}, 400),
        ("family/impersonate", {"impersonatorUserIdOrLoginId": "ann", "dependentLoginId": "ann"}, 400),
    ],
)
def test_impossible_requests_about_families_are_refused(
    api: RawClient, control: Control, project_id: str, path: str, body: dict[str, Any], status: int
) -> None:
    api.post("family/create", name="Smith", familyId="smith")
    api.post("user/create", loginId="ann")
    before = control.dump(project_id)
    assert api.post(path, **body).status_code == status
    assert control.dump(project_id) == before
