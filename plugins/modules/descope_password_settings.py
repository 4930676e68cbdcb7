#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The password policy of the project, or of one tenant."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_password_settings
short_description: Change the password policy of a Descope project or of one of its tenants
description:
  - Makes sure that a password policy is as described. It is always there, so there is no C(state).
  - Fields that are not given are left as they are. Descope's own call resets every field that is left out; this module reads
    the policy right before it writes, and sends it whole.
  - A tenant without a policy of its own follows the project's. As soon as it differs from the project's in anything, it has one
    of its own and no longer follows; no call takes that back.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.backup_first
  - descope.mgmt.store
  - descope.mgmt.lock
  - descope.mgmt.lock.resume
  - descope.mgmt.attributes
options:
  tenant_id:
    description:
      - Id of the tenant. The policy is the project's when this is unset or empty.
    type: str
  enabled:
    description:
      - Whether users may sign in with a password.
    type: bool
  min_length:
    description:
      - How many characters a password has at least.
    type: int
  lowercase:
    description:
      - Whether it must have a small letter.
    type: bool
  uppercase:
    description:
      - Whether it must have a capital letter.
    type: bool
  number:
    description:
      - Whether it must have a digit.
    type: bool
  non_alphanumeric:
    description:
      - Whether it must have a character that is neither letter nor digit.
    type: bool
  expiration:
    description:
      - Whether passwords expire, after O(expiration_weeks).
    type: bool
  expiration_weeks:
    description:
      - After how many weeks a password expires.
    type: int
  reuse:
    description:
      - Whether one of the last O(reuse_amount) passwords is refused as a new one.
    type: bool
  reuse_amount:
    description:
      - How many earlier passwords are refused as a new one.
    type: int
  lock:
    description:
      - Whether a user is locked after O(lock_attempts) wrong passwords.
    type: bool
  lock_attempts:
    description:
      - After how many wrong passwords a user is locked.
    type: int
  temp_lock:
    description:
      - Whether a user is locked for a while after O(temp_lock_attempts) wrong passwords.
    type: bool
  temp_lock_attempts:
    description:
      - After how many wrong passwords a user is locked for a while.
    type: int
  temp_lock_duration:
    description:
      - For how many minutes a user is locked then.
    type: int
  enable_password_strength:
    description:
      - Whether a password must be as strong as O(password_strength_score) says.
    type: bool
  password_strength_score:
    description:
      - How strong a password must be.
    type: int
notes:
  - Before a policy is overwritten, a backup is made, unless O(backup=false).
seealso:
  - module: descope.mgmt.descope_tenant
  - module: descope.mgmt.descope_sync
    description: Many policies at once, a tenant's also as C(password_settings) of the tenant.
"""

EXAMPLES = r"""
- name: Ask for longer passwords in the project
  descope.mgmt.descope_password_settings:
    min_length: 12
    non_alphanumeric: true

- name: Have a tenant lock users after three wrong passwords
  descope.mgmt.descope_password_settings:
    tenant_id: acme
    lock: true
    lock_attempts: 3
"""

RETURN = r"""
password_settings:
  description: The policy as it is, or in check mode as it would be.
  returned: success
  type: dict
  sample:
    tenant_id: acme
    enabled: true
    min_length: 12
    lock: true
    lock_attempts: 3
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
from ansible_collections.descope.mgmt.plugins.module_utils._one_document import SETTINGS_SPEC, one_document

ARGUMENT_SPEC = {
    "tenant_id": {"type": "str"},
    "enabled": {"type": "bool"},
    "min_length": {"type": "int"},
    "lowercase": {"type": "bool"},
    "uppercase": {"type": "bool"},
    "number": {"type": "bool"},
    "non_alphanumeric": {"type": "bool"},
    "expiration": {"type": "bool"},
    "expiration_weeks": {"type": "int"},
    "reuse": {"type": "bool"},
    "reuse_amount": {"type": "int"},
    "lock": {"type": "bool"},
    "lock_attempts": {"type": "int"},
    "temp_lock": {"type": "bool"},
    "temp_lock_attempts": {"type": "int"},
    "temp_lock_duration": {"type": "int"},
    "enable_password_strength": {"type": "bool", "no_log": False},
    "password_strength_score": {"type": "int", "no_log": False},
    **SETTINGS_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("password_settings", before="overwrites"))


if __name__ == "__main__":
    main()
