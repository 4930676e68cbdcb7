# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JWT templates: which one is meant and what is sent."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.jwt_template import JwtTemplate
from tests.unit.plugins.module_utils._kinds.noting_client import (
    NotingClient,
    sent_by_create,
    sent_by_delete,
    sent_by_update,
)

TEMPLATE = JwtTemplate()
FULL: Document = {
    "name": "shop",
    "description": "x",
    "template": {"plan": "{{user.customAttributes.plan}}", "seats": 5},
    "tags": ["a", "b"],
    "authSchema": "tenantOnly",
    "type": "user",
    "conformanceIssuer": True,
    "autoDCT": True,
    "enforceIssuer": True,
    "emptyClaimPolicy": "nil",
    "overrideSubject": True,
    "issuerType": "oidc",
    "omitCustomClaimsFromDSR": True,
    "addJti": True,
    "excludePermissions": True,
    "source": "library",
}


def template(**fields: t.Any) -> Document:
    return {**FULL, "id": "JT1", **fields}


def test_all_templates_come_in_one_answer() -> None:
    client = NotingClient(list={"templates": [template()]})
    assert asyncio.run(TEMPLATE.fetch(client)) == [template()]
    assert client.asked == [("/v1/mgmt/jwt/templates/list", {})]


def test_create_sends_everything_but_an_id_that_descope_would_not_take() -> None:
    assert sent_by_create(TEMPLATE, template()) == [("/v1/mgmt/jwt/templates/create", {"template": FULL})]


def test_create_names_no_choice_that_nobody_made() -> None:
    document = TEMPLATE.overlay(None, {"name": "shop", "template": {}})
    (_, body), *_ = sent_by_create(TEMPLATE, document)
    assert not {"type", "authSchema", "emptyClaimPolicy", "issuerType", "source", "id"} & body["template"].keys()
    assert body["template"]["enforceIssuer"] is False


def test_an_update_sends_everything_under_the_id_that_is_live() -> None:
    after = TEMPLATE.overlay(template(), {"name": "shop", "addJti": False, "beta": 1})
    assert sent_by_update(TEMPLATE, template(), after) == [
        ("/v1/mgmt/jwt/templates/update", {"template": template(addJti=False, beta=1)})
    ]


def test_delete_names_the_id() -> None:
    assert sent_by_delete(TEMPLATE, template()) == [("/v1/mgmt/jwt/templates/delete", {"id": "JT1"})]


@pytest.mark.parametrize(
    ("wanted", "key"),
    [({"name": "shop"}, "shop"), ({"id": "JT1", "name": "new"}, "shop"), ({"id": "JT9", "name": "shop"}, "shop")],
)
def test_an_id_finds_a_template_before_its_name_does(wanted: Document, key: str) -> None:
    assert TEMPLATE.find(wanted, Documents({"shop": template()})) == key


def test_the_id_is_descopes() -> None:
    assert TEMPLATE.overlay(template(), template(id="JT9"))["id"] == "JT1"
    assert TEMPLATE.overlay(None, template())["id"] == ""


def test_tags_have_no_order_and_claims_count() -> None:
    assert changed_fields(TEMPLATE, template(), template(tags=["b", "a"])) == ()
    assert changed_fields(TEMPLATE, template(), template(template={"seats": 5.0})) == ("template",)


def test_a_new_template_needs_a_name() -> None:
    with pytest.raises(InvalidInput, match="There is no jwt_template JT1, and without a name"):
        TEMPLATE.overlay(None, {"id": "JT1", "type": "key"})
