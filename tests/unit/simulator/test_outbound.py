# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound applications, their tokens and SCIM: what the official Python client does not show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient


def test_a_template_gives_what_the_overrides_do_not(api: RawClient) -> None:
    app = api.post(
        "outbound/app/create/bytemplate",
        templateId="google-calendar",
        id="cal",
        clientId="id",
        clientSecret="hidden",
        overrides={"name": "Agenda", "pkce": False},
    ).json()["app"]
    assert (app["id"], app["name"], app["pkce"], app["clientId"]) == ("cal", "Agenda", False, "id")
    assert (app["templateId"], app["accessType"], app["prompt"]) == ("google-calendar", "offline", ["consent"])
    assert app["clientSecret"] == ""
    assert api.post("outbound/app/create/bytemplate", templateId="nothing").status_code == 404


def test_the_update_is_wrapped_and_keeps_a_secret_that_is_left_empty(api: RawClient, control: Control, project_id: str) -> None:
    made = _created(api, name="Calendar", clientSecret="hidden", description="text")
    unwrapped = api.post("outbound/app/update", id=made["id"], name="Agenda")
    assert (unwrapped.status_code, unwrapped.json()["errorMessage"]) == (400, "The app field is required")
    for secret, stored in (("", "hidden"), ("new", "new")):
        api.post("outbound/app/update", app={"id": made["id"], "name": "Agenda", "clientSecret": secret})
        (app,) = control.dump(project_id)["outbound_applications"]
        assert (app["name"], app["description"], app["clientSecret"]) == ("Agenda", "", stored)


def test_no_answer_has_the_secret(api: RawClient) -> None:
    made = api.post("outbound/app/create", name="Calendar", clientSecret="hidden")
    app_id = made.json()["app"]["id"]
    answers = [
        made,
        api.post("outbound/app/update", app={"id": app_id, "name": "Agenda", "clientSecret": "hidden"}),
        api.get(f"outbound/app/{app_id}"),
        api.get("outbound/apps"),
    ]
    assert not any("hidden" in answer.text for answer in answers)


def test_url_parameters_are_called_key_in_answers_whatever_they_were_called(api: RawClient) -> None:
    params = [{"name": "a", "value": "1"}, {"key": "b", "value": "2"}]
    app = _created(api, name="Calendar", tokenUrlParams=params)
    assert app["tokenUrlParams"] == [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]


@pytest.mark.parametrize("wrong", [{"accessType": "both"}, {"prompt": ["ask"]}, {"appType": "x"}, {"tokenUrlParams": [1]}])
def test_values_outside_their_enumeration_are_refused(api: RawClient, wrong: dict[str, Any]) -> None:
    assert api.post("outbound/app/create", name="Calendar", **wrong).status_code == 400
    assert api.get("outbound/apps").json() == {"apps": []}


def test_an_application_of_a_tenant_goes_with_it_and_so_do_its_tokens(
    api: RawClient, control: Control, project_id: str
) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    assert api.post("outbound/app/create", name="Lost", tenantId="nobody").status_code == 404
    own, shared = (_created(api, id=name, name=name, tenantId=of)["id"] for name, of in (("own", "acme"), ("shared", "")))
    for app_id in (own, shared):
        api.post("outbound/app/tenant/oauthtoken/upload", appId=app_id, tenantId="acme", accessToken="A")
    api.post("tenant/delete", id="acme")
    dump = control.dump(project_id)
    assert [app["id"] for app in dump["outbound_applications"]] == ["shared"]
    assert dump["outbound_tokens"] == []


def test_tokens_go_with_their_application_and_their_user(api: RawClient, control: Control, project_id: str) -> None:
    users = {name: api.post("user/create", loginId=name).json()["user"]["userId"] for name in ("ann", "bob")}
    for app_id in ("a", "b"):
        _created(api, id=app_id, name=app_id)
        for user_id in users.values():
            api.post("outbound/app/user/oauthtoken/upload", appId=app_id, userId=user_id, accessToken="A")
    api.post("outbound/app/delete", id="a")
    api.post("user/delete", loginId="ann")
    left = control.dump(project_id)["outbound_tokens"]
    assert [(token["appId"], token["userId"]) for token in left] == [("b", users["bob"])]


def test_fetching_refreshes_only_when_the_effect_may_happen(api: RawClient, control: Control, project_id: str) -> None:
    _created(api, id="a", name="a")
    api.post("tenant/create", id="acme", name="Acme")
    body = {"appId": "a", "tenantId": "acme", "refreshToken": "R"}
    api.post("outbound/app/tenant/oauthtoken/upload", **body)
    before = control.dump(project_id)["outbound_tokens"]
    control.faults([{"path": "*/token/latest", "status": 503}])
    assert api.post("outbound/app/tenant/token/latest", appId="a", tenantId="acme").status_code == 503
    assert control.dump(project_id)["outbound_tokens"] == before
    api.post("outbound/app/tenant/token/latest", appId="a", tenantId="acme")
    assert control.dump(project_id)["outbound_tokens"] != before


def test_scim_credentials_are_kept_when_an_update_leaves_them_blank(api: RawClient, control: Control, project_id: str) -> None:
    app = "descope-default-oidc"
    api.post("outbound/scim/create", appId=app, configuration={"auth": {"bearerToken": "hidden"}})
    updated = api.post("outbound/scim/update", appId=app, version=1, configuration={"auth": {"bearerToken": ""}, "a": 1})
    assert updated.json()["configuration"]["configuration"] == {"auth": {"bearerToken": ""}, "a": 1}
    (stored,) = control.dump(project_id)["outbound_scim"]
    assert stored["configuration"] == {"auth": {"bearerToken": "hidden"}, "a": 1}
    assert api.post("outbound/scim/update", appId=app).status_code == 400


def test_a_scim_configuration_goes_with_its_application(api: RawClient) -> None:
    app = api.post("sso/idp/app/oidc/create", name="Shop", loginPageUrl="https://shop.test").json()["id"]
    api.post("outbound/scim/create", appId=app)
    api.post("sso/idp/app/delete", id=app)
    assert api.get(f"outbound/scim/{app}").status_code == 404


def test_everything_outbound_survives_dump_and_load(api: RawClient, control: Control, project_id: str) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    _created(api, id="a", name="a", clientSecret="hidden")
    api.post("outbound/app/tenant/oauthtoken/upload", appId="a", tenantId="acme", accessToken="A")
    api.post("outbound/scim/create", appId="descope-default-oidc", configuration={"token": "hidden"})
    api.post("engine/create", name="Berlin")
    api.post("scopeClaimMapping/set", mappings=[{"scope": "email"}])
    dump = control.dump(project_id)
    assert control.load("PCopyOfOutbound", dump) == {**dump, "id": "PCopyOfOutbound"}
    control.drop("PCopyOfOutbound")


def _created(api: RawClient, **fields: Any) -> dict[str, Any]:
    answered = api.post("outbound/app/create", **fields)
    assert answered.status_code == 200, answered.text
    app: dict[str, Any] = answered.json()["app"]
    return app
