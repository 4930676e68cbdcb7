# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which custom attributes users, tenants and access keys can have, in a snapshot (descope-api 3.2).

Those of tenants and access keys have no calls of their own: a snapshot is the only way to read and write them
(descope-api 2.16).
"""

from __future__ import annotations

from ..routes.user_attributes import USER, definitions_kind
from ..store import State
from .authorization import by_name
from .files import Files
from .job import Job

PATH = "attributes.json"
TENANT = definitions_kind("tenant_attributes")
ACCESS_KEY = definitions_kind("access_key_attributes")
_LISTS = {"user": USER, "tenant": TENANT, "accessKey": ACCESS_KEY}


def export(state: State) -> Files:
    return {
        PATH: {
            name: [{field: value for field, value in doc.items() if field != "id"} for doc in state.docs(kind.section).values()]
            for name, kind in _LISTS.items()
        }
    }


def read(job: Job) -> None:
    """Each list in the file takes the place of all there was; one that is not in it leaves what there is."""
    content = job.take(PATH) or {}
    for name, kind in _LISTS.items():
        entries = job.objects(PATH, name, content[name]) if content.get(name) is not None else None
        if entries is None:
            continue
        docs = [job.document(PATH, kind, {**entry, "id": key}) for key, entry in by_name(job, PATH, entries).items()]
        for key in list(job.draft.docs(kind.section)):
            job.draft.drop(kind.section, key)
        for doc in filter(None, docs):
            job.draft.put(kind.section, doc)
