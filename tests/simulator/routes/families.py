# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Families: accounts that share dependents, who are users without credentials of their own.

The fact sheet does not know them: everything here follows from what the official Python client sends and expects.
"""

from __future__ import annotations

import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Management, answer, text
from ..errors import already_exists, invalid, not_found, required
from ..family_members import members
from ..ids import new_id
from ..kinds import BOOL, INT, OBJ, STR, STRS, Kind, checked
from ..paging import number, one_page
from ..store import Doc, State
from ..user_input import create as create_user
from ..users import KIND as USER
from ..users import shown as shown_user
from .user_attributes import create_definitions, definitions_kind, delete_definitions, listed_definitions

SECTION = "families"
KIND = Kind(
    section=SECTION,
    prefix="FA",
    fields={"id": STR, "name": STR, "customAttributes": OBJ, "disabled": BOOL, "photo": STR, "createdTime": INT},
    server_made=frozenset({"id", "createdTime"}),
)
_SHIPPED: Doc = {"id": "project", "enabled": True, "maxFamilyMembers": 10, "allowMultipleFamiliesUsers": False}
SETTINGS = Kind(
    section="family_settings",
    prefix="",
    fields={"id": STR, "enabled": BOOL, "maxFamilyMembers": INT, "allowMultipleFamiliesUsers": BOOL},
    server_made=frozenset({"id"}),
    named=False,
    fresh=(_SHIPPED,),
)
ATTRIBUTES = definitions_kind("family_attributes")
KINDS = (KIND, SETTINGS, ATTRIBUTES)

_MOST_ON_A_PAGE = 1000

router = APIRouter(prefix="/v1/mgmt/family")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    values = _values(draft, call.body)
    family_id = call.text("familyId") or new_id(KIND.prefix)
    if not values.get("name"):
        raise required("name")
    if draft.get(SECTION, family_id):
        raise already_exists("Family", f"Family already exists: id {family_id}")
    family = KIND.document({**values, "id": family_id, "createdTime": int(time.time())})
    draft.put(SECTION, family)
    call.commit(draft)
    return answer({"family": family})


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    """Change what was sent; the custom attributes as a whole."""
    draft = call.draft()
    family = {**existing_family(draft, call.text("id"), "id"), **_values(draft, call.body)}
    if not family["name"]:
        raise required("name")
    draft.put(SECTION, family)
    call.commit(draft)
    return answer({"family": family})


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    """Members leave; dependents go with their family (inferred)."""
    draft = call.draft()
    family = existing_family(draft, call.text("id"), "id")
    effects.delete(draft, SECTION, family)
    for user in members(draft, family["id"]):
        if user.get("dependent"):
            effects.delete(draft, USER.section, user)
        else:
            left = [entry for entry in user["familyAssociations"] if entry["familyId"] != family["id"]]
            draft.put(USER.section, {**user, "familyAssociations": left})
    call.commit(draft)
    return answer()


@router.post("/search")
async def search(call: Management) -> JSONResponse:
    """All filters must hold; empty ones hold for every family."""
    filters = {"familyIds": STRS, "familyNames": STRS, "freeText": STR, "customAttributes": OBJ}
    given = checked(call.body, filters)
    if number(call.body, "size") > _MOST_ON_A_PAGE:
        raise invalid(f"The size field must not exceed {_MOST_ON_A_PAGE}")
    found = [family for family in call.seen.docs(SECTION).values() if _matches(family, given)]
    return answer({"families": one_page(found, call.body, "size")})


@router.post("/dependent/create")
async def create_dependent(call: Management) -> JSONResponse:
    """A user in the family who cannot sign in. Without a login id one is made from the name, never from an address."""
    draft = call.draft()
    given = checked(call.body, {"familyScopedAttributes": OBJ})
    family = existing_family(draft, call.text("familyId"))
    scoped = checked(given.pop("familyScopedAttributes", {}), {family["id"]: OBJ}).get(family["id"], {})
    del given["familyId"]
    login = text(given, "loginId") or _login_from_name(text(given, "name"))
    association = {"familyId": family["id"], "roleNames": [], "familyScopedAttributes": scoped}
    made = create_user(draft, {**given, "loginId": login, "familyAssociations": [association]})
    user = {**made, "dependent": True}
    draft.put(USER.section, user)
    call.commit(draft)
    return answer({"user": shown_user(draft, user)})


@router.post("/dependent/delete")
async def delete_dependent(call: Management) -> JSONResponse:
    user_id = call.text("userId")
    if not user_id:
        raise required("userId")
    draft = call.draft()
    user = draft.get(USER.section, user_id)
    if user is None or not user.get("dependent"):
        raise not_found("Dependent", user_id)
    effects.delete(draft, USER.section, user)
    call.commit(draft)
    return answer()


@router.get("/settings")
async def load_settings(call: Management) -> JSONResponse:
    return answer(_shown_settings(_settings(call.seen)))


@router.post("/settings")
async def configure(call: Management) -> JSONResponse:
    """Change what was sent."""
    draft = call.draft()
    settings = {**_settings(draft), **SETTINGS.settable(call.body)}
    if settings["maxFamilyMembers"] < 1:
        raise invalid("The maxFamilyMembers field must be at least 1")
    draft.put(SETTINGS.section, settings)
    call.commit(draft)
    return answer(_shown_settings(settings))


@router.get("/customattributes")
async def load_attributes(call: Management) -> JSONResponse:
    return listed_definitions(ATTRIBUTES, call.seen.docs(ATTRIBUTES.section).values())


@router.post("/customattribute/create")
async def create_attributes(call: Management) -> JSONResponse:
    return create_definitions(ATTRIBUTES, call)


@router.post("/customattribute/delete")
async def delete_attributes(call: Management) -> JSONResponse:
    return delete_definitions(ATTRIBUTES, call)


def existing_family(state: State, family_id: str, field: str = "familyId") -> Doc:
    if not family_id:
        raise required(field)
    family = state.get(SECTION, family_id)
    if family is None:
        raise not_found("Family", family_id)
    return family


def _values(state: State, body: Doc) -> Doc:
    """Custom attributes have to be defined before families can have them."""
    values = {name: value for name, value in KIND.settable(body).items() if name in KIND.fields}
    defined = {attribute["name"] for attribute in state.docs(ATTRIBUTES.section).values()}
    unknown = sorted(set(values.get("customAttributes", {})) - defined)
    if unknown:
        raise invalid("Unknown custom attributes: " + ", ".join(unknown))
    return values


def _matches(family: Doc, given: Doc) -> bool:
    for name, field in (("familyIds", "id"), ("familyNames", "name")):
        if given.get(name) and family[field] not in given[name]:
            return False
    attributes = family["customAttributes"]
    if any(attributes.get(name) != value for name, value in given.get("customAttributes", {}).items()):
        return False
    searched = "\n".join(str(value) for value in (family["id"], family["name"], *attributes.values()))
    return given.get("freeText", "").lower() in searched.lower()


def _login_from_name(name: str) -> str:
    """Unlike any that a person would have."""
    if not name:
        raise invalid("The loginId or the name field is required")
    return f"{name.lower().replace(' ', '.')}.{new_id('')[:8]}"


def _settings(state: State) -> Doc:
    return state.get(SETTINGS.section, _SHIPPED["id"]) or _SHIPPED


def _shown_settings(settings: Doc) -> Doc:
    return {name: value for name, value in settings.items() if name != "id"}


@effects.on_rename("roles")
def _follow_role(draft: State, before: Doc, after: Doc) -> None:
    _rewrite_roles(draft, before, after["name"])


@effects.on_delete("roles")
def _forget_role(draft: State, role: Doc) -> None:
    _rewrite_roles(draft, role, None)


def _rewrite_roles(draft: State, role: Doc, new: str | None) -> None:
    """The roles that members have in a family are those of the project."""
    old = role["name"]
    for user in [] if role["tenantId"] else list(draft.docs(USER.section).values()):
        if any(old in entry.get("roleNames", []) for entry in user["familyAssociations"]):
            followed = [
                {**entry, "roleNames": effects.renamed(entry.get("roleNames", []), old, new)}
                for entry in user["familyAssociations"]
            ]
            draft.put(USER.section, {**user, "familyAssociations": followed})
