# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound SCIM: one configuration for each SSO application, written with its version in hand (descope-api 2.9)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer
from ..effects import belongs_to
from ..errors import already_exists, invalid, not_found, required
from ..kinds import BOOL, INT, OBJ, STR, Kind, checked
from ..secret_fields import blanked, filled
from ..store import Doc, State

KIND = Kind(
    section="outbound_scim",
    prefix="",
    fields={
        "id": STR,
        "configuration": OBJ,
        "enabled": BOOL,
        "lastExportTime": INT,
        "lastProcessingTime": INT,
        "failures": INT,
        "version": INT,
    },
    server_made=frozenset({"id", "enabled", "lastExportTime", "lastProcessingTime", "failures", "version"}),
    named=False,
)

belongs_to("sso_applications", KIND.section, "id")
router = APIRouter(prefix="/v1/mgmt/outbound/scim")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    """New configurations are not enabled (inferred)."""
    app_id = _app_id(call)
    draft = call.draft()
    if draft.get("sso_applications", app_id) is None:
        raise not_found("Application", app_id)
    if draft.get(KIND.section, app_id):
        raise already_exists("SCIM configuration", f"SCIM configuration already exists: application {app_id}")
    return _put(call, draft, KIND.document({**_configuration(call), "id": app_id, "version": 1}))


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    """Replace the configuration if nobody has written since the version that was read; blank secrets stay (inferred)."""
    draft = call.draft()
    before = _existing(draft, _app_id(call))
    version = checked(call.body, {"version": INT}).get("version")
    if not version:
        raise required("version")
    if version != before["version"]:
        raise invalid(f"Version conflict: the stored version is {before['version']}, the given one {version}")
    configuration = filled(_configuration(call).get("configuration", {}), before["configuration"])
    return _put(call, draft, {**before, "configuration": configuration, "version": version + 1})


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    draft.drop(KIND.section, _existing(draft, _app_id(call))["id"])
    call.commit(draft)
    return answer()


@router.post("/enabled/set")
async def set_enabled(call: Management) -> JSONResponse:
    """A write like any other: the version counts it (inferred)."""
    draft = call.draft()
    before = _existing(draft, _app_id(call))
    enabled = bool(checked(call.body, {"enabled": BOOL}).get("enabled"))
    return _put(call, draft, {**before, "enabled": enabled, "version": before["version"] + 1})


@router.get("/{app_id}")
async def load(call: Management, app_id: str) -> JSONResponse:
    return answer(_shown(_existing(call.seen, app_id)))


def _put(call: Management, draft: State, document: Doc) -> JSONResponse:
    draft.put(KIND.section, document)
    call.commit(draft)
    return answer(_shown(document))


def _configuration(call: Management) -> Doc:
    return checked({"configuration": call.body.get("configuration")}, {"configuration": OBJ})


def _app_id(call: Management) -> str:
    app_id = call.text("appId")
    if not app_id:
        raise required("appId")
    return app_id


def _existing(state: State, app_id: str) -> Doc:
    document = state.get(KIND.section, app_id)
    if document is None:
        raise not_found("SCIM configuration", app_id)
    return document


def _shown(document: Doc) -> Doc:
    """The credentials are write-only (descope-api 4)."""
    shown = {name: value for name, value in document.items() if name != "id"}
    return {"configuration": {"appId": document["id"], **shown, "configuration": blanked(document["configuration"])}}
