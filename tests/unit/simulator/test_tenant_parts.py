# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings, password policies and set-up links: rules that the official client cannot show."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient


@pytest.fixture(autouse=True)
def _acme(api: RawClient) -> None:
    api.post("tenant/create", id="acme", name="Acme")


def test_settings_are_loaded_by_either_name_of_the_parameter(api: RawClient) -> None:
    assert api.get("tenant/settings", id="acme").json() == api.get("tenant/settings", tenantId="acme").json()
    assert api.get("tenant/settings").json()["errorMessage"] == "The id field is required"


def test_settings_need_a_tenant_that_exists(api: RawClient) -> None:
    assert api.post("tenant/settings", enabled=True).json()["errorMessage"] == "The tenantId field is required"
    answers = [
        api.get("tenant/settings", id="nobody"),
        api.post("tenant/settings", tenantId="nobody"),
        api.get("password/settings", tenantId="nobody"),
        api.post("password/settings", tenantId="nobody"),
    ]
    assert {(answer.status_code, answer.json()["errorCode"]) for answer in answers} == {(404, "E112202")}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("sessionTokenExpiration", -1, "E011003"),
        ("sessionTokenExpiration", "5", "E011001"),
        ("refreshTokenExpirationUnit", "seconds", "E011003"),
        ("inactivityTimeUnit", "years", "E011003"),
        ("authType", "ldap", "E011003"),
        ("enabled", "yes", "E011001"),
        ("domains", "acme.example", "E011001"),
        ("ssoSetupSuiteSettings", {"disabledFeatures": []}, "E011001"),
    ],
)
def test_impossible_settings_are_refused(api: RawClient, field: str, value: object, code: str) -> None:
    before = api.get("tenant/settings", id="acme").json()
    refused = api.post("tenant/settings", tenantId="acme", **{field: value})
    assert (refused.status_code, refused.json()["errorCode"]) == (400, code)
    assert api.get("tenant/settings", id="acme").json() == before


def test_settings_of_a_newer_client_are_kept_until_the_next_write(api: RawClient) -> None:
    api.post("tenant/settings", tenantId="acme", fromTheFuture={"a": 1}, enabled=None)
    assert api.get("tenant/settings", id="acme").json()["fromTheFuture"] == {"a": 1}
    api.post("tenant/settings", tenantId="acme")
    assert "fromTheFuture" not in api.get("tenant/settings", id="acme").json()


def test_the_field_is_called_enabled_and_the_tenant_shows_none_of_its_own_settings(api: RawClient) -> None:
    api.post("tenant/settings", tenantId="acme", enabled=True, sessionTokenExpiration=15)
    settings = api.get("tenant/settings", id="acme").json()
    assert settings["enabled"] is True
    assert not {"sessionSettingsEnabled", "id", "tenantId"} & set(settings)
    assert not {"enabled", "sessionTokenExpiration"} & set(api.tenant("acme"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("minLength", -1), ("lockAttempts", -5), ("passwordStrengthScore", 5), ("minLength", "8"), ("reuse", 1)],
)
def test_an_impossible_password_policy_is_refused(api: RawClient, field: str, value: object) -> None:
    before = api.get("password/settings").json()
    assert api.post("password/settings", **{field: value}).status_code == 400
    assert api.get("password/settings").json() == before


def test_a_password_policy_holds_every_field_of_the_reference(api: RawClient) -> None:
    policy: dict[str, Any] = {
        **dict.fromkeys(("enabled", "lowercase", "number", "expiration", "reuse", "lock", "tempLock"), True),
        **dict.fromkeys(("uppercase", "nonAlphanumeric", "enablePasswordStrength"), False),
        **dict.fromkeys(("expirationWeeks", "reuseAmount", "lockAttempts", "tempLockAttempts", "tempLockDuration"), 3),
        "minLength": 10,
        "passwordStrengthScore": 4,
    }
    api.post("password/settings", tenantId="acme", **policy)
    assert api.get("password/settings", tenantId="acme").json() == {**policy, "tenantId": "acme"}
    assert api.get("password/settings").json()["tenantId"] == ""


