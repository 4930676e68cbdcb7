# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every place where a project can hold a secret: as desired, as it is before, and as a service refuses it."""

from __future__ import annotations

import json

from tests.canaries import leaks, pem_secret, secret
from tests.integration.ansible_run import Json
from tests.integration.documents import company
from tests.integration.project import Project

IDP = {"idp_url": "https://idp.example/sso", "entity_id": "https://idp.example", "idp_cert": "CERT"}
OIDC = {"name": "IdP", "client_id": "client", "issuer": "https://idp.example"}
CALENDAR = {"id": "calendar", "name": "Calendar", "client_id": "c1"}
CRM = {"id": "crm", "name": "CRM", "app_type": "oidc", "client_id": "crm-client"}
MAIL = {"id": "mail", "name": "Mail", "login_page_url": "https://m.example", "client_id": "mail-client"}

DESIRED: dict[str, list[Json]] = {
    "permissions": [{"name": "invoice.pay"}],
    "tenants": [
        {
            "id": "acme",
            "sso": {
                "saml": {**IDP, "sp_sign_key": pem_secret("SAML signing key inside a tenant")},
                "oidc": {**OIDC, "client_secret": secret("OIDC client secret inside a tenant")},
            },
        }
    ],
    "sso": [
        {
            "tenant_id": "globex",
            "saml": {
                **IDP,
                "sp_sign_key": pem_secret("SAML signing key"),
                "sp_encryption_key": pem_secret("SAML encryption key"),
            },
            "oidc": {**OIDC, "client_secret": secret("OIDC client secret")},
        },
        {
            "tenant_id": "globex",
            "sso_id": "labs",
            "display_name": "Labs",
            "oidc": {**OIDC, "client_secret": secret("OIDC client secret of a further configuration")},
        },
    ],
    "sso_applications": [{**CRM, "client_secret": secret("SSO application client secret")}],
    "inbound_apps": [{**MAIL, "client_secret": secret("inbound application client secret")}],
    "outbound_apps": [{**CALENDAR, "client_secret": secret("outbound application client secret")}],
}
INPUT_SECRETS = {
    "connectors": {"CI1": {"apikey": secret("connector API key at import"), "hmacsecret": secret("connector signing secret")}},
    "oauthProviders": {"google": {"clientSecret": secret("OAuth provider client secret at import")}},
    "outboundApps": {"calendar": {"clientSecret": secret("outbound application client secret at import")}},
}
PLANTED = {**DESIRED, "snapshot": [{"input_secrets": INPUT_SECRETS}]}

FILES: Json = {
    "connectors/connectors.json": {"connectors": ["sendgrid-CI1"]},
    "connectors/sendgrid-CI1.json": {"id": "CI1", "name": "Mailer", "type": "sendgrid", "apikey": "", "hmacSecret": ""},
    "auth/oauth.json": {"providerSettings": {"google": {"clientId": "id", "clientSecret": ""}}},
}

REFUSED: Json = {
    "permissions": [{"name": "invoice.cancel"}],
    "sso": [
        {
            "tenant_id": "globex",
            "sso_id": "labs",
            "display_name": "Labs",
            "oidc": {**OIDC, "client_id": "other", "client_secret": secret("OIDC client secret refused")},
        }
    ],
    "sso_applications": [{**CRM, "enabled": False, "client_secret": secret("SSO application client secret refused")}],
    "outbound_apps": [{**CALENDAR, "pkce": True, "client_secret": secret("outbound application client secret refused")}],
}


def seed(project: Project) -> None:
    """Give a project what it holds before, with secrets that only Descope knows, or that users have."""
    connector = {"id": "CI9", "name": "Old", "type": "sendgrid", "apikey": secret("connector API key")}
    database = {"id": "CI8", "name": "Users", "type": "sql", "auth": {"password": secret("database password")}}
    key = {"id": "AK1", "name": "ci", "secret": secret("access key cleartext")}
    project.load(**company(), connectors=[connector, database], access_keys=[key])
    for path, body in (
        ("user/create", {"loginId": "ann@acme.test", "email": "ann@acme.test"}),
        ("user/password/set/active", {"loginId": "ann@acme.test", "password": secret("user password")}),
    ):
        assert project.api.post(path, **body).status_code == 200, path
    assert len(leaks(json.dumps(project.control.dump(project.id)).encode())) >= 4  # with the management key
