#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole desired state in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_sync
short_description: Make a Descope project's permissions, roles and tenants as desired
description:
  - Compares a desired state with the live project and makes the changes, several at a time and in an order that respects what
    refers to what.
  - The desired state is written, as O(desired) or in O(desired_file), or it is another live project, O(source_project_id), so
    that what was tried in one project can be promoted to the next.
  - In check mode it makes the same plan and stops there. With C(--diff) every change is shown.
  - Fields that are not written are left as they are; kinds that are not written are not managed. Live documents that are not
    desired are reported as RV(unmanaged), and deleted only with O(purge).
  - All bad input is refused before the first change.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.kinds
  - descope.mgmt.other_project
  - descope.mgmt.approval
  - descope.mgmt.apply
  - descope.mgmt.lock
  - descope.mgmt.lock.resume
  - descope.mgmt.store
  - descope.mgmt.progress
  - descope.mgmt.attributes
options:
  desired:
    description:
      - The desired state, with any of the O(kinds) as keys, each a list of mappings. What a project has only one of, such as
        C(theme), needs no list.
      - The fields of a document are the options of the module for one such document, as of M(descope.mgmt.descope_tenant).
        What M(descope.mgmt.descope_state_info) returns can be used as it is.
      - What lives inside a tenant may be written there, as C(settings), C(sso) and C(password_settings).
      - Fields of Descope's that this version does not know can be given under C(extra), in Descope's own spelling.
    type: dict
  desired_file:
    description:
      - A file with the desired state, on the host where the module runs. JSON when its name ends in C(.json), else YAML, for
        which that host needs PyYAML.
      - It holds what O(desired) does, or that as the only variable C(safe_sync_desired), as an export writes it.
      - Ansible takes more than a millisecond to carry one document in a variable, so this is much faster from some hundreds on.
      - Nothing in it is a template. Text with template marks is refused, unless it is marked C(!unsafe). So are inline vault
        values and files that C(ansible-vault) encrypted.
    type: path
    version_added: 0.2.0
  purge:
    description:
      - Whether to delete live documents of the written kinds that are not desired. An empty list of a kind is refused then.
      - What Descope itself made is never deleted.
    type: bool
    default: false
  protected:
    description:
      - Documents that this run must neither change nor delete, as globs over their keys or names, such as V(acme-*), or over
        kind and key, such as V(tenants/acme). A plan that touches one is refused as a whole.
      - What C(protected.txt) in the project's directory below O(backup_dir) names, a glob in each line, is protected in every
        run, whatever its options are.
    type: list
    elements: str
    default: []
  max_change_percent:
    description:
      - How many of the live documents of any one kind a run may update or delete at most, in percent. Kinds with fewer than ten
        documents are left out of it.
    type: float
    version_added: 0.2.0
    default: 50.0
  allow_shrink:
    description:
      - Whether to go on when Descope lists less than half of the documents of a kind that the newest backup holds, of at least
        ten. An outage has been seen to look like that.
    type: bool
    version_added: 0.2.0
    default: false
  backup:
    description:
      - Whether to make a backup of the project, and verify it, before something is overwritten or deleted.
    type: bool
    default: true
seealso:
  - module: descope.mgmt.descope_state_info
  - module: descope.mgmt.descope_drift_info
  - module: descope.mgmt.descope_restore
notes:
  - Text with double braces in a desired state is templated by Ansible. Mark it C(!unsafe).
"""

EXAMPLES = r"""
- name: Preview
  descope.mgmt.descope_sync:
    desired: "{{ desired }}"
  check_mode: true
  diff: true
  register: preview

- name: Promote roles and flows from staging, with the same preview, guards and undo
  descope.mgmt.descope_sync:
    source_project_id: "{{ staging.project_id }}"
    source_management_key: "{{ staging.management_key }}"
    kinds: [permissions, roles, flows]
  check_mode: true
  diff: true

