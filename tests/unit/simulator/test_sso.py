# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSO settings: secrets, several configurations of a tenant, roles that go, and bodies of every generation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

MANUAL = {"idpUrl": "https://idp.example/sso", "entityId": "entity", "idpCert": "CERT"}
SECRETS: dict[str, Any] = {"spSignKey": "the signing key", "spEncryptionKey": "the encryption key"}


@pytest.fixture(autouse=True)
def _acme(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")


def test_no_secret_is_ever_answered_but_a_dump_has_it(api: RawClient, control: Control, project_id: str) -> None:
    _saml(api, **SECRETS)
    api.post("sso/oidc", tenantId="acme", settings={"name": "IdP", "clientId": "c", "clientSecret": "the client secret"})
    answers = [
        api.v2.get("sso/settings", tenantId="acme"),
        api.v2.get("sso/settings/all", tenantId="acme"),
        api.get("sso/settings", tenantId="acme"),
        api.get("sso/xaa/settings", tenantId="acme"),
        api.post("sso/settings/new", tenantId="acme", displayName="Second"),
    ]
    shown = "".join(answer.text for answer in answers)
    for secret in ("the signing key", "the encryption key", "the client secret"):
        assert secret not in shown
        assert secret in str(control.dump(project_id))
    assert "spSignKey" not in shown
    assert answers[0].json()["oidc"]["clientSecret"] == ""


def test_a_key_of_ones_own_changes_its_certificate_and_only_that_one(api: RawClient) -> None:
    made = _load(api)["saml"]
    _saml(api, spSignKey="mine")
    signed = _load(api)["saml"]
    assert (signed["spCertificate"] == made["spCertificate"]) and (signed["spSignCertificate"] != made["spSignCertificate"])
    _saml(api, spEncryptionKey="mine")
    encrypted = _load(api)["saml"]
    assert encrypted["spSignCertificate"] == made["spSignCertificate"]
    assert made["spCertificate"] != encrypted["spCertificate"] != signed["spSignCertificate"]


def test_every_tenant_and_configuration_has_certificates_of_its_own(api: RawClient) -> None:
    api.post("tenant/create", id="globex", name="Globex")
    second = api.post("sso/settings/new", tenantId="acme", displayName="Second").json()
    loaded = [second, _load(api), api.v2.get("sso/settings", tenantId="globex").json()]
    assert len({each["saml"]["spCertificate"] for each in loaded}) == 3
    assert all(each["saml"]["spCertificate"].startswith("-----BEGIN CERTIFICATE-----\n") for each in loaded)


def test_the_reserved_id_means_the_default_configuration(api: RawClient) -> None:
    api.post("sso/saml", tenantId="acme", settings=MANUAL, ssoId="default_ssoid")
    assert api.tenant("acme")["authType"] == "saml"
    assert api.v2.get("sso/settings", tenantId="acme", ssoId="default_ssoid").json() == _load(api)
    assert api.delete("sso/settings", tenantId="acme", ssoId="default_ssoid").json() == {}
    assert _load(api)["saml"]["idpCertificate"] == ""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "v2/mgmt/sso/settings"),
        ("DELETE", "v1/mgmt/sso/settings"),
        ("GET", "v1/mgmt/sso/xaa/settings"),
        ("DELETE", "v1/mgmt/sso/xaa/settings"),
        ("POST", "v1/mgmt/sso/saml"),
        ("POST", "v1/mgmt/sso/saml/metadata"),
        ("POST", "v1/mgmt/sso/oidc"),
        ("POST", "v1/mgmt/sso/redirect"),
        ("POST", "v1/mgmt/sso/recalculate-mappings"),
        ("POST", "v1/mgmt/sso/xaa/settings"),
    ],
)
def test_a_configuration_must_exist(api: RawClient, method: str, path: str) -> None:
    url = str(api.http.base_url.copy_with(path=f"/{path}"))
    for tenant_id, sso_id, code in (("acme", "nothing", "E024404"), ("nobody", "", "E112202"), ("", "", "E011003")):
        about = {"tenantId": tenant_id, "ssoId": sso_id}
        if method == "POST":
            refused = api.http.post(url, json={**about, "settings": {**MANUAL, "idpMetadataUrl": "https://idp.example"}})
        else:
            refused = api.http.request(method, url, params=about)
        assert (refused.status_code, refused.json()["errorCode"]) == (400 if code == "E011003" else 404, code)


