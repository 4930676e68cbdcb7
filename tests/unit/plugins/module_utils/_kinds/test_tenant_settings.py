# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings: what is theirs among what one call writes, and that nothing else is lost by writing it."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, InvalidInput, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import described, planned, state, tenant
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

SETTINGS = KINDS["tenant_settings"]
Json = dict[str, t.Any]

NOT_OURS: Json = {
    "domains": ["sso.acme.com"],
    "selfProvisioningDomains": ["acme.com"],
    "enforceSSO": True,
    "enforceSSOExclusions": ["glass@acme.com"],
    "federatedAppIds": ["app1"],
}


def live(**fields: t.Any) -> Json:
    """Return the answer for a tenant."""
    ours = {
        "authType": "none",
        "enabled": True,
        "sessionTokenExpiration": 10,
        "sessionTokenExpirationUnit": "minutes",
        "inactivityTime": 0,
        "inactivityTimeUnit": "minutes",
        "ssoSetupSuiteSettings": {"enabled": False, "styleId": "dark", "disabledFeatures": {"saml": False, "oidc": True}},
        "betaFlag": 1,
    }
    return {**ours, **NOT_OURS, **fields}


def document(**fields: t.Any) -> Json:
    """Return the settings of acme as they are read."""
    return read(live(**fields))


def read(answer: Json) -> Json:
    (found,) = asyncio.run(SETTINGS.fetch_of(NotingClient(settings=answer), ["acme"]))
    return found


def sent(before: Json, after: Json, now: Json) -> list[Json]:
    """Return the bodies that an update sends when the settings right before are `now`."""
    client = NotingClient(settings=now)
    asyncio.run(SETTINGS.update(client, before, after))
    return [body for path, body in client.sent]


# --- reading -------------------------------------------------------------------------------------------------------------


def test_what_belongs_to_others_is_not_in_the_document_and_unknown_fields_are() -> None:
    found = document()
    assert not NOT_OURS.keys() & found.keys()
    assert (found["tenantId"], found["sessionTokenExpiration"], found["betaFlag"]) == ("acme", 10, 1)


def test_the_settings_of_all_tenants_are_read_tenant_by_tenant() -> None:
    client = NotingClient(all={"tenants": [{"id": "acme"}, {"id": "globex"}]}, settings=live())
    assert [found["tenantId"] for found in asyncio.run(SETTINGS.fetch(client))] == ["acme", "globex"]
    assert ("/v1/mgmt/tenant/settings", {"id": "globex"}) in client.asked


def test_a_tenant_that_does_not_exist_has_no_settings() -> None:
    client = NotingClient(settings=NotFound("no"))
    assert asyncio.run(SETTINGS.fetch_of(client, ["gone"])) == []
    assert asyncio.run(SETTINGS.fetch_one(client, {"tenantId": "gone"})) is None


# reliability #26
def test_an_answer_of_another_shape_is_never_empty_settings() -> None:
    with pytest.raises(BadPayload, match="settings of tenant acme"):
        asyncio.run(SETTINGS.fetch_of(NotingClient(settings=["x"]), ["acme"]))


# --- writing -------------------------------------------------------------------------------------------------------------


def test_an_update_lays_what_changed_over_the_settings_as_they_are_right_before() -> None:
    now = live(enforceSSO=False, authType="saml", federatedAppIds=["app1", "app2"])
    assert sent(document(), document(enabled=False), now) == [{**now, "enabled": False, "tenantId": "acme"}]


def test_what_did_not_change_is_not_put_back_when_somebody_changed_it_meanwhile() -> None:
    (body,) = sent(document(), document(enabled=False), live(authType="saml"))
    assert body["authType"] == "saml"


def test_nothing_is_sent_when_the_settings_are_so_already() -> None:
    assert sent(document(), document(enabled=False), live(enabled=False)) == []


def test_settings_of_a_tenant_made_in_the_same_run_are_completed_by_those_it_came_with() -> None:
    client = NotingClient(settings=live())
    written = {"tenantId": "acme", "enabled": False, "ssoSetupSuiteSettings": {"disabledFeatures": {"saml": True}}}
    asyncio.run(SETTINGS.create(client, written))
    suite = {"enabled": False, "styleId": "dark", "disabledFeatures": {"saml": True, "oidc": True}}
    assert client.sent == [
        ("/v1/mgmt/tenant/settings", {**live(), "tenantId": "acme", "enabled": False, "ssoSetupSuiteSettings": suite})
    ]


