# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants: create, full-replace update, patch, default roles, delete, load (descope-api 2.1)."""

from __future__ import annotations

import re
import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Management, answer, text
from ..errors import already_exists, invalid, required
from ..ids import new_id
from ..kinds import BOOL, INT, OBJ, STR, STRS, Kind, checked, unique
from ..lookups import existing_tenant, queried_tenant
from ..store import Doc, State
from ..tenant_tree import children_of, with_successors

KIND = Kind(
    section="tenants",
    prefix="T",
    fields={
        "id": STR,
        "name": STR,
        "selfProvisioningDomains": STRS,
        "customAttributes": OBJ,
        "authType": STR,
        "domains": STRS,
        "createdTime": INT,
        "disabled": BOOL,
        "enforceSSO": BOOL,
        "enforceSSOExclusions": STRS,
        "federatedAppIds": STRS,
        "parent": STR,
        "successors": STRS,
        "defaultRoles": STRS,
        "roleInheritance": STR,
    },
    # `parent` can be given at creation only; the others are written by other calls or by the server.
    server_made=frozenset({"id", "createdTime", "successors", "domains", "defaultRoles", "parent"}),
    answer=with_successors,
    defaults={"authType": "none"},
)

# What an update leaves as it is. The first four are inferred from the list of fields it takes.
_KEPT = ("parent", "domains", "defaultRoles", "createdTime", "id")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,254}")
_ROLE_INHERITANCE = ("", "none", "userOnly")
AUTH_TYPES = ("none", "saml", "oidc")

router = APIRouter(prefix="/v1/mgmt/tenant")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    values = _settable(call.body)
    tenant_id, name, parent = call.text("id"), text(values, "name"), call.text("parent")
    if not name:
        raise required("name")
    if tenant_id and not _ID.fullmatch(tenant_id):
        raise invalid("The id field may have up to 254 letters, digits and the characters _ . : -")
    draft = call.draft()
    if parent and draft.get(KIND.section, parent) is None:
        raise invalid(f"Parent tenant {parent} does not exist")
    if draft.get(KIND.section, tenant_id):
        raise already_exists("Tenant", f"Tenant already exists: id {tenant_id}")
    _require_free_name(draft, name)
    made: Doc = {"id": tenant_id or new_id(KIND.prefix), "parent": parent, "createdTime": int(time.time())}
    draft.put(KIND.section, KIND.document({**values, **made}))
    call.commit(draft)
    return answer({"id": made["id"]})


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    """Full replace: every field not sent goes back to its zero value, unknown ones disappear (descope-api 1.10).

    `authType` is the exception: deprecated here and kept when absent (descope-api 5 row 9, inferred).
    """
    values = _settable(call.body)
    tenant_id, name = call.text("id"), text(values, "name")
    for field, value in (("id", tenant_id), ("name", name)):
        if not value:
            raise required(field)
    draft = call.draft()
    before = existing_tenant(draft, tenant_id)
    _require_free_name(draft, name, tenant_id)
    kept = {field: before[field] for field in _KEPT}
    effects.replace(draft, KIND.section, before, KIND.document({"authType": before["authType"], **values, **kept}))
    call.commit(draft)
    return answer()


@router.patch("/patch")
async def patch(call: Management) -> JSONResponse:
    """Change only what was sent; `customAttributes` is replaced as a whole (descope-api 5 row 7, inferred)."""
    values = _settable(call.body)
    tenant_id = call.text("id")
    if not tenant_id:
        raise required("id")
    if values.get("name") == "":
        raise required("name")
    draft = call.draft()
    before = existing_tenant(draft, tenant_id)
    if "name" in values:
        _require_free_name(draft, values["name"], tenant_id)
    effects.replace(draft, KIND.section, before, {**before, **values})
    call.commit(draft)
    return answer()


