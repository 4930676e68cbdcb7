# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSO configurations: one spelling for reading and writing, what is sent for each change, and what decides who signs in how."""

from __future__ import annotations

import asyncio

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.builders import state
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_update
from tests.unit.plugins.module_utils._kinds.sso_builders import (
    BOTH,
    BY_HAND,
    OIDC,
    OIDC_ANSWER,
    SAML,
    SAML_ANSWER,
    SSO,
    Json,
    answer,
    config,
    read,
    written,
)

# --- reading -------------------------------------------------------------------------------------------------------------


def test_a_configuration_is_read_in_the_spelling_it_is_written_in_and_roles_by_name() -> None:
    (found,) = read(answer(saml=SAML_ANSWER))
    assert (found["tenantId"], found["ssoId"], found["authType"], found["domains"]) == ("acme", "", "saml", ["acme.com"])
    assert found["roleMappings"] == [{"groups": ["eng"], "roleName": "editor"}]
    assert (found["defaultSSORoles"], found["groupsPriority"], list(found["fgaMappings"])) == (["viewer"], ["eng"], ["eng"])
    assert BY_HAND.items() <= found["saml"].items()
    assert (found["saml"]["idpAdditionalCerts"], found["saml"]["redirectUrl"]) == (["NEXT"], "https://app/cb")
    assert (found["saml"]["attributeMapping"]["email"], found["saml"]["betaFlag"]) == ("mail", True)
    assert not {"groupsMapping", "idpSSOUrl", "defaultSSORoles"} & found["saml"].keys()
    assert found["oidc"] is None


@pytest.mark.parametrize(("auth_type", "roles"), [("saml", ["viewer"]), ("oidc", ["guest"]), ("none", ["viewer"])])
def test_mappings_are_those_of_the_protocol_in_use(auth_type: str, roles: list[str]) -> None:
    (found,) = read(answer(auth_type=auth_type, saml=SAML_ANSWER, oidc={**OIDC_ANSWER, "defaultSSORoles": ["guest"]}))
    assert found["defaultSSORoles"] == roles


def test_a_default_configuration_that_is_not_configured_is_no_document_and_a_further_one_is() -> None:
    found = read(answer(auth_type="none", domains=[]), answer(sso_id="labs", auth_type="none"))
    assert [SSO.key(one) for one in found] == ["acme/labs"]
    assert (found[0]["saml"], found[0]["oidc"]) == (None, None)


@pytest.mark.parametrize("fields", [{"saml": {"idpEntityId": "x"}}, {"saml": {"idpMetadataUrl": "x"}}, {"domains": ["x"]}])
def test_an_entity_or_a_metadata_url_or_a_domain_is_a_configuration(fields: Json) -> None:
    assert len(read(answer(**{"domains": [], **fields}))) == 1


@pytest.mark.parametrize(("auth_type", "known"), [("saml", ""), ("oidc", "oidc"), ("none", "none")])
def test_a_protocol_in_use_that_is_not_configured_is_not_known(auth_type: str, known: str) -> None:
    (found,) = read(answer(auth_type=auth_type, oidc=OIDC_ANSWER))
    assert found["authType"] == known


def test_mappings_without_a_protocol_are_nothing_as_no_call_could_write_them() -> None:
    (found,) = read(answer(auth_type="none", saml={"defaultSSORoles": ["viewer"]}))
    assert (found["defaultSSORoles"], found["domains"]) == ([], ["acme.com"])


@pytest.mark.parametrize("sso_id", ["", "default_ssoid"])
def test_the_default_configuration_has_two_names_and_one_key(sso_id: str) -> None:
    (found,) = read(answer(sso_id=sso_id, saml=SAML_ANSWER))
    assert (SSO.key(found), found["ssoId"]) == ("acme", "")
    assert SSO.key(written(sso_id=sso_id)) == "acme"
    assert SSO.find(written(sso_id=sso_id), state(sso=[found]).keyed("sso")) == "acme"


@pytest.mark.parametrize("odd", [{"saml": ["x"]}, {"saml": {"idpEntityId": "x", "groupsMapping": ["x"]}}])
def test_an_answer_of_another_shape_is_never_an_empty_configuration(odd: Json) -> None:
    with pytest.raises(BadPayload):
        read({**answer(), **odd})


