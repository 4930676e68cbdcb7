# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever stands where in the body of a call about flows, lists, applications or FGA: the server refuses, it does not fail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.raw_client import RawClient
from tests.unit.simulator.odd import bent

DSL = "model AuthZ 1.0\ntype user\ntype doc\nrelation owner: user\npermission can: owner"
TUPLE = {"resource": "d", "resourceType": "doc", "relation": "owner", "target": "u", "targetType": "user"}
QUERY = {"tenants": ["t"], "roles": ["r"], "text": "x", "statuses": ["enabled"], "ssoOnly": True, "customAttributes": {"a": 1}}
NODE = {"nType": "union", "children": [{"nType": "child", "expression": {"neType": "self"}}]}
SPACE = {"name": "doc", "relationDefinitions": [{"name": "owner", "complexDefinition": NODE}]}
QUESTION = {"resource": "d", "relationDefinition": "owner", "namespace": "doc", "target": "u"}
GROUPS = [{"name": "g", "type": "", "filterType": "", "value": "", "roles": [{"id": "", "name": "Tenant Admin"}]}]
SAML = {"entityId": "e", "acsUrl": "u", "certificate": "c", "useMetadataInfo": False, "metadataUrl": ""}
FLOW_V2 = {
    "flowId": "f",
    "metadata": {"name": "F", "translation": {"enabled": True, "targetLanguages": ["de"]}, "sharedInteractions": []},
    "contents": {"startTask": "0", "tasks": {}},
    "screens": [{"screenId": "s", "interactions": [], "contents": {}}],
    "references": {"roles": {"Tenant Admin": "ROL"}, "connectors": {}},
}
FLOW_V1 = {"name": "F", "dsl": {}, "translate": True, "translateTargetLangs": ["de"], "managementConfig": {}}
CALLS: dict[str, dict[str, Any]] = {
    "flow/list": {"ids": ["sign-in"]},
    "flow/delete": {"ids": ["sign-in"]},
    "flow/import": {"flowId": "f", "flow": FLOW_V1, "screens": [{"id": "s", "inputs": [], "htmlTemplate": {}}]},
    "../../v2/mgmt/flow/import": {"flow": FLOW_V2, "skipRender": True, "changelog": "x"},
    "flow/run": {"flowId": "sign-in", "options": {"input": {}, "preview": True, "tenant": ""}, "input": {}},
    "flow/async/result": {"executionId": "x"},
    "theme/import": {"theme": {"cssTemplate": {}, "codeMode": True}},
    "list": {"name": "a", "type": "ips", "data": ["::1"], "description": ""},
    "list/import": {"lists": [{"id": "a", "name": "a", "type": "json", "data": {}}]},
    "list/ip/add": {"id": "ips", "ips": ["::1"]},
    "list/ip/check": {"id": "ips", "ip": "::1"},
    "list/text/check": {"id": "texts", "text": "a", "texts": ["a"], "matchAll": True},
    "jwt/templates/create": {"template": {"name": "a", "template": {}, "tags": ["x"], "type": "user"}},
    "jwt/templates/validate": {"id": "a", "template": {"name": "a", "type": "key"}},
    "jwt/templates/library/apply": {"libraryEntryId": "hasura", "nameOverride": "a", "templateOverride": {}},
    "sso/idp/app/oidc/create": {"name": "A", "id": "", "clientId": "c", "clientSecret": "s", "jwtBearerSettings": {}},
    "sso/idp/app/saml/create": {"name": "A", **SAML, "groupsMapping": GROUPS, "attributeMapping": [{"name": "a"}]},
    "sso/idp/app/saml/update": {"id": "saml", "name": "A", **SAML, "groupsMapping": GROUPS, "enabled": True},
    "sso/idp/app/secret/add": {"appId": "descope-default-oidc", "name": "a", "expireTime": 0},
    "sso/idp/app/customattribute/create": {"attributes": [{"name": "a", "type": 1, "options": [{"value": "x"}]}]},
    "fga/schema": {"dsl": DSL},
    "fga/relations": {"tuples": [TUPLE]},
    "fga/relations/delete": {"tuples": [TUPLE]},
    "fga/check": {"tuples": [TUPLE], "context": {}, "computePaths": True, "listConditions": True},
    "fga/resources/save": {"resourcesDetails": [{"resourceId": "d", "resourceType": "doc", "displayName": "D"}]},
    "fga/mappable/resources": {
        "tenantId": "acme",
        "resourcesQueries": [{"type": "doc", "queries": ["d"]}],
        "resourcesLimit": "1",
    },
    "authz/schema/save": {"schema": {"name": "x", "namespaces": [SPACE]}, "upgrade": False},
    "authz/ns/save": {"namespace": SPACE, "oldName": "doc", "schemaName": "x"},
    "authz/rd/save": {"relationDefinition": SPACE["relationDefinitions"][0], "namespace": "doc", "oldName": "owner"},
    "authz/re/create": {"relations": [{"resource": "d", "relationDefinition": "owner", "namespace": "doc", "query": QUERY}]},
    "authz/re/has": {"relationQueries": [QUESTION]},
    "authz/re/who": QUESTION,
    "authz/re/targets": {"targets": ["u"], "includeTargetSetRelations": True},
    "authz/re/targetwithrelation": QUESTION,
    "authz/getmodified": {"since": 0},
}


@pytest.mark.parametrize("path", CALLS)
def test_no_value_in_a_body_makes_the_server_fail(api: RawClient, path: str) -> None:
    api.post("tenant/create", id="acme", name="Acme")
    api.post("fga/schema", dsl=DSL)
    api.post("list/import", lists=[{"id": "ips", "name": "i", "type": "ips"}, {"id": "texts", "name": "t", "type": "texts"}])
    api.post("sso/idp/app/saml/create", id="saml", name="S", **SAML)
    for body in bent(CALLS[path]):
        answer = api.http.post(path, json=body)
        assert answer.status_code < 500 or answer.json()["errorCode"] == "E103003", body
        assert isinstance(answer.json(), dict)
    for loaded in ("sso/idp/apps/load", "fga/schema", "list/all"):
        assert api.get(loaded).status_code == 200
    assert api.post("flow/export", flowId="f").json()
