# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows: kept as v2 exports them, the older v1 shape is computed from that (descope-api 2.10)."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer, text
from ..default_flows import COMPONENTS_VERSION, FLOWS
from ..errors import flow_not_loaded, invalid, malformed, required, tenant_not_found, unknown_execution
from ..flow_shapes import FLOW_V1, METADATA, SCREEN_V1, as_v1, from_v1
from ..ids import new_id
from ..kinds import BOOL, INT, LIST, OBJ, STR, STRS, Kind, checked
from ..store import Doc, State

FLOW = Kind(
    section="flows",
    prefix="F",
    fields={
        "id": STR,
        "metadata": OBJ,
        "contents": OBJ,
        "screens": LIST,
        "references": OBJ,
        "inputs": OBJ,
        "version": INT,
        "etag": STR,
        "modifiedTime": INT,
    },
    server_made=frozenset({"id", "version", "etag", "modifiedTime"}),
    named=False,
    fresh=FLOWS,
)
EXECUTION = Kind(
    section="flow_executions",
    prefix="FE",
    fields={"id": STR, "output": OBJ},
    server_made=frozenset({"id"}),
    named=False,
)
# Connectors have no calls of their own; flows and snapshots refer to them, so tests can load some.
CONNECTOR = Kind(
    section="connectors",
    prefix="CI",
    fields={"id": STR, "name": STR, "type": STR},
    server_made=frozenset({"id"}),
)
KINDS = (FLOW, EXECUTION, CONNECTOR)

_EXPORTED: dict[str, str] = {"metadata": OBJ, "contents": OBJ, "screens": LIST, "references": OBJ}
_SCREEN: dict[str, str] = {"interactions": LIST, "contents": OBJ}
_OPTIONS: dict[str, str] = {"input": OBJ, "preview": BOOL, "tenant": STR}

router = APIRouter()


@router.post("/v1/mgmt/flow/list")
async def list_flows(call: Management) -> JSONResponse:
    wanted = checked(call.body, {"ids": STRS}).get("ids")
    flows = [_listed(doc) for doc in call.seen.docs(FLOW.section).values() if not wanted or doc["id"] in wanted]
    return answer({"flows": flows, "total": len(flows)})


@router.post("/v1/mgmt/flow/delete")
async def delete(call: Management) -> JSONResponse:
    """Unknown ids are ignored (descope-api 6.5, inferred)."""
    ids = checked(call.body, {"ids": STRS}).get("ids")
    if not ids:
        raise required("ids")
    draft = call.draft()
    for flow_id in ids:
        draft.drop(FLOW.section, flow_id)
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/flow/export")
async def export_v1(call: Management) -> JSONResponse:
    return answer(as_v1(_loaded(call.seen, call.body)))


@router.post("/v1/mgmt/flow/import")
async def import_v1(call: Management) -> JSONResponse:
    """Overwrite the flow with this id, or make it; the ids inside the body do not count (descope-api 2.10)."""
    flow_id = _required_id(call.body)
    given = checked(call.body, {"flow": OBJ, "screens": LIST})
    if "flow" not in given:
        raise required("flow")
    flow = checked(given["flow"], FLOW_V1)
    screens = [checked(screen, SCREEN_V1) for screen in _objects(given.get("screens", []), "screens")]
    _require_ids([text(screen, "id") for screen in screens], "screens.id")
    draft = call.draft()
    saved = _save(draft, flow_id, from_v1(flow, screens))
    call.commit(draft)
    return answer(as_v1(saved))


@router.post("/v2/mgmt/flow/export")
async def export(call: Management) -> JSONResponse:
    doc = _loaded(call.seen, call.body)
    return answer({"flow": {"flowId": doc["id"], **{part: doc[part] for part in _EXPORTED}}})


