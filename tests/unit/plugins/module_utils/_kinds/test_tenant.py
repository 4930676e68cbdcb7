# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants: what is sent for each change, which tenant is meant, and what a tenant refers to."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import Forbidden, InvalidInput, NotFound, UnknownOutcome
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Reference
from tests.unit.plugins.builders import TENANT, tenant
from tests.unit.plugins.module_utils._kinds.noting_client import (
    NotingClient,
    fetched,
    sent_by_create,
    sent_by_delete,
    sent_by_update,
)

ALWAYS_SENT = {
    "id": "acme",
    "name": "Acme",
    "selfProvisioningDomains": ["acme.com"],
    "customAttributes": {"plan": "gold"},
    "disabled": True,
    "enforceSSO": True,
    "enforceSSOExclusions": ["a@acme.com"],
    "federatedAppIds": ["app"],
    "roleInheritance": "userOnly",
}
ACME = {**tenant("acme"), **ALWAYS_SENT, "createdTime": 7, "domains": ["sso.com"], "successors": ["c"], "defaultRoles": ["r"]}


# --- calls ---------------------------------------------------------------------------------------------------------------


def test_create_sends_the_full_document_and_then_the_default_roles() -> None:
    assert sent_by_create(TENANT, ACME) == [
        ("/v1/mgmt/tenant/create", ALWAYS_SENT),
        ("/v1/mgmt/tenant/updateDefaultRoles", {"id": "acme", "defaultRoles": ["r"]}),
    ]


def test_create_without_default_roles_is_one_call() -> None:
    assert [path for path, body in sent_by_create(TENANT, tenant("a"))] == ["/v1/mgmt/tenant/create"]


def test_the_parent_is_sent_at_creation_only_and_only_when_there_is_one() -> None:
    child = tenant("child", parent="acme")
    assert sent_by_create(TENANT, child)[0][1]["parent"] == "acme"
    assert "parent" not in sent_by_create(TENANT, tenant("a"))[0][1]
    assert "parent" not in sent_by_update(TENANT, child, {**child, "disabled": True})[0][1]


def test_default_roles_of_a_new_tenant_go_to_the_id_that_descope_made() -> None:
    sent = sent_by_create(TENANT, tenant("", name="New", defaultRoles=["r"]), create={"id": "T2x"})
    assert sent[1] == ("/v1/mgmt/tenant/updateDefaultRoles", {"id": "T2x", "defaultRoles": ["r"]})


def test_a_new_tenant_whose_id_is_not_told_is_an_unknown_outcome() -> None:
    with pytest.raises(UnknownOutcome, match="which id it gave the tenant New"):
        sent_by_create(TENANT, tenant("", name="New", defaultRoles=["r"]))


def test_an_update_sends_every_field_that_the_call_takes() -> None:
    before = {**ACME, "disabled": False}
    assert sent_by_update(TENANT, before, ACME) == [("/v1/mgmt/tenant/update", ALWAYS_SENT)]


def test_an_update_repeats_the_known_sso_type_and_never_an_unknown_one() -> None:
    known = tenant("acme", authType="saml")
    assert sent_by_update(TENANT, known, {**known, "disabled": True})[0][1]["authType"] == "saml"
    unknown = tenant("acme")
    assert "authType" not in sent_by_update(TENANT, unknown, {**unknown, "disabled": True})[0][1]


def test_create_never_sends_an_sso_type() -> None:
    assert "authType" not in sent_by_create(TENANT, tenant("acme", authType="saml"))[0][1]


def test_unknown_fields_are_sent_back() -> None:
    before = tenant("acme", idJagEnabled=True)
    assert sent_by_update(TENANT, before, {**before, "disabled": True})[0][1]["idJagEnabled"] is True
    assert sent_by_create(TENANT, before)[0][1]["idJagEnabled"] is True


def test_other_default_roles_alone_do_not_touch_the_tenant() -> None:
    assert sent_by_update(TENANT, tenant("acme"), tenant("acme", defaultRoles=["r"])) == [
        ("/v1/mgmt/tenant/updateDefaultRoles", {"id": "acme", "defaultRoles": ["r"]})
    ]


