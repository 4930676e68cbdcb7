#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants of a project, read only."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_tenant_info
short_description: List the tenants of a Descope project
description:
  - Returns the tenants of a project, all or one, in the spelling of M(descope.mgmt.descope_tenant).
  - What it returns can be given to M(descope.mgmt.descope_sync) as desired tenants.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.attributes.info
options:
  id:
    description:
      - Return the tenant with this id only. An unknown id gives an empty list.
    type: str
  name:
    description:
      - Return the tenant with this name only.
    type: str
seealso:
  - module: descope.mgmt.descope_tenant
"""

EXAMPLES = r"""
- name: List all tenants
  descope.mgmt.descope_tenant_info:
  register: found

- name: Name those that are switched off
  ansible.builtin.debug:
    msg: "{{ found.tenants | selectattr('disabled') | map(attribute='id') }}"
"""

RETURN = r"""
tenants:
  description:
    - The tenants, sorted by id. C(auth_type), C(domains), C(created_time) and C(successors) are made by the server or by the
      single sign-on settings, and can't be changed through M(descope.mgmt.descope_tenant).
    - C(extra), when it is there, holds fields of Descope's that this version does not know, in Descope's own spelling.
  returned: success
  type: list
  elements: dict
  sample:
    - id: acme
      name: Acme Corporation
      self_provisioning_domains: [acme.example]
      custom_attributes: {plan: gold}
      auth_type: none
      domains: []
      created_time: 1767225600
      disabled: false
      enforce_sso: false
      enforce_sso_exclusions: []
      federated_app_ids: []
      parent: ""
      successors: []
      default_roles: []
      role_inheritance: ""
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: auth_failed
    message: "Descope refused GET /v1/mgmt/tenant/all: Invalid token (HTTP 401, E011008)."
    hint: "Check project_id and management_key: the key must be active and belong to that project."
    retryable: false
"""

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import read_state
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.module_utils._module import Json, Task, run_online

ARGUMENT_SPEC = {"id": {"type": "str"}, "name": {"type": "str"}}


async def tenants(task: Task, client: DescopeClient) -> Json:
    """Return the tenants that the options ask for."""
    kind = KINDS["tenants"]
    state = await read_state(client, [kind.plural], lambda plural, count: None)
    wanted = {name: task.params[name] for name in ARGUMENT_SPEC if task.params[name]}
    found = [document for document in state.documents[kind.plural] if wanted.items() <= document.items()]
    return {"changed": False, "tenants": [kind.to_variables(document) for document in found]}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, tenants)


if __name__ == "__main__":
    main()
