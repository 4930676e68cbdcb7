# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo data: names, ids and attributes of invented companies, to be read and changed by hand."""

from __future__ import annotations

from typing import Any

from .ids import readable_id
from .store import Doc

DEMO_PROJECT_ID = "PDemoProject0000000000000001"
EMPTY_PROJECT_ID = "PEmptyProject000000000000001"

# Opens every project. Nothing here is a secret: these keys open a simulator.
COMPANY_KEY = "KSimulatorCompanyKeyNotARealSecret01"
DEMO_PROJECT_KEY = "KSimulatorDemoOnlyKeyNotARealSecret1"
EMPTY_PROJECT_KEY = "KSimulatorEmptyOnlyKeyNotARealSecret"

_FIRST_DAY = 1767225600  # 2026-01-01
_DAY = 86400


def _permission(name: str, description: str, built_in: bool = False) -> Doc:
    made = {"id": readable_id("PERM", name), "systemDefault": built_in}
    return {"name": name, "description": description, **made}


def _role(name: str, description: str, permissions: list[str], tenant: str = "", **more: bool) -> Doc:
    made = {"id": readable_id("ROL", f"{name} {tenant}"), "createdTime": _FIRST_DAY}
    return {
        "name": name,
        "description": description,
        "permissionNames": permissions,
        "tenantId": tenant,
        **made,
        **more,
    }


def _tenant(day: int, tenant_id: str, name: str, *domains: str, **more: Any) -> Doc:
    created = _FIRST_DAY + day * _DAY
    return {"id": tenant_id, "name": name, "selfProvisioningDomains": list(domains), "createdTime": created, **more}


# What a new project ships with (descope-api 6.1, 6.2).
BUILT_IN_PERMISSIONS = (
    _permission("User Admin", "Manage users of a tenant", built_in=True),
    _permission("SSO Admin", "Manage the single sign-on of a tenant", built_in=True),
    _permission("Impersonate", "Sign in as another user", built_in=True),
)
BUILT_IN_ROLES = (_role("Tenant Admin", "Manages the tenant", ["User Admin", "SSO Admin"]),)

PERMISSIONS = (
    _permission("invoice.read", "See invoices"),
    _permission("invoice.write", "Create and change invoices"),
    _permission("invoice.approve", "Approve invoices for payment"),
    _permission("report.read", "See reports"),
    _permission("report.export", "Download reports as a file"),
    _permission("user.invite", "Invite colleagues"),
    _permission("user.remove", "Remove colleagues"),
    _permission("project.read", "See projects"),
    _permission("project.write", "Create and change projects"),
    _permission("project.delete", "Delete projects"),
    _permission("apikey.read", "See API keys"),
    _permission("apikey.rotate", "Replace API keys"),
    _permission("audit.read", "See the audit trail"),
    _permission("settings.write", ""),
    _permission("support.ticket", "Aufträge für den Support öffnen"),
)

ROLES = (
    _role("Viewer", "Sees everything, changes nothing", ["invoice.read", "report.read", "project.read"], default=True),
    _role("Editor", "Projects and invoices", ["invoice.read", "invoice.write", "project.read", "project.write"]),
    _role("Billing Manager", "Owns invoices", ["invoice.read", "invoice.write", "invoice.approve", "report.export"]),
    _role("Auditor", "Reads what happened", ["audit.read", "report.read"]),
    _role("Support Agent", "", ["support.ticket", "Impersonate"], private=True),
    _role("Auditor", "Reads and keeps what happened", ["audit.read", "report.read", "report.export"], "acme"),
    _role("Regional Approver", "Approves for the region", ["invoice.read", "invoice.approve"], "globex-emea"),
    _role("Line Supervisor", "Looks after one production line", ["project.read", "user.invite"], "initech"),
)

_OKTA = {"enforceSSO": True, "authType": "saml"}

