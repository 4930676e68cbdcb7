# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines, which run connectors inside a customer's network (descope-api 2.9).

The secret is shown by the creation and by a rotation, never again.
"""

from __future__ import annotations

import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer
from ..errors import not_found, required
from ..ids import new_id
from ..kinds import INT, STR, Kind
from ..store import Doc, State

KIND = Kind(
    section="engines",
    prefix="ENG",
    fields={"id": STR, "name": STR, "createdTime": INT, "secret": STR},
    server_made=frozenset({"id", "createdTime", "secret"}),
)

router = APIRouter(prefix="/v1/mgmt")


@router.post("/engine/create")
async def create(call: Management) -> JSONResponse:
    """Names need not be unique (inferred)."""
    made: Doc = {"id": new_id(KIND.prefix), "createdTime": int(time.time()), "secret": new_id("")}
    engine = KIND.document({"name": _name(call), **made})
    draft = call.draft()
    draft.put(KIND.section, engine)
    call.commit(draft)
    return answer({"engine": engine})


@router.post("/engine/update")
async def update(call: Management) -> JSONResponse:
    draft = call.draft()
    engine = {**_existing(draft, call.text("id")), "name": _name(call)}
    draft.put(KIND.section, engine)
    call.commit(draft)
    return answer({"engine": _shown(engine)})


@router.post("/engine/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    draft.drop(KIND.section, _existing(draft, call.text("id"))["id"])
    call.commit(draft)
    return answer()


@router.post("/engine/rotate")
async def rotate(call: Management) -> JSONResponse:
    draft = call.draft()
    engine = {**_existing(draft, call.text("id")), "secret": new_id("")}
    draft.put(KIND.section, engine)
    call.commit(draft)
    return answer({"secret": engine["secret"]})


@router.get("/engine/load")
async def load(call: Management) -> JSONResponse:
    return answer({"engine": _shown(_existing(call.seen, call.query.get("id", "")))})


@router.get("/engines/load")
async def load_all(call: Management) -> JSONResponse:
    return answer({"engines": [_shown(engine) for engine in call.seen.docs(KIND.section).values()]})


def _name(call: Management) -> str:
    name = call.text("name")
    if not name:
        raise required("name")
    return name


def _existing(state: State, engine_id: str) -> Doc:
    if not engine_id:
        raise required("id")
    engine = state.get(KIND.section, engine_id)
    if engine is None:
        raise not_found("Engine", engine_id)
    return engine


def _shown(engine: Doc) -> Doc:
    return {**engine, "secret": ""}
