#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One flow of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_flow
short_description: Import, change or delete a flow of a Descope project
description:
  - Makes sure that a flow is as exported, or does not exist. Descope's own flows, such as C(sign-up-or-in), are flows like any
    other.
  - A flow is exported and imported whole, as JSON. Everything in it survives as it is, but for what Descope stamps on every
    import, such as C(componentsVersion), which is not compared either.
  - A flow names connectors and roles. They must exist in the project under these names; their ids may be others. A missing role
    is refused before anything is sent. No call lists connectors, so a missing one is Descope's refusal of the import.
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
  flow_id:
    description:
      - Id of the flow. May be left out when O(flow) says it; when both do, they must be the same.
    type: str
  flow:
    description:
      - The flow as Descope's console, its command line tool or its export call give it, in Descope's own spelling, with
        C(flowId), C(metadata), C(contents), C(screens) and C(references). Parts that are left out stay as they are.
      - C(metadata) without C(contents) changes only what is given of it. Use this to disable a flow, for example.
    type: dict
notes:
  - Before a flow is overwritten or deleted, a backup is made, unless O(backup=false).
  - In the result and in a diff each task and each screen is a line with a digest, as a flow may have hundreds of kilobytes.
  - Double braces in a flow are Descope's and not for Ansible to fill in. It leaves them alone in what a lookup returns, so read
    flows from files as in the examples.
seealso:
  - module: descope.mgmt.descope_theme
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Have a flow as it is in a file on the control node
  descope.mgmt.descope_flow:
    flow: "{{ lookup('ansible.builtin.file', 'flows/sign-in.json') | ansible.builtin.from_json }}"

- name: Have the same flow under another id
  descope.mgmt.descope_flow:
    flow_id: sign-in-partners
    flow: "{{ exported | combine({'flowId': 'sign-in-partners'}) }}"
  vars:
    exported: "{{ lookup('ansible.builtin.file', 'flows/sign-in.json') | ansible.builtin.from_json }}"

- name: Disable a flow
  descope.mgmt.descope_flow:
    flow_id: sign-in
    flow:
      metadata:
        disabled: true

- name: Delete a flow
  descope.mgmt.descope_flow:
    flow_id: sign-in-partners
    state: absent
"""

RETURN = r"""
flow:
  description: The flow as it is, or in check mode as it would be, each task and screen in a line. Null when it is absent.
  returned: success
  type: dict
  sample:
    flow_id: sign-in
    metadata: {name: Sign In, description: "", disabled: false}
    contents:
      startTask: "1"
      tasks:
        "0": "End, logged-in, automated (142 characters, sha256 0f8c2ad35b1e)"
        "1": "Sign In, oauth-start, automated (731 characters, sha256 b64a9c21d7f0)"
    screens:
      SC2abc: "screen (10211 characters, sha256 61d0c0b6ad9f)"
    references: {roles: [editor]}
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
    "flow_id": {"type": "str"},
    "flow": {"type": "dict"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("flows", before="overwrites"))


if __name__ == "__main__":
    main()
