# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSO application manager of the official client finds the API it was written for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from descope import AuthException
from descope.management.common import SAMLIDPAttributeMappingInfo, SAMLIDPGroupsMappingInfo, SAMLIDPRoleGroupMappingInfo

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.process import Control

COVERAGE = Coverage("sso_application")
DEFAULT = "descope-default-oidc"
TRIO = {"entity_id": "urn:app", "acs_url": "https://app.example/acs", "certificate": "cert"}


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("load_all")
def test_a_new_project_ships_with_the_default_oidc_application(sdk: Sdk, project_id: str) -> None:
    (app,) = sdk.sso_application.load_all()["apps"]
    assert (app["id"], app["appType"], app["enabled"]) == (DEFAULT, "oidc", True)
    assert app["oidcSettings"]["issuer"].endswith(project_id)
    assert (app["samlSettings"], app["wsfedSettings"]) == (None, None)


@COVERAGE.of("create_oidc_application")
def test_create_oidc_stores_what_the_client_knows(sdk: Sdk) -> None:
    made = sdk.sso_application.create_oidc_application("Mine", "https://login.example", "mine", "text", "logo", False, True)
    assert made == {"id": "mine"}
    app = sdk.sso_application.load("mine")
    assert (app["name"], app["description"], app["logo"], app["enabled"]) == ("Mine", "text", "logo", False)
    assert app["appType"] == "oidc"
    settings = app["oidcSettings"]
    assert (settings["loginPageUrl"], settings["forceAuthentication"]) == ("https://login.example", True)
    assert settings["clientId"]
    assert settings["discoveryUrl"].startswith(settings["issuer"])


@COVERAGE.of("create_oidc_application")
def test_create_makes_an_id_and_refuses_taken_names_and_ids(sdk: Sdk) -> None:
    first = sdk.sso_application.create_oidc_application("Mine", "")["id"]
    assert first
    for name, app_id in (("Mine", None), ("Other", first), ("Other", DEFAULT)):
        with pytest.raises(AuthException) as refused:
            sdk.sso_application.create_oidc_application(name, "", app_id)
        assert "already exists" in refusal(refused.value)[1]["errorDescription"]
    assert len(_apps(sdk)) == 2


@COVERAGE.of("create_oidc_application")
def test_creating_more_applications_needs_a_paid_plan(sdk: Sdk, control: Control) -> None:
    control.configure(tier="tier1")
    creations: list[Callable[[], Any]] = [
        lambda: sdk.sso_application.create_oidc_application("Mine", ""),
        lambda: sdk.sso_application.create_saml_application("Mine", "", **TRIO),
        lambda: sdk.sso_application.create_wsfed_application("Mine", "", "urn:app", "https://app.example"),
    ]
    for create in creations:
        with pytest.raises(AuthException) as refused:
            create()
        status, body = refusal(refused.value)
        assert status == 403
        assert "license" in body["errorDescription"]
    assert set(_apps(sdk)) == {DEFAULT}
    control.configure(tier="tier2")
    sdk.sso_application.create_oidc_application("Mine", "", "mine")
    assert set(_apps(sdk)) == {DEFAULT, "mine"}


@COVERAGE.of("update_oidc_application")
def test_update_oidc_replaces_everything_but_the_credentials(sdk: Sdk) -> None:
    sdk.sso_application.create_oidc_application("Mine", "https://a.example", "mine", "text", "logo", True, True)
    client, secret = _apps(sdk)["mine"]["oidcSettings"]["clientId"], sdk.sso_application.get_application_secret("mine")
    sdk.sso_application.update_oidc_application("mine", "New", "https://b.example", enabled=False)
    app = sdk.sso_application.load("mine")
    assert (app["name"], app["description"], app["logo"], app["enabled"]) == ("New", "", "", False)
    settings = app["oidcSettings"]
    assert (settings["loginPageUrl"], settings["forceAuthentication"]) == ("https://b.example", False)
    assert (settings["clientId"], sdk.sso_application.get_application_secret("mine")) == (client, secret)


@COVERAGE.of("create_saml_application")
def test_create_saml_with_metadata_or_with_the_three_parts_of_it(sdk: Sdk) -> None:
    sdk.sso_application.create_saml_application("A", "", "a", use_metadata_info=True, metadata_url="https://app.example/meta")
    sdk.sso_application.create_saml_application("B", "https://l.example", "b", **TRIO, subject_name_id_type="email")
    first, second = (sdk.sso_application.load(key)["samlSettings"] for key in ("a", "b"))
    assert (first["useMetadataInfo"], first["metadataUrl"]) == (True, "https://app.example/meta")
    assert (second["entityId"], second["acsUrl"], second["certificate"]) == tuple(TRIO.values())
    assert (second["loginPageUrl"], second["subjectNameIdType"]) == ("https://l.example", "email")
    for made_by_server in ("idpCert", "idpMetadataUrl", "idpEntityId", "idpSsoUrl", "idpInitiatedUrl", "idpLogoutUrl"):
        assert first[made_by_server] and second[made_by_server]


