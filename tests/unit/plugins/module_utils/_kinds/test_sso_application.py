# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSO applications: how the shape that is read becomes the one that is written, and whose client they take over."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Forbidden, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.sso_application import SSOApplication
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_delete, sent_by_update

KIND = SSOApplication()
APP = "/v1/mgmt/sso/idp/app"
ROLES = {"roles": [{"id": "ROL1", "name": "editor"}, {"id": "ROL2", "name": "editor", "tenantId": "acme"}]}
METADATA = {"useMetadataInfo": True, "metadataUrl": "https://sp.example/metadata"}


def application(app_type: str, app_id: str = "crm", *, settings: Document | None = None, **fields: t.Any) -> Document:
    """Return an SSO application as the API gives it, as a document."""
    raw = {"id": app_id, "name": "CRM", "enabled": True, "appType": app_type, f"{app_type}Settings": settings or {}, **fields}
    return KIND.from_api(raw)


# --- what is read ------------------------------------------------------------------------------------------------------------


def test_only_the_settings_of_its_own_type_are_kept() -> None:
    found = application("oidc", samlSettings={"entityId": ""}, wsfedSettings=None)
    assert (found["samlSettings"], found["wsfedSettings"]) == (None, None)
    assert found["oidcSettings"]["approvedRedirectUrls"] == []


def test_both_spellings_of_the_settings_of_ws_federation_are_read() -> None:
    raw = {"id": "a", "name": "A", "appType": "wsfed", "wsFedSettings": {"realm": "urn:a"}}
    assert KIND.from_api(raw)["wsfedSettings"]["realm"] == "urn:a"


def test_roles_of_groups_are_read_as_names_and_a_second_reading_changes_nothing() -> None:
    groups = [{"name": "staff", "roles": [{"id": "ROL9", "name": "editor"}]}]
    found = application("saml", settings={"groupsMapping": groups})
    assert found["samlSettings"]["groupsMapping"][0]["roles"] == ["editor"]
    assert KIND.from_api(found) == found


def test_an_unknown_type_of_application_is_read_without_settings() -> None:
    found = KIND.from_api(
        {"id": "a", "name": "A", "appType": "custom", "customSettings": {"loginPageUrl": "https://x.example"}}
    )
    assert [found[name] for name in ("oidcSettings", "samlSettings", "wsfedSettings")] == [None] * 3


def test_what_the_server_makes_is_not_compared() -> None:
    one = application("oidc", settings={"issuer": "i", "discoveryUrl": "d", "clientId": "c"}, templateId="t")
    other = application("oidc", settings={"issuer": "j", "discoveryUrl": "e", "clientId": "d"})
    assert changed_fields(KIND, one, other) == ()
    saml = [application("saml", settings={"idpCert": text, "idpSsoUrl": text, "idpMetadataUrl": text}) for text in ("x", "y")]
    assert changed_fields(KIND, *saml) == ()


def test_the_order_of_addresses_means_nothing_and_that_of_claims_does() -> None:
    one, other = (application("oidc", settings={"approvedRedirectUrls": urls}) for urls in (["b", "a"], ["a", "b"]))
    assert changed_fields(KIND, one, other) == ()
    one, other = (application("oidc", settings={"claims": claims}) for claims in (["b", "a"], ["a", "b"]))
    assert changed_fields(KIND, one, other) == ("oidcSettings",)


# --- what is written ---------------------------------------------------------------------------------------------------------


def test_an_update_sends_the_settings_beside_the_other_fields_and_nothing_the_server_makes() -> None:
    before = application("oidc", settings={"issuer": "i", "clientId": "c", "forcePkce": True, "beta": 1})
    path, body = sent_by_update(KIND, before, {**before, "description": "x", "clientSecret": "s"})[0]
    assert path == f"{APP}/oidc/update"
    sent = {"id": "crm", "name": "CRM", "description": "x", "enabled": True, "forcePkce": True, "beta": 1}
    assert sent.items() <= body.items()
    never = {"issuer", "clientId", "clientSecret", "oidcSettings", "samlSettings", "appType", "templateId", "customSettings"}
    assert never & body.keys() == set()
    assert None not in body.values()


