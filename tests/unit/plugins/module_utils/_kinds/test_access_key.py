# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access keys: which of several namesakes is meant, what is sent, whom a key acts for, and the secret that is told once."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import Forbidden, InvalidInput, NotFound, UnknownOutcome
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.access_key import AccessKey
from tests.unit.plugins.builders import described, live, planned, role, state, tenant
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_delete, sent_by_update

KEY = AccessKey()
PATH = "/v1/mgmt/accesskey"
CREATED = {"key": {"id": "K9"}, "cleartext": "K9secret"}


def access_key(key_id: str = "K1", **fields: t.Any) -> Document:
    """Return a key as the API gives it, as a document."""
    return KEY.from_api({"id": key_id, "name": "ci", "status": "active", "createdTime": 5, "clientId": f"C{key_id}", **fields})


def membership(tenant_id: str, *roles: str, **derived: t.Any) -> Document:
    return {"tenantId": tenant_id, "roleNames": list(roles), **derived}


def listed(*keys: Document) -> Documents:
    return Documents({KEY.key(key): key for key in keys})


# --- calls ---------------------------------------------------------------------------------------------------------------


def test_create_sends_what_can_be_given_and_returns_the_secret() -> None:
    client = NotingClient(create=CREATED)
    made = asyncio.run(KEY.create(client, access_key("", description="x", expireTime=7, beta=1)))
    ((path, body),) = client.sent
    assert (path, made) == (f"{PATH}/create", {"cleartext": "K9secret"})
    assert body == {
        "name": "ci",
        "description": "x",
        "expireTime": 7,
        "roleNames": [],
        "keyTenants": [],
        "permittedIps": [],
        "customClaims": {},
        "customAttributes": {},
        "beta": 1,
    }


def test_a_key_that_shall_be_inactive_is_switched_off_once_it_is_there() -> None:
    sent = sent_by_create(KEY, access_key("", status="inactive"), create=CREATED)
    assert sent[1:] == [(f"{PATH}/deactivate", {"id": "K9"})]


def test_an_inactive_key_whose_id_is_not_told_is_an_unknown_outcome() -> None:
    with pytest.raises(UnknownOutcome, match="which id it gave the access key ci"):
        sent_by_create(KEY, access_key("", status="inactive"), create={"key": {}, "cleartext": "s"})


def test_an_update_sends_only_what_differs_and_the_name() -> None:
    before = access_key(description="x", permittedIps=["10.0.0.0/8"])
    after = {**before, "permittedIps": [], "createdTime": 9}
    assert sent_by_update(KEY, before, after) == [(f"{PATH}/update", {"id": "K1", "name": "ci", "permittedIps": []})]


def test_a_rename_is_an_update() -> None:
    assert sent_by_update(KEY, access_key(), access_key(name="cd")) == [(f"{PATH}/update", {"id": "K1", "name": "cd"})]


@pytest.mark.parametrize(("status", "call"), [("active", "activate"), ("inactive", "deactivate")])
def test_a_status_has_a_call_of_its_own(status: str, call: str) -> None:
    before = access_key(status="inactive" if status == "active" else "active")
    assert sent_by_update(KEY, before, {**before, "status": status}) == [(f"{PATH}/{call}", {"id": "K1"})]


def test_delete_names_the_id() -> None:
    assert sent_by_delete(KEY, access_key()) == [(f"{PATH}/delete", {"id": "K1"})]


def test_a_listing_leaves_out_what_belongs_to_the_tenant() -> None:
    raw = {"id": "K1", "name": "ci", "keyTenants": [membership("acme", "r", tenantName="Acme")]}
    (found,) = asyncio.run(KEY.fetch(NotingClient(search={"keys": [raw]})))
    assert found["keyTenants"] == [membership("acme", "r")]


# --- whom a key acts for -------------------------------------------------------------------------------------------------


def test_users_are_asked_for_only_when_a_key_acts_for_one() -> None:
    client = NotingClient(search={"keys": [{"id": "K1", "name": "ci", "boundUserId": ""}]})
    (found,) = asyncio.run(KEY.fetch(client))
    assert (found["boundUser"], [path for path, _body in client.asked]) == ("", [f"{PATH}/search"])