def test_settings_are_never_deleted() -> None:
    assert SETTINGS.permanent(document())
    with pytest.raises(InvalidInput, match="tenant_settings acme can't be deleted"):
        asyncio.run(SETTINGS.delete(NotingClient(), document(), {}))


# --- what a user writes --------------------------------------------------------------------------------------------------


def test_a_part_of_the_set_up_pages_is_merged_onto_the_rest() -> None:
    wanted = SETTINGS.from_variables(
        {"tenant_id": "acme", "sso_setup_suite_settings": {"disabled_features": {"scim": True}}}, "x"
    )
    after = SETTINGS.overlay(document(), wanted)["ssoSetupSuiteSettings"]
    assert (after["styleId"], after["disabledFeatures"]["oidc"], after["disabledFeatures"]["scim"]) == ("dark", True, True)


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        ({"self_provisioning_domains": []}, "the tenant itself"),
        ({"enforce_sso": True}, "the tenant itself"),
        ({"domains": []}, "SSO configuration"),
        ({"extra": {"federatedAppIds": []}}, "the tenant itself"),
    ],
)
def test_a_field_that_belongs_to_another_document_is_refused_with_where_it_goes(written: Json, owner: str) -> None:
    with pytest.raises(InvalidInput, match=f"desired.tenant_settings.*{next(iter(written))}|federatedAppIds") as refusal:
        SETTINGS.from_variables({"tenant_id": "acme", **written}, "desired.tenant_settings[0]")
    assert owner in refusal.value.message


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"session_token_expiration_unit": "seconds"}, "session_token_expiration_unit is 'seconds'"),
        ({"session_token_expiration": -1}, "session_token_expiration"),
        ({"auth_type": "ldap"}, "auth_type is 'ldap'"),
    ],
)
def test_what_descope_does_not_know_is_refused_with_its_field(written: Json, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        SETTINGS.from_variables({"tenant_id": "acme", **written}, "options")


@pytest.mark.parametrize("written", [{"sessionTokenExpiration": 5}, {"sessionTokenExpirationUnit": "hours"}])
def test_the_other_half_of_a_duration_may_be_live(written: Json) -> None:
    assert SETTINGS.overlay(document(), {"tenantId": "acme", **written}).items() >= written.items()


def test_a_number_without_a_unit_anywhere_is_refused() -> None:
    with pytest.raises(InvalidInput, match="tenant_settings acme: inactivity_time is given and inactivity_time_unit is not"):
        SETTINGS.overlay(document(inactivityTimeUnit=""), {"tenantId": "acme", "inactivityTime": 5})


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ({"sessionTokenExpiration": 5}, "session_token_expiration_unit"),
        ({"sessionTokenExpirationUnit": "hours"}, "session_token_expiration"),
    ],
)
def test_a_tenant_that_is_new_needs_both_halves_of_a_duration(written: Json, missing: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        SETTINGS.overlay(None, {"tenantId": "acme", **written})
    assert refusal.value.hint == f"Give {missing} too."


def test_a_duration_that_nobody_wrote_is_nobodys_mistake() -> None:
    odd = document(sessionTokenExpirationUnit="")
    assert SETTINGS.overlay(odd, {"tenantId": "acme", "enabled": False})["enabled"] is False


# --- comparing and order -------------------------------------------------------------------------------------------------


def test_set_up_pages_of_zero_values_are_the_same_as_none() -> None:
    nothing = {"enabled": False, "styleId": "", "disabledFeatures": {"saml": False}}
    assert changed_fields(SETTINGS, document(ssoSetupSuiteSettings=None), document(ssoSetupSuiteSettings=nothing)) == ()
    assert changed_fields(SETTINGS, document(ssoSetupSuiteSettings=None), document()) == ("ssoSetupSuiteSettings",)


def test_settings_come_after_their_tenant_and_its_sso_configuration() -> None:
    assert list(SETTINGS.references(document())) == [
        Reference("tenants", "acme", "tenantId", "cascade"),
        Reference("sso", "acme", "authType", "nothing"),
    ]


def test_the_settings_of_a_new_tenant_are_planned_behind_it_with_only_what_was_written() -> None:
    written = {"tenantId": "acme", "enabled": True}
    current = state(tenants=[], tenant_settings=[])
    plan = planned(current, state(tenants=[tenant("acme")], tenant_settings=[written]))
    assert [described(wave) for wave in plan.waves] == [["create tenant acme"], ["create tenant_settings acme"]]
    assert plan.changes[1].after == written
