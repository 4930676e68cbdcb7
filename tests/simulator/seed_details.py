# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo data besides permissions, roles and tenants: single sign-on, lists, attributes, people and their keys."""

from __future__ import annotations

from typing import Any

from .ids import readable_id
from .store import Doc

_FIRST_DAY = 1767225600  # 2026-01-01


def _saml(tenant_id: str, domain: str) -> Doc:
    idp = f"https://idp.{domain}"
    saml = {"idpSSOUrl": f"{idp}/sso", "idpEntityId": f"{idp}/metadata", "idpCertificate": f"CERTIFICATE OF {tenant_id}"}
    mapping = [{"role": {"id": readable_id("ROL", "Viewer "), "name": "Viewer"}, "groups": ["everyone"]}]
    return {
        "id": tenant_id,
        "tenantId": tenant_id,
        "saml": saml,
        "groupsMapping": mapping,
    }


def _user(number: int, name: str, tenant_id: str, role: str = "") -> Doc:
    login = f"{name.split()[0].lower()}@{tenant_id}.example"
    return {
        "id": readable_id("U", f"{name} {tenant_id}"),
        "loginIds": [login],
        "email": login,
        "verifiedEmail": True,
        "name": name,
        "status": "enabled",
        "createdTime": _FIRST_DAY + number,
        "modifiedTime": _FIRST_DAY + number,
        "userTenants": [{"tenantId": tenant_id, "roleNames": [role] if role else []}],
        "customAttributes": {"department": "Sales" if number % 2 else "Support"},
    }


SECTIONS: dict[str, list[Doc]] = {
    "user_attributes": [
        {"id": "department", "name": "department", "type": 1, "displayName": "Department"},
        {"id": "badge", "name": "badge", "type": 2, "displayName": "Badge number"},
    ],
    "lists": [
        {"id": readable_id("L", "Office networks"), "name": "Office networks", "type": "ips", "data": ["192.0.2.0/24"]},
        {"id": readable_id("L", "Throwaway mail"), "name": "Throwaway mail", "type": "texts", "data": ["trash.example"]},
    ],
    "sso_settings": [
        _saml("hooli", "hooli.example"),
        _saml("stark-industries", "stark.example"),
        _saml("cyberdyne", "cyberdyne.example"),
    ],
    "tenant_settings": [
        {
            "id": "acme",
            "enabled": True,
            "sessionTokenExpiration": 30,
            "sessionTokenExpirationUnit": "minutes",
            "refreshTokenExpiration": 2,
            "refreshTokenExpirationUnit": "weeks",
            "stepupTokenExpiration": 10,
            "stepupTokenExpirationUnit": "minutes",
            "inactivityTimeUnit": "minutes",
        }
    ],
    "users": [
        _user(0, "Wile Coyote", "acme", "Editor"),
        _user(1, "Richard Hendricks", "duff", "Viewer"),
        _user(2, "Gavin Belson", "hooli"),
        _user(3, "Tony Stark", "stark-industries", "Editor"),
        _user(4, "Milton Waddams", "initech", "Viewer"),
        _user(5, "Günther Müller", "mueller-soehne"),
    ],
    "access_keys": [
        {
            "id": readable_id("K", "ci"),
            "name": "ci",
            "description": "Deploys the portal",
            "status": "active",
            "createdTime": _FIRST_DAY,
            "roleNames": ["Editor"],
            "editable": True,
        }
    ],
}


def add_to(project: dict[str, Any]) -> None:
    """Put the details into a project's dump."""
    for section, documents in SECTIONS.items():
        project[section] = [*project.get(section, []), *documents]