@COVERAGE.of("create_saml_application")
def test_a_groups_mapping_names_roles_and_follows_them(sdk: Sdk) -> None:
    sdk.role.create_batch([{"name": "reader"}, {"name": "writer"}])
    ids = {role["name"]: role["id"] for role in sdk.role.load_all()["roles"]}
    roles = [SAMLIDPRoleGroupMappingInfo(ids[name], name) for name in ("reader", "writer")]
    mapping = SAMLIDPGroupsMappingInfo("groups", "", "roles", "", roles)
    attribute = SAMLIDPAttributeMappingInfo("email", "", "mail")
    sdk.sso_application.create_saml_application("A", "", "a", **TRIO, groups_mapping=[mapping], attribute_mapping=[attribute])
    sdk.role.update("reader", "lector")
    sdk.role.delete("writer")
    settings = sdk.sso_application.load("a")["samlSettings"]
    assert settings["attributeMapping"] == [{"name": "email", "type": "", "value": "mail"}]
    assert settings["groupsMapping"] == [
        {"name": "groups", "type": "", "filterType": "roles", "value": "", "roles": [{"id": ids["reader"], "name": "lector"}]}
    ]


@COVERAGE.of("create_saml_application")
def test_a_groups_mapping_with_an_unknown_role_is_refused(sdk: Sdk) -> None:
    mapping = SAMLIDPGroupsMappingInfo("groups", "", "roles", "", [SAMLIDPRoleGroupMappingInfo("ROLnobody", "nobody")])
    with pytest.raises(AuthException) as refused:
        sdk.sso_application.create_saml_application("A", "", "a", **TRIO, groups_mapping=[mapping])
    assert refused.value.status_code == 400
    assert "a" not in _apps(sdk)


@COVERAGE.of("update_saml_application")
def test_update_saml_replaces_everything(sdk: Sdk) -> None:
    sdk.sso_application.create_saml_application("A", "https://l.example", "a", "text", **TRIO, acs_allowed_callbacks=["x"])
    sdk.sso_application.update_saml_application("a", "A2", "", use_metadata_info=True, metadata_url="https://app.example/meta")
    app = sdk.sso_application.load("a")
    settings = app["samlSettings"]
    assert (app["name"], app["description"]) == ("A2", "")
    assert (settings["loginPageUrl"], settings["entityId"], settings["acsAllowedCallbacks"]) == ("", "", [])
    assert settings["metadataUrl"] == "https://app.example/meta"


@COVERAGE.of("create_wsfed_application")
def test_create_wsfed_stores_what_the_client_knows(sdk: Sdk) -> None:
    made = sdk.sso_application.create_wsfed_application("W", "https://l.example", "urn:w", "https://w.example", "w", "text")
    assert made == {"id": "w"}
    app = sdk.sso_application.load("w")
    settings = app["wsfedSettings"]
    assert (app["appType"], app["description"], app["enabled"]) == ("wsfed", "text", True)
    assert (settings["realm"], settings["replyUrl"], settings["loginPageUrl"]) == (
        "urn:w",
        "https://w.example",
        "https://l.example",
    )
    assert settings["idpMetadataUrl"] and settings["idpCert"] and settings["idpInitiatedUrl"]


@COVERAGE.of("update_wsfed_application")
def test_update_wsfed_replaces_everything(sdk: Sdk) -> None:
    sdk.sso_application.create_wsfed_application(
        "W",
        "",
        "urn:w",
        "https://w.example",
        "w",
        "text",
        reply_allowed_callbacks=["x"],
        error_redirect_url="https://e.example",
    )
    sdk.sso_application.update_wsfed_application("w", "W2", "", "urn:w2", "https://w2.example")
    app = sdk.sso_application.load("w")
    settings = app["wsfedSettings"]
    assert (app["name"], app["description"], settings["realm"], settings["replyUrl"]) == (
        "W2",
        "",
        "urn:w2",
        "https://w2.example",
    )
    assert (settings["replyAllowedCallbacks"], settings["errorRedirectUrl"]) == ([], "")


@COVERAGE.of("delete")
def test_a_deleted_application_is_gone_from_tenants_and_users(sdk: Sdk) -> None:
    sdk.sso_application.create_oidc_application("Mine", "", "mine")
    sdk.tenant.create("Acme", "acme", federated_app_ids=["mine", DEFAULT])
    sdk.user.create("a@x.example", sso_app_ids=["mine", DEFAULT])
    sdk.sso_application.delete("mine")
    assert set(_apps(sdk)) == {DEFAULT}
    assert sdk.tenant.load("acme")["federatedAppIds"] == [DEFAULT]
    assert sdk.user.load("a@x.example")["user"]["ssoAppIds"] == [DEFAULT]


@COVERAGE.of("load")
def test_load_of_an_unknown_application_is_a_404(sdk: Sdk) -> None:
    for call in (sdk.sso_application.load, sdk.sso_application.delete, sdk.sso_application.get_application_secret):
        with pytest.raises(AuthException) as refused:
            call("nobody")
        assert refused.value.status_code == 404


@COVERAGE.of("get_application_secret")
def test_the_secret_of_an_oidc_client_is_readable_and_nowhere_else(sdk: Sdk) -> None:
    sdk.sso_application.create_oidc_application("Mine", "", "mine")
    secret = sdk.sso_application.get_application_secret("mine")
    assert secret
    assert secret == sdk.sso_application.get_application_secret("mine")
    assert secret not in str(sdk.sso_application.load_all()) + str(sdk.sso_application.load("mine"))


@COVERAGE.of("rotate_application_secret")
def test_rotation_replaces_the_secret(sdk: Sdk) -> None:
    sdk.sso_application.create_oidc_application("Mine", "", "mine")
    before = sdk.sso_application.get_application_secret("mine")
    after = sdk.sso_application.rotate_application_secret("mine")
    assert after != before
    assert sdk.sso_application.get_application_secret("mine") == after


def _apps(sdk: Sdk) -> dict[str, dict[str, Any]]:
    return {app["id"]: app for app in sdk.sso_application.load_all()["apps"]}
