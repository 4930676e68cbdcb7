# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password policies: the project's and those of tenants, which follow the project's until they have one of their own."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.tenant import ID_PATTERN
from tests.unit.plugins.builders import described, planned, state, tenant
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

POLICY = KINDS["password_settings"]
PATH = "/v1/mgmt/password/settings"
Json = dict[str, t.Any]


def policy(tenant_id: str = "", **fields: t.Any) -> Json:
    return POLICY.from_api({"tenantId": tenant_id, "enabled": True, "minLength": 8, **fields})


def sent(before: Json, after: Json, now: Json) -> list[Json]:
    client = NotingClient(settings=now)
    asyncio.run(POLICY.update(client, before, after))
    return [body for path, body in client.sent]


def test_the_projects_policy_has_a_key_that_no_tenant_can_have() -> None:
    assert (POLICY.key(policy()), POLICY.key(policy("acme"))) == ("(project)", "acme")
    assert not ID_PATTERN.fullmatch(POLICY.key(policy()))


@pytest.mark.parametrize(("written", "key"), [({}, "(project)"), ({"tenant_id": ""}, "(project)"), ({"tenant_id": "a"}, "a")])
def test_a_policy_that_names_no_tenant_is_the_projects(written: Json, key: str) -> None:
    assert POLICY.key(POLICY.from_variables({**written, "min_length": 9}, "options")) == key


def test_the_projects_policy_is_read_and_then_that_of_each_tenant() -> None:
    client = NotingClient(all={"tenants": [{"id": "acme"}]}, settings={"minLength": 8})
    assert [POLICY.key(found) for found in asyncio.run(POLICY.fetch(client))] == ["(project)", "acme"]
    assert (PATH, {"tenantId": ""}) in client.asked
    assert (PATH, {"tenantId": "acme"}) in client.asked


def test_a_policy_of_a_tenant_that_does_not_exist_is_none() -> None:
    assert asyncio.run(POLICY.fetch_one(NotingClient(settings=NotFound("no")), {"tenantId": "gone"})) is None


def test_an_update_sends_the_whole_policy_with_what_changed() -> None:
    now = {**policy("acme"), "betaFlag": 1}
    assert sent(policy("acme"), policy("acme", minLength=12), now) == [{**now, "minLength": 12}]


def test_a_tenant_that_came_to_what_is_wanted_with_the_project_keeps_following_it() -> None:
    assert sent(policy("acme", minLength=12), policy("acme"), policy("acme")) == []


def test_a_policy_is_never_made_or_deleted() -> None:
    assert POLICY.permanent(policy())
    assert POLICY.permanent(policy("acme"))
    with pytest.raises(InvalidInput, match="can't be deleted"):
        asyncio.run(POLICY.delete(NotingClient(), policy(), {}))


def test_a_tenants_policy_is_written_after_the_tenant_and_the_projects_policy() -> None:
    assert list(POLICY.references(policy())) == []
    assert list(POLICY.references(policy("acme"))) == [
        Reference("tenants", "acme", "tenantId", "cascade"),
        Reference("password_settings", "(project)", "tenantId", "nothing"),
    ]


def test_equal_policies_are_not_written_though_they_are_inherited() -> None:
    current = state(tenants=[tenant("acme")], password_settings=[policy(), policy("acme")])
    assert planned(current, state(password_settings=[policy(), policy("acme")])).changes == ()


def test_policies_that_nobody_wrote_are_not_unmanaged() -> None:
    current = state(tenants=[tenant("acme")], password_settings=[policy(), policy("acme")])
    plan = planned(current, state(password_settings=[policy(minLength=9)]), purge=True)
    assert (described(plan.changes), plan.unmanaged) == (["update password_settings (project)"], ())


@pytest.mark.parametrize("written", [{"min_length": -1}, {"lock_attempts": "many"}, {"lock": "perhaps"}])
def test_a_value_that_can_not_be_is_refused_with_its_field(written: Json) -> None:
    with pytest.raises(InvalidInput, match=f"options.{next(iter(written))}"):
        POLICY.from_variables(written, "options")


# --- the project's policy and a tenant's in one run ------------------------------------------------------------------------

FOLLOWING = state(tenants=[tenant("acme"), tenant("globex")], password_settings=[policy(), policy("acme"), policy("globex")])


def test_a_tenant_that_is_to_stay_as_it_is_while_the_project_changes_gets_a_policy_of_its_own() -> None:
    plan = planned(FOLLOWING, state(password_settings=[policy(minLength=12), {"tenantId": "acme", "minLength": 8}]))
    assert [described(wave) for wave in plan.waves] == [
        ["update password_settings (project)"],
        ["update password_settings acme"],
    ]
    change = plan.changes[1]
    assert change.fields == ("minLength",)
    assert (change.before, change.after, change.was) == (policy("acme", minLength=12), policy("acme"), policy("acme"))
    assert sent(change.before or {}, change.after or {}, policy("acme", minLength=12)) == [policy("acme")]
    assert sent(change.before or {}, change.after or {}, policy("acme")) == []


@pytest.mark.parametrize("wanted", [{"tenantId": "acme", "enabled": True}, {"tenantId": "acme"}])
def test_what_is_not_said_of_a_tenant_follows_the_project(wanted: Json) -> None:
    plan = planned(FOLLOWING, state(password_settings=[policy(minLength=12), wanted]))
    assert described(plan.changes) == ["update password_settings (project)"]


def test_a_tenant_that_is_to_be_like_the_project_is_looked_at_again_and_need_not_be_written() -> None:
    wanted = policy("acme", minLength=12)
    plan = planned(FOLLOWING, state(password_settings=[policy(minLength=12), wanted]))
    assert described(plan.changes) == ["update password_settings (project)", "update password_settings acme"]
    assert sent(plan.changes[1].before or {}, wanted, wanted) == []


def test_what_else_a_tenant_gets_in_the_same_run_is_shown_and_written_over_what_it_follows() -> None:
    plan = planned(FOLLOWING, state(password_settings=[policy(minLength=12), {"tenantId": "acme", "lock": True}]))
    change = plan.changes[1]
    assert (change.fields, change.before, change.was) == (("lock",), policy("acme", minLength=12), policy("acme"))
    own, followed = policy("acme"), policy("acme", minLength=12)
    wanted = policy("acme", minLength=12, lock=True)
    assert change.after == wanted
    assert sent(followed, wanted, followed) == sent(followed, wanted, own) == [wanted]


def test_a_tenant_with_another_policy_does_not_follow() -> None:
    current = state(tenants=[tenant("acme")], password_settings=[policy(), policy("acme", minLength=6)])
    plan = planned(current, state(password_settings=[policy(minLength=12), policy("acme", minLength=6)]))
    assert described(plan.changes) == ["update password_settings (project)"]