@pytest.mark.parametrize("app_type", ["oidc", "saml", "wsfed"])
def test_each_type_has_its_own_calls(app_type: str) -> None:
    app = application(app_type)
    assert [path for path, _body in sent_by_create(KIND, app)] == [f"{APP}/{app_type}/create"]
    assert [path for path, _body in sent_by_update(KIND, app, app)] == [f"{APP}/{app_type}/update"]


def test_roles_are_written_with_the_ids_they_have_in_this_project() -> None:
    app = application("saml", settings={"groupsMapping": [{"name": "staff", "roles": [{"id": "old", "name": "editor"}]}]})
    _path, body = sent_by_create(KIND, app, all=ROLES)[0]
    assert body["groupsMapping"][0]["roles"] == [{"id": "ROL1", "name": "editor"}]


def test_without_groups_no_roles_are_read() -> None:
    client = NotingClient()
    asyncio.run(KIND.create(client, application("saml")))
    assert client.asked == []


def test_delete_names_the_application() -> None:
    assert sent_by_delete(KIND, application("oidc")) == [(f"{APP}/delete", {"id": "crm"})]


@pytest.mark.parametrize(
    ("fields", "settings", "sent"),
    [
        ({}, {"clientId": "old", "clientType": "confidential"}, {}),
        ({"clientSecret": "s"}, {"clientId": "old", "clientType": "confidential"}, {"clientId": "old", "clientSecret": "s"}),
        ({}, {"clientId": "old", "clientType": "public"}, {"clientId": "old"}),
        ({"clientId": "mine", "clientSecret": "s"}, {"clientId": "old"}, {"clientId": "mine", "clientSecret": "s"}),
    ],
)
def test_a_client_is_taken_over_with_its_secret_or_when_it_has_none(
    fields: Document, settings: Document, sent: dict[str, str]
) -> None:
    _path, body = sent_by_create(KIND, {**application("oidc", settings=settings), **fields})[0]
    assert {name: body[name] for name in ("clientId", "clientSecret") if name in body} == sent


def test_an_id_that_was_not_chosen_is_left_to_descope() -> None:
    assert "id" not in sent_by_create(KIND, application("oidc", ""))[0][1]
    assert sent_by_create(KIND, application("oidc"))[0][1]["id"] == "crm"


def test_a_plan_without_further_applications_is_told_with_what_to_do() -> None:
    with pytest.raises(Forbidden) as refusal:
        sent_by_create(KIND, application("oidc"), create=Forbidden("not in your license (HTTP 403)", status=403))
    assert "does not include another SSO application" in refusal.value.hint
    with pytest.raises(Forbidden) as other:
        sent_by_create(KIND, application("oidc"), create=Forbidden("no role", status=403, hint="x"))
    assert other.value.hint == "x"


# --- which one is meant, and what it is to be --------------------------------------------------------------------------------

LIVE = Documents({"crm": application("oidc", settings={"clientId": "c1"}), "erp": application("saml", "erp", name="ERP")})


@pytest.mark.parametrize(
    ("wanted", "key"), [({"id": "crm", "name": "ERP"}, "crm"), ({"name": "ERP"}, "erp"), ({"id": "x", "name": "ERP"}, None)]
)
def test_an_id_counts_for_more_than_a_name(wanted: dict[str, str], key: str | None) -> None:
    assert KIND.find(wanted, LIVE) == key


def test_settings_that_are_written_in_part_keep_the_rest() -> None:
    live = application("oidc", settings={"forcePkce": True, "loginPageUrl": "https://a.example"})
    after = KIND.overlay(live, {"id": "crm", "oidcSettings": {"loginPageUrl": "https://b.example"}})
    assert changed_fields(KIND, live, after) == ("oidcSettings",)
    assert (after["oidcSettings"]["forcePkce"], after["oidcSettings"]["loginPageUrl"]) == (True, "https://b.example")


