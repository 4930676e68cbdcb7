# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of SSO applications that the official client does not show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control, Simulator
from tests.simulator.raw_client import RawClient

APP = "sso/idp/app"
TRIO = {"entityId": "urn:app", "acsUrl": "https://app.example/acs", "certificate": "cert"}


def test_an_application_has_every_zero_value(api: RawClient, project_id: str) -> None:
    api.post(f"{APP}/oidc/create", id="mine", name="Mine", clientId="client")
    app = _app(api, "mine")
    settings = app.pop("oidcSettings")
    assert app == {
        "id": "mine",
        "name": "Mine",
        "description": "",
        "enabled": False,
        "logo": "",
        "appType": "oidc",
        "templateId": "",
        "customAttributes": {},
        **dict.fromkeys(("samlSettings", "wsfedSettings", "customSettings")),
    }
    assert settings.pop("issuer") == f"https://api.descope.com/{project_id}/mine"
    assert settings.pop("discoveryUrl").endswith("/.well-known/openid-configuration")
    assert {name for name, value in settings.items() if value} == {"clientId"}


def test_what_the_oidc_settings_hold_is_stored_and_reset(api: RawClient) -> None:
    given: dict[str, Any] = {
        "jwtBearerSettings": {"issuers": {"https://a.example": {"jwksUri": "https://a.example/keys"}}},
        "backChannelLogoutUrl": "https://a.example/out",
        "approvedRedirectUrls": ["https://a.example"],
        "forcePkce": True,
        "claims": ["email"],
        "fromTheFuture": 1,
    }
    api.post(f"{APP}/oidc/create", id="mine", name="Mine", customAttributes={"a": 1}, **given)
    assert _app(api, "mine")["customAttributes"] == {"a": 1}
    assert {name: _app(api, "mine")["oidcSettings"].get(name) for name in given} == given
    assert api.post(f"{APP}/oidc/update", id="mine", name="Mine").json() == {}
    app = _app(api, "mine")
    assert app["customAttributes"] == app["oidcSettings"]["jwtBearerSettings"] == {}
    assert (app["oidcSettings"]["claims"], app["oidcSettings"]["forcePkce"]) == ([], False)
    assert "fromTheFuture" not in app["oidcSettings"]


def test_an_existing_client_can_be_imported_with_its_credentials(api: RawClient) -> None:
    api.post(f"{APP}/oidc/create", id="mine", name="Mine", clientId="client", clientSecret="s3cret")
    assert _app(api, "mine")["oidcSettings"]["clientId"] == "client"
    assert _secret(api) == "s3cret"
    assert "s3cret" not in api.get("sso/idp/apps/load").text


@pytest.mark.parametrize("extra", [{"clientSecret": "other"}, {"clientId": "other"}, {"clientId": "", "clientSecret": ""}])
def test_an_update_that_names_credentials_clears_the_secret(api: RawClient, extra: dict[str, str]) -> None:
    api.post(f"{APP}/oidc/create", id="mine", name="Mine", clientId="client", clientSecret="s3cret")
    api.post(f"{APP}/oidc/update", id="mine", name="Mine", **dict.fromkeys(extra))
    assert _secret(api) == "s3cret"
    api.post(f"{APP}/oidc/update", id="mine", name="Mine", **extra)
    assert _secret(api) == ""
    assert _app(api, "mine")["oidcSettings"]["clientId"] == "client"


def test_named_secrets_stand_beside_the_main_one(api: RawClient) -> None:
    api.post(f"{APP}/oidc/create", id="mine", name="Mine", clientSecret="s3cret")
    added = api.post(f"{APP}/secret/add", appId="mine", name="second", expireTime="1900000000").json()
    assert added["meta"].pop("id") and added["meta"].pop("createdTime")
    assert added["meta"] == {"name": "second", "status": "active", "expireTime": 1900000000}
    assert api.get(f"{APP}/secret", id="mine", secretName="second").json() == {"cleartext": added["cleartext"]}
    assert api.post(f"{APP}/secret/add", appId="mine", name="second").status_code == 400
    rotated = api.post(f"{APP}/rotate", id="mine").json()["cleartext"]
    assert _secret(api) == rotated != "s3cret"
    assert api.get(f"{APP}/secret", id="mine", secretName="second").json() == {"cleartext": added["cleartext"]}
    assert api.post(f"{APP}/secret/revoke", appId="mine", name="second").json() == {"secrets": []}
    assert api.get(f"{APP}/secret", id="mine", secretName="second").status_code == 404
    assert api.post(f"{APP}/secret/add", id="mine", name="third").status_code == 400


def test_only_oidc_applications_have_secrets(api: RawClient) -> None:
    api.post(f"{APP}/saml/create", id="a", name="A", **TRIO)
    assert api.get(f"{APP}/secret", id="a").status_code == 400
    assert api.post(f"{APP}/rotate", id="a").status_code == 400