def test_links_are_made_by_both_generations_and_expire(api: RawClient, control: Control, project_id: str) -> None:
    for client, lifetime in ((api, 3600), (api.v2, "7200")):
        made = client.post("tenant/adminlinks/sso/generate", tenantId="acme", expireTime=lifetime, email="a@acme.example")
        (link,) = control.dump(project_id)["sso_links"]
        assert made.json() == {"adminSSOConfigurationLink": link["link"]}
        assert link["expireTime"] == pytest.approx(time.time() + int(lifetime), abs=5)
        assert link["email"] == "a@acme.example"


@pytest.mark.parametrize("lifetime", [-1, "soon", 1.5, True])
def test_a_link_needs_a_lifetime_that_is_a_number_of_seconds(api: RawClient, lifetime: object) -> None:
    refused = api.v2.post("tenant/adminlinks/sso/generate", tenantId="acme", expireTime=lifetime)
    assert refused.status_code == 400


def test_revoking_succeeds_with_an_empty_configuration_and_without_a_link(api: RawClient) -> None:
    assert api.post("tenant/adminlinks/sso/revoke", tenantId="acme", ssoId="").json() == {}
    assert api.post("tenant/adminlinks/sso/revoke", tenantId="nobody").status_code == 404


def test_a_deleted_tenant_leaves_nothing_behind(api: RawClient, control: Control, project_id: str) -> None:
    api.post("tenant/settings", tenantId="acme", enabled=True)
    api.post("password/settings", tenantId="acme", enabled=False, minLength=4)
    api.post("sso/settings/new", tenantId="acme", ssoId="second", displayName="Second")
    api.post("sso/redirect", tenantId="acme", samlRedirectUrl="https://app.example")
    api.v2.post("tenant/adminlinks/sso/generate", tenantId="acme")
    control.load(project_id, {"groups": [{"tenantId": "acme", "display": "eng"}]})
    api.post("tenant/delete", id="acme")
    api.post("tenant/create", id="acme", name="Acme")
    after = control.dump(project_id)
    assert [after[section] for section in ("tenant_settings", "sso_settings", "sso_links", "groups")] == [[]] * 4
    assert [policy["id"] for policy in after["password_settings"]] == ["(project)"]
    assert api.get("tenant/settings", id="acme").json()["enabled"] is False


CALLS = ("tenant/settings", "password/settings", "tenant/adminlinks/sso/generate", "tenant/adminlinks/sso/revoke")
GROUP_CALLS = ("group/all", "group/member/all", "group/members")
FIELDS = (
    *("tenantId", "domains", "authType", "enabled", "sessionTokenExpiration", "sessionTokenExpirationUnit", "minLength"),
    *("ssoSetupSuiteSettings", "expireTime", "ssoId", "email", "groupId", "loginIds", "userIds", "fromTheFuture"),
)


@pytest.mark.parametrize("path", [*CALLS, *GROUP_CALLS])
def test_no_body_makes_the_server_fail(api: RawClient, path: str) -> None:
    odd: list[Any] = [0, -1, True, "x", "", [], [1], ["x"], [{}], {}, {"a": {}}, {"disabledFeatures": 1}, 10**30]
    for value in odd:
        bodies: list[dict[str, Any]] = [{"tenantId": "acme", "groupId": "x", name: value} for name in FIELDS]
        assert [body for body in bodies if api.post(path, **body).status_code >= 500] == []
    assert api.get("tenant/settings", id="acme").status_code == 200


def test_everything_survives_a_dump(api: RawClient, control: Control, project_id: str) -> None:
    api.post("tenant/settings", tenantId="acme", enabled=True, domains=["acme.example"], stepupTokenExpiration=7)
    api.post("password/settings", tenantId="acme", minLength=4)
    before = [api.get(path, id="acme", tenantId="acme").json() for path in ("tenant/settings", "password/settings")]
    control.load(project_id, control.dump(project_id))
    assert [api.get(path, id="acme", tenantId="acme").json() for path in ("tenant/settings", "password/settings")] == before
