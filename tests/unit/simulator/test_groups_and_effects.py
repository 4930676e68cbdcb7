# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups, and the effects that nouns register for each other."""

from __future__ import annotations

from typing import Any

from tests.simulator import effects
from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient
from tests.simulator.store import Doc, State

TENANT = {"id": "acme", "name": "Acme"}


def test_a_group_needs_a_tenant_and_an_id_to_look_for(api: RawClient) -> None:
    api.post("tenant/create", **TENANT)
    assert api.post("group/all").json()["errorMessage"] == "The tenantId field is required"
    assert api.post("group/members", tenantId="acme").json()["errorMessage"] == "The groupId field is required"
    for path in ("group/all", "group/member/all", "group/members"):
        assert api.post(path, tenantId="nobody", groupId="G1").json()["errorCode"] == "E112202"


def test_the_answer_is_a_list_at_the_root_without_the_tenant(api: RawClient, control: Control, project_id: str) -> None:
    control.load(project_id, {"tenants": [TENANT], "groups": [{"tenantId": "acme", "display": "eng"}]})
    (group,) = api.post("group/all", tenantId="acme", ssoId=None).json()
    assert group.pop("id").startswith("G")
    assert group == {"display": "eng", "members": [], "source": "scim", "ssoId": ""}


def test_a_deleted_user_is_in_no_group(api: RawClient, control: Control, project_id: str) -> None:
    api.post("tenant/create", **TENANT)
    user = api.post("user/create", loginId="d@acme.example").json()["user"]["userId"]
    members: list[dict[str, Any]] = [{"userId": user}, {"userId": "another"}]
    control.load(project_id, {"groups": [{"id": "G1", "tenantId": "acme", "members": members}]})
    api.post("user/delete", loginId="d@acme.example")
    assert api.post("group/all", tenantId="acme").json()[0]["members"] == [{"userId": "another"}]


def test_effects_run_on_deletion_on_cascade_and_on_a_new_name_only() -> None:
    seen: list[str] = []

    @effects.on_delete("test things")
    def _deleted(draft: State, doc: Doc) -> None:
        seen.append(f"deleted {doc['name']}, left {len(draft.docs('test things'))}")

    @effects.on_cascade("test things")
    def _cascaded(_draft: State, doc: Doc) -> None:
        seen.append(f"cascaded {doc['name']}")

    @effects.on_rename("test things")
    def _renamed(_draft: State, before: Doc, after: Doc) -> None:
        seen.append(f"{before['name']} is now {after['name']}")

    effects.belongs_to("test things", "test parts", "owner")
    parts = {part: {"id": part, "owner": owner} for part, owner in (("p", "a"), ("q", "b"))}
    draft = State({"test things": {key: {"id": key, "name": key} for key in "ab"}, "test parts": parts})
    effects.replace(draft, "test things", {"id": "a", "name": "a"}, {"id": "a", "name": "a", "more": 1})
    effects.replace(draft, "test things", {"id": "a", "name": "a"}, {"id": "a", "name": "z"})
    effects.delete(draft, "test things", {"id": "a", "name": "z"})
    assert list(draft.docs("test parts")) == ["q"]
    effects.delete(draft, "test things", {"id": "b", "name": "b"}, cascade=True)
    assert seen == ["a is now z", "deleted z, left 1", "cascaded b", "deleted b, left 0"]
    assert list(draft.docs("test parts")) == []


def test_names_in_lists_follow_and_are_forgotten() -> None:
    draft = State({"test lists": {"x": {"id": "x", "names": ["a", "b"]}, "y": {"id": "y", "names": ["b"]}}})
    effects.rewrite_names(draft, "test lists", "names", "a", "c")
    effects.rewrite_names(draft, "test lists", "names", "b")
    assert [doc["names"] for doc in draft.docs("test lists").values()] == [["c"], []]
