# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another live project as the desired state: staging is promoted to production, or compared with it. Knows no noun."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from functools import partial

from ._client import DescopeClient
from ._engine.state import State, read_state
from ._errors import AuthFailed, DescopeError, InvalidInput
from ._kinds._base import Document, Kind
from ._many_documents import covers
from ._module import Json, Task
from ._settings import check_base_url, default_base_url

OTHER_PROJECT_SPEC: Json = {
    "source_project_id": {"type": "str"},
    "source_management_key": {"type": "str", "no_log": True},
    "source_base_url": {"type": "str"},
    "keys": {"type": "list", "elements": "str", "default": [], "no_log": False},
}
OTHER_PROJECT_RULES: Json = {"source_project_id": ("source_management_key", "kinds")}


async def other_project(task: Task) -> State:
    """Return what the project that the options name as the source holds of the wanted kinds, all or nothing.

    Raises InvalidInput when it is the project of the task itself, and whatever reading it raises.
    """
    params = task.params
    project_id = params["source_project_id"].strip()
    if project_id == task.settings.project_id:
        raise InvalidInput(
            f"source_project_id and project_id are the same project, {project_id}.",
            hint="Name the project to take from as the source, and the one to change as project_id.",
        )
    management_key = params["source_management_key"].strip()
    if not project_id or not management_key:
        raise InvalidInput(
            f"source_{'management_key' if project_id else 'project_id'} is empty.", hint="Give both, or neither."
        )
    if not params["kinds"]:
        raise InvalidInput("kinds is empty, so nothing of the other project is wanted.", hint="Name the kinds to take from it.")
    settings = replace(
        task.settings,
        project_id=project_id,
        management_key=management_key,
        base_url=check_base_url(params["source_base_url"] or params["base_url"] or default_base_url(project_id)),
    )
    try:
        async with DescopeClient(settings) as source:
            return await read_state(source, params["kinds"], partial(_tell, task))
    except DescopeError as error:
        error.message = f"The source project {project_id} can't be read: {error.message}"
        if isinstance(error, AuthFailed):
            error.hint = "Check source_project_id and source_management_key: the key must be active and belong to that project."
        raise


def promoted(task: Task) -> t.Callable[[Kind, Document], bool]:
    """Return whether a document, of either project, has a part in the promotion that the options ask for.

    What belongs to a document of a kind that is not promoted, such as a role of one tenant, has none: it would have no home in
    the one project and must not be missed in the other.
    """
    named = covers(task.params["keys"])
    kinds = task.params["kinds"] or ()

    def has_a_part(kind: Kind, document: Document) -> bool:
        homes = () if kind.owner else (used for used in kind.references(document) if used.on_delete == "cascade")
        return named(kind, document) and all(used.kind in kinds for used in homes)

    return has_a_part


def _tell(task: Task, plural: str, count: int) -> None:
    task.progress.step("source", plural, count, count)