@pytest.mark.parametrize(
    ("call", "body", "missing"),
    [
        ("oidc/create", {}, "name"),
        ("saml/create", {"name": "A"}, "entityId"),
        ("saml/create", {"name": "A", **TRIO, "certificate": ""}, "certificate"),
        ("saml/create", {"name": "A", **TRIO, "useMetadataInfo": True}, "metadataUrl"),
        ("wsfed/create", {"name": "A", "replyUrl": "https://a.example"}, "realm"),
        ("wsfed/create", {"name": "A", "realm": "urn:a"}, "replyUrl"),
        ("oidc/update", {"name": "A"}, "id"),
        ("delete", {}, "id"),
    ],
)
def test_what_is_required_is_named(api: RawClient, call: str, body: dict[str, Any], missing: str) -> None:
    refused = api.post(f"{APP}/{call}", **body)
    assert (refused.status_code, refused.json()["errorMessage"]) == (400, f"The {missing} field is required")


def test_an_update_must_be_of_the_applications_type(api: RawClient) -> None:
    api.post(f"{APP}/saml/create", id="a", name="A", **TRIO)
    assert api.post(f"{APP}/oidc/update", id="a", name="A").status_code == 400
    assert api.post(f"{APP}/oidc/update", id="nobody", name="A").status_code == 404


def test_the_built_in_application_can_be_updated_but_not_deleted(api: RawClient, project_id: str) -> None:
    built_in = "descope-default-oidc"
    assert api.post(f"{APP}/delete", id=built_in).status_code == 400
    api.post(f"{APP}/oidc/update", id=built_in, name="Ours", enabled=True, loginPageUrl="https://l.example")
    app = _app(api, built_in)
    assert (app["name"], app["oidcSettings"]["loginPageUrl"]) == ("Ours", "https://l.example")
    assert app["oidcSettings"]["clientId"] == project_id


@pytest.mark.parametrize("kind", ["saml", "wsfed"])
def test_roles_of_a_mapping_are_found_by_id_or_else_by_name(api: RawClient, kind: str) -> None:
    key = api.post("role/create", name="reader").json()["id"]
    needed = TRIO if kind == "saml" else {"realm": "urn:a", "replyUrl": "https://a.example"}

    def mapping(**role: str) -> list[dict[str, Any]]:
        return [{"name": "g", "type": "", "filterType": "", "value": "v", "roles": [role]}]

    for number, role in enumerate(
        ({"id": key, "name": "old name"}, {"id": "ROLelsewhere", "name": "reader"}, {"name": "reader"})
    ):
        assert api.post(f"{APP}/{kind}/create", id=f"a{number}", name=f"A{number}", groupsMapping=mapping(**role), **needed)
        (entry,) = _app(api, f"a{number}")[f"{kind}Settings"]["groupsMapping"]
        assert (entry["roles"], entry["value"]) == ([{"id": key, "name": "reader"}], "v")
    api.post("role/update", id=key, newName="lector")
    assert _app(api, "a1")[f"{kind}Settings"]["groupsMapping"][0]["roles"] == [{"id": key, "name": "lector"}]
    api.post("role/delete", id=key)
    assert _app(api, "a1")[f"{kind}Settings"]["groupsMapping"][0]["roles"] == []


def test_custom_attributes_of_applications_are_defined_apart_from_those_of_users(api: RawClient) -> None:
    given = {"name": "plan", "type": 1, "displayName": "Plan"}
    for _ in range(2):
        (defined,) = api.post(f"{APP}/customattribute/create", attributes=[given]).json()["data"]
        assert {name: defined[name] for name in given} == given
    assert api.get(f"{APP}/customattributes").json()["data"] == [defined]
    assert api.get("user/customattributes").json()["data"] == []
    assert api.post(f"{APP}/customattribute/delete", names=["plan"]).json()["data"] == []


def test_secrets_survive_a_dump_and_addresses_follow_the_project(
    api: RawClient, control: Control, project_id: str, simulator: Simulator
) -> None:
    api.post(f"{APP}/oidc/create", id="mine", name="Mine", clientSecret="s3cret")
    dump = control.dump(project_id)
    assert "s3cret" in str(dump)
    control.load("PElsewhere", dump)
    elsewhere = RawClient(simulator.url, f"Bearer PElsewhere:{simulator.management_key}")
    assert _secret(elsewhere) == "s3cret"
    assert "PElsewhere" in _app(elsewhere, "mine")["oidcSettings"]["issuer"]
    assert {**control.dump("PElsewhere"), "id": project_id, "name": project_id} == dump
    control.drop("PElsewhere")


def _app(api: RawClient, app_id: str) -> dict[str, Any]:
    answered = api.get(f"{APP}/load", id=app_id)
    assert answered.status_code == 200, answered.text
    (listed,) = [app for app in api.get("sso/idp/apps/load").json()["apps"] if app["id"] == app_id]
    app: dict[str, Any] = answered.json()
    assert app == listed
    return app


def _secret(api: RawClient) -> str:
    cleartext: str = api.get(f"{APP}/secret", id="mine").json()["cleartext"]
    return cleartext
