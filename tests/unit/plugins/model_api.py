# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of the management API in memory: what the kinds call, with full-replace updates, references by id, and faults.

It takes the place of the HTTP client (the protocol `Client`), so that properties of the engine can be tried a thousand times
in a second. What it refuses and forgets follows descope-api 1.10 and 2.1 to 2.3; it shares no code with the collection but
the exceptions it raises.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError, DescopeError, NotFound, UnknownOutcome
from tests.unit.plugins.builders import permission, role, tenant

Json = dict[str, t.Any]
Fault = t.Literal["lost_before", "lost_after", "refused_after"] | DescopeError
"""What happens to a write: its answer is lost before or after it had its effect, it is refused in spite of its effect, or
the given error comes in its place."""

UNKNOWN = {"betaFlag": False}  # a field of tenants that the collection does not know; always answered, like every field
KEPT = ("id", "parent", "domains", "createdTime", "successors", "defaultRoles")  # by a tenant's update


class ModelApi:
    """One project. `faults` by the number of the write, from 0; `on_write` is called before each with its number."""

    project_id = "P123"

    def __init__(
        self, *, permissions: t.Iterable[Json] = (), roles: t.Iterable[Json] = (), tenants: t.Iterable[Json] = ()
    ) -> None:
        self.writes: list[tuple[str, Json]] = []
        self.reads: list[str] = []
        self.faults: dict[int, Fault] = {}
        self.read_fault: DescopeError | None = None
        self.on_write: t.Callable[[int], None] = lambda number: None
        self._ids = itertools.count(1)
        self._permissions: dict[str, Json] = {}
        self._roles: dict[str, Json] = {}
        self._tenants: dict[str, Json] = {}
        for document in permissions:
            self._permissions[document["id"]] = copy.deepcopy(document)
        tenants = list(tenants)
        self._tenants = {document["id"]: {**copy.deepcopy(document), "defaultRoles": []} for document in tenants}
        for document in roles:
            self._roles[document["id"]] = self._stored_role(document)
        for document in tenants:
            self._tenants[document["id"]] = self._stored_tenant(document)

    # -- the client protocol ----------------------------------------------------------------------------------------------

    async def get(self, path: str, **query: str) -> t.Any:
        await asyncio.sleep(0)
        self.reads.append(path)
        if self.read_fault is not None:
            raise self.read_fault
        if path == "/v1/mgmt/permission/all":
            return {"permissions": copy.deepcopy(list(self._permissions.values()))}
        if path == "/v1/mgmt/role/all":
            return {"roles": [self._shown_role(found) for found in self._roles.values()]}
        if path == "/v1/mgmt/tenant/all":
            return {"tenants": [self._shown_tenant(found) for found in self._tenants.values()]}
        if path == "/v1/mgmt/tenant":
            return self._shown_tenant(self._tenant(query["id"]))
        raise NotFound(f"GET {path} is not modelled.", status=404)

    async def read(self, path: str, body: Json) -> t.Any:
        await asyncio.sleep(0)
        self.reads.append(path)
        if self.read_fault is not None:
            raise self.read_fault
        if path == "/v1/mgmt/tenant/search":
            ids, names = body.get("tenantIds"), body.get("tenantNames")
            found = [one for one in self._tenants.values() if one["id"] in (ids or [one["id"]])]
            found = [one for one in found if one["name"] in (names or [one["name"]])]
            return {"tenants": [self._shown_tenant(one) for one in found]}
        raise NotFound(f"POST {path} is not modelled.", status=404)

    async def write(self, path: str, body: Json, *, method: str = "POST", **query: str) -> Json:
        number = len(self.writes)
        self.writes.append((path, copy.deepcopy(body)))
        await asyncio.sleep(0)
        self.on_write(number)
        fault = self.faults.get(number)
        if isinstance(fault, DescopeError):
            raise fault
        if fault == "lost_before":
            raise UnknownOutcome("the answer was lost")
        answer = self._handlers[path](self, copy.deepcopy(body))
        if fault == "lost_after":
            raise UnknownOutcome("the answer was lost")
        if fault == "refused_after":
            raise refused("refused, though it was done")
        return answer

    # -- somebody else at work --------------------------------------------------------------------------------------------

    def edit_tenant(self, tenant_id: str, **fields: t.Any) -> None:
        """Change a tenant as the console would."""
        self._tenants[tenant_id].update(self._stored_tenant({**self._shown_tenant(self._tenants[tenant_id]), **fields}))

    def add_tenant(self, document: Json) -> None:
        """Create a tenant as the console would."""
        self._tenants[document["id"]] = self._stored_tenant(document)

    def remove_tenant(self, tenant_id: str) -> None:
        """Delete a tenant as the console would."""
        self._delete_tenant({"id": tenant_id})

    def add_role(self, document: Json) -> None:
        """Create a role as the console would."""
        self._roles[document["id"]] = self._stored_role(document)

    def edit_role(self, role_id: str, **fields: t.Any) -> None:
        """Change a role as the console would."""
        self._roles[role_id].update(self._stored_role({**self._shown_role(self._roles[role_id]), **fields}))

    # -- permissions ------------------------------------------------------------------------------------------------------

    def _create_permission(self, body: Json) -> Json:
        _require(body, "name")
        if self._named(self._permissions, body["name"]):
            raise refused("Permission already exists")
        made = {**permission(""), **body, "id": f"PERM-{next(self._ids)}"}
        self._permissions[made["id"]] = made
        return {}

    def _update_permission(self, body: Json) -> Json:
        _require(body, "name", "newName")
        found = self._named(self._permissions, body["name"])
        if found is None:
            raise missing("Permission")
        taken = self._named(self._permissions, body["newName"])
        if found["systemDefault"] or (taken and taken is not found):
            raise refused("Permission can't be changed so")
        fields = {name: value for name, value in body.items() if name not in ("name", "newName")}
        self._permissions[found["id"]] = permission(body["newName"], **fields, id=found["id"])
        return {}

    def _delete_permission(self, body: Json) -> Json:
        found = self._named(self._permissions, body["name"])
        if found is None:
            raise missing("Permission")
        if found["systemDefault"]:
            raise refused("Permission is built in")
        del self._permissions[found["id"]]
        for user in self._roles.values():
            user["permissionNames"] = [one for one in user["permissionNames"] if one != found["id"]]
        return {}

    # -- roles ------------------------------------------------------------------------------------------------------------

    def _create_role(self, body: Json) -> Json:
        _require(body, "name")
        body.pop("newName", None)
        if self._role(body["name"], body.get("tenantId", "")):
            raise refused("Role already exists")
        made = self._stored_role({**role(""), **body, "id": f"ROL-{next(self._ids)}"})
        self._roles[made["id"]] = made
        return self._shown_role(made)

    def _update_role(self, body: Json) -> Json:
        _require(body, "name", "newName")
        found = self._role(body["name"], body.get("tenantId", ""))
        if found is None:
            raise missing("Role")
        taken = self._role(body["newName"], body.get("tenantId", ""))
        if found["name"] == "Tenant Admin" or (taken and taken is not found):
            raise refused("Role can't be changed so", "E024214")
        fields = {name: value for name, value in body.items() if name not in ("name", "newName")}
        made = self._stored_role(role(body["newName"], **fields, id=found["id"]))
        self._roles[found["id"]] = made
        return self._shown_role(made)

    def _delete_role(self, body: Json) -> Json:
        found = self._role(body["name"], body.get("tenantId", ""))
        if found is None:
            raise missing("Role")
        if found["name"] == "Tenant Admin":
            raise refused("Role is built in")
        self._drop_role(found["id"])
        return {}

    def _drop_role(self, role_id: str) -> None:
        del self._roles[role_id]
        for user in self._tenants.values():
            user["defaultRoles"] = [one for one in user["defaultRoles"] if one != role_id]

    # -- tenants ----------------------------------------------------------------------------------------------------------

    def _create_tenant(self, body: Json) -> Json:
        _require(body, "name")
        made_id = body.pop("id", "") or f"T-{next(self._ids)}"
        if made_id in self._tenants or self._named(self._tenants, body["name"]):
            raise refused("Tenant already exists")
        if body.get("parent") and body["parent"] not in self._tenants:
            raise refused("Parent tenant does not exist")
        self._tenants[made_id] = {**UNKNOWN, **tenant(made_id), "authType": "none", **body, "createdTime": 1767225600}
        return {"id": made_id}

    def _update_tenant(self, body: Json) -> Json:
        _require(body, "id", "name")
        found = self._tenant(body["id"])
        taken = self._named(self._tenants, body["name"])
        if taken and taken is not found:
            raise refused("Tenant name already exists")
        kept = {name: found[name] for name in KEPT}
        self._tenants[found["id"]] = {**UNKNOWN, **tenant(), "authType": "none", **body, **kept}
        return {}

    def _delete_tenant(self, body: Json) -> Json:
        _require(body, "id")
        found = self._tenant(body["id"])
        if any(other["parent"] == found["id"] for other in self._tenants.values()):
            raise refused("Tenant has children")
        del self._tenants[found["id"]]
        for role_id in [own["id"] for own in self._roles.values() if own["tenantId"] == found["id"]]:
            self._drop_role(role_id)
        return {}

    def _update_default_roles(self, body: Json) -> Json:
        found = self._tenant(body["id"])
        found["defaultRoles"] = [self._role_id(name) for name in body["defaultRoles"]]
        return {}

    # -- references are kept by id ----------------------------------------------------------------------------------------

    def _stored_role(self, document: Json) -> Json:
        if document["tenantId"] and document["tenantId"] not in self._tenants:
            raise missing("Tenant")
        ids = []
        for name in document["permissionNames"]:
            used = self._named(self._permissions, name)
            if used is None:
                raise refused(f"Permission {name} does not exist")
            ids.append(used["id"])
        return {**copy.deepcopy(document), "permissionNames": ids}

    def _shown_role(self, found: Json) -> Json:
        names = [self._permissions[one]["name"] for one in found["permissionNames"]]
        return {**copy.deepcopy(found), "permissionNames": names}

    def _stored_tenant(self, document: Json) -> Json:
        roles = [self._role_id(name) for name in document["defaultRoles"]]
        return {**UNKNOWN, **copy.deepcopy(document), "authType": document["authType"] or "none", "defaultRoles": roles}

    def _shown_tenant(self, found: Json) -> Json:
        names = [self._roles[one]["name"] for one in found["defaultRoles"]]
        successors = [other["id"] for other in self._tenants.values() if other["parent"] == found["id"]]
        return {**copy.deepcopy(found), "defaultRoles": names, "successors": successors}

    def _role(self, name: str, tenant_id: str) -> Json | None:
        owned = (own for own in self._roles.values() if own["name"] == name and own["tenantId"] == (tenant_id or ""))
        return next(owned, None)

    def _role_id(self, name: str) -> str:
        found = self._role(name, "")
        if found is None:
            raise refused(f"Role {name} does not exist")
        return str(found["id"])

    def _tenant(self, tenant_id: str) -> Json:
        if tenant_id not in self._tenants:
            raise missing("Tenant")
        return self._tenants[tenant_id]

    @staticmethod
    def _named(documents: dict[str, Json], name: str) -> Json | None:
        return next((found for found in documents.values() if found["name"] == name), None)

    _handlers: t.ClassVar[dict[str, t.Callable[[ModelApi, Json], Json]]] = {
        "/v1/mgmt/permission/create": _create_permission,
        "/v1/mgmt/permission/update": _update_permission,
        "/v1/mgmt/permission/delete": _delete_permission,
        "/v1/mgmt/role/create": _create_role,
        "/v1/mgmt/role/update": _update_role,
        "/v1/mgmt/role/delete": _delete_role,
        "/v1/mgmt/tenant/create": _create_tenant,
        "/v1/mgmt/tenant/update": _update_tenant,
        "/v1/mgmt/tenant/delete": _delete_tenant,
        "/v1/mgmt/tenant/updateDefaultRoles": _update_default_roles,
    }


def refused(message: str, api_code: str = "E011003") -> ApiError:
    """Return the error for a call that the API refuses."""
    return ApiError(message, status=400, api_code=api_code)


def missing(noun: str) -> NotFound:
    """Return the error for something that does not exist."""
    return NotFound(f"{noun} not found", status=404, api_code="E112202")


def _require(body: Json, *names: str) -> None:
    for name in names:
        if not body.get(name):
            raise refused(f"The {name} field is required")
