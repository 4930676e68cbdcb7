# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The projects of a company as the API lists them, which takes a management key of the company."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._errors import AuthFailed, Forbidden
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import listing
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_task import call, task_of

FIELDS = ("id", "name", "environment", "tags")
ANY_PROJECT = "any"  # stands in while the other options are checked


def company_projects(options: t.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """Return id, name, environment and tags of each project; `options` are those of a connection, the project left open.

    Raises InvalidInput for what can't be meant, and whatever the call raises.
    """
    project_id = (options["project_id"] or "").strip()
    settings = task_of({**options, "project_id": project_id or ANY_PROJECT}).settings

    async def listed(client: DescopeClient) -> t.Any:
        return await client.read("/v1/mgmt/projects/list", {})

    try:
        answer = call(replace(settings, project_id=project_id), listed)
    except (AuthFailed, Forbidden) as error:
        error.hint = "Only a management key of the company may list projects. Check management_key, or write projects down."
        raise
    documents = [KINDS["project"].from_api(raw) for raw in listing(answer, "projects")]
    return [{name: document[name] for name in FIELDS} for document in documents]
