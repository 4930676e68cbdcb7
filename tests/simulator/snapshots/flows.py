# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows in a snapshot: a folder each, and a file that says which of them count (descope-api 3.2)."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ..flow_shapes import METADATA
from ..ids import new_id
from ..kinds import OBJ, STRS
from ..routes.flows import CONNECTOR, FLOW
from ..store import Doc, State
from .files import Files
from .job import Job, rebound

FOLDER, MANIFEST = "flows/", "flows/flows.json"


def export(state: State, role_ids: Mapping[str, str]) -> Files:
    flows = state.docs(FLOW.section)
    files: Files = {MANIFEST: {"flows": sorted(flows)}}
    for flow in flows.values():
        portable: Doc = rebound(flow, role_ids)
        screens = {screen["screenId"]: screen for screen in portable["screens"]}
        about = {**portable["metadata"], "references": portable["references"], "screens": sorted(screens)}
        folder = f"{FOLDER}{flow['id']}/"
        files[f"{folder}metadata.json"] = about
        files[f"{folder}contents.json"] = portable["contents"]
        files.update({f"{folder}screen-{screen_id}.json": screen for screen_id, screen in screens.items()})
    return files


def read(job: Job) -> None:
    """The flows of the list take the place of all there were; folders that are not in it are ignored (descope-api 3.2)."""
    flow_ids = job.names(MANIFEST, "flows")
    if flow_ids is not None:
        before = dict(job.draft.docs(FLOW.section))
        for flow_id in flow_ids:
            _read_one(job, flow_id, before.get(flow_id))
        for flow_id in set(before) - set(flow_ids):
            job.draft.drop(FLOW.section, flow_id)
    for path in [path for path in job.files if path.startswith(FOLDER)]:
        del job.files[path]


def _read_one(job: Job, flow_id: str, before: Doc | None) -> None:
    folder = f"{FOLDER}{flow_id}/"
    metadata, contents = job.take(f"{folder}metadata.json"), job.take(f"{folder}contents.json")
    if metadata is None or contents is None:
        job.failures.append(f"{folder}: the flow needs metadata.json and contents.json")
        return
    if not job.fits(f"{folder}metadata.json", metadata, {**METADATA, "screens": STRS, "references": OBJ}):
        return
    screens = [(screen_id, job.take(f"{folder}screen-{screen_id}.json")) for screen_id in metadata.get("screens") or []]
    missing = [screen_id for screen_id, screen in screens if screen is None]
    if missing:
        job.failures.append(f"{folder}: screens are missing: {', '.join(missing)}")
        return
    references = metadata.get("references") or {}
    ids = {**job.ids, **_ids_by_name(job, folder, references)}
    parts = {
        "metadata": {name: value for name, value in metadata.items() if name not in ("references", "screens")},
        "contents": contents,
        "screens": [screen for _, screen in screens],
        "references": references,
    }
    made = {
        "id": flow_id,
        "version": before["version"] + 1 if before else 1,
        "etag": new_id(""),
        "modifiedTime": int(time.time()),
    }
    doc = job.document(f"{folder}metadata.json", FLOW, {**rebound(parts, ids), **made})
    if doc:
        job.draft.put(FLOW.section, doc)


def _ids_by_name(job: Job, folder: str, references: Doc) -> dict[str, str]:
    """References mean what has the name here; one that nothing has makes the import fail (descope-api 3.2)."""
    present = {
        "connectors": {doc["name"]: doc["id"] for doc in job.draft.docs(CONNECTOR.section).values()},
        "roles": {doc["name"]: doc["id"] for doc in job.draft.where("roles", tenantId="")},
    }
    ids: dict[str, str] = {}
    for section, known in present.items():
        given = references.get(section)
        for name, there in (given if isinstance(given, dict) else {}).items():
            if name in known:
                ids[str(there)] = known[name]
            else:
                job.failures.append(f"{folder}: refers to {section} that do not exist: {name}")
    return ids
