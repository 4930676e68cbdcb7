# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound applications: what is sent, and that a stored client secret is never blanked."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.outbound_app import OutboundApp
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_delete, sent_by_update

KIND = OutboundApp()
APP = "/v1/mgmt/outbound/app"


def application(app_id: str = "OA1", **fields: t.Any) -> Document:
    """Return an outbound application as the API gives it, as a document."""
    return KIND.from_api({"id": app_id, "name": "Calendar", "clientId": "c1", **fields})


def test_a_listing_fills_missing_fields_and_keeps_unknown_ones() -> None:
    (found,) = asyncio.run(KIND.fetch(NotingClient(apps={"apps": [{"id": "OA1", "name": "Calendar", "beta": 1}]})))
    assert (found["prompt"], found["tokenUrlParams"], found["beta"]) == ([], [], 1)


def test_create_sends_the_fields_and_a_secret_that_was_given() -> None:
    path, body = sent_by_create(KIND, application(clientSecret="s3cret", templateId="t"))[0]
    assert (path, body["id"], body["clientSecret"]) == (f"{APP}/create", "OA1", "s3cret")
    assert "templateId" not in body
    assert "id" not in sent_by_create(KIND, application(""))[0][1]


@pytest.mark.parametrize("secret", ["", "s3cret"])
def test_an_update_is_wrapped_and_sends_no_blank_secret(secret: str) -> None:
    before = application(authorizationUrlParams=[{"key": "a", "value": "b"}])
    ((path, body),) = sent_by_update(KIND, before, {**before, "pkce": True, "clientSecret": secret})
    assert (path, list(body), body["app"]["pkce"]) == (f"{APP}/update", ["app"], True)
    assert body["app"]["authorizationUrlParams"] == [{"key": "a", "value": "b"}]
    assert body["app"].get("clientSecret", "") == secret
    assert ("clientSecret" in body["app"]) is bool(secret)


def test_delete_names_the_application() -> None:
    assert sent_by_delete(KIND, application()) == [(f"{APP}/delete", {"id": "OA1"})]


def test_the_secret_is_neither_compared_nor_shown() -> None:
    one, other = application(), application(clientSecret="s3cret")
    assert changed_fields(KIND, one, other) == ()
    assert "s3cret" not in str(KIND.shown(other))
    assert KIND.unreadable(one) == ("clientSecret",)
    assert KIND.unreadable(application(clientId="")) == ()


def test_the_order_of_scopes_means_nothing_and_that_of_parameters_does() -> None:
    assert changed_fields(KIND, application(defaultScopes=["a", "b"]), application(defaultScopes=["b", "a"])) == ()
    params = [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]
    assert changed_fields(KIND, application(tokenUrlParams=params), application(tokenUrlParams=params[::-1])) == (
        "tokenUrlParams",
    )


@pytest.mark.parametrize(("wanted", "key"), [({"id": "OA1"}, "OA1"), ({"name": "Calendar"}, "OA1"), ({"id": "x"}, None)])
def test_it_is_found_by_id_or_else_by_name(wanted: Document, key: str | None) -> None:
    assert KIND.find(wanted, Documents({"OA1": application()})) == key


def test_it_is_written_after_the_tenant_it_names() -> None:
    assert list(KIND.references(application(tenantId="acme"))) == [Reference("tenants", "acme", "tenantId", "nothing")]
    assert list(KIND.references(application())) == []


def test_a_new_application_needs_a_name() -> None:
    with pytest.raises(InvalidInput, match="no outbound application OA1, and without a name"):
        KIND.check_new(application(name=""))


def test_a_choice_that_nobody_made_is_not_sent() -> None:
    body = sent_by_create(KIND, application(appType="", accessType="offline"))[0][1]
    assert ("appType" in body, body["accessType"]) == (False, "offline")
