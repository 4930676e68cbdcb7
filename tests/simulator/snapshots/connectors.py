# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connectors in a snapshot: a file each, and one that says which of them count (descope-api 3.2, 3.4)."""

from __future__ import annotations

import re

from .. import effects
from ..ids import new_id
from ..routes.flows import CONNECTOR
from ..secret_fields import blanked, without_unset
from ..store import Doc, State
from .entities import matching
from .files import Files
from .job import Job

FOLDER, MANIFEST = "connectors/", "connectors/connectors.json"


def export(state: State, with_secrets: bool) -> Files:
    """A project without connectors has no such folder."""
    connectors = {_slug(doc): doc for doc in state.docs(CONNECTOR.section).values()}
    if not connectors:
        return {}
    files: Files = {MANIFEST: {"connectors": sorted(connectors)}}
    for slug, doc in connectors.items():
        shown = without_unset(doc)
        files[f"{FOLDER}{slug}.json"] = shown if with_secrets else blanked(shown)
    return files


def read(job: Job) -> None:
    slugs = job.names(MANIFEST, "connectors")
    if slugs is not None:
        read_ids = {_read_one(job, f"{FOLDER}{slug}.json") for slug in slugs}
        for doc in list(job.draft.docs(CONNECTOR.section).values()):
            if doc["id"] not in read_ids:
                effects.delete(job.draft, CONNECTOR.section, doc)
    for path in [path for path in job.files if path.startswith(FOLDER)]:
        del job.files[path]


def _read_one(job: Job, path: str) -> str:
    content = job.take(path)
    if content is None or not content.get("name"):
        job.failures.append(f"{path}: the file is missing or names no connector")
        return ""
    if not job.fits(path, content, CONNECTOR.fields):
        return ""
    before = matching(job.draft, CONNECTOR, content)
    key = before["id"] if before else content.get("id") or new_id(CONNECTOR.prefix)
    # The secrets are asked for under the id in the file: that is the one its reader knows.
    named = {"id": content.get("id") or key, "name": content["name"]}
    values = job.with_secrets("connectors", named, content, before, new=before is None)
    doc = job.document(path, CONNECTOR, {**values, "id": key})
    if doc is None:
        return ""
    if content.get("id"):
        job.ids[content["id"]] = key
    job.draft.put(CONNECTOR.section, doc)
    return str(key)


def _slug(doc: Doc) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", f"{doc['type'] or 'connector'}-{doc['id']}")