def test_default_roles_can_be_emptied() -> None:
    sent = sent_by_update(TENANT, tenant("acme", defaultRoles=["r"]), tenant("acme"))
    assert sent == [("/v1/mgmt/tenant/updateDefaultRoles", {"id": "acme", "defaultRoles": []})]


@pytest.mark.parametrize("options", [{}, {"cascade": False}, {"cascade": True}])
# reliability #96
def test_delete_cascades_only_when_told(options: dict[str, bool]) -> None:
    cascade = options.get("cascade", False)
    assert sent_by_delete(TENANT, ACME, **options) == [("/v1/mgmt/tenant/delete", {"id": "acme", "cascade": cascade})]


def test_one_tenant_is_read_by_its_id() -> None:
    client = NotingClient(tenant={"id": "acme", "name": "Acme"})
    assert asyncio.run(TENANT.fetch_one(client, {"id": "acme"})) == tenant("acme", name="Acme")
    assert client.asked == [("/v1/mgmt/tenant", {"id": "acme"})]


def test_a_tenant_that_is_not_found_is_none_and_other_trouble_is_raised() -> None:
    assert asyncio.run(TENANT.fetch_one(NotingClient(tenant=NotFound("no")), {"id": "acme"})) is None
    with pytest.raises(Forbidden):
        asyncio.run(TENANT.fetch_one(NotingClient(tenant=Forbidden("no")), {"id": "acme"}))


def test_a_tenant_without_an_id_is_looked_for_by_name() -> None:
    client = NotingClient(all={"tenants": [{"id": "T1", "name": "Other"}, {"id": "T2", "name": "Acme"}]})
    assert asyncio.run(TENANT.fetch_one(client, {"name": "Acme"})) == tenant("T2", name="Acme")


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({"id": "acme"}, ["acme"]),
        ({"id": "acme", "name": "Acme"}, ["acme"]),
        ({"id": "acme", "name": "New name"}, ["acme", ["New name"]]),
        ({"id": "acme", "name": "Acme", "parent": "top"}, ["acme", "top"]),
        ({"name": "Acme"}, [["Acme"]]),
        ({"name": "Acme", "parent": "top"}, ["top", ["Acme"]]),
    ],
)
def test_for_one_tenant_no_more_is_asked_than_it_takes(wanted: Document, asked: list[t.Any]) -> None:
    client = NotingClient(tenant={"id": "acme", "name": "Acme"}, search={"tenants": [{"id": "T2", "name": "New name"}]})
    found = asyncio.run(TENANT.fetch_these(client, [wanted]))
    assert [query.get("id") or query["tenantNames"] for _path, query in client.asked] == asked
    assert {one["id"] for one in found} <= {"acme", "T2"}


def test_a_tenant_that_is_not_there_may_have_the_name_of_another() -> None:
    client = NotingClient(tenant=NotFound("no"), search={"tenants": [{"id": "T2", "name": "Acme"}]})
    assert asyncio.run(TENANT.fetch_these(client, [{"id": "acme", "name": "Acme"}])) == [tenant("T2", name="Acme")]


# reliability #25
def test_a_listing_keeps_unknown_fields_and_fills_missing_ones() -> None:
    assert fetched(TENANT, {"tenants": [{"id": "a", "name": "A", "betaFlag": 1, "parent": None}]}) == [
        tenant("a", name="A", betaFlag=1)
    ]


# --- which tenant is meant -----------------------------------------------------------------------------------------------

LIVE = Documents({"t1": tenant("t1", name="One"), "t2": tenant("t2", name="Two")})


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"id": "t1"}, "t1"),
        ({"id": "t1", "name": "Two"}, "t1"),
        ({"name": "Two"}, "t2"),
        ({"id": "t9", "name": "Two"}, None),
        ({"name": "Nobody"}, None),
        ({"id": "", "name": "One"}, "t1"),
    ],
)
def test_an_id_counts_for_more_than_a_name(wanted: dict[str, str], key: str | None) -> None:
    assert TENANT.find(wanted, LIVE) == key


