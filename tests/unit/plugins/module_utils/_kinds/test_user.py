# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: what is sent for each change, what a batch answers, and how users are listed and looked up."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    ApiUnavailable,
    DescopeError,
    NotFound,
    UnknownOutcome,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_delete, sent_by_update
from tests.unit.plugins.module_utils._kinds.user_builders import USER, membership, user

PATCH = "/v1/mgmt/user/patch"
RENAME = "/v1/mgmt/user/update/loginid"
STATUS = "/v1/mgmt/user/update/status"


def batch(*created: str, **failed: str) -> Document:
    """Return what the batch call answers: who was created, and why others were not."""
    return {
        "createdUsers": [{"loginIds": [one]} for one in created],
        "failedUsers": [{"failure": why, "user": {"loginIds": [one]}} for one, why in failed.items()],
        "additionalErrors": {},
    }


def created(*documents: Document, **answers: t.Any) -> tuple[list[tuple[str, Document]], list[DescopeError | None]]:
    client = NotingClient(**answers)
    return client.sent, asyncio.run(USER.create_many(client, documents))


# --- creating ------------------------------------------------------------------------------------------------------------


def test_a_batch_sends_what_is_not_empty_and_invites_nobody() -> None:
    document = USER.overlay(None, {"loginId": "ann", "name": "Ann", "verifiedEmail": False, "createdTime": 7, "beta": 1})
    sent, errors = created(document, batch=batch("ann"))
    assert errors == [None]
    wanted = {"loginId": "ann", "displayName": "Ann", "createdTime": 7, "beta": 1}
    assert sent == [("/v1/mgmt/user/create/batch", {"users": [wanted], "invite": False})]


def test_nothing_that_descope_makes_is_sent() -> None:
    document = USER.overlay(None, user("ann", "a", externalIds=["x"], permissions=["p"], modifiedTime=9, OAuth={"g": True}))
    ((_path, body),), _errors = created(document, batch=batch("ann"))
    assert body["users"] == [{"loginId": "ann", "additionalLoginIds": ["a"], "status": "enabled"}]


def test_those_who_shall_be_invited_go_in_a_call_of_their_own() -> None:
    documents = [USER.overlay(None, {"loginId": one, "invite": one == "bob"}) for one in ("ann", "bob", "eve")]
    sent, errors = created(*documents, batch=batch("ann", "bob", "eve"))
    assert [(body["invite"], [one["loginId"] for one in body["users"]]) for _path, body in sent] == [
        (False, ["ann", "eve"]),
        (True, ["bob"]),
    ]
    assert errors == [None, None, None]
    assert "invite" not in sent[1][1]["users"][0]


def test_roles_of_the_project_beside_tenants_take_a_second_call() -> None:
    document = USER.overlay(None, {"loginId": "ann", "roleNames": ["r"], "userTenants": [membership("acme", "s")]})
    sent, errors = created(document, batch=batch("ann"))
    assert "roleNames" not in sent[0][1]["users"][0]
    assert sent[0][1]["users"][0]["userTenants"] == [membership("acme", "s")]
    assert sent[1:] == [(PATCH, {"loginId": "ann", "roleNames": ["r"]})]
    assert errors == [None]


def answer_of(*login_ids: str, **fields: t.Any) -> Document:
    """Return the answer of a batch that tells more about the users than their login ids."""
    return {"createdUsers": [{"loginIds": [one], **fields} for one in login_ids], "failedUsers": []}


@pytest.mark.parametrize("roles", [[], ["s"]])
def test_roles_that_descope_gives_to_everybody_new_are_taken_back_where_others_are_wanted(roles: list[str]) -> None:
    wanted = {"loginId": "ann", "roleNames": roles, "userTenants": [membership("acme", "a")]}
    given = {"roleNames": ["r"], "userTenants": [membership("acme", "a", "b", tenantName="Acme")]}
    sent, errors = created(USER.overlay(None, wanted), batch=answer_of("ann", **given))
    assert sent[1:] == [
        (PATCH, {"loginId": "ann", "userTenants": [membership("acme", "a")]}),
        (PATCH, {"loginId": "ann", "roleNames": roles}),
    ]
    assert errors == [None]


def test_roles_that_nobody_spoke_of_are_left_to_descope() -> None:
    document = USER.overlay(None, {"loginId": "ann", "userTenants": [{"tenantId": "acme"}]})
    sent, _errors = created(document, batch=answer_of("ann", roleNames=["r"], userTenants=[membership("acme", "a")]))
    assert "roleNames" not in document
    assert [body["users"][0]["userTenants"] for _path, body in sent] == [[membership("acme")]]