@router.post("/v2/mgmt/flow/import")
async def import_flow(call: Management) -> JSONResponse:
    """Overwrite the flow with this id, or make it (descope-api 2.10). All parts are kept as they were sent."""
    body = checked(call.body, {"flow": OBJ, "skipRender": BOOL, "changelog": STR})
    if "flow" not in body:
        raise required("flow")
    flow_id = _required_id(body["flow"])
    given = checked(body["flow"], _EXPORTED)
    checked(given.get("metadata", {}), METADATA)
    screens = _objects(given.get("screens", []), "screens")
    for screen in screens:
        checked(screen, _SCREEN)
    _require_ids([text(screen, "screenId") for screen in screens], "screens.screenId")
    draft = call.draft()
    _require_known(draft, given.get("references", {}))
    _save(draft, flow_id, {part: given[part] for part in _EXPORTED if part in given})
    call.commit(draft)
    return answer()


@router.post("/v1/mgmt/flow/run")
async def run(call: Management) -> JSONResponse:
    return answer({"output": _run(call.seen, call.body)})


@router.post("/v1/mgmt/flow/async/run")
async def run_async(call: Management) -> JSONResponse:
    draft = call.draft()
    execution = EXECUTION.document({"id": new_id(EXECUTION.prefix), "output": _run(draft, call.body)})
    draft.put(EXECUTION.section, execution)
    call.commit(draft)
    return answer({"executionId": execution["id"]})


@router.post("/v1/mgmt/flow/async/result")
async def async_result(call: Management) -> JSONResponse:
    execution_id = call.text("executionId")
    if not execution_id:
        raise required("executionId")
    execution = call.seen.get(EXECUTION.section, execution_id)
    if execution is None:
        raise unknown_execution(execution_id)
    return answer({"output": execution["output"]})


def _listed(doc: Doc) -> Doc:
    zeros = {"name": "", "description": "", "disabled": False}
    return {"id": doc["id"], **{field: doc["metadata"].get(field) or zero for field, zero in zeros.items()}}


def _required_id(body: Doc) -> str:
    flow_id = text(body, "flowId")
    if not flow_id:
        raise required("flowId")
    return flow_id


def _loaded(state: State, body: Doc) -> Doc:
    flow_id = _required_id(body)
    doc = state.get(FLOW.section, flow_id)
    if doc is None:
        raise flow_not_loaded()
    return doc


def _save(draft: State, flow_id: str, parts: Doc) -> Doc:
    """Version, etag, time and the components' version are the server's (descope-api 2.10)."""
    before = draft.get(FLOW.section, flow_id)
    stamped = {**parts.get("metadata", {}), "componentsVersion": COMPONENTS_VERSION}
    made = {
        "id": flow_id,
        "version": before["version"] + 1 if before else 1,
        "etag": new_id(""),
        "modifiedTime": int(time.time()),
    }
    doc = FLOW.document({**parts, "metadata": stamped, **made})
    draft.put(FLOW.section, doc)
    return doc


def _require_known(draft: State, references: Doc) -> None:
    """Connectors and project-level roles are found by name; one that is missing fails the import (descope-api 2.10)."""
    given = checked(references, {"connectors": OBJ, "roles": OBJ})
    known: dict[str, list[Doc]] = {
        "connectors": list(draft.docs(CONNECTOR.section).values()),
        "roles": draft.where("roles", tenantId=""),
    }
    for section, docs in known.items():
        missing = sorted(set(given.get(section, {})) - {doc["name"] for doc in docs})
        if missing:
            raise invalid(f"The flow refers to unknown {section}: " + ", ".join(missing))


def _run(state: State, body: Doc) -> Doc:
    """There is no flow engine here: a flow hands its input on (inferred).

    The options may stand in `options` or beside the flowId (descope-api 5 row 18).
    """
    doc = _loaded(state, body)
    nested = checked(body, {"options": OBJ}).get("options", {})
    options = checked({**body, **nested}, _OPTIONS)
    if doc["metadata"].get("disabled"):
        raise invalid(f"The flow {doc['id']} is disabled")
    tenant = options.get("tenant", "")
    if tenant and state.get("tenants", tenant) is None:
        raise tenant_not_found(tenant)
    output: Doc = options.get("input", {})
    return output


def _objects(value: list[Any], field: str) -> list[Doc]:
    if not all(isinstance(entry, dict) for entry in value):
        raise malformed(f"The {field} field must be a list of objects")
    return value


def _require_ids(ids: list[str], field: str) -> None:
    if not all(ids):
        raise required(field)
    if len(set(ids)) < len(ids):
        raise invalid(f"The {field} field must be different in every screen")
