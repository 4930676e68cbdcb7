# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permission rules that are easy to get wrong."""

from __future__ import annotations

import pytest

from tests.simulator.raw_client import RawClient


def test_create_answers_an_empty_object(api: RawClient) -> None:
    assert api.post("permission/create", name="doc.read", description=None).json() == {}
    assert api.named("permission", "doc.read")["description"] == ""


def test_a_taken_name_has_a_code_of_its_own(api: RawClient) -> None:
    api.post("permission/create", name="doc.read")
    api.post("permission/create", name="doc.write")
    for refused in (
        api.post("permission/create", name="doc.read"),
        api.post("permission/update", name="doc.write", newName="doc.read"),
    ):
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "E024104")


def test_update_resets_every_field_that_is_absent(api: RawClient) -> None:
    api.post("permission/create", name="doc.read", description="text", fromTheFuture=1)
    before = api.named("permission", "doc.read")
    assert api.post("permission/update", name="doc.read", newName="doc.read").json() == {}
    after = {"id": before["id"], "name": "doc.read", "description": "", "systemDefault": False}
    assert api.named("permission", "doc.read") == after


def test_update_needs_the_new_name(api: RawClient) -> None:
    api.post("permission/create", name="doc.read")
    refused = api.post("permission/update", name="doc.read")
    assert refused.json()["errorMessage"] == "The newName field is required"


def test_a_rename_follows_into_every_role(api: RawClient) -> None:
    api.post("permission/create/batch", permissions=[{"name": "a"}, {"name": "b"}])
    api.post("role/create", name="reader", permissionNames=["a", "b"])
    api.post("permission/update", name="a", newName="a2")
    assert api.named("role", "reader")["permissionNames"] == ["a2", "b"]


def test_a_deletion_silently_takes_it_out_of_every_role(api: RawClient) -> None:
    api.post("permission/create/batch", permissions=[{"name": "a"}, {"name": "b"}, {"name": "c"}])
    api.post("role/create", name="reader", permissionNames=["a", "b", "c"])
    api.post("permission/delete", name="a")
    api.post("permission/delete/batch", ids=[api.named("permission", "c")["id"]])
    assert api.named("role", "reader")["permissionNames"] == ["b"]


@pytest.mark.parametrize("call", ["update", "delete"])
def test_system_default_permissions_are_protected(api: RawClient, call: str) -> None:
    before = api.listed("permission")
    assert api.post(f"permission/{call}", name="User Admin", newName="Mine").status_code == 400
    assert api.listed("permission") == before


def test_nobody_can_make_a_system_default(api: RawClient) -> None:
    api.post("permission/create", name="doc.read", systemDefault=True)
    assert api.named("permission", "doc.read")["systemDefault"] is False


@pytest.mark.parametrize("call", ["update", "delete"])
def test_an_unknown_permission_is_a_404(api: RawClient, call: str) -> None:
    assert api.post(f"permission/{call}", name="nope", newName="x").status_code == 404


@pytest.mark.parametrize(
    ("call", "bad"),
    [
        ("create", {"permissions": [{"name": "new"}, {"name": "doc.read"}]}),
        ("create", {"permissions": [{"name": "new"}, {"name": ""}]}),
        ("create", {"permissions": []}),
        ("create", {"permissions": ["new"]}),
        ("update", {"permissions": [{"name": "doc.read", "newName": "new"}, {"name": "nope", "newName": "x"}]}),
        ("delete", {"names": ["doc.read", "User Admin"]}),
        ("delete", {"names": ["doc.read"], "ids": ["PERMnope"]}),
        ("delete", {}),
        ("delete", {"names": None, "ids": []}),
    ],
)
def test_a_batch_does_all_or_nothing(api: RawClient, call: str, bad: dict[str, object]) -> None:
    api.post("permission/create", name="doc.read")
    before = api.listed("permission")
    assert api.post(f"permission/{call}/batch", **bad).status_code in (400, 404)
    assert api.listed("permission") == before
