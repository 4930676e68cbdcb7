# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound applications, their secrets and consents: what the official Python client does not show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

NEEDED = {"name": "CRM", "loginPageUrl": "https://app.test/login"}
MAPPING = [{"scope": "email", "claims": {"mail": "user.email"}}]
SCOPES = [{"name": "profile", "description": "", "values": ["name"], "optional": False}]


def test_neither_generation_shows_or_replaces_what_only_the_other_knows(api: RawClient) -> None:
    made = api.v2.post("thirdparty/app/create", **NEEDED, scopeClaimMapping=MAPPING).json()
    api.post("thirdparty/app/update", id=made["id"], **NEEDED, attributesScopes=SCOPES, scopeClaimMapping=[])
    first, second = _loaded(api, id=made["id"]), _loaded(api.v2, id=made["id"])
    assert (first["attributesScopes"], "scopeClaimMapping" in first) == (SCOPES, False)
    assert (second["scopeClaimMapping"], "attributesScopes" in second) == (MAPPING, False)
    api.v2.post("thirdparty/app/update", id=made["id"], **NEEDED)
    assert _loaded(api, id=made["id"])["attributesScopes"] == SCOPES
    assert _loaded(api.v2, id=made["id"])["scopeClaimMapping"] == []


def test_an_imported_client_keeps_its_ids_and_its_secret(api: RawClient) -> None:
    given = {"id": "TPAmine", "clientId": "mine", "clientSecret": "from elsewhere"}
    made = api.post("thirdparty/app/create", **NEEDED, **given).json()
    assert made == {"id": "TPAmine", "clientId": "mine", "cleartext": "from elsewhere"}
    assert api.get("thirdparty/app/load", clientId="mine").json() == _loaded(api, id="TPAmine")
    api.post("thirdparty/app/update", id="TPAmine", **NEEDED, clientId="other", clientSecret="other")
    assert _loaded(api, id="TPAmine")["clientId"] == "mine"
    assert api.get("thirdparty/app/secret", id="TPAmine").json() == {"cleartext": "from elsewhere"}
    other = {**NEEDED, "name": "Other"}
    assert [api.post("thirdparty/app/create", **other, **{key: given[key]}).status_code for key in ("id", "clientId")] == [
        400,
        400,
    ]


def test_a_public_client_has_no_secret(api: RawClient) -> None:
    made = api.post("thirdparty/app/create", **NEEDED, nonConfidentialClient=True).json()
    assert made["cleartext"] == ""
    assert api.get("thirdparty/app/secret", id=made["id"]).status_code == 404


@pytest.mark.parametrize("missing", ["name", "loginPageUrl"])
def test_the_required_fields_are_named(api: RawClient, missing: str) -> None:
    refused = api.post("thirdparty/app/create", **{name: value for name, value in NEEDED.items() if name != missing})
    assert (refused.status_code, refused.json()["errorMessage"]) == (400, f"The {missing} field is required")


def test_named_secrets_live_beside_the_main_one(api: RawClient) -> None:
    made = api.post("thirdparty/app/create", **NEEDED).json()
    added = api.post("thirdparty/app/secret/add", id=made["id"], name="ci", expireTime="2000000000").json()
    assert (added["meta"]["name"], added["meta"]["status"], added["meta"]["expireTime"]) == ("ci", "active", 2000000000)
    assert api.get("thirdparty/app/secret", id=made["id"], secretName="ci").json() == {"cleartext": added["cleartext"]}
    assert api.post("thirdparty/app/secret/add", id=made["id"], name="ci").status_code == 400
    rotated = api.post("thirdparty/app/rotate", id=made["id"]).json()["cleartext"]
    assert rotated not in (made["cleartext"], added["cleartext"])
    assert api.get("thirdparty/app/secret", id=made["id"], secretName="ci").json() == {"cleartext": added["cleartext"]}
    api.post("thirdparty/app/secret/add", id=made["id"], name="cd")
    left = api.post("thirdparty/app/secret/revoke", id=made["id"], name="ci").json()["secrets"]
    assert [secret["name"] for secret in left] == ["cd"]
    assert "cleartext" not in left[0]
    assert api.get("thirdparty/app/secret", id=made["id"], secretName="ci").status_code == 404
    assert api.get("thirdparty/app/secret", id=made["id"]).json() == {"cleartext": rotated}


def test_the_list_has_pages_in_both_generations(api: RawClient) -> None:
    for name in ("a", "b", "c"):
        api.post("thirdparty/app/create", **{**NEEDED, "name": name})
    first = api.get("thirdparty/apps/load", page="1", limit="2").json()
    second = api.v2.post("thirdparty/apps/load", page=1, limit=2).json()
    for answer in (first, second):
        assert ([app["name"] for app in answer["apps"]], answer["total"]) == (["c"], 3)
    assert api.get("thirdparty/apps/load", page="x").status_code == 400


def test_consents_go_with_their_application_their_user_and_their_tenant(
    api: RawClient, control: Control, project_id: str
) -> None:
    app = api.post("thirdparty/app/create", **NEEDED).json()["id"]
    user = api.post("user/create", loginId="ann").json()["user"]["userId"]
    api.post("tenant/create", id="acme", name="Acme")
    whose: dict[str, dict[str, Any]] = {"A": {"appId": app}, "U": {"userId": user}, "T": {"tenantId": "acme"}, "N": {}}
    control.load(project_id, {"consents": [{"id": name, **of} for name, of in whose.items()]})
    api.post("thirdparty/app/delete", id=app)
    assert _consents(api) == ["U", "T", "N"]
    api.post("user/delete", loginId="ann")
    assert _consents(api) == ["T", "N"]
    api.post("tenant/delete", id="acme")
    assert _consents(api) == ["N"]


def test_consents_are_not_deleted_without_a_filter_nor_partly(api: RawClient, control: Control, project_id: str) -> None:
    control.load(project_id, {"consents": [{"id": "C1", "appId": "A"}]})
    for path in ("consents/delete", "consents/delete/tenant"):
        assert api.post(f"thirdparty/{path}").status_code == 400
        refused = api.post(f"thirdparty/{path}", consentIds=["C1", "nothing"])
        assert (refused.status_code, refused.json()["errorCode"]) == (404, "E063302")
    assert _consents(api) == ["C1"]


def test_applications_and_consents_survive_dump_and_load_with_their_secrets(
    api: RawClient, control: Control, project_id: str
) -> None:
    made = api.post("thirdparty/app/create", **NEEDED).json()
    control.load(project_id, {"consents": [{"id": "C1", "appId": made["id"]}]})
    dump = control.dump(project_id)
    assert control.load("PCopyOfInbound", dump) == {**dump, "id": "PCopyOfInbound"}
    control.drop("PCopyOfInbound")
    assert dump["inbound_applications"][0]["secrets"][0]["cleartext"] == made["cleartext"]


def _loaded(api: RawClient, **query: str) -> dict[str, Any]:
    app: dict[str, Any] = api.get("thirdparty/app/load", **query).json()
    return app


def _consents(api: RawClient) -> list[str]:
    return [consent["id"] for consent in api.post("thirdparty/consents/search").json()["consents"]]
