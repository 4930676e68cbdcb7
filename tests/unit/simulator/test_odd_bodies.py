# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent about users, keys, people and tokens, the answer is one of the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.raw_client import RawClient

USER_CALLS = [
    *("create", "create/batch", "update", "delete", "delete/batch", "logout", "search", "update/status", "update/loginid"),
    *("update/email", "update/phone", "update/name", "update/customAttribute", "update/role/set", "update/role/remove"),
    *("update/ssoapp/add", "update/tenant/add", "update/family/add", "update/family/remove", "update/recovery/phone"),
    *("password/set", "passkey/delete", "passkeys/list", "trusteddevices/list", "trusteddevices/remove", "import"),
    *("signin/embeddedlink", "signup/embeddedlink", "customattribute/create", "customattribute/delete"),
]
USER_FIELDS = [
    *("loginId", "identifier", "userId", "users", "userIds", "name", "phone", "roleNames", "userTenants", "tenantId"),
    *("customAttributes", "familyAssociations", "additionalLoginIds", "newLoginId", "ssoAppIds", "status", "invite"),
    *("hashedPassword", "seed", "createdTime", "attributes", "names", "deviceIds", "identifiers", "user", "hashes"),
    *("sort", "limit", "page", "tenantRoleNames", "tenantRoleIds", "fromCreatedTime", "text", "attributeKey"),
]
TOKEN_CALLS = ["auth/signin", "auth/signup", "auth/anonymous", "jwt/update", "impersonate", "token/clientassertion"]
TOKEN_FIELDS = ["loginId", "user", "customClaims", "selectedTenant", "jwt", "refreshDuration", "audience", "impersonatorId"]
KEY_FIELDS = ["id", "ids", "name", "keyTenants", "roleNames", "expireTime", "userId", "tenantIds", "customAttributes", "sort"]
AUDIT_FIELDS = ["type", "data", "userIds", "searchFields", "size", "from", "text", "groupByCreated", "groupByAction"]
COMPANY_FIELDS = ["id", "ids", "name", "reBac", "expiresIn", "descopers", "rbac", "attributes", "status"]
CALLS = [
    *(("POST", f"user/{call}", USER_FIELDS) for call in USER_CALLS),
    *(("PATCH", call, USER_FIELDS) for call in ("user/patch", "user/patch/batch")),
    *(("POST", f"tests/generate/{call}", ["loginId", "URI", "deliveryMethod"]) for call in ("otp", "magiclink")),
    *(("POST", f"accesskey/{call}", KEY_FIELDS) for call in ("create", "search", "update", "delete/batch", "rotate")),
    *(("POST", call, AUDIT_FIELDS) for call in ("audit/search", "audit/event", "analytics/search")),
    *(("POST", call, TOKEN_FIELDS) for call in TOKEN_CALLS),
    *(("PUT", path, COMPANY_FIELDS) for path in ("managementkey", "descoper")),
    *(("PATCH", path, COMPANY_FIELDS) for path in ("managementkey", "descoper")),
    ("POST", "managementkey/delete", COMPANY_FIELDS),
]
ODD: list[Any] = [True, [1], ["x"], [{"loginId": []}], {"a": [{}]}]
FILLED: dict[str, Any] = {
    **{name: "x" for name in ("id", "name", "action", "actorId", "tenantId", "attributeKey", "credentialId", "password")},
    **{"loginId": "ann", "type": "info", "source": "auth0", "deliveryMethod": "sms", "status": "enabled"},
}


@pytest.mark.parametrize(("method", "path", "fields"), CALLS, ids=[f"{method} {path}" for method, path, _ in CALLS])
def test_no_body_makes_the_server_fail(api: RawClient, method: str, path: str, fields: list[str]) -> None:
    for field in fields:
        api.post("user/create", loginId="ann", test=True)
        for value in ODD:
            answer = api.http.request(method, path, json={**FILLED, field: value})
            assert answer.status_code < 500, (field, value)
            assert isinstance(answer.json(), dict)
    ids = [key["id"] for key in api.get("managementkey/search").json()["keys"]]
    assert not ids or api.post("managementkey/delete", ids=ids).status_code == 200
    for descoper in api.post("descoper/list").json()["descopers"]:
        api.delete("descoper", id=descoper["id"])
