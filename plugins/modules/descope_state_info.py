#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A live project as a desired state."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_state_info
short_description: Read a Descope project as a desired state
description:
  - Returns what a project holds in the spelling of O(descope.mgmt.descope_sync#module:desired), so that a project that was
    made by hand can be managed from a file from now on. Synchronising it with what is returned changes nothing.
  - Left out, so that a person can read it, are empty fields, what Descope makes up itself, built-in documents, settings that
    nobody has changed, and secrets. What lives inside a tenant stands there.
  - Kinds that the plan or the key does not include are left out and named in RV(gaps).
  - The playbook C(descope.mgmt.export) writes it to a file.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.kinds
  - descope.mgmt.attributes
  - descope.mgmt.attributes.info
options:
  keys:
    description:
      - Return these documents only, as globs over their keys or names, such as V(acme-*), or over kind and key, such as
        V(tenants/acme-*). All are returned when it is empty.
    type: list
    elements: str
    default: []
seealso:
  - module: descope.mgmt.descope_sync
  - module: descope.mgmt.descope_project_info
"""

EXAMPLES = r"""
- name: Read the roles and tenants of a project
  descope.mgmt.descope_state_info:
    kinds: [roles, tenants]
  register: project

- name: Keep them as a file
  ansible.builtin.copy:
    content: "{{ {'desired': project.desired} | descope.mgmt.to_desired_yaml }}"
    dest: desired.yml
    mode: "0600"
"""

RETURN = r"""
desired:
  description: The desired state that the project is in.
  returned: success
  type: dict
  sample:
    permissions:
      - name: invoice.read
    roles:
      - name: accountant
        permission_names: [invoice.read]
    tenants:
      - id: acme
        name: Acme
counts:
  description: How many documents of each kind are in RV(desired).
  returned: success
  type: dict
  sample: {permissions: 1, roles: 1, tenants: 1}
gaps:
  description: The kinds that could not be read, and why.
  returned: success
  type: dict
  sample:
    access_keys: not included in the plan or the key's role
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: auth_failed
    message: "Descope refused GET /v1/mgmt/role/all: Invalid token (HTTP 401, E011008)."
    hint: "Check project_id and management_key: the key must be active and belong to that project."
    retryable: false
"""

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.adopt import adopted, desired_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import read_state
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS, taking_part
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import KINDS_SPEC, covers
from ansible_collections.descope.mgmt.plugins.module_utils._module import Json, Task, run_online

ARGUMENT_SPEC = {**KINDS_SPEC, "keys": {"type": "list", "elements": "str", "default": [], "no_log": False}}


async def adopt(task: Task, client: DescopeClient) -> Json:
    """Return the project as a desired state."""
    named = task.params["kinds"] or taking_part("restore")
    plurals = [plural for plural in KINDS if plural in named]
    state = await read_state(client, plurals, lambda plural, count: None, optional=plurals)
    chosen = adopted(state, covers(task.params["keys"]))
    return {"changed": False, "desired": desired_values(chosen), "counts": chosen.counts, "gaps": dict(state.gaps)}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, adopt)


if __name__ == "__main__":
    main()
