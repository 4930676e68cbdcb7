#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of a project and whether they verify, read only."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_backup_info
short_description: List the backups of a Descope project and verify them
description:
  - Lists what is on disk for a project, newest first, and verifies each backup in full, by reading and hashing every file and
    validating every document.
  - An encrypted backup is verified by its hashes. With its key, also its seal and its documents are.
  - Does not talk to the API.
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
        V(verified), V(damaged), V(too_new) when it was written in a format that this version does not know, or V(not_decrypted)
        when the key that was given for it does not open it.
      type: str
    problem:
      description: What is wrong with it. Empty when it is verified.
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

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import listed
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import listing_values
from ansible_collections.descope.mgmt.plugins.module_utils._module import STORE_SPEC, Json, Task, run_offline

ARGUMENT_SPEC = {"backup": {"type": "str"}, "as_of": {"type": "str"}, **STORE_SPEC}


def backups(task: Task) -> Json:
    """Return the backups that the options ask for."""
    reference, as_of = task.params["backup"], task.params["as_of"]
    if not reference and not as_of:
        return {"changed": False, "backups": [listing_values(listing) for listing in task.store.listed()]}
    found = task.store.find(reference or "latest", as_of=as_of or None)
    return {"changed": False, "backups": [listing_values(listed(found))]}


def main() -> None:
    """Entry point of the module."""
    run_offline(ARGUMENT_SPEC, backups)


if __name__ == "__main__":
    main()
