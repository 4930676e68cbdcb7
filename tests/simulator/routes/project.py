# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project itself: name, tags, clone, delete; and as a whole in files, the new and the legacy way (descope-api 2.17, 3)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, Management, answer
from ..errors import invalid, last_project, outside_licence, required
from ..ids import new_id
from ..kinds import STR, STRS, checked, unique
from ..snapshots import project as snapshots
from ..snapshots.attributes import ACCESS_KEY, TENANT
from ..snapshots.files import read_files
from ..snapshots.job import Job, read_input_secrets
from ..snapshots.settings import KEPT
from ..store import Doc, State

KINDS = (KEPT, TENANT, ACCESS_KEY)
_ENVIRONMENTS = ("", "production")
# Settings of the project that no snapshot has; a copy of the project has them all the same.
_COPIED = (
    *("scope_claim_mappings", "family_settings", "family_attributes", "family_scoped_attributes"),
    "sso_application_attributes",
)

router = APIRouter(prefix="/v1/mgmt/project")


@router.post("/update/name")
async def update_name(call: Management) -> JSONResponse:
    name = call.text("name")
    if not name:
        raise required("name")
    call.change(lambda: setattr(call.project, "name", name))
    return answer()


@router.post("/update/tags")
async def update_tags(call: Management) -> JSONResponse:
    """Replace the tags; no tags is a change too."""
    tags = unique(checked(call.body, {"tags": STRS}).get("tags", []))
    call.change(lambda: setattr(call.project, "tags", tags))
    return answer()


@router.post("/clone")
async def clone(call: Management) -> JSONResponse:
    """A new project with the settings and the secrets of this one, without its people (descope-api 2.17)."""
    from ..documents import load  # it knows every noun, and so cannot be there before this one is

    _require_paid(call, "cloning of projects")
    given = checked(call.body, {"name": STR, "environment": STR, "tags": STRS})
    name, environment = given.get("name", ""), given.get("environment", "")
    if not name:
        raise required("name")
    if environment not in _ENVIRONMENTS:
        raise invalid("The environment field must be empty or production")
    about = {"name": name, "environment": environment, "tags": unique(given.get("tags", [])), "management_keys": []}
    made = load(new_id("P"), about, None)
    draft, source = made.state.copy(), call.project.state
    job = snapshots.read(draft, snapshots.export(call.project, source, plain=True, with_secrets=True))
    if job.failures:
        raise snapshots.refusal(job)
    for section in _COPIED:
        for doc in source.docs(section).values():
            draft.put(section, doc)
    made.reset(draft)
    projects = call.world.store.projects
    call.change(lambda: projects.update({made.id: made}))
    shown = {"projectId": made.id, "projectName": made.name, "environment": environment, "tags": made.tags, "tag": ""}
    return answer(shown)


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    """The company's last project stays (E073008, descope-api 2.17)."""
    projects = call.world.store.projects
    if len(projects) == 1:
        raise last_project()
    call.change(lambda: projects.pop(call.project.id))
    return answer()


@router.post("/snapshot/export")
async def export_snapshot(call: Management) -> JSONResponse:
    _require_paid(call, "snapshots")
    wanted = checked(call.body, {"format": STR}).get("format", "")
    if wanted not in ("", "plain"):
        raise invalid("The format field must be empty or plain")
    return answer({"files": snapshots.export(call.project, call.seen, plain=wanted == "plain")})


@router.post("/snapshot/import")
async def import_snapshot(call: Management) -> JSONResponse:
    _require_paid(call, "snapshots")
    return _import(call, snapshots.SNAPSHOT_EXCLUDES)


@router.post("/snapshot/validate")
async def validate_snapshot(call: Management) -> JSONResponse:
    """The import without its effect; 200 whatever it finds (descope-api 3.1)."""
    _require_paid(call, "snapshots")
    job = _read(call, call.draft(), snapshots.SNAPSHOT_EXCLUDES)
    return answer({"ok": not job.failures, "failures": job.failures, "missingSecrets": job.missing})


@router.post("/export")
async def export(call: Management) -> JSONResponse:
    """Unlike a snapshot it has the secrets, as the clients' description of the call warns (inferred)."""
    _require_paid(call, "the export of projects")
    return answer({"files": snapshots.export(call.project, call.seen, plain=True, with_secrets=True)})


@router.post("/import")
async def import_files(call: Management) -> JSONResponse:
    _require_paid(call, "the import of projects")
    return _import(call, snapshots.LEGACY_EXCLUDES)


def _import(call: Call, known_excludes: frozenset[str]) -> JSONResponse:
    draft = call.draft()
    job = _read(call, draft, known_excludes)
    if job.failures:
        raise snapshots.refusal(job)
    call.commit(draft)
    return answer()


def _read(call: Call, draft: State, known_excludes: frozenset[str]) -> Job:
    """Excludes nobody knows are refused (inferred)."""
    given: Doc = checked(call.body, {"excludes": STRS})
    excludes: Any = frozenset(given.get("excludes", []))
    if not excludes <= known_excludes:
        raise invalid("Unknown excludes: " + ", ".join(sorted(excludes - known_excludes)))
    return snapshots.read(draft, read_files(given.get("files")), read_input_secrets(given.get("inputSecrets")), excludes)


def _require_paid(call: Call, what: str) -> None:
    if call.world.config.tier == "tier1":
        raise outside_licence(what)