def test_each_configuration_has_its_own_settings_and_domains(api: RawClient) -> None:
    api.post("sso/settings/new", tenantId="acme", displayName="Second", ssoId="second")
    _saml(api, domains=["acme.example"])
    second = {"tenantId": "acme", "ssoId": "second"}
    api.post("sso/oidc", **second, settings={"name": "IdP", "clientId": "c"}, domains=["second.example"])
    default, further = _all(api)
    assert (default["tenant"]["authType"], default["tenant"]["domains"]) == ("saml", ["acme.example"])
    assert (further["tenant"]["authType"], further["tenant"]["domains"]) == ("oidc", ["second.example"])
    assert (default["oidc"]["clientId"], further["saml"]["idpCertificate"]) == ("", "")
    assert (api.tenant("acme")["authType"], api.tenant("acme")["domains"]) == ("saml", ["acme.example", "second.example"])
    api.delete("sso/settings", **second)
    assert api.tenant("acme")["domains"] == ["acme.example"]


def test_the_default_configuration_replaces_its_own_domains_only(api: RawClient) -> None:
    api.post("sso/settings/new", tenantId="acme", displayName="Second", ssoId="second")
    api.post("sso/saml", tenantId="acme", ssoId="second", settings=MANUAL, domains=["second.example"])
    _saml(api, domains=["old.example"])
    _saml(api, domains=["new.example", "new.example"])
    assert api.tenant("acme")["domains"] == ["second.example", "new.example"]
    api.post("tenant/settings", tenantId="acme", domains=["third.example"])
    assert [each["tenant"]["domains"] for each in _all(api)] == [["third.example"], []]


def test_mappings_follow_a_renamed_role_and_forget_a_deleted_one(api: RawClient) -> None:
    for name in ("editor", "viewer"):
        api.post("role/create", name=name)
    rows = [{"groups": [name], "roleName": name} for name in ("editor", "viewer")]
    _saml(api, roleMappings=rows, defaultSSORoles=["editor", "viewer"])
    api.post("role/update", name="editor", newName="author")
    api.post("role/delete", name="viewer")
    saml = _load(api)["saml"]
    assert [(row["role"]["name"], row["groups"]) for row in saml["groupsMapping"]] == [("author", ["editor"])]
    assert saml["defaultSSORoles"] == ["author"]


def test_a_role_of_the_project_that_is_hidden_by_the_tenants_own_can_go(api: RawClient) -> None:
    api.post("role/create", name="editor")
    api.post("role/create", name="editor", tenantId="acme")
    _saml(api, roleMappings=[{"groups": ["eng"], "roleName": "editor"}], defaultSSORoles=["editor"])
    before = _load(api)
    api.post("role/delete", name="editor")
    assert _load(api) == before
    api.post("role/delete", name="editor", tenantId="acme")
    assert (_load(api)["saml"]["groupsMapping"], _load(api)["saml"]["defaultSSORoles"]) == ([], [])


def test_a_role_of_another_tenant_is_unknown(api: RawClient) -> None:
    api.post("tenant/create", id="globex", name="Globex")
    api.post("role/create", name="editor", tenantId="globex")
    refused = _saml(api, roleMappings=[{"groups": ["eng"], "roleName": "editor"}])
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E011003")


def test_oidc_takes_a_mapping_as_it_is_written_and_as_it_is_read(api: RawClient) -> None:
    api.post("role/create", name="editor")
    written = {"roleMappings": [{"groups": ["eng"], "roleName": "editor"}]}
    api.post("sso/oidc", tenantId="acme", settings={"name": "IdP", "clientId": "c", **written})
    read = _load(api)["oidc"]["groupsMapping"]
    api.post("sso/oidc", tenantId="acme", settings={"name": "IdP", "clientId": "c", "roleMappings": []})
    assert _load(api)["oidc"]["groupsMapping"] == []
    api.post("sso/oidc", tenantId="acme", settings={"name": "IdP", "clientId": "c", "groupsMapping": read})
    assert _load(api)["oidc"]["groupsMapping"] == read != []


def test_a_secret_that_is_left_out_is_gone(api: RawClient, control: Control, project_id: str) -> None:
    _saml(api, **SECRETS)
    _saml(api)
    for secret in ({"clientSecret": "s"}, {}):
        api.post("sso/oidc", tenantId="acme", settings={"name": "IdP", "clientId": "c", **secret})
    (conf,) = control.dump(project_id)["sso_settings"]
    assert not {*SECRETS, "clientSecret"} & {*conf["saml"], *conf["oidc"]}