def test_a_backup_is_read_as_it_was_written() -> None:
    (found,) = read(answer(saml=SAML_ANSWER, oidc=OIDC_ANSWER))
    assert SSO.from_api(found) == found


# --- calls ---------------------------------------------------------------------------------------------------------------


def test_saml_by_hand_is_sent_whole_without_what_descope_made() -> None:
    (found,) = read(answer(saml=SAML_ANSWER))
    ((path, body),) = sent_by_create(SSO, found)
    assert path == "/v1/mgmt/sso/saml"
    settings = body.pop("settings")
    assert body == {"tenantId": "acme", "redirectUrl": "https://app/cb", "domains": ["acme.com"]}
    assert {**BY_HAND, "idpAdditionalCerts": ["NEXT"], "attributeMapping": {"email": "mail"}}.items() <= settings.items()
    assert settings["roleMappings"] == [{"groups": ["eng"], "roleName": "editor"}]
    assert (settings["defaultSSORoles"], settings["groupsPriority"], settings["betaFlag"]) == (["viewer"], ["eng"], True)
    made_up = {"spCertificate", "spSignCertificate", "providerID", "lastSuccessTestTime"}
    assert not (made_up | {"redirectUrl", "idpMetadataUrl", "spSignKey", "spEncryptionKey"}) & settings.keys()


def test_saml_from_metadata_has_a_call_of_its_own_without_what_is_read_from_there() -> None:
    ((path, body),) = sent_by_create(SSO, config(saml={**BY_HAND, "idpMetadataUrl": "https://idp/metadata"}))
    assert path == "/v1/mgmt/sso/saml/metadata"
    assert (body["settings"]["idpMetadataUrl"], body["settings"]["entityId"]) == ("https://idp/metadata", "https://idp")
    assert not {"idpUrl", "idpCert", "idpAdditionalCerts"} & body["settings"].keys()


def test_oidc_is_sent_with_its_secret_and_without_a_blank_one() -> None:
    ((path, body),) = sent_by_create(SSO, config(oidc={"clientId": "client", "clientSecret": "hidden"}, domains=["acme.com"]))
    assert (path, body["domains"], body["settings"]["clientSecret"]) == ("/v1/mgmt/sso/oidc", ["acme.com"], "hidden")
    assert "redirectUrl" not in body
    assert "clientSecret" not in sent_by_create(SSO, OIDC)[0][1]["settings"]


def test_a_further_configuration_is_made_first_and_then_addressed_by_its_id() -> None:
    sent = sent_by_create(SSO, config(saml=BY_HAND, ssoId="labs", displayName="Labs"))
    assert sent[0] == ("/v1/mgmt/sso/settings/new", {"tenantId": "acme", "ssoId": "labs", "displayName": "Labs"})
    assert [(path, body["ssoId"]) for path, body in sent[1:]] == [("/v1/mgmt/sso/saml", "labs")]


def test_a_further_configuration_without_a_name_is_called_by_its_id() -> None:
    assert sent_by_create(SSO, config(ssoId="labs"))[0][1]["displayName"] == "labs"


def test_an_update_writes_only_the_protocol_that_differs() -> None:
    sent = sent_by_update(SSO, BOTH, {**BOTH, "oidc": {**BOTH["oidc"], "issuer": "x"}, "authType": "oidc"})
    assert [path for path, body in sent] == ["/v1/mgmt/sso/oidc"]


@pytest.mark.parametrize(("auth_type", "call"), [("saml", "saml"), ("oidc", "oidc"), ("none", "saml")])
def test_what_both_protocols_share_is_written_with_the_one_in_use(auth_type: str, call: str) -> None:
    before = {**BOTH, "authType": auth_type}
    sent = sent_by_update(SSO, before, {**before, "domains": ["new.com"]})
    assert sent[0][0] == f"/v1/mgmt/sso/{call}"
    assert sent[0][1]["domains"] == ["new.com"]


