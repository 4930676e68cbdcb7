# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which claims a scope stands for, for all inbound applications of the project (descope-api 2.8)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer
from ..errors import invalid, malformed, required
from ..kinds import LIST, OBJ, STR, Kind, checked
from ..store import Doc

KIND = Kind(
    section="scope_claim_mappings",
    prefix="",
    fields={"id": STR, "mappings": LIST},
    server_made=frozenset({"id"}),
    named=False,
    fresh=({"id": "project", "mappings": []},),
)

_ENTRY = {"scope": STR, "claims": OBJ, "description": STR}

router = APIRouter(prefix="/v1/mgmt/scopeClaimMapping")


@router.post("/get")
async def get(call: Management) -> JSONResponse:
    document = call.seen.get(KIND.section, "project") or {"mappings": []}
    return answer({"mappings": document["mappings"]})


@router.post("/set")
async def replace(call: Management) -> JSONResponse:
    """Replace all of them; a scope may occur once (inferred)."""
    mappings = [_entry(given) for given in checked(call.body, {"mappings": LIST}).get("mappings", [])]
    scopes = [mapping["scope"] for mapping in mappings]
    if len(set(scopes)) < len(scopes):
        raise invalid("A scope is mapped twice")
    return _put(call, mappings)


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    return _put(call, [])


def _put(call: Management, mappings: list[Doc]) -> JSONResponse:
    draft = call.draft()
    draft.put(KIND.section, {"id": "project", "mappings": mappings})
    call.commit(draft)
    return answer()


def _entry(given: Any) -> Doc:
    if not isinstance(given, dict):
        raise malformed("The mappings field must be a list of objects")
    entry = {"scope": "", "claims": {}, "description": "", **checked(given, _ENTRY)}
    if not entry["scope"]:
        raise required("scope")
    return entry
