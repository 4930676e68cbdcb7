# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever stands where in a body about applications, families or the project: the server refuses, it does not fail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient
from tests.unit.simulator.odd import bent

SCOPE = {"name": "read", "description": "", "values": ["a"], "optional": False}
APP = {"name": "CRM", "loginPageUrl": "u", "permissionsScopes": [SCOPE], "sessionSettings": {"enabled": True}}
OUTBOUND = {"name": "Cal", "tokenUrlParams": [{"key": "a", "value": "b"}], "prompt": ["none"], "accessType": "online"}
TOKEN = {"appId": "oauth", "userId": "U1", "tenantId": "acme", "accessToken": "A", "accessTokenExpiry": 1, "scopes": ["x"]}
FILES: dict[str, Any] = {
    "snapshot.json": {"project": {}},
    "project.json": {"domain": "x"},
    "permissions.json": {"permissions": [{"name": "p", "description": ""}]},
    "roles.json": {"roles": [{"id": "r", "name": "r", "permissions": ["p"], "default": True}]},
    "attributes.json": {"user": [{"name": "a", "type": 1}], "tenant": [{"name": "a", "options": []}]},
    "lists.json": {"lists": [{"id": "l", "name": "l", "type": "texts", "data": ["x"]}]},
    "jwttemplates.json": {"templates": [{"name": "t", "template": {}, "tags": ["x"]}]},
    "outboundapps.json": {"outboundApps": [{"id": "o", "name": "o", "clientSecret": "", "prompt": ["none"]}]},
    "applications.json": {"applications": [{"id": "s", "name": "s", "oidc": {"claims": ["x"], "clientSecret": "x"}}]},
    "connectors/connectors.json": {"connectors": ["c"]},
    "connectors/c.json": {"id": "c", "name": "c", "type": "http", "auth": {"token": ""}},
    "auth/oauth.json": {"providerSettings": {"google": {"clientId": "x", "clientSecret": ""}}},
    "auth/otp.json": {"emailTemplates": [{"body": {"$file": "auth/body.html"}}]},
    "auth/password.json": {"minLength": 1, "lock": True},
    "styles/styles.json": {"codeMode": True, "cssTemplate": {"x": 1}},
    "styles/dark.json": {"x": 1},
    "flows/flows.json": {"flows": ["f"]},
    "flows/f/metadata.json": {"name": "f", "screens": ["s"], "references": {"roles": {"r": "r"}, "connectors": {"c": "c"}}},
    "flows/f/contents.json": {"startTask": "0", "tasks": {"0": {"role": "r"}}},
    "flows/f/screen-s.json": {"screenId": "s", "interactions": [], "contents": {}},
    "auth/body.html": "<p>",
    "assets/a.png": "AAAA",
}
SNAPSHOT = {"files": FILES, "inputSecrets": {"connectors": [{"id": "c", "name": "c", "type": "token", "value": "x"}]}}
CALLS: dict[str, dict[str, Any]] = {
    "thirdparty/app/create": {**APP, "id": "", "clientId": "", "clientSecret": "s"},
    "thirdparty/app/update": {**APP, "id": "inbound", "name": "CRM"},
    "thirdparty/app/patch": {"id": "inbound", "attributesScopes": [SCOPE]},
    "thirdparty/app/delete/batch": {"ids": ["x"]},
    "thirdparty/app/secret/add": {"id": "inbound", "name": "s", "expireTime": 0},
    "thirdparty/consents/search": {"appId": "", "page": 0, "limit": 1},
    "thirdparty/consents/delete": {"consentIds": ["x"], "appId": "x", "userIds": ["x"]},
    "scopeClaimMapping/set": {"mappings": [{"scope": "email", "claims": {"a": "b"}, "description": ""}]},
    "outbound/app/create": OUTBOUND,
    "outbound/app/create/bytemplate": {"templateId": "openai", "overrides": OUTBOUND, "clientId": "x", "tenantId": "acme"},
    "outbound/app/update": {"app": {**OUTBOUND, "id": "oauth", "clientSecret": "s"}},
    "outbound/app/user/oauthtoken/upload": {**TOKEN, "verifyRefresh": True},
    "outbound/app/user/apikey/upload": {"appId": "keys", "userId": "U1", "apiKey": "K"},
    "outbound/app/tenant/oauthtoken/batch/upload": {"tokens": [TOKEN]},
    "outbound/app/user/token": {"appId": "oauth", "userId": "U1", "scopes": ["x"], "options": {"forceRefresh": True}},
    "outbound/scim/create": {"appId": "descope-default-oidc", "configuration": {"auth": {"token": "x"}}},
    "outbound/scim/update": {"appId": "descope-default-oidc", "version": 1, "configuration": {"auth": {"token": ""}}},
    "outbound/scim/enabled/set": {"appId": "descope-default-oidc", "enabled": True},
    "engine/create": {"name": "x"},
    "engine/update": {"id": "x", "name": "x"},
    "family/create": {"name": "x", "familyId": "", "customAttributes": {}, "disabled": True},
    "family/search": {"familyIds": ["x"], "freeText": "x", "customAttributes": {"a": 1}, "page": 0, "size": 1},
    "family/dependent/create": {"familyId": "smith", "name": "Tim", "familyScopedAttributes": {"smith": {"a": 1}}},
    "family/impersonate": {"impersonatorUserIdOrLoginId": "ann", "dependentLoginId": "ann", "selectedFamily": "smith"},
    "family/settings": {"enabled": True, "maxFamilyMembers": 99999},
    "project/update/name": {"name": "x"},
    "project/update/tags": {"tags": ["x"]},
    "project/snapshot/export": {"format": "plain"},
    "project/snapshot/import": SNAPSHOT,
    "project/snapshot/validate": {"files": {"snapshot.json": {}}, "excludes": ["lists"]},
    "project/import": {"files": {"project.json": {"domain": "x"}}, "excludes": ["project.domain"]},
}