def test_a_new_application_is_enabled_unless_it_is_written_otherwise() -> None:
    assert KIND.overlay(None, {"id": "a", "name": "A"})["enabled"] is True
    assert KIND.overlay(None, {"id": "a", "name": "A", "enabled": False})["enabled"] is False
    assert KIND.overlay({**LIVE["crm"], "enabled": False}, {"id": "crm"})["enabled"] is False


def test_settings_of_another_type_are_refused() -> None:
    with pytest.raises(InvalidInput, match="crm: saml is for applications of app_type saml, not oidc"):
        KIND.overlay(LIVE["crm"], {"id": "crm", "samlSettings": {"entityId": "x"}})


def test_another_client_id_is_refused_and_the_same_is_not_compared() -> None:
    with pytest.raises(InvalidInput, match="client_id of SSO application crm can't be changed"):
        KIND.overlay(LIVE["crm"], {"id": "crm", "clientId": "c2"})
    assert changed_fields(KIND, LIVE["crm"], KIND.overlay(LIVE["crm"], {"id": "crm", "clientId": "c1"})) == ()


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (application("oidc", name=""), "without a name"),
        (application("oidc", "descope-default-mine"), "those that Descope makes"),
        (application("", "crm"), "nothing is no app_type"),
        (application("custom", "crm"), "custom is no app_type"),
        (application("saml", settings={"entityId": "e", "acsUrl": "u"}), "saml.certificate is missing"),
        (application("saml", settings={"useMetadataInfo": True}), "saml.metadata_url is missing"),
        (application("wsfed", settings={"realm": "r"}), "wsfed.reply_url is missing"),
        ({**application("saml", settings=METADATA), "clientSecret": "hidden"}, "only those of app_type oidc"),
    ],
)
def test_what_can_not_be_created_is_refused(document: Document, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refusal:
        KIND.check_new(document)
    assert "hidden" not in f"{refusal.value.message} {refusal.value.hint}"


@pytest.mark.parametrize(
    "document",
    [
        application("oidc"),
        application("saml", settings=METADATA),
        application("saml", settings={"entityId": "e", "acsUrl": "u", "certificate": "c"}),
        application("wsfed", settings={"realm": "r", "replyUrl": "u"}),
    ],
)
def test_what_has_all_it_needs_can_be_created(document: Document) -> None:
    KIND.check_new(document)
    assert KIND.key(document) == "crm"


# --- what it uses, has and loses ---------------------------------------------------------------------------------------------


def test_it_uses_the_roles_that_groups_are_mapped_to() -> None:
    app = application("saml", settings={"groupsMapping": [{"name": "g", "roles": [{"name": "editor"}]}, {"name": "h"}]})
    assert list(KIND.references(app)) == [Reference("roles", "editor", "samlSettings", "stays")]
    assert list(KIND.references({"name": "x"})) == []


def test_applications_of_descope_can_be_changed_and_never_deleted() -> None:
    assert KIND.permanent(application("oidc", "descope-default-oidc"))
    assert not KIND.permanent(application("oidc"))
    assert not KIND.built_in(application("oidc", "descope-default-oidc"))


def test_an_application_of_descope_is_untouched_until_somebody_sets_something() -> None:
    own = application("oidc", "descope-default-oidc", settings={"issuer": "https://a.example/P1", "clientId": "P1"})
    assert KIND.untouched(own, Documents({}))
    for fields in ({"enabled": False}, {"logo": "x"}, {"oidcSettings": {**own["oidcSettings"], "forcePkce": True}}):
        assert not KIND.untouched({**own, **fields}, Documents({}))
    assert not KIND.untouched(application("oidc"), Documents({}))


@pytest.mark.parametrize(
    ("document", "secrets"),
    [
        (application("oidc", settings={"clientType": "confidential"}), ("clientSecret",)),
        (application("oidc"), ("clientSecret",)),
        (application("oidc", settings={"clientType": "public"}), ()),
        (application("oidc", "descope-default-oidc"), ()),
        (application("saml"), ()),
    ],
)
def test_an_oidc_application_has_a_secret_unless_it_is_public_or_descopes(document: Document, secrets: tuple[str, ...]) -> None:
    assert KIND.unreadable(document) == secrets
