# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns projects into plain JSON and back: for dumps, for loading, for the state file."""

from __future__ import annotations

from typing import Any

from .errors import ApiError, BadInput
from .ids import new_id
from .kinds import Kind, checked
from .routes import KINDS, fresh_sections
from .store import Doc, Project, State

_ABOUT = ("name", "environment", "tags", "management_keys")
_IGNORED = ("id",)


def dump(project: Project) -> dict[str, Any]:
    """A project as it really is, lag or not, in the shape that `load` takes."""
    state = project.state
    sections = {name: [kind.answer(state, doc) for doc in state.docs(name).values()] for name, kind in KINDS.items()}
    return {
        "id": project.id,
        "name": project.name,
        "environment": project.environment,
        "tags": project.tags,
        "management_keys": project.keys,
        **sections,
    }


def load(project_id: str, given: Any, existing: Project | None) -> Project:
    """Build a project from a dump. A section that is not given stays, or is what a new project ships with.

    Documents are taken as they are, with their unknown fields and even when they refer to nothing; only the
    fields they lack get a zero value, and an id when they have none.
    """
    if not isinstance(given, dict):
        raise BadInput("a project is a JSON object")
    unknown = sorted(set(given) - {*_ABOUT, *_IGNORED, *KINDS})
    if unknown:
        raise BadInput(f"unknown keys: {', '.join(unknown)}; known are {', '.join([*_ABOUT, *KINDS])}")
    start = existing.state if existing else State(_indexed(fresh_sections()))
    sections = {section: start.docs(section) for section in KINDS}
    sections.update(_indexed({section: given[section] for section in KINDS if section in given}))
    project = Project(
        project_id,
        given.get("name", existing.name if existing else project_id),
        _strings(given.get("management_keys", existing.keys if existing else [new_id("K")]), "management_keys"),
        State(sections),
    )
    project.trail = existing.trail if existing else project.trail
    project.environment = given.get("environment", existing.environment if existing else "")
    project.tags = _strings(given.get("tags", existing.tags if existing else []), "tags")
    return project


def _indexed(sections: dict[str, Any]) -> dict[str, dict[str, Doc]]:
    return {section: _read_section(KINDS[section], docs) for section, docs in sections.items()}


def _read_section(kind: Kind, docs: Any) -> dict[str, Doc]:
    if not isinstance(docs, list) or not all(isinstance(doc, dict) for doc in docs):
        raise BadInput(f"{kind.section} must be a list of objects")
    index: dict[str, Doc] = {}
    for number, given in enumerate(docs, 1):
        try:
            doc = kind.document(checked(given, kind.fields))
        except ApiError as error:
            raise BadInput(f"{kind.section} {number}: {error.body['errorMessage']}") from error
        doc["id"] = doc["id"] or new_id(kind.prefix)
        if kind.named and not doc["name"]:
            raise BadInput(f"{kind.section} {number}: needs a name")
        if doc["id"] in index:
            raise BadInput(f"{kind.section} {number}: the id {doc['id']} occurs twice")
        index[doc["id"]] = doc
    return index


def _strings(value: Any, what: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise BadInput(f"{what} must be a list of strings")
    return list(value)
