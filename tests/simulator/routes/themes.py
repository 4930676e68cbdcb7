# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The theme: one per project, its version counts the imports (descope-api 2.10)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, Management, answer
from ..default_flows import COMPONENTS_VERSION, THEME
from ..errors import required
from ..kinds import BOOL, INT, OBJ, STR, Kind, checked
from ..store import Doc

KIND = Kind(
    section="themes",
    prefix="TH",
    fields={"id": STR, "cssTemplate": OBJ, "version": INT, "componentsVersion": STR, "codeMode": BOOL},
    server_made=frozenset({"id", "version", "componentsVersion"}),
    named=False,
    fresh=(THEME,),
)

router = APIRouter()


@router.post("/v1/mgmt/theme/export")
@router.post("/v2/mgmt/theme/export")
async def export(call: Management) -> JSONResponse:
    return answer({"theme": call.seen.get(KIND.section, THEME["id"]) or THEME})


@router.post("/v1/mgmt/theme/import")
async def import_v1(call: Management) -> JSONResponse:
    return answer({"theme": _import(call)})


@router.post("/v2/mgmt/theme/import")
async def import_theme(call: Management) -> JSONResponse:
    _import(call)
    return answer()


def _import(call: Call) -> Doc:
    """Full replace; an import of the same theme counts too (descope-api 1.15)."""
    given = checked(call.body, {"theme": OBJ})
    if "theme" not in given:
        raise required("theme")
    values = KIND.settable(given["theme"])
    draft = call.draft()
    before = draft.get(KIND.section, THEME["id"]) or THEME
    made = {"id": THEME["id"], "version": before["version"] + 1, "componentsVersion": COMPONENTS_VERSION}
    theme = KIND.document({**values, **made})
    draft.put(KIND.section, theme)
    call.commit(draft)
    return theme
