# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the members of groups the roles that the SSO mapping has for their groups (descope-api 2.6)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import sso_settings
from ..call import Management, answer
from ..kinds import unique
from ..store import Doc, State
from .groups import groups_through

router = APIRouter()


@router.post("/v1/mgmt/sso/recalculate-mappings")
async def recalculate(call: Management) -> JSONResponse:
    """Of one configuration or, without an ssoId, of all of them; roles are only ever added (inferred)."""
    draft = call.draft()
    tenant, conf = sso_settings.chosen(draft, call.text("tenantId"), call.text("ssoId"))
    for each in [conf] if call.text("ssoId") else sso_settings.configurations(draft, tenant):
        for group in groups_through(draft, tenant, each["ssoId"]):
            _give(draft, tenant["id"], group, _roles(each, group))
    call.commit(draft)
    return answer()


def _roles(conf: Doc, group: Doc) -> list[str]:
    """A mapping names the group as the identity provider does, or by its id."""
    names = {group["id"], group["display"]}
    return [row["role"]["name"] for row in conf["groupsMapping"] if names & set(row["groups"])]


def _give(draft: State, tenant_id: str, group: Doc, roles: list[str]) -> None:
    for user in filter(None, (draft.get("users", member.get("userId", "")) for member in group["members"])):
        memberships = [
            {**entry, "roleNames": unique([*entry.get("roleNames", []), *roles])}
            if entry.get("tenantId") == tenant_id
            else entry
            for entry in user["userTenants"]
        ]
        draft.put("users", {**user, "userTenants": memberships})