def test_a_user_is_known_by_a_login_id_and_not_by_the_id_of_this_project() -> None:
    keys = [{"id": f"K{at}", "name": "ci", "boundUserId": user} for at, user in enumerate(("U2", "U1", "U2", "gone"))]
    users = [{"userId": "U1", "loginIds": ["ann"]}, {"userId": "U2", "loginIds": ["bob", "b"]}]
    client = NotingClient(search={"keys": keys}, load={"users": users})
    found = asyncio.run(KEY.fetch(client))
    assert [one["boundUser"] for one in found] == ["bob", "ann", "bob", ""]
    assert client.asked[1:] == [("/v1/mgmt/users/load", {"userIds": ["U1", "U2", "gone"]})]
    assert planned(live(access_keys=[found[1]]), state(access_keys=[{**found[1], "boundUserId": "other"}])).changes == ()


def test_without_the_right_to_read_users_the_keys_are_not_half_read() -> None:
    client = NotingClient(search={"keys": [{"id": "K1", "name": "ci", "boundUserId": "U1"}]}, load=Forbidden("no"))
    with pytest.raises(Forbidden):
        asyncio.run(KEY.fetch(client))


def test_a_key_is_created_for_the_user_as_this_project_knows_her() -> None:
    client = NotingClient(create=CREATED, user={"user": {"userId": "U7"}})
    asyncio.run(KEY.create(client, access_key("", boundUser="ann", boundUserId="U1")))
    assert client.asked == [("/v1/mgmt/user", {"loginId": "ann"})]
    assert client.sent[0][1]["userId"] == "U7"
    assert not {"boundUser", "boundUserId"} & client.sent[0][1].keys()


def test_a_key_for_nobody_is_not_created() -> None:
    client = NotingClient(user=NotFound("no"))
    with pytest.raises(InvalidInput, match="access key ci can't be created: its bound_user ann does not exist"):
        asyncio.run(KEY.create(client, access_key("", boundUser="ann")))
    assert client.sent == []


# --- which key is meant --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"id": "K1"}, "ci/K1"),
        ({"id": "K2", "name": "new name"}, "cd/K2"),
        ({"name": "cd"}, "cd/K2"),
        ({"id": "of another project", "name": "cd"}, "cd/K2"),
        ({"name": "nobody"}, None),
        ({"id": "K9"}, None),
    ],
)
def test_an_id_counts_for_more_than_a_name(wanted: Document, key: str | None) -> None:
    assert KEY.find(wanted, listed(access_key("K1"), access_key("K2", name="cd"))) == key


def test_a_name_that_several_keys_have_is_refused_with_their_ids() -> None:
    with pytest.raises(InvalidInput, match="There are 2 access keys called ci, with the ids K1, K2") as refused:
        KEY.find({"name": "ci"}, listed(access_key("K2", createdTime=6), access_key("K1")))
    assert "by its id" in refused.value.hint


def test_namesakes_of_a_backup_meet_those_that_are_like_them_and_the_others_by_age() -> None:
    backup = [access_key("A", description="1"), access_key("B", description="2"), access_key("C", description="3")]
    there = listed(
        access_key("X", description="edited", createdTime=8),
        access_key("Y", description="2", createdTime=7),
        access_key("Z", description="1", createdTime=9),
    )
    assert KEY.find_all(backup, there) == ["ci/Z", "ci/Y", "ci/X"]


def test_what_a_backup_has_more_of_is_missing() -> None:
    backup = [access_key("A", createdTime=1), access_key("B", createdTime=2)]
    assert KEY.find_all(backup, listed(access_key("X"))) == ["ci/X", None]


