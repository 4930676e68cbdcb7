#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One inbound application of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_inbound_app
short_description: Create, change or delete an inbound application of a Descope project
description:
  - Makes sure that an inbound (third-party) application, which signs in the project's users within scopes that they consent to,
    exists as described, or does not exist.
  - Fields that are not given are left as they are, also those inside O(session_settings) and O(jwt_bearer_settings). Lists are
    replaced.
  - Applications that registered themselves (dynamic client registration) are left alone. They can be neither changed nor
    deleted here.
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
      - Id of the application. It can be chosen when the application is created. Without it, Descope makes one.
    type: str
  name:
    description:
      - Name of the application. Needed to create one. Without O(id) and O(client_id) it says which application is meant.
    type: str
  description:
    description:
      - What the application is.
    type: str
  logo:
    description:
      - The logo, as data.
    type: str
  logo_url:
    description:
      - Address of the logo.
    type: str
  login_page_url:
    description:
      - Address of the page where users sign in and consent. Needed to create an application.
    type: str
  client_id:
    description:
      - Id of the application's OAuth client. It can be chosen when the application is created, and never changed.
    type: str
  client_secret:
    description:
      - Secret of the application's OAuth client. It can be chosen when the application is created, and is not used later.
        Without it, Descope makes one; see O(return_client_secret).
    type: str
  return_client_secret:
    description:
      - Whether the result holds the secret that Descope made for a new application. It is told only once. Set C(no_log) on
        the task then.
    type: bool
    default: false
  approved_callback_urls:
    description:
      - Where users may be sent back to. The order means nothing.
    type: list
    elements: str
  permissions_scopes:
    description:
      - Scopes that stand for roles of the user, whose names are the values.
    type: list
    elements: dict
    suboptions: &scopes
      name:
        description: Name of the scope.
        type: str
      description:
        description: What users are told it allows.
        type: str
      values:
        description: What it stands for.
        type: list
        elements: str
      optional:
        description: Whether users may leave it out when they consent.
        type: bool
  attributes_scopes:
    description:
      - Scopes that stand for attributes of the user.
    type: list
    elements: dict
    suboptions: *scopes
  connections_scopes:
    description:
      - Scopes that stand for outbound applications.
    type: list
    elements: dict
    suboptions: *scopes
  scope_claim_mapping:
    description:
      - Which claims the scopes put into a token.
    type: list
    elements: dict
    suboptions:
      scope:
        description: Name of the scope.
        type: str
      claims:
        description: Names of the claims.
        type: list
        elements: str
      description:
        description: What users are told it allows.
        type: str
      use_project_mapping:
        description: Whether the project's own mapping of this scope is used.
        type: bool
      mandatory:
        description: Whether users can't leave it out.
        type: bool
  audience_whitelist:
    description:
      - Which audiences the application may ask for. The order means nothing.
    type: list
    elements: str
  consent_flow_id:
    description:
      - Id of the flow in which users consent.
    type: str
  non_confidential_client:
    description:
      - Whether the client can't keep a secret.
    type: bool
  force_add_all_authorization_info:
    description:
      - Whether tokens carry all roles and permissions of the user.
    type: bool
  force_pkce:
    description:
      - Whether the client must use PKCE.
    type: bool
  default_audience:
    description:
      - What the audience of a token is when none is asked for. V(projectId), V(clientId), or empty for both.
    type: str
  jwt_bearer_settings:
    description:
      - Whose tokens the JWT bearer grant takes.
    type: dict
    suboptions:
      issuers:
        description:
          - Issuers by their name, each with C(jwksUri), C(signAlgorithm), C(userInfoUri) and C(externalIdFieldName), in
            Descope's own spelling. All of them are replaced.
        type: dict
      audience:
        description: Which audience the new token gets.
        type: str
      custom_claims:
        description: Which custom claims the new token gets.
        type: str
      scope:
        description: Which scope the new token gets.
        type: str
  session_settings:
    description:
      - How long the application's tokens live. Units are V(minutes), V(hours), V(days) and V(weeks).
    type: dict
    suboptions:
      enabled:
        description: Whether these settings hold, in place of those of the project.
        type: bool
      session_token_expiration:
        description: How long a session token lives.
        type: int
      session_token_expiration_unit:
        description: Unit of C(session_token_expiration).
        type: str
      refresh_token_expiration:
        description: How long a refresh token lives.
        type: int
      refresh_token_expiration_unit:
        description: Unit of C(refresh_token_expiration).
        type: str
      key_session_token_expiration:
        description: How long the session token of an access key lives.
        type: int
      key_session_token_expiration_unit:
        description: Unit of C(key_session_token_expiration).
        type: str
      user_template_id:
        description: Id of the JWT template of users' tokens.
        type: str
      key_template_id:
        description: Id of the JWT template of access keys' tokens.
        type: str
  custom_attributes:
    description:
      - Values of custom attributes by their names. All of them are replaced.
    type: dict