TENANTS = (
    _tenant(
        0,
        "acme",
        "Acme Corporation",
        "acme.example",
        "acme-corp.example",
        defaultRoles=["Viewer"],
        customAttributes={"plan": "gold", "seats": 250, "trial": False, "regions": ["us", "eu"]},
    ),
    _tenant(1, "acme-labs", "Acme Labs", "labs.acme.example", parent="acme", defaultRoles=["Viewer", "Editor"]),
    _tenant(2, "acme-labs-robotics", "Acme Labs Robotics", parent="acme-labs", customAttributes={"plan": "gold"}),
    _tenant(3, "globex", "Globex", "globex.example", customAttributes={"plan": "platinum", "seats": 4200}),
    _tenant(
        4,
        "globex-emea",
        "Globex EMEA",
        "emea.globex.example",
        parent="globex",
        roleInheritance="userOnly",
        defaultRoles=["Billing Manager"],
    ),
    _tenant(5, "globex-emea-dach", "Globex DACH", parent="globex-emea", customAttributes={"language": "de"}),
    _tenant(6, "globex-apac", "Globex APAC", "apac.globex.example", parent="globex", roleInheritance="none"),
    _tenant(7, "initech", "Initech", "initech.example", customAttributes={"plan": "silver", "discount": 0.15}),
    _tenant(8, "umbrella", "Umbrella", "umbrella.example", disabled=True, customAttributes={"plan": "gold"}),
    _tenant(
        9,
        "hooli",
        "Hooli",
        "hooli.example",
        **_OKTA,
        enforceSSOExclusions=["breakglass@hooli.example"],
        domains=["hooli.example"],
        customAttributes={"plan": "platinum", "seats": 9000},
    ),
    _tenant(10, "stark-industries", "Stark Industries", "stark.example", **_OKTA, domains=["stark.example"]),
    _tenant(
        11,
        "wayne-enterprises",
        "Wayne Enterprises",
        "wayne.example",
        enforceSSO=True,
        authType="oidc",
        enforceSSOExclusions=["alfred@wayne.example", "root@wayne.example"],
        domains=["wayne.example"],
    ),
    _tenant(12, "cyberdyne", "Cyberdyne Systems", "cyberdyne.example", authType="saml", domains=["cyberdyne.example"]),
    _tenant(13, "soylent", "Soylent", "soylent.example", customAttributes={"plan": "bronze", "trial": True}),
    _tenant(14, "tyrell", "Tyrell Corporation", "tyrell.example"),
    _tenant(15, "massive-dynamic", "Massive Dynamic", "massive.example", defaultRoles=["Auditor"]),
    _tenant(16, "wonka", "Wonka Industries", "wonka.example", customAttributes={"plan": "silver", "seats": 40}),
    _tenant(17, "duff", "Duff Brewing"),
    _tenant(18, "oscorp", "Oscorp", "oscorp.example"),
    _tenant(19, "aperture", "Aperture Science", "aperture.example", "aperture-lab.example"),
    _tenant(20, "black-mesa", "Black Mesa", "blackmesa.example"),
    _tenant(21, "vandelay", "Vandelay Industries", customAttributes={"imports": True, "exports": True}),
    _tenant(22, "bluth", "Bluth Company", "bluth.example"),
    _tenant(23, "dunder-mifflin", "Dunder Mifflin", "dundermifflin.example", defaultRoles=["Viewer"]),
    _tenant(24, "dunder-mifflin-scranton", "Dunder Mifflin Scranton", parent="dunder-mifflin"),
    _tenant(25, "pied-piper", "Pied Piper", "piedpiper.example", customAttributes={"plan": "bronze", "trial": True}),
    _tenant(26, "sirius-cybernetics", "Sirius Cybernetics", "sirius.example"),
    _tenant(27, "weyland-yutani", "Weyland-Yutani", "weyland.example", "yutani.example"),
    _tenant(28, "nakatomi", "Nakatomi Trading", "nakatomi.example"),
    _tenant(29, "monsters-inc", "Monsters, Inc.", "monsters.example"),
    _tenant(30, "planet-express", "Planet Express", customAttributes={"ships": 1}),
    _tenant(31, "spacely", "Spacely Space Sprockets"),
    _tenant(32, "cogswell", "Cogswell's Cogs", federatedAppIds=["descope-default-oidc"]),
    _tenant(33, "mueller-soehne", "Müller & Söhne GmbH", "mueller.example", customAttributes={"city": "Köln"}),
    _tenant(34, "sakura-denki", "桜電機株式会社", "sakura.example", customAttributes={"plan": "gold"}),
    _tenant(35, "electricite-nord", "Électricité du Nord", "elecnord.example"),
    _tenant(36, "virtucon", "Virtucon"),
    _tenant(37, "zorg", "Zorg Industries", "zorg.example"),
    _tenant(38, "gekko", "Gekko & Co", enforceSSO=True, authType="saml", customAttributes={"plan": "platinum"}),
    _tenant(39, "T2mFbXhN0aJXv0m5tq5g7E5rKxKz", "Sterling Cooper", "sterling.example"),
)