def test_a_live_tenant_keeps_its_id_and_what_the_server_made() -> None:
    after = TENANT.overlay(tenant("t1", name="One", createdTime=7), {"name": "One", "createdTime": 8, "disabled": True})
    assert after == tenant("t1", name="One", createdTime=7, disabled=True)


@pytest.mark.parametrize("tenant_id", ["", "acme", "A.b:c_d-9", "x" * 254])
def test_an_id_of_the_loose_pattern_can_be_created(tenant_id: str) -> None:
    TENANT.check_new(tenant(tenant_id, name="x"))
    assert TENANT.key(tenant(tenant_id, name="x")) == (tenant_id or "x")


@pytest.mark.parametrize("tenant_id", ["a b", "a/b", "ä", "a\n", "x" * 255, "../x"])
def test_an_id_outside_the_pattern_is_refused(tenant_id: str) -> None:
    with pytest.raises(InvalidInput, match="can't be used"):
        TENANT.check_new(tenant(tenant_id, name="x"))


# --- references and losses -----------------------------------------------------------------------------------------------


def test_a_tenant_refers_to_its_parent_its_default_roles_and_its_applications() -> None:
    document = tenant("a", parent="p", defaultRoles=["r", "r/s"], federatedAppIds=["app"])
    assert list(TENANT.references(document)) == [
        Reference("tenants", "p", "parent", "refuse"),
        Reference("roles", "r", "defaultRoles", "detach"),
        Reference("roles", "/r/s", "defaultRoles", "detach"),
        Reference("sso_applications", "app", "federatedAppIds", "detach"),
    ]


def test_no_tenant_is_built_in() -> None:
    assert not TENANT.built_in(ACME)


@pytest.mark.parametrize(("options", "users"), [({}, False), ({"cascade": True}, True)])
def test_a_delete_loses_what_no_backup_holds(options: dict[str, t.Any], users: bool) -> None:
    lost = TENANT.lost_on_delete(options)
    assert "secrets of its SSO configuration" in lost
    assert "settings" not in lost
    assert ("users and access keys that belong to it alone" in lost) is users


SEARCHES = {"/v2/mgmt/user/search": {"users": [{}], "total": 12}, "/v1/mgmt/accesskey/search": {"keys": [{}, {}]}}


class Searched(NotingClient):
    """Answers the two searches, or refuses those that the key may not make."""

    def __init__(self, *refused: str) -> None:
        super().__init__()
        self.refused = refused

    async def read(self, path: str, body: dict[str, t.Any]) -> t.Any:
        self.asked.append((path, body))
        if path in self.refused:
            raise Forbidden("no")
        return SEARCHES[path]


def test_a_delete_says_how_many_users_and_access_keys_the_tenant_has() -> None:
    client = Searched()
    assert asyncio.run(TENANT.impact(client, ACME)) == {"users": 12, "access keys": 2}
    assert client.asked[0][1] == {"tenantIds": ["acme"], "withTestUser": True, "limit": 1, "page": 0}
    assert client.asked[1][1] == {"tenantIds": ["acme"]}


def test_what_the_key_may_not_read_is_not_counted() -> None:
    assert asyncio.run(TENANT.impact(Searched("/v2/mgmt/user/search"), ACME)) == {"access keys": 2}
    assert asyncio.run(TENANT.impact(Searched(*SEARCHES), ACME)) == {}


@pytest.mark.parametrize(
    ("impact", "options", "to_confirm"),
    [
        ({"users": 3, "access keys": 1}, {"cascade": True}, {"users": 3}),
        ({"users": 0}, {"cascade": True}, {}),
        ({"users": 3}, {"cascade": False}, {}),
        ({"users": 3}, {}, {}),
        ({}, {"cascade": True}, {"users": None}),
    ],
)
def test_users_that_go_with_a_tenant_are_to_be_confirmed(
    impact: dict[str, int], options: dict[str, bool], to_confirm: dict[str, int | None]
) -> None:
    assert TENANT.to_confirm(impact, options) == to_confirm