@router.post("/updateDefaultRoles")
async def update_default_roles(call: Management) -> JSONResponse:
    """Replace the list; the names must be those of project-level roles (descope-api 2.1)."""
    names = unique(checked(call.body, {"defaultRoles": STRS}).get("defaultRoles", []))
    draft = call.draft()
    before = existing_tenant(draft, call.text("id"), "id")
    known = {role["name"] for role in draft.where("roles", tenantId="")}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise invalid("Unknown project-level roles: " + ", ".join(unknown))
    draft.put(KIND.section, {**before, "defaultRoles": names})
    call.commit(draft)
    return answer()


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    """Delete a tenant. One with sub-tenants is refused, cascade or not (descope-api 5 row 23, inferred).

    `cascade` is about users and access keys that belong to the tenant only.
    """
    given = checked(call.body, {"cascade": BOOL})
    draft = call.draft()
    tenant = existing_tenant(draft, text(given, "id"), "id")
    children = children_of(draft, tenant["id"])
    if children:
        raise invalid(f"Tenant {tenant['id']} has sub-tenants: " + ", ".join(children))
    effects.delete(draft, KIND.section, tenant, cascade=given.get("cascade", False))
    call.commit(draft)
    return answer()


@router.get("")
async def load(call: Management) -> JSONResponse:
    """The tenant at the root of the answer, not wrapped (descope-api 1.5)."""
    seen = call.seen
    return answer(with_successors(seen, queried_tenant(seen, call.query)))


@router.get("/all")
async def load_all(call: Management) -> JSONResponse:
    seen = call.seen
    return answer({"tenants": [with_successors(seen, doc) for doc in seen.docs(KIND.section).values()]})


@router.post("/search")
async def search(call: Management) -> JSONResponse:
    """All filters must hold; empty ones hold for every tenant (descope-api 2.1)."""
    given = checked(
        call.body,
        {
            "tenantIds": STRS,
            "tenantNames": STRS,
            "tenantSelfProvisioningDomains": STRS,
            "tenantSSODomains": STRS,
            "customAttributes": OBJ,
            "authType": STR,
            "parentTenantId": STR,
            "topLevelOnly": BOOL,
        },
    )
    seen = call.seen
    found = [doc for doc in seen.docs(KIND.section).values() if _matches(doc, given)]
    return answer({"tenants": [with_successors(seen, doc) for doc in found]})


@effects.on_delete("roles")
def _forget_role(draft: State, role: Doc) -> None:
    """A deleted project-level role is gone from the default roles too."""
    if not role["tenantId"]:
        effects.rewrite_names(draft, KIND.section, "defaultRoles", role["name"])


@effects.on_rename("roles")
def _follow_role(draft: State, before: Doc, after: Doc) -> None:
    """Tenants show role names but mean the role itself."""
    if not before["tenantId"]:
        effects.rewrite_names(draft, KIND.section, "defaultRoles", before["name"], after["name"])


def _settable(body: Doc) -> Doc:
    values = KIND.settable(body)
    if values.get("roleInheritance", "") not in _ROLE_INHERITANCE:
        raise invalid("The roleInheritance field must be none or userOnly, or empty")
    if not values.get("authType"):
        values.pop("authType", None)
    elif values["authType"] not in AUTH_TYPES:
        raise invalid("The authType field must be none, saml or oidc")
    return values


def _require_free_name(state: State, name: str, own_id: str = "") -> None:
    """Tenant names are unique in a project (descope-api 1.12)."""
    if any(doc["id"] != own_id for doc in state.where(KIND.section, name=name)):
        raise already_exists("Tenant", f"Tenant already exists: name {name}")


def _matches(doc: Doc, given: Doc) -> bool:
    for filter_name, field in (("tenantIds", "id"), ("tenantNames", "name"), ("authType", "authType")):
        wanted = given.get(filter_name)
        if wanted and doc[field] not in ([wanted] if isinstance(wanted, str) else wanted):
            return False
    for filter_name, field in (
        ("tenantSelfProvisioningDomains", "selfProvisioningDomains"),
        ("tenantSSODomains", "domains"),
    ):
        if given.get(filter_name) and not set(given[filter_name]) & set(doc[field]):
            return False
    attributes = given.get("customAttributes") or {}
    if not all(_same(doc["customAttributes"].get(name), value) for name, value in attributes.items()):
        return False
    if given.get("parentTenantId") and doc["parent"] != given["parentTenantId"]:
        return False
    return not (given.get("topLevelOnly") and doc["parent"])


def _same(stored: object, wanted: object) -> bool:
    """Equal as JSON values: 5 is 5.0, but true is not 1."""
    return stored == wanted and isinstance(stored, bool) == isinstance(wanted, bool)
