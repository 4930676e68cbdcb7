# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of SSO configurations: what is merged and what is refused, what is no difference, and what they refer to."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import MASK, Document, Reference
from tests.unit.plugins.builders import described, planned, role, state, tenant
from tests.unit.plugins.module_utils._kinds.sso_builders import (
    BOTH,
    BY_HAND,
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

# --- what a user writes --------------------------------------------------------------------------------------------------


def test_a_part_of_a_protocol_is_merged_onto_the_rest() -> None:
    live = config(saml={**BY_HAND, "attributeMapping": {"email": "mail", "name": "cn"}}, domains=["acme.com"])
    after = SSO.overlay(live, written(saml={"attribute_mapping": {"name": "displayName"}}))
    assert after["saml"]["attributeMapping"] == {**live["saml"]["attributeMapping"], "name": "displayName"}
    assert {**BY_HAND, "redirectUrl": ""}.items() <= after["saml"].items()
    assert after["domains"] == ["acme.com"]


@pytest.mark.parametrize("live", [None, SAML])
def test_oidc_that_is_new_has_the_usual_claims_where_none_are_written(live: Document | None) -> None:
    after = SSO.overlay(live, written(oidc={"client_id": "client", "user_attr_mapping": {"email": "mail"}}))
    claims = after["oidc"]["userAttrMapping"]
    assert (claims["loginId"], claims["email"], claims["givenName"]) == ("sub", "mail", "given_name")
    assert after["oidc"]["grantType"] == "authorization_code"


@pytest.mark.parametrize("nothing", [{}, {"oidc": {}}, {"auth_type": ""}])
def test_a_configured_protocol_that_is_not_written_stays(nothing: Json) -> None:
    assert SSO.overlay(BOTH, written(**nothing)) == BOTH
    assert SSO.overlay(BOTH, SAML) == {**BOTH, "authType": "saml"}


METADATA = config(saml={**BY_HAND, "idpMetadataUrl": "https://idp/metadata"})


def test_a_metadata_url_replaces_what_was_written_by_hand() -> None:
    after = SSO.overlay(SAML, written(saml={"idp_metadata_url": "https://idp/metadata"}))["saml"]
    assert [after[name] for name in (*BY_HAND, "idpMetadataUrl")] == ["", "", "", "https://idp/metadata"]


def test_something_by_hand_replaces_a_metadata_url_and_keeps_what_was_read_from_there() -> None:
    after = SSO.overlay(METADATA, written(saml={"idp_cert": "NEW"}))["saml"]
    assert {**BY_HAND, "idpCert": "NEW", "idpMetadataUrl": ""}.items() <= after.items()


def test_what_descope_reads_from_a_metadata_url_is_no_difference() -> None:
    rolled = config(saml={**METADATA["saml"], "idpCert": "ROLLED", "idpUrl": "https://moved"})
    assert changed_fields(SSO, rolled, SSO.overlay(rolled, METADATA)) == ()
    fresh = SSO.overlay(None, written(saml={"idp_metadata_url": "https://idp/metadata"}, auth_type="saml"))
    assert changed_fields(SSO, METADATA, SSO.overlay(METADATA, fresh)) == ()


def test_an_entity_id_beside_the_metadata_url_counts() -> None:
    after = SSO.overlay(METADATA, written(saml={"entity_id": "https://other"}))
    assert (after["saml"]["idpMetadataUrl"], after["saml"]["entityId"]) == ("https://idp/metadata", "https://other")
    assert changed_fields(SSO, METADATA, after) == ("saml",)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"saml": {"idp_url": "https://idp/sso", "entity_id": "x"}}, "sso acme: saml.idp_cert is missing"),
        ({"oidc": {"name": "IdP"}}, "sso acme: oidc.client_id is missing"),
        ({"saml": {"idp_metadata_url": "x"}, "auth_type": "oidc"}, "sso acme: auth_type is oidc, which is not configured"),
        ({"groups_priority": ["a"]}, "sso acme: groups_priority is not possible without saml or oidc"),
        ({}, "sso acme: a default configuration without domains is not possible without saml or oidc"),
        ({"sso_id": "labs", "domains": ["acme.com"]}, "sso acme/labs: domains is not possible without saml or oidc"),
        ({"sso_id": "labs", "default_sso_roles": ["x"]}, "sso acme/labs: default_sso_roles is not possible"),
    ],
)
def test_a_configuration_that_descope_would_refuse_is_refused_before(fields: Json, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        SSO.check_new(SSO.overlay(None, written(**fields)))


def test_an_update_is_checked_like_a_creation_and_what_is_live_is_not() -> None:
    odd = config(saml={"entityId": "x"})
    assert SSO.overlay(odd, written()) == odd
    with pytest.raises(InvalidInput, match=r"saml.idp_url is missing"):
        SSO.overlay(odd, written(domains=["acme.com"]))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"auth_type": "ldap"}, "options.auth_type is 'ldap'"),
        ({"role_mappings": [{"groups": ["a"]}]}, r"options.role_mappings\[0\]: its role_name is missing"),
        ({"role_mappings": [{"role_name": "a", "groups": []}]}, r"options.role_mappings\[0\]: its groups is missing"),
        ({"saml": {"idp_sso_url": "x"}}, "options.saml.idp_sso_url"),
    ],
)
def test_a_value_that_can_not_be_is_refused_with_its_place(fields: Json, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        written(**fields)


# --- comparing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"domains": ["a", "b"]}, {"domains": ["b", "a"]}),
        ({"displayName": "One"}, {"displayName": ""}),
        ({"saml": {**BY_HAND, "spCertificate": "1"}}, {"saml": {**BY_HAND, "spCertificate": "2"}}),
        ({"saml": {**BY_HAND, "spSignKey": "secret"}}, {"saml": BY_HAND}),
        ({"saml": {**BY_HAND, "idpCert": "A\nB\n"}}, {"saml": {**BY_HAND, "idpCert": "A\r\nB"}}),
        ({"oidc": {"clientId": "c", "scope": ["a", "b"]}}, {"oidc": {"clientId": "c", "scope": ["b", "a"]}}),
        (
            {"roleMappings": [{"roleName": "r", "groups": ["a", "b"]}]},
            {"roleMappings": [{"roleName": "r", "groups": ["b"]}, {"roleName": "r", "groups": ["a"]}]},
        ),
    ],
)
def test_noise_is_no_difference(one: Json, other: Json) -> None:
    assert changed_fields(SSO, config(**one), config(**other)) == ()


