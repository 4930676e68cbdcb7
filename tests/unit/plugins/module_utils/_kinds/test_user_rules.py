# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of users: who is meant, what is never compared, what is refused, and what they refer to."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import taking_part
from tests.unit.plugins.builders import described, live, planned, role, state, tenant
from tests.unit.plugins.module_utils._kinds.noting_client import sent_by_update
from tests.unit.plugins.module_utils._kinds.user_builders import USER, membership, user

# --- who is meant --------------------------------------------------------------------------------------------------------

LIVE = Documents({USER.key(one): one for one in (user("ann", "a"), user("bob", "b"))})


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"loginId": "a"}, "ann"),
        ({"loginIds": ["b", "new"]}, "bob"),
        ({"loginIds": ["new", "b"]}, "bob"),
        ({"userId": "Ubob", "loginIds": ["ann"]}, "bob"),
        ({"userId": "of another project", "loginIds": ["ann"]}, "ann"),
        ({"loginId": "new"}, None),
        ({"userId": "gone"}, None),
    ],
)
def test_a_user_is_found_by_id_or_any_login_id(wanted: Document, key: str | None) -> None:
    assert USER.find(wanted, LIVE) == key


def test_a_login_id_that_says_who_is_meant_takes_no_other_away() -> None:
    assert planned(live(users=[user("ann", "a")]), state(users=[{"loginId": "a", "name": ""}])).changes == ()
    (change,) = planned(live(users=[user("ann", "a")]), state(users=[{"loginIds": ["a"]}])).changes
    assert (change.fields, change.document["loginIds"]) == (("loginIds",), ["a"])


def test_a_user_needs_a_login_id_to_be_created() -> None:
    with pytest.raises(InvalidInput, match="no user of that user_id"):
        planned(live(users=[]), state(users=[{"userId": "gone", "name": "x"}]))


# --- what is compared ----------------------------------------------------------------------------------------------------


def test_neither_credentials_nor_ids_nor_times_nor_what_is_not_known_yet_is_a_difference() -> None:
    there = user("a", "b", userTenants=[membership("t", "r", "s"), membership("u")], lastSeen=1, SCIM=False)
    tenants = [membership("u"), membership("t", "s", "r")]
    other = user(
        "b", "a", userId="of another project", userTenants=tenants, createdTime=9, lastSeen=2, password=False, SCIM=True
    )
    current = live(users=[there], tenants=[tenant("t"), tenant("u")], roles=[role("r"), role("s")])
    assert planned(current, state(users=[other])).changes == ()


@pytest.mark.parametrize("status", ["invited", "expired", ""])
def test_nobody_is_made_invited_again(status: str) -> None:
    assert planned(live(users=[user()]), state(users=[{"loginId": "ann", "status": status}])).changes == ()
    with pytest.raises(InvalidInput, match="ann can't be made invited again"):
        sent_by_update(USER, user(), user(status="invited"))


def test_a_new_user_keeps_the_status_and_the_time_of_the_backup() -> None:
    (change,) = planned(live(users=[]), state(users=[user(status="invited", createdTime=7)])).changes
    assert (change.document["status"], change.document["createdTime"], change.document["userId"]) == ("invited", 7, "")


def test_an_invitation_is_for_new_users_only() -> None:
    assert planned(live(users=[user()]), state(users=[{"loginId": "ann", "invite": True}])).changes == ()


# --- variables -----------------------------------------------------------------------------------------------------------


def test_phone_numbers_are_written_as_descope_keeps_them() -> None:
    written = USER.from_variables({"login_ids": ["+1-555-555-0100", "ann"], "phone": "+1 (555) 555-0100"}, "here")
    assert written == {"loginIds": ["+15555550100", "ann"], "phone": "+15555550100"}
    assert USER.from_variables({"login_id": "+1 555 555 0100", "phone": ""}, "here") == {"loginId": "+15555550100", "phone": ""}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"phone": "555"}, r"here\.phone \(ann\): '555' is no phone number"),
        ({"status": "on"}, r"here\.status \(ann\): must be one of enabled, disabled, invited, expired, not on"),
        ({"login_ids": []}, r"here\.login_ids \(ann\): a user has at least one"),
        ({"password": "s3cret"}, r"here\.password \(ann\): a user has no such field"),
        ({"user_tenants": [{"role_names": ["r"]}]}, r"here\.user_tenants\[0\] \(ann\) does not say which tenant"),
    ],
)
def test_what_can_not_be_meant_is_refused_by_its_place(fields: dict[str, t.Any], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem) as refused:
        USER.from_variables({"login_id": "ann", **fields}, "here")
    assert "s3cret" not in f"{refused.value.message}{refused.value.hint}"


# --- what a user refers to -----------------------------------------------------------------------------------------------


def test_a_user_refers_to_roles_tenants_applications_and_attributes() -> None:
    full = user(roleNames=["r"], userTenants=[membership("acme", "s")], ssoAppIds=["app"], customAttributes={"plan": "gold"})
    assert list(USER.references(full)) == [
        Reference("roles", "r", "roleNames", "detach"),
        Reference("tenants", "acme", "userTenants", "detach"),
        Reference("roles", "acme/s", "userTenants", "stays", instead="s"),
        Reference("sso_applications", "app", "ssoAppIds", "detach"),
        Reference("custom_attributes", "plan", "customAttributes", "nothing"),
    ]


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidInput, match="user ann: its role_names names the role r, which does not exist"):
        planned(live(users=[]), state(users=[{"loginId": "ann", "roleNames": ["r"]}]))


def test_users_are_made_after_what_they_use() -> None:
    wanted = state(users=[{"loginId": "ann", "roleNames": ["r"]}], roles=[role("r")], tenants=[tenant("acme")])
    assert described(planned(live(), wanted).changes)[-1] == "create user ann"


def test_users_take_part_only_where_they_are_named() -> None:
    assert "users" not in [*taking_part("backup"), *taking_part("restore")]