def test_the_first_generation_takes_both_spellings_and_a_single_domain(api: RawClient) -> None:
    for url, redirect in (("idpURL", "redirectURL"), ("idpUrl", "redirectUrl")):
        body = {url: f"https://{url}", redirect: "https://app.example", "entityId": "e", "idpCert": "C", "domain": url}
        assert api.post("sso/settings", tenantId="acme", **body).json() == {}
        loaded = api.get("sso/settings", tenantId="acme").json()
        assert (loaded["idpSSOUrl"], loaded["redirectUrl"]) == (f"https://{url}", "https://app.example")
        assert (loaded["domain"], loaded["domains"]) == (url, [url])


def test_the_first_generation_needs_what_it_is_about(api: RawClient) -> None:
    def missing(path: str, **body: Any) -> str:
        message: str = api.post(path, tenantId="acme", **body).json()["errorMessage"]
        return message

    assert missing("sso/settings") == "The idpURL field is required"
    assert missing("sso/settings", idpURL="u", entityId="e") == "The idpCert field is required"
    assert missing("sso/metadata", idpMetadataURL="") == "The idpMetadataURL field is required"
    assert missing("sso/saml") == "The settings field is required"
    assert missing("sso/saml/metadata", settings={}) == "The idpMetadataUrl field is required"
    assert missing("sso/settings/new") == "The displayName field is required"
    assert missing("sso/saml", settings={**MANUAL, "roleMappings": [{}]}) == "The roleName field is required"


def test_settings_of_a_newer_client_come_back(api: RawClient) -> None:
    _saml(api, fromTheFuture=[1])
    assert _load(api)["saml"]["fromTheFuture"] == [1]


def test_everything_survives_a_dump(api: RawClient, control: Control, project_id: str) -> None:
    api.post("role/create", name="editor")
    _saml(api, **SECRETS, roleMappings=[{"groups": ["eng"], "roleName": "editor"}], domains=["acme.example"])
    api.post("sso/settings/new", tenantId="acme", displayName="Second", ssoId="second")
    api.post("sso/xaa/settings", tenantId="acme", ssoId="second", enabled=True, settings={"issuers": {"https://i": None}})
    before = [_all(api), api.get("sso/xaa/settings/all", tenantId="acme").json()]
    control.load(project_id, control.dump(project_id))
    assert [_all(api), api.get("sso/xaa/settings/all", tenantId="acme").json()] == before


CALLS = ("saml", "saml/metadata", "oidc", "redirect", "settings", "metadata", "mapping", "xaa/settings", "settings/authtype")
FIELDS = (
    *("settings", "domains", "redirectUrl", "redirectURL", "ssoId", "tenantId", "idpURL", "domain", "attributeMapping"),
    *("roleMappings", "defaultSSORoles", "authType", "displayName", "samlRedirectUrl", "fgaMappings", "enabled"),
)
INNER = (
    *("idpUrl", "attributeMapping", "userAttrMapping", "roleMappings", "groupsMapping", "defaultSSORoles", "scope"),
    *("prompt", "grantType", "usePkce", "issuers", "fgaMappings", "replaceDefaultSSORoles", "spSignKey"),
)


@pytest.mark.parametrize("path", [*CALLS, "settings/new", "recalculate-mappings"])
def test_no_body_makes_the_server_fail(api: RawClient, path: str) -> None:
    odd: list[Any] = [0, True, "x", [], [1], ["x"], [{}], [{"role": 1}], [{"groups": "x"}], {}, {"a": {}}, {"a": [1]}]
    good = {"tenantId": "acme", "settings": {**MANUAL, "idpMetadataUrl": "u"}, "authType": "saml", "displayName": "x"}
    for value in odd:
        bodies: list[dict[str, Any]] = [{**good, name: value} for name in FIELDS]
        bodies += [{**good, "settings": {**MANUAL, "idpMetadataUrl": "u", name: value}} for name in INNER]
        assert [body for body in bodies if api.post(f"sso/{path}", **body).status_code >= 500] == []
    assert api.v2.get("sso/settings/all", tenantId="acme").status_code == 200
    assert api.get("sso/xaa/settings/all", tenantId="acme").status_code == 200


def _saml(api: RawClient, domains: list[str] | None = None, **more: Any) -> Any:
    return api.post("sso/saml", tenantId="acme", settings={**MANUAL, **more}, domains=domains)


def _load(api: RawClient) -> Any:
    return api.v2.get("sso/settings", tenantId="acme").json()


def _all(api: RawClient) -> Any:
    return api.v2.get("sso/settings/all", tenantId="acme").json()["SSOSettings"]
