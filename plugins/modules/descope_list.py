#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One list of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_list
short_description: Create, change, rename or delete a list of a Descope project
description:
  - Makes sure that a list of texts, of IP addresses or of JSON exists as described, or does not exist. Flows look things up in
    lists, for example to let addresses in or keep them out.
  - Fields that are not given are left as they are.
version_added: 0.2.0
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
      - Id of the list. With it, another O(name) renames the list.
      - When there is no list of this id, O(name) decides; when there is none of that name either, it is created with this id.
        Without an id Descope makes one up.
    type: str
  name:
    description:
      - Name of the list, unique in the project. Without O(id) it says which list is meant.
    type: str
  description:
    description:
      - What the list is for. An empty text removes the description.
    type: str
  type:
    description:
      - What is in the list. Needed when it is created.
    type: str
    choices: [texts, ips, json]
  data:
    description:
      - All that is in the list. An entry that is left out is removed, an empty list empties it.
      - For V(texts) a list of texts, for V(ips) a list of IP addresses and ranges such as V(10.0.0.0/8), both in any order; for
        V(json) any value.
    type: raw
notes:
  - Before a list is deleted, a backup is made, unless O(backup=false).
seealso:
  - module: descope.mgmt.descope_flow
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Keep some addresses out
  descope.mgmt.descope_list:
    name: blocked-addresses
    description: Scanners
    type: ips
    data:
      - 192.0.2.17
      - 198.51.100.0/24
      - 2001:db8::/32

- name: Have a list of JSON
  descope.mgmt.descope_list:
    name: plans
    type: json
    data:
      gold: {seats: 500}
      silver: {seats: 50}

- name: Empty a list
  descope.mgmt.descope_list:
    name: blocked-addresses
    data: []

- name: Delete a list
  descope.mgmt.descope_list:
    name: plans
    state: absent
"""

RETURN = r"""
list:
  description: The list as it is, or in check mode as it would be. Null when it is absent.
  returned: success
  type: dict
  sample:
    id: L2abcdefghijklmnopqrstuvwxyz
    name: blocked-addresses
    description: Scanners
    type: ips
    data: [192.0.2.17, 198.51.100.0/24, "2001:db8::/32"]
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
    "description": {"type": "str"},
    "type": {"type": "str", "choices": ["texts", "ips", "json"]},
    "data": {"type": "raw"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("lists"))


if __name__ == "__main__":
    main()
