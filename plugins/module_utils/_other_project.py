# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another live project as the desired state: staging is promoted to production, or compared with it. Knows no noun."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ._client import DescopeClient, check_base_url, default_base_url
from ._engine.state import State, read_state
from ._errors import InvalidInput
from ._module import Json, Task

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
    settings = replace(
        task.settings,
        project_id=project_id,
        management_key=params["source_management_key"].strip(),
        base_url=check_base_url(params["source_base_url"] or params["base_url"] or default_base_url(project_id)),
    )
    async with DescopeClient(settings) as source:
        return await read_state(source, params["kinds"], partial(_tell, task))


def _tell(task: Task, plural: str, count: int) -> None:
    task.progress.step("source", plural, count, count)
