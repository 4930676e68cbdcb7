# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of a tenant's users: identity providers make them, this API only reads them (descope-api 2.15).

Tests put them into the `groups` section of a project.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Call, Management, answer
from ..errors import required
from ..kinds import LIST, STR, STRS, Kind, checked
from ..lookups import existing_tenant
from ..sso_settings import DEFAULT_ID
from ..store import Doc, State

KIND = Kind(
    section="groups",
    prefix="G",
    fields={"id": STR, "tenantId": STR, "display": STR, "members": LIST, "source": STR, "ssoId": STR},
    server_made=frozenset(),
    defaults={"source": "scim"},
    named=False,
)

effects.belongs_to("tenants", KIND.section)
router = APIRouter(prefix="/v1/mgmt/group")


@router.post("/all")
async def load_all(call: Management) -> JSONResponse:
    return _answered(_of_tenant(call))


@router.post("/member/all")
async def load_all_of_members(call: Management) -> JSONResponse:
    """The groups any of these users is in, whichever way the user is named."""
    wanted = checked(call.body, {"loginIds": STRS, "userIds": STRS})
    names = {*wanted.get("loginIds", []), *wanted.get("userIds", [])}
    found = _of_tenant(call)
    return _answered([group for group in found if any(names & _names(member) for member in group["members"])])


@router.post("/members")
async def load_members(call: Management) -> JSONResponse:
    """The group itself in a list; nothing when the tenant has no such group (inferred)."""
    group_id = call.text("groupId")
    if not group_id:
        raise required("groupId")
    return _answered([group for group in _of_tenant(call) if group["id"] == group_id])


def groups_through(state: State, tenant: Doc, sso_id: str) -> list[Doc]:
    """The groups that came through one SSO configuration; none and the reserved id mean the default one."""
    found = state.where(KIND.section, tenantId=tenant["id"])
    return [group for group in found if (group["ssoId"] or DEFAULT_ID) == (sso_id or DEFAULT_ID)]


def _of_tenant(call: Call) -> list[Doc]:
    """The groups of the tenant; with an ssoId only those that came through that configuration."""
    seen = call.seen
    tenant, sso_id = existing_tenant(seen, call.text("tenantId")), call.text("ssoId")
    return groups_through(seen, tenant, sso_id) if sso_id else seen.where(KIND.section, tenantId=tenant["id"])


def _answered(groups: list[Doc]) -> JSONResponse:
    """A list at the root of the answer (descope-api 1.5)."""
    return answer([{name: value for name, value in group.items() if name != "tenantId"} for group in groups])


def _names(member: Doc) -> set[str]:
    return {name for name in (member.get("loginId"), member.get("userId")) if name}


@effects.on_delete("users")
def _forget_user(draft: State, user: Doc) -> None:
    for group in list(draft.docs(KIND.section).values()):
        left = [member for member in group["members"] if member.get("userId") != user["id"]]
        if left != group["members"]:
            draft.put(KIND.section, {**group, "members": left})
