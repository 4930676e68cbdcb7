#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of a project, whether they verify, and what has changed since; read only."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_backup_info
short_description: List, verify and compare the backups of a Descope project
description:
  - Lists what is on disk for a project, newest first, and verifies each backup in full, by reading and hashing every file and
    validating every document.
  - An encrypted backup is verified by its hashes. With its key, also its seal and its documents are.
  - Compares a backup with another one, or with the live project.
  - Does not talk to the API, except for a comparison with the live project.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.store
  - descope.mgmt.attributes.info
options:
  backup:
    description:
      - Return this one only, by its id, the absolute path of its directory, or V(latest). Fails when it does not verify.
    type: str
  as_of:
    description:
      - Return the newest verified backup that is not later than this time, in ISO 8601.
    type: str
  verify:
    description:
      - How to look at the backups of the list. V(full) reads everything in them.
      - V(quick) reads their manifests and compares names and sizes of their files. It is for very many or large backups, and
        does not notice a flipped bit.
      - One that is asked for by O(backup), O(as_of) or O(compare_with) is always verified in full.
    type: str
    version_added: 0.2.0
    choices: [quick, full]
    default: full
  compare_with:
    description:
      - Tell what has changed between the backup that O(backup) or O(as_of) means, else the newest one, and this.
        V(live) is the live project. Else it is another backup, by its id or the absolute path of its directory.
    type: str
    version_added: 0.2.0
  kinds:
    description:
      - Compare only these kinds. By default all that both sides can have.
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
  allow_other_project:
    description:
      - Whether O(backup) and O(compare_with) may be backups of other projects than O(project_id). Give their paths then.
    type: bool
    version_added: 0.2.0
    default: false
seealso:
  - module: descope.mgmt.descope_backup
  - module: descope.mgmt.descope_restore
"""

EXAMPLES = r"""
- name: List the backups
  descope.mgmt.descope_backup_info:
  register: found

- name: Fail when the newest one is damaged
  ansible.builtin.assert:
    that: found.backups[0].status == 'verified'

- name: Tell what has changed since last night
  descope.mgmt.descope_backup_info:
    as_of: "2026-11-22T23:00:00Z"
    compare_with: live

- name: Tell what has changed between two backups
  descope.mgmt.descope_backup_info:
    backup: 20261121T231500Z
    compare_with: 20261122T231500Z
    kinds: [tenants, roles]
"""

RETURN = r"""
backups:
  description: What is there under the names of backups, newest first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id, the time in UTC.
      type: str
    path:
      description: Its directory.
      type: str
    status:
      description: >-
        V(verified), V(complete) after a quick look, V(damaged), V(too_new) when it was written in a format that this version
        does not know, or V(not_decrypted) when the key that was given for it does not open it.
      type: str
    problem:
      description: What is wrong with it. Empty when nothing is.
      type: str
    project_id:
      description: The project it is of. This and the following are null when it can't be read.
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
    encryption:
      description: How it is encrypted, with C(method), C(key_label) and C(recipients).
      type: dict
    secrets:
      description: V(include) when it holds secrets, else V(redact).
      type: str
    seal:
      description: >-
        V(valid) when its seal was looked at with the key, V(unchecked) when there is a seal and no key for it, V(none) when it
        is not encrypted and so has none.
      type: str
    author:
      description: Who made it, with C(user), C(host) and C(awx_job_id).
      type: dict
    tool:
      description: Versions of the collection and of what it ran on.
      type: dict
  sample:
    - id: 20261122T231500Z
      path: /home/ops/.descope-mgmt/backups/P2abcdefghijklmnopqrstuvwxyz/20261122T231500Z
      status: verified
      problem: ""
      project_id: P2abcdefghijklmnopqrstuvwxyz
      created_at: "2026-11-22T23:15:00Z"
      reason: change 4711
      counts: {permissions: 15, roles: 9, tenants: 40}
      encryption: {method: vault, key_label: null, recipients: []}
      secrets: redact
      seal: valid
comparison:
  description: What has changed from the backup to O(compare_with).
  returned: when O(compare_with) is given
  type: dict
  contains:
    with:
      description: The path of the other backup, or V(live).
      type: str
    equal:
      description: Whether nothing has changed.
      type: bool
    kinds:
      description: How many documents of each kind were C(added), C(changed), C(removed), and how many are C(equal).
      type: dict
    differences:
      description: >-
        The documents that differ, with C(kind), C(key), C(difference), which is V(added), V(changed) or V(removed), and
        C(fields), each with its value C(before) and C(after). Secrets are masked. At most 500 are listed.
      type: list
      elements: dict
    not_compared:
      description: Kinds that only one of the two holds, with the reason.
      type: dict
  sample:
    with: live
    equal: false
    kinds:
      tenants: {added: 0, changed: 1, removed: 0, equal: 39}
    differences:
      - kind: tenant
        key: acme
        difference: changed
        fields:
          - {field: disabled, before: false, after: true}
    not_compared: {}
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: backup_not_found
    message: There is no backup 20261122T231500Z.
    hint: ""
    retryable: false
"""

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Backup, listed
from ansible_collections.descope.mgmt.plugins.module_utils._engine.comparison import compare
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import comparison_values, listing_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.secrets import secret_texts
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State, read_state
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import KINDS_SPEC
from ansible_collections.descope.mgmt.plugins.module_utils._module import STORE_SPEC, Json, Task, run_offline

LIVE = "live"
ARGUMENT_SPEC = {
    "backup": {"type": "str"},
    "as_of": {"type": "str"},
    "verify": {"type": "str", "choices": ["quick", "full"], "default": "full"},
    "compare_with": {"type": "str"},
    **KINDS_SPEC,
    "allow_other_project": {"type": "bool", "default": False},
    **STORE_SPEC,
}


async def backups(task: Task) -> Json:
    """Return the backups that the options ask for, and how one of them compares."""
    params = task.params
    if not params["backup"] and not params["as_of"] and not params["compare_with"]:
        listings = task.store.listed(quick=params["verify"] == "quick")
        return {"changed": False, "backups": [listing_values(listing) for listing in listings]}
    found = _found(task, params["backup"] or "latest", params["as_of"] or None)
    result: Json = {"changed": False, "backups": [listing_values(listed(found))]}
    return {**result, "comparison": await comparison(task, found)} if params["compare_with"] else result


async def comparison(task: Task, backup: Backup) -> Json:
    """Return what has changed from `backup` to the other backup or the live project."""
    reference = task.params["compare_with"]
    before = _wanted(task, task.store.load(backup))
    if reference == LIVE:
        async with DescopeClient(task.settings) as client:
            after = await read_state(
                client, before.kinds, lambda plural, count: None, optional=before.kinds, owners=before.owners
            )
        return {"with": LIVE, **comparison_values(compare(before, after))}
    other = _found(task, reference)
    after = _wanted(task, task.store.load(other))
    return {"with": other.path, **comparison_values(compare(before, after))}


def _found(task: Task, reference: str, as_of: str | None = None) -> Backup:
    return task.store.find(reference, as_of=as_of, allow_other_project=task.params["allow_other_project"])


def _wanted(task: Task, state: State) -> State:
    task.hide(secret_texts(state))
    return state.only(task.params["kinds"] or state.kinds)


def main() -> None:
    """Entry point of the module."""
    run_offline(ARGUMENT_SPEC, backups)


if __name__ == "__main__":
    main()
