#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One tenant of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_tenant
short_description: Create, change or delete a tenant of a Descope project
description:
  - Makes sure that a tenant exists as described, or does not exist.
  - Fields that are not given are left as they are. Descope's own update call resets every field that is left out; this module
    reads the tenant first and sends it whole, so that changing the name does not switch off SSO enforcement.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.one_document
  - descope.mgmt.backup_first
  - descope.mgmt.store
  - descope.mgmt.lock
  - descope.mgmt.lock.resume
  - descope.mgmt.attributes
options:
  id:
    description:
      - Id of the tenant. It can be chosen at creation and never changed. Letters, digits and the characters C(_.:-).
      - When a tenant is created without it, Descope makes one up.
    type: str
  name:
    description:
      - Name of the tenant, unique in the project. Without O(id) it says which tenant is meant.
    type: str
  self_provisioning_domains:
    description:
      - E-mail domains whose users join the tenant by themselves. An empty list removes all.
    type: list
    elements: str
  custom_attributes:
    description:
      - All custom attributes of the tenant. An attribute that is left out of the mapping is removed.
      - Declare the attributes in the Descope console first.
    type: dict
  disabled:
    description:
      - Whether the tenant is switched off, so that its users can't sign in to it.
    type: bool
  enforce_sso:
    description:
      - Whether the tenant's users must sign in through its single sign-on.
    type: bool
  enforce_sso_exclusions:
    description:
      - Login ids that may sign in otherwise all the same. An empty list removes all.
    type: list
    elements: str
  federated_app_ids:
    description:
      - Ids of the applications that are assigned to the tenant. An empty list removes all.
    type: list
    elements: str
  parent:
    description:
      - Id of the parent tenant. It can be given at creation only; another one than the present one is refused.
    type: str
  role_inheritance:
    description:
      - Whether roles are inherited from the parent tenant. An empty text stands for the project's default.
    type: str
    choices: ["", none, userOnly]
  default_roles:
    description:
      - Names of roles of the project that new members of the tenant get. They must exist. An empty list removes all.
    type: list
    elements: str
  cascade:
    description:
      - When the tenant is deleted, whether to delete the users and access keys that belong to it alone. No backup holds them.
      - When it has users, this needs O(confirm_users).
    type: bool
    default: false
  confirm_users:
    description:
      - How many users may go with the tenant, as the word of somebody who looked at the preview. It must be the number of its
        users that the preview shows, test users included. Those of them that belong to other tenants too are not deleted.
      - Needed to delete a tenant that has users with O(cascade). Not needed in check mode.
    type: int
    version_added: 0.2.0
seealso:
  - module: descope.mgmt.descope_tenant_info
  - module: descope.mgmt.descope_sync
    description: Many tenants at once.
"""

EXAMPLES = r"""
- name: Have a tenant
  descope.mgmt.descope_tenant:
    id: acme
    name: Acme Corporation
    self_provisioning_domains: [acme.example]
    custom_attributes:
      plan: gold

- name: Switch it off, and leave everything else as it is
  descope.mgmt.descope_tenant:
    id: acme
    disabled: true

- name: See what a deletion would do
  descope.mgmt.descope_tenant:
    id: acme
    state: absent
  check_mode: true
  diff: true

- name: Delete it with the 12 users that the preview showed
  descope.mgmt.descope_tenant:
    id: acme
    state: absent
    cascade: true
    confirm_users: 12
"""

RETURN = r"""
tenant:
  description:
    - The tenant as it is, or in check mode as it would be. Null when it is absent.
    - The id of a tenant to be created without one is not known in check mode, and empty.
  returned: success
  type: dict
  sample:
    id: acme
    name: Acme Corporation
    self_provisioning_domains: [acme.example]
    custom_attributes: {plan: gold}
    disabled: false
    enforce_sso: false
    enforce_sso_exclusions: []
    federated_app_ids: []
    parent: ""
    role_inheritance: ""
    default_roles: []
