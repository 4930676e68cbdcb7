#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_undo: take back what an earlier run changed."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_undo
short_description: Take back what an earlier run changed in a Descope project
description:
  - Reads the journal that every writing run keeps beside the backups, compares the documents it changed with the live project,
    and brings them back as they were before the run. What it created is deleted.
  - A document that somebody has changed since is left as it is and reported as RV(left).
  - A run that was cut off is taken back as far as it came. One that finished an earlier run is taken back together with it.
  - In check mode it makes the same plan and stops there. With C(--diff) every change is shown.
  - It deletes only what the run created, so no deletion budget applies. It needs approval like any deletion.
  - Before it overwrites or deletes anything it makes a backup of what it touches, and it keeps a journal of its own.
  - It can't bring back what no journal holds, such as users that went with a tenant, secrets, and sessions. The plan of the run
    had said so.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.store
  - descope.mgmt.lock
  - descope.mgmt.approval
  - descope.mgmt.progress
  - descope.mgmt.attributes
options:
  run:
    description:
      - Which run. The RV(run) of a writing task, or V(last) for the one that was cut off or else the newest that changed
        something and was not taken back.
    type: str
    default: last
seealso:
  - module: descope.mgmt.descope_sync
  - module: descope.mgmt.descope_restore
"""

EXAMPLES = r"""
- name: See what taking back the last run would do
  descope.mgmt.descope_undo:
  check_mode: true
  diff: true
  register: preview

- name: Take it back
  descope.mgmt.descope_undo:
    run: "{{ preview.undoes[0] }}"
    plan_hash: "{{ preview.plan.hash }}"
"""

RETURN = r"""
undoes:
  description: Ids of the runs that are taken back, the newest first. More than one when a run finished another one.
  returned: success, and on failure once there was a plan
  type: list
  elements: str
undone:
  description: What was taken back, as C(tenant acme). Empty in check mode.
  returned: success, and on failure once there was a plan
  type: list
  elements: str
left:
  description: What was left as it is or could not be brought back whole, each with the reason.
  returned: success, and on failure once there was a plan
  type: list
  elements: dict
  sample:
    - what: tenant acme
      reason: somebody else has changed it since; it was left as it is
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
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Conditions
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_file import plan_file
from ansible_collections.descope.mgmt.plugins.module_utils._engine.undo_run import chosen, undo_run
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import conditions, result_of, safety_backup
from ansible_collections.descope.mgmt.plugins.module_utils._module import (
    APPROVAL_SPEC,
    LOCK_SPEC,
    PROGRESS_SPEC,
    STORE_SPEC,
    Json,
    Task,
    run_online,
)

ARGUMENT_SPEC = {
    "run": {"type": "str", "default": "last"},
    **APPROVAL_SPEC,
    **STORE_SPEC,
    **LOCK_SPEC,
    **PROGRESS_SPEC,
}


async def undo(task: Task, client: DescopeClient) -> Json:
    """Take back a run that its journal tells of."""
    async with task.writing("descope_undo") as writer:
        with task.runs() as runs:
            wanted = chosen(runs, task.params["run"])
        backup = safety_backup(task, f"before undo of {wanted.ids[0]}")
        under = Conditions(**conditions(task), backup=backup, writer=writer, operation="descope_undo")
        with plan_file(task.params["plan_file"] or "") as file:
            report, done = await undo_run(wanted, under, client, task.progress)
            left = [{"what": what, "reason": why} for what, why in done.left]
            told = {"undoes": list(wanted.ids), "undone": list(done.undone), "left": left}
            return await result_of(task, client, report, under, file, lambda _report: told)


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, undo)


if __name__ == "__main__":
    main()
