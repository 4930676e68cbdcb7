#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One outbound application of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_outbound_app
short_description: Create, change or delete an outbound application of a Descope project
description:
  - Makes sure that an outbound application, a third party whose tokens Descope keeps for the project's users and tenants,
    exists as described, or does not exist.
  - Fields that are not given are left as they are. Lists are replaced.
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
      - Id of the application. It can be chosen when the application is created, and never changed. Without it, Descope makes
        one.
    type: str
  name:
    description:
      - Name of the application, unique in the project. Needed to create one. Without O(id) it says which application is meant.
    type: str
  description:
    description:
      - What the application is.
    type: str
  logo:
    description:
      - The logo, as an address or as data.
    type: str
  app_type:
    description:
      - How the third party is spoken to, as Descope names it.
    type: str
  client_id:
    description:
      - Id of the OAuth client that the third party gave.
    type: str
  client_secret:
    description:
      - Secret of the OAuth client that the third party gave. Descope never returns it, so it can't be compared. It is sent when
        the application is created, and whenever anything else changes.
    type: str
  discovery_url:
    description:
      - Where the third party describes its endpoints.
    type: str
  authorization_url:
    description:
      - Where users authorize.
    type: str
  authorization_url_params:
    description:
      - Parameters that are added to O(authorization_url).
    type: list
    elements: dict
    suboptions: &params
      key:
        description: Name of the parameter.
        type: str
      value:
        description: Value of the parameter.
        type: str
  token_url:
    description:
      - Where tokens are issued.
    type: str
  token_url_params:
    description:
      - Parameters that are added to O(token_url).
    type: list
    elements: dict
    suboptions: *params
  revocation_url:
    description:
      - Where tokens are revoked.
    type: str
  default_scopes:
    description:
      - Which scopes are asked for when none are named. The order means nothing.
    type: list
    elements: str
  default_redirect_url:
    description:
      - Where users are sent afterwards.
    type: str
  callback_domain:
    description:
      - Domain that the third party calls back.
    type: str
  pkce:
    description:
      - Whether PKCE is used.
    type: bool
  access_type:
    description:
      - Whether a refresh token is asked for.
    type: str
    choices: [online, offline, ""]
  prompt:
    description:
      - What the third party shall ask the user, any of V(none), V(login), V(consent) and V(select_account). The order means
        nothing.
    type: list
    elements: str
  dcr_url:
    description:
      - Where a client can register itself.
    type: str
  use_dcr:
    description:
      - Whether Descope registers the client itself.
    type: bool
  tenant_id:
    description:
      - Id of the tenant that the application is for.
    type: str
seealso:
  - module: descope.mgmt.descope_inbound_app
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Have an outbound application
  descope.mgmt.descope_outbound_app:
    id: calendar
    name: Calendar
    client_id: 1234.apps.example.com
    client_secret: "{{ calendar_client_secret }}"
    authorization_url: https://accounts.example.com/authorize
    token_url: https://accounts.example.com/token
    default_scopes: [calendar.read]
    authorization_url_params:
      - {key: include_granted_scopes, value: "true"}

- name: Ask for one more scope; the stored secret stays
  descope.mgmt.descope_outbound_app:
    id: calendar
    default_scopes: [calendar.read, calendar.write]

- name: Delete it
  descope.mgmt.descope_outbound_app:
    id: calendar
    state: absent
"""

RETURN = r"""
outbound_app:
  description: The application as it is, or in check mode as it would be. Null when it is absent.
  returned: success
  type: dict
  sample:
    id: calendar
    name: Calendar
    client_id: 1234.apps.example.com
    default_scopes: [calendar.read]
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

PARAMS = {
    "type": "list",
    "elements": "dict",
    "options": {"key": {"type": "str", "no_log": False}, "value": {"type": "str"}},
    "no_log": False,
}
ARGUMENT_SPEC = {
    "id": {"type": "str"},
    "name": {"type": "str"},
    "description": {"type": "str"},
    "logo": {"type": "str"},
    "app_type": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "discovery_url": {"type": "str"},
    "authorization_url": {"type": "str"},
    "authorization_url_params": PARAMS,
    "token_url": {"type": "str", "no_log": False},
    "token_url_params": PARAMS,
    "revocation_url": {"type": "str"},
    "default_scopes": {"type": "list", "elements": "str"},
    "default_redirect_url": {"type": "str"},
    "callback_domain": {"type": "str"},
    "pkce": {"type": "bool"},
    "access_type": {"type": "str", "choices": ["online", "offline", ""]},
    "prompt": {"type": "list", "elements": "str"},
    "dcr_url": {"type": "str"},
    "use_dcr": {"type": "bool"},
    "tenant_id": {"type": "str"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("outbound_apps"), required_one_of=[("id", "name")])


if __name__ == "__main__":
    main()