@pytest.mark.parametrize("path", CALLS)
def test_no_value_in_a_body_makes_the_server_fail(api: RawClient, control: Control, project_id: str, path: str) -> None:
    _prepare(control, project_id)
    good = api.http.post(path, json=CALLS[path])
    assert good.status_code in (200, 400, 403, 404), good.text
    for body in bent(CALLS[path]):
        answered = api.http.post(path, json=body)
        assert answered.status_code < 500, body
        assert isinstance(answered.json(), dict)
    for loaded in ("thirdparty/apps/load", "outbound/apps", "engines/load", "sso/idp/apps/load", "list/all", "role/all"):
        assert api.get(loaded).status_code == 200
    for path in ("family/search", "project/snapshot/export", "flow/list", "jwt/templates/list"):
        assert api.post(path).status_code == 200
    assert control.load(project_id, control.dump(project_id))


def test_the_snapshot_that_is_bent_here_is_a_good_one(api: RawClient) -> None:
    assert api.post("project/snapshot/validate", **SNAPSHOT).json()["failures"] == [
        "outboundApps: o lacks the secret clientSecret",
        "oauthProviders: google lacks the secret clientSecret",
    ]


def _prepare(control: Control, project_id: str) -> None:
    control.load(
        project_id,
        {
            "tenants": [{"id": "acme", "name": "Acme"}],
            "users": [{"id": "U1", "loginIds": ["ann"], "familyAssociations": [{"familyId": "smith"}]}],
            "families": [{"id": "smith", "name": "Smith"}],
            "family_settings": [{"id": "project", "maxFamilyMembers": 99999}],
            "inbound_applications": [{"id": "inbound", "name": "Inbound", "loginPageUrl": "u"}],
            "outbound_applications": [{"id": "oauth", "name": "o"}, {"id": "keys", "name": "k", "appType": "apikey"}],
        },
    )