plan:
  description: What was planned, or in check mode what would be done.
  returned: success, and on failure once there was a plan
  type: dict
  contains:
    hash:
      description: Stands for the plan. Give it as O(descope.mgmt.descope_sync#module:plan_hash) to run this plan or none.
      type: str
    project_id:
      description: Project the plan is for.
      type: str
    api_base:
      description: API the plan is for.
      type: str
    creates:
      description: How many documents are created.
      type: int
    updates:
      description: How many documents are updated.
      type: int
    deletes:
      description: How many documents are deleted.
      type: int
    total:
      description: How many documents change.
      type: int
    kinds:
      description: >-
        The counts C(creates), C(updates), C(deletes), C(unchanged), C(unmanaged) and C(live) by kind, such as C(tenants).
      type: dict
    lines:
      description: The changes in words, a line each, in the order they are made.
      type: list
      elements: str
    needs_approval:
      description: Why the plan needs a plan hash or a confirmation before it runs. Empty when it needs none.
      type: str
  sample:
    hash: 6f2b0c4c1d0c0b6ad9f3a3a44d4a7a2f0e7e6a3a9e1d7c57c1d6f3a1d2b4c5e6.kWc1rJk
    project_id: P2abcdefghijklmnopqrstuvwxyz
    api_base: https://api.descope.com
    creates: 0
    updates: 1
    deletes: 0
    total: 1
    kinds:
      tenants: {creates: 0, updates: 1, deletes: 0, unchanged: 0, unmanaged: 0, live: 40}
    lines: ["~ update tenant acme: disabled"]
    needs_approval: ""
results:
  description:
    - What became of each change. Of very many only the first are listed.
    - C(status) is V(planned) in check mode, else V(applied), V(failed), V(conflict), V(unknown), V(not_attempted) or V(undone).
    - C(affects), for a deletion, lists the documents that it takes along or that lose their reference to what is deleted.
  returned: success, and on failure once there was a plan
  type: list
  elements: dict
  sample:
    - kind: tenant
      key: acme
      operation: update
      status: applied
unmanaged:
  description: Live documents of the managed kinds that are not desired and were left alone.
  returned: success, and on failure once there was a plan
  type: list
  elements: dict
  sample:
    - kind: tenant
      key: initech
backup:
  description: The backup that was made before the first change. Null when none was needed.
  returned: success, and on failure once there was a plan
  type: dict
  sample:
    id: 20261122T231500Z
    path: /home/ops/.descope-mgmt/backups/P2abcdefghijklmnopqrstuvwxyz/20261122T231500Z
    project_id: P2abcdefghijklmnopqrstuvwxyz
    created_at: "2026-11-22T23:15:00Z"
    reason: before deletion of tenant acme
    counts: {permissions: 15, roles: 9, tenants: 40}
    bytes: 18231
    manifest_sha256: 1f0e7e6a3a9e1d7c57c1d6f3a1d2b4c5e66f2b0c4c1d0c0b6ad9f3a3a44d4a7a2
summary:
  description: How many changes were planned, and how many ended in which way.
  returned: success, and on failure once there was a plan
  type: dict
  sample: {planned: 3, applied: 3, failed: 0, conflicts: 0, unknown: 0, not_attempted: 0, undone: 0}
partial:
  description: Whether some changes were made and others were not.
  returned: success, and on failure once there was a plan
  type: bool
run:
  description:
    - Id of the run, whose journal is beside the backups. M(descope.mgmt.descope_undo) takes it. Empty when nothing was to be
      written.
  returned: success, and on failure once there was a plan
  type: str
  sample: 20261122T231500.123456Z
took_up:
  description: Id of an earlier run of the same job that was cut off and that this one finished. Empty when there was none.
  returned: success, and on failure once there was a plan
  type: str
next_steps:
  description: What can be done about changes that were not made, a sentence each.
  returned: success, and on failure once there was a plan
  type: list
  elements: str
audit:
  description: The line about this run in the audit trail C(audit.jsonl) beside the backups. Null when nothing was written.
  returned: success, and on failure once there was a plan
  type: dict
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: invalid_input
    message: "tenant acme: its parent names the tenant holding, which does not exist."
    hint: Correct the name, or add the tenant to the desired tenants.
    retryable: false
"""

from ansible_collections.descope.mgmt.plugins.module_utils._module import run_online
from ansible_collections.descope.mgmt.plugins.module_utils._one_document import ONE_DOCUMENT_SPEC, one_document

ARGUMENT_SPEC = {
    "id": {"type": "str"},
    "name": {"type": "str"},
    "self_provisioning_domains": {"type": "list", "elements": "str"},
    "custom_attributes": {"type": "dict"},
    "disabled": {"type": "bool"},
    "enforce_sso": {"type": "bool"},
    "enforce_sso_exclusions": {"type": "list", "elements": "str"},
    "federated_app_ids": {"type": "list", "elements": "str"},
    "parent": {"type": "str"},
    "role_inheritance": {"type": "str", "choices": ["", "none", "userOnly"]},
    "default_roles": {"type": "list", "elements": "str"},
    "cascade": {"type": "bool", "default": False},
    "confirm_users": {"type": "int"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("tenants"), required_one_of=[("id", "name")])


if __name__ == "__main__":
    main()