seealso:
  - module: descope.mgmt.descope_outbound_app
  - module: descope.mgmt.descope_sso_application
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Have an inbound application, and keep the secret that Descope makes for it
  descope.mgmt.descope_inbound_app:
    name: Partner portal
    login_page_url: https://login.example.com
    approved_callback_urls: [https://partner.example.com/callback]
    permissions_scopes:
      - name: invoices
        description: See your invoices
        values: [viewer]
    return_client_secret: true
  register: partner
  no_log: true

- name: Let tokens of it live for an hour
  descope.mgmt.descope_inbound_app:
    name: Partner portal
    session_settings:
      enabled: true
      session_token_expiration: 1
      session_token_expiration_unit: hours

- name: Delete it
  descope.mgmt.descope_inbound_app:
    name: Partner portal
    state: absent
"""

RETURN = r"""
inbound_app:
  description:
    - The application as it is, or in check mode as it would be. Null when it is absent.
    - C(client_secret) is that of a new application when O(return_client_secret) asks for it.
  returned: success
  type: dict
  sample:
    id: TPA2abcdefghijklmnopqrstuvwxyz
    name: Partner portal
    client_id: UDJhYmM6VFBBMmFiYw
    approved_callback_urls: [https://partner.example.com/callback]
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

TEXTS = {"type": "list", "elements": "str"}
SCOPES = {
    "type": "list",
    "elements": "dict",
    "options": {"name": {"type": "str"}, "description": {"type": "str"}, "values": TEXTS, "optional": {"type": "bool"}},
}
CLAIMS = {
    "scope": {"type": "str"},
    "claims": TEXTS,
    "description": {"type": "str"},
    "use_project_mapping": {"type": "bool"},
    "mandatory": {"type": "bool"},
}
SESSION = {
    "enabled": {"type": "bool"},
    "session_token_expiration": {"type": "int", "no_log": False},
    "session_token_expiration_unit": {"type": "str", "no_log": False},
    "refresh_token_expiration": {"type": "int", "no_log": False},
    "refresh_token_expiration_unit": {"type": "str", "no_log": False},
    "key_session_token_expiration": {"type": "int", "no_log": False},
    "key_session_token_expiration_unit": {"type": "str", "no_log": False},
    "user_template_id": {"type": "str"},
    "key_template_id": {"type": "str", "no_log": False},
}
ARGUMENT_SPEC = {
    "id": {"type": "str"},
    "name": {"type": "str"},
    "description": {"type": "str"},
    "logo": {"type": "str"},
    "logo_url": {"type": "str"},
    "login_page_url": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "return_client_secret": {"type": "bool", "default": False, "no_log": False},
    "approved_callback_urls": TEXTS,
    "permissions_scopes": SCOPES,
    "attributes_scopes": SCOPES,
    "connections_scopes": SCOPES,
    "scope_claim_mapping": {"type": "list", "elements": "dict", "options": CLAIMS},
    "audience_whitelist": TEXTS,
    "consent_flow_id": {"type": "str"},
    "non_confidential_client": {"type": "bool"},
    "force_add_all_authorization_info": {"type": "bool"},
    "force_pkce": {"type": "bool"},
    "default_audience": {"type": "str"},
    "jwt_bearer_settings": {
        "type": "dict",
        "options": {
            "issuers": {"type": "dict"},
            "audience": {"type": "str"},
            "custom_claims": {"type": "str"},
            "scope": {"type": "str"},
        },
    },
    "session_settings": {"type": "dict", "options": SESSION},
    "custom_attributes": {"type": "dict"},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    work = one_document("inbound_apps", reveal={"client_secret": "return_client_secret"})
    run_online(ARGUMENT_SPEC, work, required_one_of=[("id", "name", "client_id")])


if __name__ == "__main__":
    main()