- name: Run what was previewed, or nothing
  descope.mgmt.descope_sync:
    desired: "{{ desired }}"
    plan_hash: "{{ preview.plan.hash }}"
    on_error: rollback

- name: Have two tenants and a role, and leave all others alone
  descope.mgmt.descope_sync:
    desired:
      roles:
        - name: auditor
          permission_names: [invoice.read]
      tenants:
        - id: acme
          name: Acme Corporation
          default_roles: [auditor]
        - id: acme-emea
          name: Acme EMEA
          parent: acme

- name: Delete what is not desired, at most two documents
  descope.mgmt.descope_sync:
    desired: "{{ desired }}"
    purge: true
    max_deletes: 2
    protected: [acme*]
    confirm: P2abcdefghijklmnopqrstuvwxyz
"""

RETURN = r"""
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
plan_file:
  description: Where the whole plan was written, as O(plan_file). Empty when it was not.
  returned: success, and on failure once there was a plan
  type: str
timing:
  description: When the work of the task began and ended, in UTC, as C(started_at) and C(ended_at).
  returned: success, and on failure once there was a plan
  type: dict
  sample: {started_at: "2026-11-22T23:15:00+00:00", ended_at: "2026-11-22T23:15:02+00:00"}
budget:
  description:
    - C(calls) and C(seconds) are what the run took, or in check mode about what it would take at least, the calls that read the
      project included.
    - C(rate_limit) is what the service grants, as C(calls) in C(seconds), and the C(share) of it that a task takes, as
      O(rate_limit_share).
  returned: success, and on failure once there was a plan
  type: dict
  sample: {calls: 9, seconds: 1, rate_limit: {calls: 1000, seconds: 10, share: 0.8}}
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

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._desired_file import written_state
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import (
    KINDS_SPEC,
    carry_out,
    covers,
    identity,
    identity_of,
    last_backup,
    safety_backup,
)
from ansible_collections.descope.mgmt.plugins.module_utils._module import (
    APPLY_SPEC,
    PROGRESS_SPEC,
    SHRINK_SPEC,
    STORE_SPEC,
    Json,
    Task,
    run_online,
)
from ansible_collections.descope.mgmt.plugins.module_utils._other_project import (
    OTHER_PROJECT_RULES,
    OTHER_PROJECT_SPEC,
    other_project,
    promoted,
)

ARGUMENT_SPEC = {
    "desired": {"type": "dict"},
    "desired_file": {"type": "path"},
    **KINDS_SPEC,
    **OTHER_PROJECT_SPEC,
    "purge": {"type": "bool", "default": False},
    "protected": {"type": "list", "elements": "str", "default": []},
    "backup": {"type": "bool", "default": True},
    "max_change_percent": {"type": "float", "default": 50.0},
    **SHRINK_SPEC,
    **APPLY_SPEC,
    **STORE_SPEC,
    **PROGRESS_SPEC,
}


async def sync(task: Task, client: DescopeClient) -> Json:
    """Converge the project to the desired state of the options."""
    params = task.params
    promotion = bool(params["source_project_id"])
    async with task.writing("descope_sync") as writer:
        desired = await other_project(task) if promotion else written_state(task)
        asked = {name: params[name] for name in ("source_project_id", "kinds", "keys", "purge")}
        job = Job(
            desired=desired.only(params["kinds"] or desired.kinds),
            scope=Scope(purge=params["purge"], covers=promoted(task) if promotion else covers(params["keys"]), whole=promotion),
            backup=safety_backup(task, "before sync") if params["backup"] else None,
            last=last_backup(task),
            operation="descope_sync",
            identity=identity("descope_sync", **asked, desired=None if promotion else identity_of(desired)),
        )
        return await carry_out(task, client, job, writer)


def main() -> None:
    """Entry point of the module."""
    choice = [("desired", "desired_file", "source_project_id")]
    run_online(ARGUMENT_SPEC, sync, mutually_exclusive=choice, required_one_of=choice, required_by=OTHER_PROJECT_RULES)


if __name__ == "__main__":
    main()
