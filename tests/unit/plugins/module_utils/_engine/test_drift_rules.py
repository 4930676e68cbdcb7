# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How bad a difference is: what decides about sign-in is critical, and a rule of the user has the last word."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_rules import rules_of, severity_of, worst_of
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS


def judged(*rules: dict[str, t.Any], kind: str = "tenants", key: str = "acme", field: str | None = "name") -> str:
    """Return the severity of one field of one document under rules."""
    return severity_of(rules_of(rules), KINDS[kind], key, field)


# --- what the kinds say --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "plural", ["sso", "sso_applications", "password_settings", "tenant_settings", "fga_schema", "snapshot"]
)
def test_every_field_of_what_is_all_about_sign_in_is_critical(plural: str) -> None:
    kind = KINDS[plural]
    assert {judged(kind=plural, field=name) for name in (*kind.api_names.values(), "aFieldOfTomorrow")} == {"critical"}


@pytest.mark.parametrize(
    ("plural", "fields"),
    [
        ("tenants", ["disabled", "enforceSSO", "enforceSSOExclusions", "selfProvisioningDomains", "defaultRoles", "parent"]),
        ("roles", ["permissionNames", "default", "private", "name"]),
        ("permissions", ["name"]),
        ("access_keys", ["status", "roleNames", "keyTenants", "permittedIps", "customClaims", "expireTime", "boundUser"]),
        ("users", ["status", "loginIds", "email", "verifiedEmail", "roleNames", "userTenants", "ssoAppIds", "test"]),
        ("jwt_templates", ["template", "enforceIssuer", "addJti", "emptyClaimPolicy", "autoDCT"]),
        ("inbound_apps", ["approvedCallbackUrls", "loginPageUrl", "consentFlowId", "sessionSettings", "forcePkce"]),
        ("outbound_apps", ["tokenUrl", "defaultScopes", "pkce"]),
        ("flows", ["contents", "metadata", "references"]),
        ("lists", ["data", "type"]),
        ("custom_attributes", ["viewPermissions", "editPermissions"]),
    ],
)
def test_what_has_a_say_in_who_signs_in_or_with_which_rights_is_critical(plural: str, fields: list[str]) -> None:
    assert set(fields) <= set(KINDS[plural].api_names.values())
    assert {field: judged(kind=plural, field=field) for field in fields} == dict.fromkeys(fields, "critical")


@pytest.mark.parametrize(
    ("plural", "field", "severity"),
    [
        ("tenants", "name", "info"),
        ("tenants", "customAttributes", "warning"),
        ("roles", "description", "info"),
        ("permissions", "description", "info"),
        ("access_keys", "description", "info"),
        ("users", "givenName", "info"),
        ("flows", "screens", "warning"),
        ("theme", "cssTemplate", "info"),
        ("project", "tags", "info"),
        ("lists", "description", "info"),
    ],
)
def test_the_rest_is_a_warning_or_an_information(plural: str, field: str, severity: str) -> None:
    assert judged(kind=plural, field=field) == severity


@pytest.mark.parametrize("plural", list(KINDS))
def test_a_document_that_is_gone_or_should_be_is_critical_whatever_it_is(plural: str) -> None:
    assert judged(kind=plural, field=None) == "critical"


@pytest.mark.parametrize("plural", list(KINDS))
def test_a_kind_speaks_of_fields_that_it_has(plural: str) -> None:
    kind = KINDS[plural]
    assert set(kind.severities) <= set(kind.api_names.values())


# --- what the user says --------------------------------------------------------------------------------------------------


def test_the_first_rule_that_fits_wins() -> None:
    rules = ({"key": "a*", "severity": "warning"}, {"severity": "critical"})
    assert [judged(*rules, key=key) for key in ("acme", "globex")] == ["warning", "critical"]


@pytest.mark.parametrize("pattern", ["tenant", "tenants", "tenant*", "*"])
def test_a_kind_can_be_written_in_singular_plural_and_as_a_pattern(pattern: str) -> None:
    assert judged({"kind": pattern, "severity": "warning"}) == "warning"
    assert judged({"kind": "role", "severity": "warning"}) == "info"


def test_a_field_goes_by_the_users_name() -> None:
    assert judged({"field": "enforce_sso", "severity": "info"}, field="enforceSSO") == "info"
    assert judged({"field": "enforceSSO", "severity": "info"}, field="enforceSSO") == "critical"
    assert judged({"field": "enforce_*", "severity": "info"}, field="enforceSSOExclusions") == "info"


def test_a_rule_for_fields_says_nothing_about_a_whole_document() -> None:
    assert judged({"field": "name", "severity": "info"}, field=None) == "critical"
    assert judged({"kind": "tenant", "severity": "info"}, field=None) == "info"


def test_case_matters() -> None:
    assert judged({"key": "ACME", "severity": "critical"}) == "info"


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"kind": "tenat", "severity": "info"}, r"severities\[1\]\.kind: 'tenat' fits no kind\."),
        ({"kind": "x*", "severity": "info"}, r"severities\[1\]\.kind: 'x\*' fits no kind\."),
        ({"severity": "high"}, r"severities\[1\]\.severity is 'high'\."),
        ({"kind": "tenant"}, r"severities\[1\]\.severity is None\."),
    ],
)
def test_what_can_not_be_meant_is_refused_by_its_place(rule: dict[str, str], what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        rules_of([{"severity": "info"}, rule])


def test_the_worst_of_nothing_is_none() -> None:
    assert [worst_of(some) for some in ((), ("info",), ("info", "warning"), ("info", "critical", "warning"))] == [
        "none",
        "info",
        "warning",
        "critical",
    ]
