# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project with something of everything, made through the API by hand, call by call, as the fact sheet has them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.canaries import pem_secret, secret
from tests.integration.ansible_run import Json
from tests.simulator.process import Simulator
from tests.simulator.raw_client import RawClient

Call = tuple[str, Json]

TENANTS = 300
WORDS = (
    "Ærø Shipping",
    "株式会社さくら",
    "שלום בע״מ",
    "Łódź Meble",
    "O'Brien & Søn",
    "مؤسسة النور",
    "Ĝoja 🎉",
    "Ltd. “Quotes”",
)
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBrjCCARegAwIBAgIBADANBgkqhkiG9w0\n-----END CERTIFICATE-----\n"
SECRETS = (secret("OIDC client secret"), secret("outbound application client secret"), pem_secret("SAML signing key"))
"""What is entered and must never be seen again."""


def fill(simulator: Simulator, project_id: str, key: str) -> None:
    """Make the project rich; every call must be accepted."""
    client = RawClient(simulator.url, f"Bearer {project_id}:{key}")
    for path, body in calls():
        answer = client.v2.post(path[3:], **body) if path.startswith("v2/") else client.post(path, **body)
        assert answer.status_code == 200, (path, body, answer.text)


def calls() -> Iterator[Call]:
    """Yield paths and bodies in an order in which they can be made."""
    yield from _rights()
    yield from _applications()
    yield from _appearance()
    yield from _tenants()
    yield from _inside_tenants()
    yield from _people()


def tenant_ids() -> list[str]:
    return [f"t{number}" for number in range(TENANTS)]


def _rights() -> Iterator[Call]:
    for name, text in (("doc.read", "Dokumente lesen"), ("doc.write", ""), ("帳票.印刷", "🖨")):
        yield "permission/create", {"name": name, "description": text}
    yield "role/create", {"name": "Viewer", "permissionNames": ["doc.read"], "default": True}
    yield (
        "role/create",
        {"name": "編集者", "description": "書く", "permissionNames": ["doc.read", "doc.write"], "private": True},
    )
    attribute = {"name": "plan", "type": 4, "displayName": "Plan", "options": [{"value": "gold", "label": "Gold ★"}]}
    yield "user/customattribute/create", {"attributes": [attribute, {"name": "age", "type": 2, "displayName": "Alter"}]}
    yield (
        "fga/schema",
        {"dsl": "model AuthZ 1.0\n\ntype user\n\ntype doc\n  relation owner: user\n  permission can_read: owner\n"},
    )


def _applications() -> Iterator[Call]:
    oidc = {"id": "portal", "name": "Portal für alle", "enabled": True, "loginPageUrl": "https://login.test/portal"}
    yield "sso/idp/app/oidc/create", {**oidc, "description": "ポータル", "forcePkce": True}
    saml = {"entityId": "urn:crm", "acsUrl": "https://crm.test/acs", "certificate": CERTIFICATE, "subjectNameIdType": "email"}
    mapping = [{"name": "email", "type": "fixed", "value": "user.email"}]
    yield "sso/idp/app/saml/create", {"id": "crm", "name": "CRM", "enabled": True, "attributeMapping": mapping, **saml}
    yield "sso/idp/app/wsfed/create", {"id": "legacy", "name": "Legacy", "realm": "urn:legacy", "replyUrl": "https://old.test/"}
    scopes = [{"name": "read", "description": "Lesen", "values": ["doc.read"], "optional": False}]
    inbound = {"name": "Partner", "loginPageUrl": "https://partner.test/", "approvedCallbackUrls": ["https://partner.test/cb"]}
    yield "thirdparty/app/create", {**inbound, "description": "Partnerportal", "permissionsScopes": scopes}
    outbound = {"id": "hubspot", "name": "HubSpot", "clientId": "hs", "clientSecret": SECRETS[1], "pkce": True}
    urls = {"authorizationUrl": "https://hs.test/a", "tokenUrl": "https://hs.test/t", "defaultScopes": ["contacts"]}
    yield "outbound/app/create", {**outbound, **urls, "authorizationUrlParams": [{"key": "aud", "value": "é"}]}
    template = {"name": "With plan", "description": "", "template": {"plan": "{{user.customAttributes.plan}}"}, "type": "user"}
    yield "jwt/templates/create", {"template": template}


def _appearance() -> Iterator[Call]:
    yield "list", {"name": "Blocked", "description": "gesperrt", "type": "ips", "data": ["192.0.2.0/24", "2001:db8::1"]}
    yield "list", {"name": "Words", "type": "texts", "data": list(WORDS)}
    yield "list", {"name": "Any", "type": "json", "data": {"deep": {"er": [1, 2.5, None, True, "ü"]}}}
    theme = {
        "cssTemplate": {"light": {"globals": {"colors": {"primary": "#123456"}}}, "logo": "data:image/png;base64,iVBORw0KGgo="}
    }
    yield "v2/theme/import", {"theme": {"id": "theme", "codeMode": False, **theme}}
    yield "v2/flow/import", {"flow": flow("welcome-欢迎", tasks=40)}
    yield (
        "password/settings",
        {"enabled": True, "minLength": 12, "lowercase": True, "number": True, "lock": True, "lockAttempts": 7},
    )