def test_the_order_of_priorities_counts() -> None:
    one, other = config(groupsPriority=["a", "b"]), config(groupsPriority=["b", "a"])
    assert changed_fields(SSO, one, other) == ("groupsPriority",)


def test_secrets_are_masked_and_what_descope_made_is_not_shown() -> None:
    (found,) = read(answer(saml=SAML_ANSWER, oidc=OIDC_ANSWER))
    shown = SSO.shown({**found, "oidc": {**found["oidc"], "clientSecret": "hidden"}})
    assert (shown["oidc"]["clientSecret"], "spCertificate" in shown["saml"]) == (MASK, False)


def test_a_client_secret_is_to_be_entered_again_in_a_new_project() -> None:
    assert (SSO.unreadable(BOTH), SSO.unreadable(SAML)) == (("oidc.clientSecret",), ())


# --- references ----------------------------------------------------------------------------------------------------------

MAPPED = {**SAML, "roleMappings": [{"roleName": "editor", "groups": ["eng"]}], "defaultSSORoles": ["editor"]}


def test_a_configuration_refers_to_its_tenant_and_to_roles_of_the_tenant_or_the_project() -> None:
    assert list(SSO.references({**MAPPED, "ssoId": "labs", "fgaMappings": {"eng": {}}})) == [
        Reference("tenants", "acme", "tenantId", "cascade"),
        Reference("sso", "acme", "ssoId", "nothing"),
        Reference("fga_schema", "project", "fgaMappings", "nothing"),
        Reference("roles", "acme/editor", "roleMappings", "detach", instead="editor"),
        Reference("roles", "acme/editor", "defaultSSORoles", "detach", instead="editor"),
    ]


@pytest.mark.parametrize("found", [role("editor"), role("editor", tenantId="acme")])
def test_a_role_of_the_tenant_or_of_the_project_will_do(found: Json) -> None:
    current = state(tenants=[tenant("acme")], roles=[found], sso=[])
    assert described(planned(current, state(sso=[MAPPED])).changes) == ["create sso acme"]


def test_a_role_that_does_not_exist_is_refused() -> None:
    current = state(tenants=[tenant("acme")], roles=[role("editor", tenantId="globex")], sso=[])
    with pytest.raises(InvalidInput, match=r"sso acme: its role_mappings names the role .*editor, which does not exist"):
        planned(current, state(sso=[MAPPED]))


def test_deleting_a_role_says_from_which_configurations_it_goes_and_each_once() -> None:
    own, other = role("editor", tenantId="acme"), role("editor")
    current = state(tenants=[tenant("acme")], roles=[own, other], sso=[MAPPED])
    (change,) = planned(current, state(), absent={"roles": (own,)}).deletes
    assert [(effect.kind.name, effect.key, effect.what) for effect in change.effects] == [("sso", "acme", "detach")]
    (harmless,) = planned(current, state(), absent={"roles": (other,)}).deletes
    assert harmless.effects == ()


def test_a_tenant_takes_its_configurations_along() -> None:
    current = state(tenants=[tenant("acme")], roles=[], sso=[SAML])
    (change,) = planned(current, state(), absent={"tenants": (tenant("acme"),)}).deletes
    assert [(effect.key, effect.what) for effect in change.effects] == [("acme", "cascade")]


def test_a_further_configuration_comes_after_the_default_one() -> None:
    current = state(tenants=[tenant("acme")], roles=[], sso=[])
    plan = planned(current, state(sso=[{**SAML, "ssoId": "labs"}, SAML]))
    assert [described(wave) for wave in plan.waves] == [["create sso acme"], ["create sso acme/labs"]]
