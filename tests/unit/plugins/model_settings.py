# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of the management API with what comes and goes with a tenant: its settings, which are read and replaced whole."""

from __future__ import annotations

import asyncio
import copy
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State, read_state
from tests.unit.plugins.builders import MODELLED, planned
from tests.unit.plugins.model_api import Json, ModelApi, missing

KINDS_READ = (*MODELLED, "tenant_settings")
PATH = "/v1/mgmt/tenant/settings"

DEFAULTS: Json = {  # the service's own, in a tenant that nobody has configured
    "authType": "none",
    "enabled": True,
    "sessionTokenExpiration": 10,
    "sessionTokenExpirationUnit": "minutes",
    "refreshTokenExpiration": 4,
    "refreshTokenExpirationUnit": "weeks",
    "betaFlag": 1,
}


class SettingsApi(ModelApi):
    """What a POST leaves out is reset (descope-api 1.10)."""

    def __init__(self, **documents: t.Any) -> None:
        super().__init__(**documents)
        self.stored: dict[str, Json] = {}

    def settings_of(self, tenant_id: str) -> Json:
        """Return the settings of a tenant as the service gives them."""
        self._tenant(tenant_id)
        return copy.deepcopy(self.stored.get(tenant_id, DEFAULTS))

    async def get(self, path: str, **query: str) -> t.Any:
        if path != PATH:
            return await super().get(path, **query)
        await asyncio.sleep(0)
        self.reads.append(path)
        if self.read_fault is not None:
            raise self.read_fault
        return self.settings_of(query["id"])

    def _write_settings(self, body: Json) -> Json:
        if not body.get("tenantId"):
            raise missing("Tenant")
        self._tenant(body["tenantId"])
        self.stored[body["tenantId"]] = {name: value for name, value in body.items() if name != "tenantId"}
        return {}

    def _delete_and_forget(self, body: Json) -> Json:
        answer = self._delete_tenant(body)
        self.stored.pop(body["id"], None)
        return answer

    _handlers: t.ClassVar[dict[str, t.Callable[[t.Any, Json], Json]]] = {
        **ModelApi._handlers,
        PATH: _write_settings,
        "/v1/mgmt/tenant/delete": _delete_and_forget,
    }


def read_settings_too(api: ModelApi, **options: t.Any) -> State:
    """Return all that a project holds."""
    return asyncio.run(read_state(api, KINDS_READ, lambda plural, count: None, **options))


def plan_of(api: ModelApi, desired: State, **scope: t.Any) -> Plan:
    """Return the plan that makes the project as desired."""
    return planned(read_settings_too(api), desired, **scope)
