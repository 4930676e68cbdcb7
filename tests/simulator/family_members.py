# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which families a user belongs to, as the official Python client describes it; `routes/families.py` has the families."""

from __future__ import annotations

from typing import Any

from .assigned import known_roles
from .errors import invalid, malformed
from .kinds import OBJ, STR, STRS, checked, unique
from .store import Doc, State

FIELD = "familyAssociations"


def read_families(state: State, given: list[Any]) -> list[Doc]:
    """`[{familyId, roleNames, familyScopedAttributes}]` with families and roles that exist."""
    families = []
    for entry in given:
        if not isinstance(entry, dict):
            raise malformed("A family association must be an object")
        known = checked(entry, {"familyId": STR, "roleNames": STRS, "familyScopedAttributes": OBJ})
        family_id = known.get("familyId", "")
        if state.get("families", family_id) is None:
            raise invalid(f"Family {family_id} does not exist")
        families.append(
            {
                "familyId": family_id,
                "roleNames": known_roles(state, known.get("roleNames", [])),
                "familyScopedAttributes": known.get("familyScopedAttributes", {}),
            }
        )
    return families


def joined(held: list[Doc], more: list[Doc]) -> list[Doc]:
    """Adding a family again merges: more roles, more attributes."""
    families: dict[str, Doc] = {entry["familyId"]: entry for entry in held}
    for entry in more:
        before = families.get(entry["familyId"], {})
        families[entry["familyId"]] = {
            "familyId": entry["familyId"],
            "roleNames": unique([*before.get("roleNames", []), *entry["roleNames"]]),
            "familyScopedAttributes": {**before.get("familyScopedAttributes", {}), **entry["familyScopedAttributes"]},
        }
    return list(families.values())


def require_admitted(state: State, associations: list[Doc], user_id: str = "") -> None:
    """The project's settings say how many families a user may have, and how many members a family."""
    (settings,) = state.docs("family_settings").values()
    if len(associations) > 1 and not settings["allowMultipleFamiliesUsers"]:
        raise invalid("A user can belong to one family only")
    for entry in associations:
        others = [user for user in members(state, entry["familyId"]) if user["id"] != user_id]
        if len(others) >= settings["maxFamilyMembers"]:
            raise invalid(f"A family has at most {settings['maxFamilyMembers']} members")


def members(state: State, family_id: str) -> list[Doc]:
    users = state.docs("users").values()
    return [user for user in users if any(entry["familyId"] == family_id for entry in user[FIELD])]