def flow(flow_id: str, tasks: int) -> Json:
    """Return a flow as the service exports one, with HTML, images and unicode in it."""
    html = {
        "html": "<p>{{user.name}}: 你好</p>" + "<br/>" * 200,
        "image": "data:image/svg+xml;base64," + "PHN2Zz48L3N2Zz4=" * 40,
    }
    return {
        "flowId": flow_id,
        "metadata": {
            "name": "Welcome 欢迎",
            "description": "Begrüßung",
            "disabled": False,
            "fingerprint": True,
            "componentsVersion": "3.20.0",
            "sharedInteractions": [{"id": "9.done", "type": "success", "label": "Fertig", "icon": "", "subType": ""}],
            "widget": False,
            "management": False,
        },
        "contents": {
            "startTask": "0",
            "tasks": {str(n): {"id": str(n), "next": str(n + 1), "args": html} for n in range(tasks)},
        },
        "screens": [{"screenId": "hello", "interactions": [], "contents": {"root": {"children": [html, html]}}}],
        "references": {
            "connectors": {},
            "roles": {"Viewer": "ROLofAnotherProject"},
            "oauth": [],
            "userAttributes": ["plan"],
            "tenantAttributes": [],
            "omitted": [],
        },
    }


def _tenants() -> Iterator[Call]:
    for number, tenant_id in enumerate(tenant_ids()):
        body: Json = {"id": tenant_id, "name": f"{WORDS[number % len(WORDS)]} {number}"}
        if number % 3 == 0:
            body |= {"customAttributes": {"plan": "gold", "größe": number / 2}, "selfProvisioningDomains": [f"t{number}.test"]}
        if number % 10 == 1:
            body |= {"parent": f"t{number - 1}", "federatedAppIds": ["portal"]}
        if number % 50 == 2:
            body |= {
                "disabled": True,
                "enforceSSO": True,
                "enforceSSOExclusions": ["root@t.test"],
                "roleInheritance": "userOnly",
            }
        yield "tenant/create", body
    for number in range(0, TENANTS, 25):
        yield "role/create", {"name": "Clerk", "tenantId": f"t{number}", "permissionNames": ["doc.read"]}
        yield "tenant/updateDefaultRoles", {"id": f"t{number}", "defaultRoles": ["Viewer"]}


def _inside_tenants() -> Iterator[Call]:
    shared = {"selfProvisioningDomains": ["t0.test"], "domains": []}
    times = {"sessionTokenExpiration": 15, "sessionTokenExpirationUnit": "minutes", "enabled": True}
    refresh = {"refreshTokenExpiration": 2, "refreshTokenExpirationUnit": "weeks"}
    yield "tenant/settings", {"tenantId": "t0", **shared, **times, **refresh, "JITDisabled": True}
    yield "password/settings", {"tenantId": "t5", "enabled": True, "minLength": 16, "uppercase": True}
    mapping = [{"groups": ["eng", "ønsker"], "roleName": "Viewer"}]
    saml = {"idpUrl": "https://idp.test/sso", "entityId": "urn:idp", "idpCert": CERTIFICATE, "roleMappings": mapping}
    domains = {"redirectUrl": "https://app.test/cb", "domains": ["t0.test", "größe.test"]}
    yield "sso/saml", {"tenantId": "t0", "settings": {**saml, "spSignKey": SECRETS[2]}, **domains}
    metadata = {"idpMetadataUrl": "https://idp.test/metadata", "attributeMapping": {"email": "mail", "name": "cn"}}
    yield "sso/saml/metadata", {"tenantId": "t3", "settings": metadata, "domains": ["t3.test"]}
    oidc = {
        "name": "Entra",
        "clientId": "c1",
        "clientSecret": SECRETS[0],
        "authUrl": "https://op.test/a",
        "grantType": "implicit",
    }
    more = {
        "tokenUrl": "https://op.test/t",
        "scope": ["openid", "email"],
        "issuer": "https://op.test",
        "JWKsUrl": "https://op.test/j",
    }
    yield "sso/oidc", {"tenantId": "t1", "settings": {**oidc, **more}, "domains": ["t1.test"]}
    yield "sso/settings/new", {"tenantId": "t0", "ssoId": "second", "displayName": "second"}
    yield "sso/oidc", {"tenantId": "t0", "ssoId": "second", "settings": {**oidc, **more, "clientSecret": SECRETS[0]}}


def _people() -> Iterator[Call]:
    for number in range(5):
        login = f"user{number}@example.test"
        place = (
            {"userTenants": [{"tenantId": f"t{number}", "roleNames": ["Viewer"]}]} if number % 2 else {"roleNames": ["Viewer"]}
        )
        names = {"displayName": f"用户 {number}", "givenName": "Zoë", "familyName": "Ångström", "phone": f"+1555555000{number}"}
        more = {"verifiedEmail": True, "customAttributes": {"plan": "gold"}, "test": number == 4}
        yield "user/create", {"loginId": login, "email": login, **names, **more, **place}
    yield (
        "accesskey/create",
        {"name": "ci", "expireTime": 0, "roleNames": ["Viewer"], "description": "für CI", "permittedIps": ["192.0.2.7"]},
    )
    yield (
        "accesskey/create",
        {"name": "ci", "keyTenants": [{"tenantId": "t0", "roleNames": ["Clerk"]}], "customClaims": {"a": 1}},
    )