@pytest.mark.parametrize("told", [{}, {"roleNames": ["s", "r"], "userTenants": [membership("acme", "b", "a")]}])
def test_what_is_as_wanted_or_not_told_takes_no_second_call(told: Document) -> None:
    alone = USER.overlay(None, {"loginId": "ann", "roleNames": ["r", "s"]})
    assert len(created(alone, batch=answer_of("ann", **told))[0]) == 1
    tenants = USER.overlay(None, {"loginId": "ann", "userTenants": [membership("acme", "a", "b")]})
    assert len(created(tenants, batch=answer_of("ann", **told))[0]) == 1


def test_roles_of_the_project_alone_go_along() -> None:
    sent, _errors = created(USER.overlay(None, {"loginId": "ann", "roleNames": ["r"]}), batch=batch("ann"))
    assert [body["users"][0]["roleNames"] for _path, body in sent] == [["r"]]


def test_each_failure_within_a_success_belongs_to_its_user() -> None:
    documents = [USER.overlay(None, {"loginId": one}) for one in ("ann", "bob", "eve", "joe")]
    answer = {**batch("joe", "ann", bob="User already exists"), "additionalErrors": {"joe": "no such role"}}
    _sent, errors = created(*documents, batch=answer)
    assert errors[0] is None
    assert isinstance(errors[1], ApiError)
    assert "did not create the user bob: User already exists" in errors[1].message
    assert isinstance(errors[2], UnknownOutcome)
    assert "eve" in errors[2].message
    assert isinstance(errors[3], ApiError)
    assert "did not wholly create the user joe: no such role" in errors[3].message


def test_a_user_whose_second_call_fails_is_not_created() -> None:
    document = USER.overlay(None, {"loginId": "ann", "roleNames": ["r"], "userTenants": [membership("acme")]})
    refused = ApiError("no such role")
    assert created(document, batch=batch("ann"), patch=refused)[1] == [refused]


def test_a_lost_answer_is_raised_for_the_whole_batch() -> None:
    with pytest.raises(UnknownOutcome):
        created(USER.overlay(None, {"loginId": "ann"}), batch=UnknownOutcome("lost"))


def test_one_user_is_a_batch_of_one() -> None:
    client = NotingClient(batch=batch(ann="taken"))
    with pytest.raises(ApiError, match="taken"):
        asyncio.run(USER.create(client, USER.overlay(None, {"loginId": "ann"})))


# --- changing ------------------------------------------------------------------------------------------------------------


def test_an_update_patches_only_what_differs() -> None:
    before = user(name="Ann", roleNames=["r"], userTenants=[membership("acme")])
    assert sent_by_update(USER, before, {**before, "name": ""}) == [(PATCH, {"loginId": "ann", "name": ""})]
    assert sent_by_update(USER, before, {**before, "roleNames": []}) == [(PATCH, {"loginId": "ann", "roleNames": []})]


def test_an_address_goes_with_whether_it_is_verified() -> None:
    before = user(email="a@x.test", verifiedEmail=True, phone="+15555550100", verifiedPhone=True)
    after = {**before, "email": "b@x.test", "phone": "+15555550101", "verifiedPhone": False}
    ((_path, body),) = sent_by_update(USER, before, after)
    assert (body["verifiedEmail"], body["verifiedPhone"]) == (True, False)


def test_roles_of_the_project_and_tenants_are_patched_one_after_the_other() -> None:
    before = user()
    after = {**before, "name": "Ann", "roleNames": ["r"], "userTenants": [membership("acme")]}
    assert sent_by_update(USER, before, after) == [
        (PATCH, {"loginId": "ann", "roleNames": ["r"]}),
        (PATCH, {"loginId": "ann", "name": "Ann", "userTenants": [membership("acme")]}),
    ]


def test_an_attribute_that_goes_is_set_to_nothing_since_a_patch_merges_attributes() -> None:
    before = user(customAttributes={"plan": "gold", "seats": 5})
    ((_path, body),) = sent_by_update(USER, before, {**before, "customAttributes": {"seats": 6}})
    assert body["customAttributes"] == {"plan": None, "seats": 6}


def test_an_attribute_that_is_nothing_is_none() -> None:
    assert user(customAttributes={"plan": None, "seats": 0})["customAttributes"] == {"seats": 0}


