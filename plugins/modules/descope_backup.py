#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup of a project, and retention of older ones."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_backup
short_description: Back up a Descope project to disk and retire old backups
description:
  - Reads the project and publishes it as one directory of JSON files, which is verified before it appears. A reader never sees
    half a backup, and an older backup is never touched by a newer one.
  - Then retires backups that are older than O(keep_days), counted from the newest verified one. The newest three are always
    kept, and so is everything in the directory that is not exactly a backup of this project.
  - Kinds that the plan or the key does not include are left out. The backup says of each kind whether it holds all of it, and
    why not. Any other trouble ends the task, and then there is no backup.
  - In check mode it reads and counts, says which backups would go, and writes nothing.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.kinds
  - descope.mgmt.store
  - descope.mgmt.lock
  - descope.mgmt.progress
  - descope.mgmt.attributes
attributes:
  diff_mode:
    support: N/A
    details:
      - Nothing that exists is changed.
  idempotent:
    support: N/A
    details:
      - Every run makes a backup.
options:
  also:
    description:
      - Take these kinds of documents besides those that are taken when O(kinds) is unset.
    type: list
    version_added: 0.2.0
    elements: str
    choices:
      - permissions
      - roles
      - tenants
      - tenant_settings
      - sso
      - password_settings
      - custom_attributes
      - users
      - access_keys
      - flows
      - theme
      - lists
      - jwt_templates
      - fga_schema
      - sso_applications
      - inbound_apps
      - outbound_apps
      - project
      - snapshot
    default: []
  reason:
    description:
      - A word on why, kept in the backup.
    type: str
    default: on request
  secrets:
    description:
      - V(redact) keeps every secret out of the backup.
      - V(include) also takes those that the API lets one read, today the client secrets of OIDC and of inbound applications,
        and a restore that creates such an application gives it its secret again. It needs O(encryption).
    type: str
    version_added: 0.2.0
    choices: [redact, include]
    default: redact
  allow_shrink:
    description:
      - Whether to go on when Descope lists less than half of the documents of a kind that the newest backup holds, of at least
        ten. An outage has been seen to look like that.
    type: bool
    version_added: 0.2.0
    default: false
  concurrency:
    description:
      - How many calls may be under way at once, from 1 to 32. The service's rate limit is kept in any case.
    type: int
    version_added: 0.2.0
    default: 8
  keep_days:
    description:
      - Retire backups that are more than this many days older than the newest verified one.
    type: int
    default: 30
  keep_last:
    description:
      - Keep this many of the newest verified backups in any case, and never fewer than three.
    type: int
    default: 3
seealso:
  - module: descope.mgmt.descope_backup_info
  - module: descope.mgmt.descope_restore
"""

EXAMPLES = r"""
- name: Back up before a change window
  descope.mgmt.descope_backup:
    reason: change 4711
  register: saved

- name: Back up with the client secrets of OIDC applications, in files that ansible-vault view opens
  descope.mgmt.descope_backup:
    encryption: vault
    encryption_passphrase: "{{ vaulted_backup_passphrase }}"
    secrets: include

- name: Back up on a host that can't read its own backups
  descope.mgmt.descope_backup:
    encryption: age
    encryption_recipients:
      - age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p

- name: Say where it is
  ansible.builtin.debug:
    var: saved.backup.path
"""

RETURN = r"""
backup:
  description:
    - The backup that was made. In check mode only C(project_id), C(reason), C(counts) and C(completeness) are known.
  returned: success
  type: dict
  contains:
    id:
      description: Its id, the time in UTC.
      type: str
    path:
      description: Its directory.
      type: str
    project_id:
      description: The project it is of.
      type: str
    created_at:
      description: When it was made.
      type: str
    reason:
      description: Why it was made.
      type: str
    counts:
      description: How many documents of each kind it holds.
      type: dict
    completeness:
      description:
        - What it holds of each kind that was asked for, as C(status), C(reason) and C(documents).
        - C(status) is V(complete), V(partial), with what is missing in C(reason), or V(not_supported) where the plan or the key
          does not include the kind. The manifest also names the kinds that were V(not_asked) for.
      type: dict
    bytes:
      description: Size of all its files.
      type: int
    manifest_sha256:
      description: Hash of its manifest, which holds the hashes of all its files.
      type: str
    encryption:
      description: How its files are encrypted, as O(encryption).
      type: str
  sample:
    id: 20261122T231500Z
    path: /home/ops/.descope-mgmt/backups/P2abcdefghijklmnopqrstuvwxyz/20261122T231500Z
    project_id: P2abcdefghijklmnopqrstuvwxyz
    created_at: "2026-11-22T23:15:00Z"
    reason: change 4711
    counts: {permissions: 15, roles: 9, tenants: 40}
    completeness:
      tenants: {status: complete, reason: "", documents: 40}
      project: {status: not_supported, reason: "not included in the plan or the key's role: ...", documents: 0}
    bytes: 18231
    manifest_sha256: 1f0e7e6a3a9e1d7c57c1d6f3a1d2b4c5e66f2b0c4c1d0c0b6ad9f3a3a44d4a7a2
    encryption: none