def test_an_id_of_a_backup_finds_its_own_key_before_any_namesake_does() -> None:
    backup = [access_key("A", createdTime=1), access_key("B", createdTime=2)]
    assert KEY.find_all(backup, listed(access_key("B", description="edited"))) == [None, "ci/B"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_a_second_restore_into_a_new_project_finds_nothing_to_do(order: tuple[int, ...]) -> None:
    backup = [access_key(f"K{at}", createdTime=at, roleNames=["a", "b"], permittedIps=[str(at % 2)]) for at in range(3)]
    first = planned(live(roles=[role("a"), role("b")]), state(access_keys=backup))
    assert described(first.changes) == ["create access_key ci/K0", "create access_key ci/K1", "create access_key ci/K2"]
    made = [{**backup[at], "id": f"N{order[at]}", "createdTime": 50, "roleNames": ["b", "a"]} for at in range(3)]
    assert planned(live(roles=[role("a"), role("b")], access_keys=made), state(access_keys=backup)).changes == ()


def test_the_same_name_twice_in_variables_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Two desired access_keys mean the same"):
        planned(live(access_keys=[access_key()]), state(access_keys=[{"name": "ci"}, {"id": "K1"}]))


# --- what can't be -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "value"), [("expireTime", 9), ("boundUser", "ann")])
def test_what_no_update_takes_can_be_given_at_creation_only(field: str, value: t.Any) -> None:
    with pytest.raises(InvalidInput, match=f"The {KEY.user_name(field)} of access_key ci/K1 can't be changed") as refused:
        planned(live(access_keys=[access_key()]), state(access_keys=[{"name": "ci", field: value}]))
    assert "loses its secret" in refused.value.hint


def test_an_id_alone_creates_nothing() -> None:
    with pytest.raises(InvalidInput, match="There is no access key K9, and without a name"):
        planned(live(access_keys=[]), state(access_keys=[{"id": "K9"}]))


def test_a_key_is_for_the_project_or_for_tenants() -> None:
    both: t.Any = {"roleNames": ["r"], "keyTenants": [membership("acme")]}
    with pytest.raises(InvalidInput, match="ci would have role_names and key_tenants"):
        KEY.check_new(access_key("", **both))
    with pytest.raises(InvalidInput, match="ci/K1 would have role_names and key_tenants"):
        asyncio.run(KEY.losses(NotingClient(), access_key(roleNames=["r"]), access_key(**both)))
    assert asyncio.run(KEY.losses(NotingClient(), access_key(**both), access_key(**both, description="x"))) == ()


@pytest.mark.parametrize(
    ("tenants", "problem"),
    [
        ([{"role_names": ["r"]}], r"key_tenants\[0\] \(ci\) does not say which tenant"),
        ([{"tenant_id": "a"}, {"tenant_id": "a"}], r"key_tenants\[1\] \(ci\) names the tenant a again"),
        ([{"tenant": "a"}], r"key_tenants\[0\]\.tenant \(ci\)"),
    ],
)
def test_a_membership_says_which_tenant_it_is_and_says_it_once(tenants: list[t.Any], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        KEY.from_variables({"name": "ci", "key_tenants": tenants}, "here")


# --- roles and tenants ---------------------------------------------------------------------------------------------------


def test_roles_in_a_tenant_that_are_not_written_stay() -> None:
    before = access_key(keyTenants=[membership("acme", "r"), membership("globex", "s")])
    after = KEY.overlay(before, {"keyTenants": [{"tenantId": "acme"}, {"tenantId": "new"}, membership("globex")]})
    assert after["keyTenants"] == [membership("acme", "r"), {"tenantId": "new"}, membership("globex")]
    ((_path, body),) = sent_by_update(KEY, before, after)
    assert body["keyTenants"] == [membership("acme", "r"), membership("new"), membership("globex")]


def test_neither_the_order_of_tenants_nor_that_of_roles_is_a_difference() -> None:
    before = access_key(keyTenants=[membership("acme", "r", "s"), membership("globex")])
    after = {"name": "ci", "keyTenants": [membership("globex"), membership("acme", "s", "r")]}
    tenants = [tenant("acme"), tenant("globex")]
    there = live(access_keys=[before], tenants=tenants, roles=[role("r"), role("s")])
    assert planned(there, state(access_keys=[after])).changes == ()


def test_a_role_in_a_tenant_is_the_tenants_own_or_one_of_the_project() -> None:
    assert list(KEY.references(access_key(keyTenants=[membership("acme", "r")]))) == [
        Reference("tenants", "acme", "keyTenants", "detach"),
        Reference("roles", "acme/r", "keyTenants", "stays", instead="r"),
    ]


@pytest.mark.parametrize("there", [role("r"), role("r", tenantId="acme")])
def test_either_role_will_do(there: Document) -> None:
    wanted = state(access_keys=[{"name": "ci", "keyTenants": [membership("acme", "r")]}])
    assert described(planned(live(roles=[there], tenants=[tenant("acme")]), wanted).changes) == ["create access_key ci"]


@pytest.mark.parametrize("name", ["acme/r", "r"])
def test_the_role_is_made_before_the_key(name: str) -> None:
    made = role("r", tenantId="acme" if "/" in name else "")
    wanted = state(
        access_keys=[{"name": "ci", "keyTenants": [membership("acme", "r")]}], roles=[made], tenants=[tenant("acme")]
    )
    changes = described(planned(live(), wanted).changes)
    assert changes.index(f"create role {name}") < changes.index("create access_key ci")


@pytest.mark.parametrize("there", [[], [role("r", tenantId="globex")]])
def test_a_role_that_neither_has_is_refused(there: list[Document]) -> None:
    wanted = state(access_keys=[{"name": "ci", "keyTenants": [membership("acme", "r")]}])
    with pytest.raises(InvalidInput, match="access_key ci: its key_tenants names the role acme/r, which does not exist"):
        planned(live(roles=there, tenants=[tenant("acme")]), wanted)