@pytest.mark.parametrize("status", ["enabled", "disabled"])
def test_a_status_has_a_call_of_its_own(status: str) -> None:
    before = user(status="invited")
    assert sent_by_update(USER, before, {**before, "status": status}) == [(STATUS, {"loginId": "ann", "status": status})]


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        (["a"], ["b"], [(RENAME, {"loginId": "a", "newLoginId": "b"})]),
        (["a", "b"], ["b"], [(RENAME, {"loginId": "a", "newLoginId": ""})]),
        (["a"], ["a", "b", "c"], [(PATCH, {"loginId": "a", "additionalLoginIds": ["b", "c"]})]),
        (["a"], ["b", "a"], [(PATCH, {"loginId": "a", "additionalLoginIds": ["b"]})]),
        (["a", "b"], ["c"], [(RENAME, {"loginId": "a", "newLoginId": "c"}), (RENAME, {"loginId": "b", "newLoginId": ""})]),
        (
            ["a"],
            ["c", "b"],
            [(RENAME, {"loginId": "a", "newLoginId": "c"}), (PATCH, {"loginId": "c", "additionalLoginIds": ["b"]})],
        ),
    ],
)
def test_login_ids_are_renamed_removed_and_added_so_that_one_is_always_left(
    before: list[str], after: list[str], sent: list[tuple[str, Document]]
) -> None:
    assert sent_by_update(USER, user(*before), user(*after)) == sent


def test_after_a_rename_the_user_is_called_by_the_new_login_id() -> None:
    sent = sent_by_update(USER, user("a"), {**user("b", status="disabled"), "name": "B"})
    assert [body["loginId"] for _path, body in sent] == ["a", "b", "b"]


def test_delete_names_the_user_id() -> None:
    assert sent_by_delete(USER, user()) == [("/v1/mgmt/user/delete", {"userId": "Uann"})]


# --- reading -------------------------------------------------------------------------------------------------------------


def test_everybody_is_listed_test_users_too_in_an_order_that_no_change_disturbs() -> None:
    client = NotingClient(search={"users": [{"loginIds": ["ann"]}, {"loginIds": ["test"], "test": True}], "total": 2})
    assert [USER.key(one) for one in asyncio.run(USER.fetch(client))] == ["ann", "test"]
    ((path, body),) = client.asked
    assert path == "/v2/mgmt/user/search"
    assert (body["withTestUser"], body["page"], body["sort"]) == (True, 0, [{"field": "id", "desc": False}])


def test_a_document_of_a_backup_reads_as_it_was_written() -> None:
    once = user(userTenants=[membership("acme", tenantName="Acme", permissions=["p"])], beta=1)
    assert once["userTenants"] == [membership("acme")]
    assert USER.from_api(once) == once


class ById(NotingClient):
    """Knows users by id and login id."""

    async def get(self, path: str, **query: str) -> t.Any:
        self.asked.append((path, query))
        if self.answers.get("broken"):
            raise ApiUnavailable("no")
        if query in ({"userId": "U1"}, {"loginId": "ann"}, {"loginId": "a"}):
            return {"user": {"userId": "U1", "loginIds": ["ann", "a"]}}
        raise NotFound("no")


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({"userId": "U1"}, 1),
        ({"userId": "of another project", "loginIds": ["ann"]}, 2),
        ({"loginId": "a"}, 1),
        ({"loginIds": ["new", "a"]}, 2),
        ({"loginId": "new", "loginIds": ["a", "new"]}, 2),
    ],
)
def test_one_user_is_asked_for_by_all_that_is_known(wanted: Document, asked: int) -> None:
    client = ById()
    found = asyncio.run(USER.fetch_one(client, wanted))
    assert found is not None
    assert (found["userId"], len(client.asked)) == ("U1", asked)


def test_a_user_nobody_knows_is_none_and_other_trouble_is_raised() -> None:
    assert asyncio.run(USER.fetch_one(ById(), {"loginIds": ["x", "y"]})) is None
    with pytest.raises(ApiUnavailable):
        asyncio.run(USER.fetch_one(ById(broken=True), {"loginIds": ["ann"]}))


def test_for_some_users_not_all_are_listed() -> None:
    client = ById()
    found = asyncio.run(USER.fetch_these(client, [{"loginId": "ann"}, {"loginId": "x"}, {"userId": "U1"}]))
    assert [one["userId"] for one in found] == ["U1"]
    assert {path for path, _query in client.asked} == {"/v1/mgmt/user"}
