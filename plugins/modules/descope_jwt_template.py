#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One JWT template of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_jwt_template
short_description: Create, change, rename or delete a JWT template of a Descope project
description:
  - Makes sure that a JWT template exists as described, or does not exist. Templates say what the tokens of users or of access
    keys carry.
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
      - Id of the template. With it, another O(name) renames the template. Descope makes it up when it creates one.
      - When there is no template of this id, O(name) decides.
    type: str
  name:
    description:
      - Name of the template, unique in the project. Without O(id) it says which template is meant.
    type: str
  description:
    description:
      - What the template is for. An empty text removes the description.
    type: str
  template:
    description:
      - All claims. A claim that is left out of the mapping is removed.
      - Descope fills in what is in double braces. So that Ansible does not try to, mark the text C(!unsafe) or put it between
        C({% raw %}) and C({% endraw %}).
    type: dict
  source:
    description:
      - Where the template came from, as Descope says it, for example from its library.
    type: str
  tags:
    description:
      - Words to find the template by, in any order. An empty list removes all.
    type: list
    elements: str
  auth_schema:
    description:
      - How roles and permissions stand in the token, such as V(default), V(tenantOnly) or V(none).
    type: str
  type:
    description:
      - Whether the template is for the tokens of users or of access keys.
    type: str
    choices: [user, key]
  conformance_issuer:
    description:
      - Whether the issuer is spelled as OIDC wants it.
    type: bool
  auto_dct:
    description:
      - Whether the only tenant of a user becomes the current tenant (C(dct)) of the token.
    type: bool
  enforce_issuer:
    description:
      - Whether the issuer must be the one that the project is configured with.
    type: bool
  empty_claim_policy:
    description:
      - What becomes of claims without a value, such as V(none), V(nil) or V(delete).
    type: str
  override_subject:
    description:
      - Whether the template may set the subject of the token.
    type: bool
  issuer_type:
    description:
      - Which form of issuer the token names.
    type: str
  omit_custom_claims_from_dsr:
    description:
      - Whether custom claims are left out of the refresh token (C(DSR)).
    type: bool
  add_jti:
    description:
      - Whether each token gets an id of its own (C(jti)).
    type: bool
  exclude_permissions:
    description:
      - Whether permissions are left out of the token.
    type: bool
notes:
  - Before a template is deleted, a backup is made, unless O(backup=false).
  - A template that was deleted and is brought back has another id. Settings that name it by id must be pointed to it again.
seealso:
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Have the plan of the customer in the tokens of users
  descope.mgmt.descope_jwt_template:
    name: storefront
    type: user
    auth_schema: tenantOnly
    template:
      plan: "{% raw %}{{user.customAttributes.plan}}{% endraw %}"

- name: Delete a template
  descope.mgmt.descope_jwt_template:
    name: storefront
    state: absent
"""

RETURN = r"""
jwt_template:
  description: The template as it is, or in check mode as it would be. Null when it is absent.
  returned: success
  type: dict
  sample:
    id: JT2abcdefghijklmnopqrstuvwxyz
    name: storefront
    description: ""
    template: {plan: "{{user.customAttributes.plan}}"}
    type: user
    auth_schema: tenantOnly
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
    "template": {"type": "dict"},
    "source": {"type": "str"},
    "tags": {"type": "list", "elements": "str"},
    "auth_schema": {"type": "str"},
    "type": {"type": "str", "choices": ["user", "key"]},
    "conformance_issuer": {"type": "bool"},
    "auto_dct": {"type": "bool"},
    "enforce_issuer": {"type": "bool"},
    "empty_claim_policy": {"type": "str"},
    "override_subject": {"type": "bool"},
    "issuer_type": {"type": "str"},
    "omit_custom_claims_from_dsr": {"type": "bool"},
    "add_jti": {"type": "bool"},
    "exclude_permissions": {"type": "bool"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("jwt_templates"))


if __name__ == "__main__":
    main()