def test_domains_without_a_protocol_are_written_with_the_settings_beside_those_of_other_configurations() -> None:
    live = {"domains": ["old.com", "labs.com"], "enforceSSO": True}
    client = NotingClient(settings=live)
    before = config(domains=["old.com"])
    asyncio.run(SSO.update(client, before, {**before, "domains": ["new.com"]}))
    body = {"tenantId": "acme", "domains": ["labs.com", "new.com"], "enforceSSO": True}
    assert client.sent == [("/v1/mgmt/tenant/settings", body)]


def test_a_protocol_that_is_the_first_one_leaves_the_domains_as_they_are() -> None:
    before = config(domains=["old.com"])
    after = SSO.overlay(before, written(saml={"idp_metadata_url": "https://idp/metadata"}))
    ((_, body),) = sent_by_update(SSO, before, after)
    assert body["domains"] == ["old.com"]


def test_emptied_default_roles_are_said_to_be_empty_on_purpose() -> None:
    before = {**SAML, "defaultSSORoles": ["viewer"]}
    ((_, body),) = sent_by_update(SSO, before, {**before, "defaultSSORoles": []})
    assert body["settings"]["replaceDefaultSSORoles"] is True
    ((_, other),) = sent_by_update(SSO, before, {**before, "domains": ["new.com"]})
    assert "replaceDefaultSSORoles" not in other["settings"]


@pytest.mark.parametrize(("document", "query"), [(SAML, {}), ({**SAML, "ssoId": "labs"}, {"ssoId": "labs"})])
def test_delete_addresses_tenant_and_id(document: Document, query: Json) -> None:
    class Deleting(NotingClient):
        async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
            return await super().write(path, {"method": method, **query})

    client = Deleting()
    asyncio.run(SSO.delete(client, document, {}))
    assert client.sent == [("/v1/mgmt/sso/settings", {"method": "DELETE", "tenantId": "acme", **query})]


# --- how the tenant signs in ---------------------------------------------------------------------------------------------


def auth_calls(before: Document | None, after: Document) -> list[str]:
    sent = sent_by_create(SSO, after) if before is None else sent_by_update(SSO, before, after)
    return [body.get("authType") or path.rpartition("/")[2] for path, body in sent]


@pytest.mark.parametrize(
    ("before", "after", "calls"),
    [
        (None, {**SAML, "authType": ""}, ["saml"]),
        (None, {**BOTH, "authType": ""}, ["oidc", "saml"]),
        (None, {**BOTH, "authType": "oidc"}, ["saml", "oidc"]),
        (None, {**SAML, "authType": "none"}, ["saml", "none"]),
        (SAML, {**BOTH, "authType": "saml"}, ["oidc", "saml"]),
        (SAML, {**BOTH, "authType": "oidc"}, ["oidc"]),
        (BOTH, {**BOTH, "authType": "oidc"}, ["oidc"]),
        (BOTH, {**BOTH, "authType": "none"}, ["none"]),
    ],
)
def test_who_is_to_sign_in_how_is_written_last_or_by_a_call_of_its_own(
    before: Document | None, after: Document, calls: list[str]
) -> None:
    assert auth_calls(before, after) == calls


def test_a_protocol_that_is_added_does_not_take_over() -> None:
    after = SSO.overlay(SAML, written(oidc={"client_id": "client"}))
    assert after["authType"] == "saml"
    assert SSO.overlay(SAML, written(oidc={"client_id": "client"}, auth_type="oidc"))["authType"] == "oidc"


@pytest.mark.parametrize("live", [None, config(domains=["acme.com"])])
@pytest.mark.parametrize(
    ("fields", "auth_type"), [({}, "saml"), ({"auth_type": "oidc"}, "oidc"), ({"auth_type": "none"}, "none")]
)
def test_the_first_protocols_are_used_unless_something_else_is_written(
    live: Document | None, fields: Json, auth_type: str
) -> None:
    after = SSO.overlay(live, written(saml={"idp_metadata_url": "x"}, oidc={"client_id": "client"}, **fields))
    assert after["authType"] == auth_type
    assert SSO.overlay(live, written(oidc={"client_id": "client"}))["authType"] == "oidc"


def test_a_configuration_that_is_off_stays_off_when_it_is_changed() -> None:
    off = {**SAML, "authType": "none"}
    assert auth_calls(off, SSO.overlay(off, written(saml={"idp_url": "https://new"}))) == ["saml", "none"]
