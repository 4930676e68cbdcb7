# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents inside tenants: read tenant by tenant, and what a tenant that vanished or a call that is not there means."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, BadPayload, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Reference
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient
from tests.unit.plugins.module_utils._kinds.toys import Desk


def project(*tenant_ids: t.Any) -> NotingClient:
    return NotingClient(all={"tenants": [{"id": tenant_id} for tenant_id in tenant_ids]})


def keys(desks: Desk, documents: list[Document]) -> list[str]:
    return [desks.key(document) for document in documents]


def test_the_documents_of_all_tenants_are_read() -> None:
    desks = Desk(acme=["a", "b"], globex=[], initech=["a"])
    found = asyncio.run(desks.fetch(project("acme", "globex", "initech")))
    assert keys(desks, found) == ["acme/a", "acme/b", "initech/a"]


def test_without_tenants_there_is_nothing_to_read() -> None:
    desks = Desk()
    assert asyncio.run(desks.fetch(project())) == []
    assert desks.asked == []


def test_a_tenant_without_an_id_is_not_asked_for() -> None:
    desks = Desk(acme=["a"])
    assert keys(desks, asyncio.run(desks.fetch(project("acme", None, "")))) == ["acme/a"]
    assert desks.asked == ["acme"]


def test_a_listing_of_tenants_of_another_shape_is_never_an_empty_one() -> None:
    with pytest.raises(BadPayload, match="listing of tenants"):
        asyncio.run(Desk().fetch(NotingClient(all={})))


# --- tenants that vanish, calls that are not there -----------------------------------------------------------------------


def test_a_tenant_that_vanished_meanwhile_has_no_documents() -> None:
    """Covers reliability #17."""
    desks = Desk(acme=["a"])
    assert keys(desks, asyncio.run(desks.fetch(project("acme", "gone")))) == ["acme/a"]


@pytest.mark.parametrize("tenant_ids", [["acme"], ["acme", "globex"]])
def test_a_call_that_no_tenant_has_is_missing_and_not_empty(tenant_ids: list[str]) -> None:
    """Else a service without the call would look like a project without such documents, and a backup like a whole one."""
    with pytest.raises(NotFound):
        asyncio.run(Desk().fetch(project(*tenant_ids)))


def test_any_other_trouble_in_one_tenant_is_trouble_for_all() -> None:
    with pytest.raises(ApiUnavailable):
        asyncio.run(Desk(acme=["a"], globex=ApiUnavailable("no answer")).fetch(project("acme", "globex")))


# --- in some tenants only ------------------------------------------------------------------------------------------------


def test_only_the_given_tenants_are_asked_and_without_listing_all() -> None:
    desks, client = Desk(acme=["a"], globex=["b"]), project("acme", "globex")
    assert keys(desks, asyncio.run(desks.fetch_of(client, {"globex"}))) == ["globex/b"]
    assert (desks.asked, client.asked) == (["globex"], [])


def test_an_owner_that_does_not_exist_has_none() -> None:
    """It may be about to be created."""
    assert asyncio.run(Desk().fetch_of(project(), {"new"})) == []
    assert asyncio.run(Desk().fetch_of(project(), set())) == []


def test_one_document_is_looked_for_in_its_tenant_only() -> None:
    desks = Desk(acme=["a", "b"], globex=["a"])
    found = asyncio.run(desks.fetch_one(project("acme", "globex"), {"tenantId": "acme", "name": "b"}))
    assert (found, desks.asked) == ({"tenantId": "acme", "name": "b"}, ["acme"])
    assert asyncio.run(desks.fetch_one(project(), {"tenantId": "gone", "name": "b"})) is None


def test_it_belongs_to_its_tenant_and_goes_with_it() -> None:
    desks = Desk()
    assert list(desks.references({"tenantId": "acme"})) == [Reference("tenants", "acme", "tenantId", "cascade")]
    assert (desks.owner, desks.owner_field, desks.depends_on) == ("tenants", "tenantId", ("tenants",))
