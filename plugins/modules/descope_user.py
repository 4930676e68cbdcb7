#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One user of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_user
short_description: Create, change or delete a user of a Descope project
description:
  - Makes sure that a user exists as described, or does not exist.
  - Fields that are not given are left as they are.
  - Nobody is written to, unless O(invite) asks for an invitation.
  - Passwords, passkeys and authenticator apps can neither be read nor set.
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
  login_id:
    description:
      - Any login id of the user, which says who is meant. The user's other login ids are left as they are.
      - When nobody has it, a user is created with it.
    type: str
  login_ids:
    description:
      - All login ids of the user. Others that the user has are removed. A user has at least one.
      - Without O(login_id) and O(user_id) it also says who is meant, whoever has the first of them that anybody has.
      - A phone number is kept in E.164, such as V(+15555550100).
    type: list
    elements: str
  user_id:
    description:
      - Id of the user, which says who is meant. Descope makes it up when it creates a user.
    type: str
  name:
    description:
      - Name that is shown.
    type: str
  given_name:
    description:
      - First name.
    type: str
  middle_name:
    description:
      - Middle name.
    type: str
  family_name:
    description:
      - Family name.
    type: str
  email:
    description:
      - E-mail address. An empty text removes it.
    type: str
  verified_email:
    description:
      - Whether the address counts as verified.
    type: bool
  phone:
    description:
      - Phone number with its country code. It is kept in E.164, such as V(+15555550100). An empty text removes it.
    type: str
  verified_phone:
    description:
      - Whether the phone number counts as verified.
    type: bool
  picture:
    description:
      - Address of a picture.
    type: str
  status:
    description:
      - Whether the user can sign in.
      - V(invited) and V(expired) are given to new users only. Somebody who is there already keeps the present status.
    type: str
    choices: [enabled, disabled, invited, expired]
  role_names:
    description:
      - Names of roles of the project that the user has. They must exist. An empty list removes all.
    type: list
    elements: str
  user_tenants:
    description:
      - The tenants that the user belongs to. They must exist. An empty list removes all.
    type: list
    elements: dict
    suboptions:
      tenant_id:
        description:
          - Id of the tenant.
        type: str
        required: true
      role_names:
        description:
          - Names of the roles that the user has in the tenant, the tenant's own or those of the project. When they are left out
            they stay as they are. An empty list removes all.
        type: list
        elements: str
  sso_app_ids:
    description:
      - Ids of the SSO applications that are assigned to the user. An empty list removes all.
    type: list
    elements: str
  custom_attributes:
    description:
      - All custom attributes of the user. An attribute that is left out of the mapping is removed.
    type: dict
  test:
    description:
      - Whether the user is a test user.
    type: bool
  created_time:
    description:
      - When the user was created, in seconds since 1970, for a user who comes from elsewhere. It is used at creation only.
    type: int
  invite:
    description:
      - Whether to send the user an invitation when this task creates the user.
    type: bool
notes:
  - The backup before a deletion holds all users of the project. Turn it off with O(backup=false).
seealso:
  - module: descope.mgmt.descope_custom_attribute
  - module: descope.mgmt.descope_role
  - module: descope.mgmt.descope_sync
    description: Many users at once.
"""

EXAMPLES = r"""
- name: Have a user
  descope.mgmt.descope_user:
    login_id: ann@acme.example
    name: Ann Acme
    email: ann@acme.example
    verified_email: true
    user_tenants:
      - tenant_id: acme
        role_names: [Editor]

- name: Switch her off, and leave everything else as it is
  descope.mgmt.descope_user:
    login_id: ann@acme.example
    status: disabled

- name: Delete her without a backup of all users
  descope.mgmt.descope_user:
    login_id: ann@acme.example
    state: absent
    backup: false
"""

RETURN = r"""
user:
  description:
    - The user as she or he is, or in check mode as would be. Null when absent.
    - The id of a user to be created is not known in check mode, and empty.
  returned: success
  type: dict
  sample:
    login_ids: [ann@acme.example]
    user_id: U2xUDdkjjzgjlEXR2iKkbzNSh4oF
    name: Ann Acme
    given_name: ""
    middle_name: ""
    family_name: ""
    email: ann@acme.example
    verified_email: true
    phone: ""
    verified_phone: false
    picture: ""
    status: invited
    role_names: []
    user_tenants: [{tenant_id: acme, role_names: [Editor]}]
    sso_app_ids: []
    custom_attributes: {}
    test: false
    created_time: 1767225600
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
    "login_id": {"type": "str"},
    "login_ids": {"type": "list", "elements": "str"},
    "user_id": {"type": "str"},
    "name": {"type": "str"},
    "given_name": {"type": "str"},
    "middle_name": {"type": "str"},
    "family_name": {"type": "str"},
    "email": {"type": "str"},
    "verified_email": {"type": "bool"},
    "phone": {"type": "str"},
    "verified_phone": {"type": "bool"},
    "picture": {"type": "str"},
    "status": {"type": "str", "choices": ["enabled", "disabled", "invited", "expired"]},
    "role_names": {"type": "list", "elements": "str"},
    "user_tenants": {
        "type": "list",
        "elements": "dict",
        "options": {
            "tenant_id": {"type": "str", "required": True},
            "role_names": {"type": "list", "elements": "str"},
        },
    },
    "sso_app_ids": {"type": "list", "elements": "str"},
    "custom_attributes": {"type": "dict"},
    "test": {"type": "bool"},
    "created_time": {"type": "int"},
    "invite": {"type": "bool"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("users"), required_one_of=[("login_id", "login_ids", "user_id")])


if __name__ == "__main__":
    main()
