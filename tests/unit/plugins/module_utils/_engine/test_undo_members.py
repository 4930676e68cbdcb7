# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking back what a run did to access keys and users: namesakes, and roles in tenants that a delete took."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Journal, Outcome
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo import Undone
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import planned, role, run_undo, state
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

KEY = KINDS["access_keys"]
USER = KINDS["users"]


def access_key(key_id: str, **fields: t.Any) -> Document:
    return KEY.from_api({"id": key_id, "name": "ci", "status": "active", "createdTime": 5, **fields})


def undone(before: State, *changes: Change, **answers: t.Any) -> tuple[Undone, list[tuple[str, Document]]]:
    """Take back changes whose answers were lost, in a project that answers as told; return that and what was sent."""
    journal = Journal()
    for change in changes:
        journal.intent(change)
        journal.outcome(Outcome(change, "failed", ApiError("no")))
    client = NotingClient(**answers)
    return run_undo(journal, before, client), client.sent


def second_twin(live: list[Document]) -> tuple[State, Change]:
    """Return a project with one key of two in a backup that are alike, and the change that makes the other one."""
    before = state(access_keys=live, roles=[], tenants=[])
    backup = [access_key("A", createdTime=1), access_key("B", createdTime=2)]
    (change,) = planned(before, state(access_keys=backup)).changes
    return before, change


def test_a_key_that_was_there_is_not_taken_for_its_twin_that_could_not_be_made() -> None:
    there = access_key("K1")
    before, change = second_twin([there])
    result, sent = undone(before, change, search={"keys": [there]}, all={"roles": [], "tenants": []})
    assert (result, sent) == (Undone((), ()), [])


def test_a_twin_that_was_made_goes_again_and_the_other_one_stays() -> None:
    there = access_key("K1")
    before, change = second_twin([there])
    made = access_key("K2")
    result, sent = undone(before, change, search={"keys": [there, made]}, all={"roles": [], "tenants": []})
    assert (result.left, sent) == ((), [("/v1/mgmt/accesskey/delete", {"id": "K2"})])


def test_roles_of_the_project_and_in_tenants_come_back_once() -> None:
    membership = {"tenantId": "acme", "roleNames": ["r", "s"]}
    ann = USER.from_api({"loginIds": ["ann"], "userId": "U1", "roleNames": ["r"], "userTenants": [membership]})
    without = {**ann, "roleNames": [], "userTenants": [{"tenantId": "acme", "roleNames": ["s"]}]}
    before = state(users=[ann], roles=[role("r"), role("s")], tenants=[])
    (change,) = planned(before, state(), absent={"roles": ({"name": "r"},)}).changes
    answers: t.Any = {
        "all": {"roles": [role("s")], "tenants": []},
        "search": {"users": [without], "total": 1},
        "user": {"user": without},
    }
    result, sent = undone(before, change, **answers)
    assert result.left == ()
    assert [path for path, _body in sent] == ["/v1/mgmt/role/create", "/v1/mgmt/user/patch", "/v1/mgmt/user/patch"]
    patched = {name: value for _path, body in sent[1:] for name, value in body.items()}
    assert (patched["roleNames"], patched["userTenants"]) == (["r"], [membership])


def test_users_who_had_what_was_deleted_are_said_to_be_without_it() -> None:
    before = state(roles=[role("r")], permissions=[], tenants=[])
    (change,) = planned(before, state(), absent={"roles": ({"name": "r"},)}).changes
    answers: t.Any = {"all": {"roles": [], "permissions": [], "tenants": []}}
    result, _sent = undone(before, replace(change, impact={"users": 12}), **answers)
    assert result.left == (("role r", "brought back, but not to the 12 users that had it"),)
