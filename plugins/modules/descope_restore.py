#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project, some kinds or single documents brought back from a backup."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_restore
short_description: Bring a Descope project, or parts of it, back from a backup
description:
  - Verifies the backup, compares it with the live project and makes the changes that bring back what it holds, as one plan.
  - In check mode it makes the same plan and stops there. With C(--diff) every change is shown.
  - Before it overwrites or deletes anything it makes a backup of the project as it is, so a restore can be undone by another.
  - It refuses, before the first change, a backup that is damaged, incomplete, of another project, or of a newer format.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.kinds
  - descope.mgmt.approval
  - descope.mgmt.apply
  - descope.mgmt.lock
  - descope.mgmt.lock.resume
  - descope.mgmt.store
  - descope.mgmt.progress
  - descope.mgmt.attributes
options:
  backup:
    description:
      - Which backup. Its id, the absolute path of its directory, or V(latest) for the newest one that verifies.
      - The newest one may be the one that a restore made of the project before it began. To take several parts from one
        backup, give its id.
    type: str
    default: latest
  as_of:
    description:
      - Take the newest verified backup that is not later than this time, in ISO 8601, for example V(2026-11-22T18:00:00Z).
        A time without a zone is UTC. Goes with O(backup=latest).
    type: str
  keys:
    description:
      - Bring back these documents only, as globs over their keys or names, such as V(acme-*), or over kind and key, such as
        V(tenants/acme).
    type: list
    elements: str
    default: []
  mode:
    description:
      - V(merge) brings back what the backup holds and leaves documents alone that are newer than it.
      - V(mirror) also deletes those, within O(max_deletes) and O(max_delete_percent).
    type: str
    choices: [merge, mirror]
    default: merge
  max_change_percent:
    description:
      - How many of the live documents of any one kind a run may update or delete at most, in percent. Kinds with fewer than ten
        documents are left out of it.
    type: float
    version_added: 0.2.0
    default: 100.0
  secrets:
    description:
      - Secrets of documents that are created, which the backup does not hold, as RV(secrets_template) of a preview or of the
        backup asks for them. Kind, key and path, such as C(outbound_apps), C(calendar) and C(client_secret).
      - Blank values and C(PLACEHOLDER_VALUE) count as not given, so a template can be filled in partly. Without a secret, the
        document is created without it, or with one that Descope makes.
      - A kind, a document or a path that does not exist is refused.
    type: dict
    version_added: 0.2.0
  allow_other_project:
    description:
      - Whether the backup may be of another project than O(project_id). Give its path as O(backup) then.
    type: bool
    default: false
  require_seal:
    description:
      - Whether to refuse a backup whose seal was not checked with its key, because it is not encrypted or the key is missing.
        Hashes alone find damage, but nobody who edits a backup and makes its hashes right again.
      - A seal of C(age) is no proof against somebody who knows the public keys.
    type: bool
    version_added: 0.2.0
    default: false
seealso:
  - module: descope.mgmt.descope_backup
  - module: descope.mgmt.descope_backup_info
"""

EXAMPLES = r"""
- name: Preview what the newest backup would bring back
  descope.mgmt.descope_restore:
  check_mode: true
  diff: true
  register: preview

- name: Bring it back
  descope.mgmt.descope_restore:
    backup: "{{ preview.source.id }}"
    plan_hash: "{{ preview.plan.hash }}"

- name: Bring a backup into another project, with the secrets that the preview asked for, filled in and vaulted
  descope.mgmt.descope_restore:
    backup: "{{ saved.backup.path }}"
    allow_other_project: true
    secrets: "{{ vaulted_secrets }}"

- name: Bring back all configuration that only a snapshot holds
  descope.mgmt.descope_restore:
    kinds: [snapshot]
    confirm: P2abcdefghijklmnopqrstuvwxyz

- name: Bring back one tenant as it was last night
  descope.mgmt.descope_restore:
    as_of: "2026-11-22T23:00:00Z"
    kinds: [tenants]
    keys: [acme]
"""

RETURN = r"""
source:
  description: The backup that was used, like RV(backup).
  returned: success, and on failure once there was a plan
  type: dict
  sample:
    id: 20261122T231500Z
    path: /home/ops/.descope-mgmt/backups/P2abcdefghijklmnopqrstuvwxyz/20261122T231500Z
secrets_template:
  description:
    - The secrets of documents that are created, which the backup does not hold and O(secrets) does not give. Kind, key and
      path, each with an empty value to fill in.
  returned: success, and on failure once there was a plan
  type: dict
  sample:
    outbound_apps: {calendar: {client_secret: ""}}
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
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import backup_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.secrets import secrets_for, with_secrets
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import (
    KINDS_SPEC,
    SOURCE_SPEC,
    carry_out,
    covers,
    identity,
    safety_backup,
    source_backup,
)
from ansible_collections.descope.mgmt.plugins.module_utils._module import (
    APPLY_SPEC,
    PROGRESS_SPEC,
    STORE_SPEC,
    Json,
    Task,
    run_online,
)

ARGUMENT_SPEC = {
    **SOURCE_SPEC,
    "backup": {"type": "str", "default": "latest"},
    **KINDS_SPEC,
    "mode": {"type": "str", "choices": ["merge", "mirror"], "default": "merge"},
    "max_change_percent": {"type": "float", "default": 100.0},
    "secrets": {"type": "dict", "no_log": True},
    **APPLY_SPEC,
    **STORE_SPEC,
    **PROGRESS_SPEC,
}


async def restore(task: Task, client: DescopeClient) -> Json:
    """Converge the project to what a backup holds."""
    mirror = task.params["mode"] == "mirror"
    same_job = identity("descope_restore", **{name: task.params[name] for name in ("backup", "as_of", "kinds", "keys", "mode")})
    async with task.writing("descope_restore") as writer:
        # When it was cut off, `latest` has come to mean the backup that it made itself before it began.
        backup, state = source_backup(task, begun_with=writer.runs.source_of(same_job) if writer else "")
        job = Job(
            desired=with_secrets(state, task.params["secrets"]),
            scope=Scope(purge=mirror, covers=covers(task.params["keys"]), whole=True),
            backup=safety_backup(task, f"before restore of {backup.id}"),
            operation="descope_restore",
            identity=same_job,
            source=backup.path,
        )
        source = backup_values(backup)
        return await carry_out(
            task, client, job, writer, told=lambda report: {"source": source, "secrets_template": secrets_for(report.plan)}
        )


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, restore)


if __name__ == "__main__":
    main()