secrets_template:
  description:
    - The secrets that the documents have or may have and that this backup does not hold. Kind, key and path, each with an empty
      value, to fill in and give to M(descope.mgmt.descope_restore) should they be created anew.
  returned: success
  type: dict
  sample:
    outbound_apps: {calendar: {client_secret: ""}}
retention:
  description: What became of older backups, or in check mode would; each with C(id) and C(reason).
  returned: success
  type: dict
  contains:
    kept:
      description: Backups that stay.
      type: list
      elements: dict
    removed:
      description: Backups that go.
      type: list
      elements: dict
    left_alone:
      description: What is in the directory and is not a verified backup of this project.
      type: list
      elements: dict
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: storage_failed
    message: The backup directory /backups can't be written.
    hint: Make it writable for the user ops.
    retryable: false
"""

import typing as t
from functools import partial

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.completeness import statements
from ansible_collections.descope.mgmt.plugins.module_utils._engine.guards import refuse_shrunken
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import backup_values, statement_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.retention import check_policy
from ansible_collections.descope.mgmt.plugins.module_utils._engine.secrets import secret_texts, secrets_of, with_readable
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State, read_state
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS, taking_part
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import KINDS_SPEC, last_backup
from ansible_collections.descope.mgmt.plugins.module_utils._module import (
    DEFAULT_CONCURRENCY,
    LOCK_SPEC,
    PROGRESS_SPEC,
    SHRINK_SPEC,
    STORE_SPEC,
    Json,
    Task,
    run_online,
)

ARGUMENT_SPEC = {
    **KINDS_SPEC,
    "also": {"type": "list", "elements": "str", "choices": list(KINDS), "default": []},
    "reason": {"type": "str", "default": "on request"},
    "concurrency": {"type": "int", "default": DEFAULT_CONCURRENCY},
    "keep_days": {"type": "int", "default": 30},
    "keep_last": {"type": "int", "default": 3},
    "secrets": {"type": "str", "choices": ["redact", "include"], "default": "redact", "no_log": False},
    **SHRINK_SPEC,
    **STORE_SPEC,
    **LOCK_SPEC,
    **PROGRESS_SPEC,
}


async def back_up(task: Task, client: DescopeClient) -> Json:
    """Read, publish, retire, while nobody writes to the project."""
    async with task.writing("descope_backup") as writer:
        return await _back_up(task, client, writer.runs.needed() if writer else ())


async def _back_up(task: Task, client: DescopeClient, in_use: t.Collection[str]) -> Json:
    store, secrets = task.store, task.params["secrets"]
    store.check_keys(secrets)
    check_policy(task.params["keep_days"], task.params["keep_last"])
    if not task.check_mode:
        store.check_writable()
    named = task.params["kinds"] or [*taking_part("backup"), *task.params["also"]]
    plurals = [plural for plural in KINDS if plural in named]
    state = await read_state(client, plurals, partial(_read, task), optional=plurals)
    last = last_backup(task)
    if last is not None:
        refuse_shrunken(state.whole_counts, last.whole_counts, last.id)
    if secrets == "include":
        state = await with_readable(state, client)
        task.hide(secret_texts(state))
    about = task.about(task.params["reason"], secrets)
    backup = _predicted(task, state) if task.check_mode else backup_values(store.publish(state, about))
    retired = store.retire(
        keep_days=task.params["keep_days"],
        keep_last=task.params["keep_last"],
        check_mode=task.check_mode,
        one_more=task.check_mode,
        in_use=in_use,
    )
    retention = {
        name: [{"id": which, "reason": why} for which, why in getattr(retired, name)]
        for name in ("kept", "removed", "left_alone")
    }
    return {"changed": True, "backup": backup, "secrets_template": secrets_of(state), "retention": retention}


def _read(task: Task, plural: str, count: int) -> None:
    task.progress.step("read", plural, count, count)


def _predicted(task: Task, state: State) -> Json:
    return {
        "project_id": task.params["project_id"],
        "reason": task.params["reason"],
        "counts": state.counts,
        "completeness": statement_values(statements(state)),
    }


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, back_up)


if __name__ == "__main__":
    main()
