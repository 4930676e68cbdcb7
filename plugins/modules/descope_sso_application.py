#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One SSO application of a project, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_sso_application
short_description: Create, change or delete an SSO application of a Descope project
description:
  - Makes sure that an application which Descope is the identity provider of, over OpenID Connect, SAML or WS-Federation, exists
    as described, or does not exist.
  - Fields that are not given are left as they are, also those inside O(oidc), O(saml) and O(wsfed).
  - The applications whose id begins with C(descope-default-) are in every project. They can be changed, but not deleted.
  - Not every plan of Descope includes further applications. Creating one is refused then, with a hint.
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
      - Tenants name the application by it.
    type: str
  name:
    description:
      - Name of the application, unique in the project. Needed to create one. Without O(id) it says which application is meant.
    type: str
  app_type:
    description:
      - Which protocol the application speaks. Needed to create one, and can't be changed.
    type: str
    choices: [oidc, saml, wsfed]
  description:
    description:
      - What the application is.
    type: str
  enabled:
    description:
      - Whether users can sign in to the application. A new one is enabled unless this says otherwise.
    type: bool
  logo:
    description:
      - The logo, as an address or as data.
    type: str
  custom_attributes:
    description:
      - Values of custom attributes by their names. All of them are replaced.
    type: dict
  client_id:
    description:
      - Id of an existing OIDC client that a new application takes over, together with O(client_secret).
      - Used at creation only. Another id than the one that a live application has is refused.
    type: str
  client_secret:
    description:
      - Secret of an existing OIDC client that a new application takes over. Used at creation only.
      - Without it Descope makes a new client. Its id and secret are in the console.
    type: str
  oidc:
    description:
      - Settings of an application whose O(app_type) is V(oidc).
    type: dict
    suboptions:
      login_page_url:
        description: Address of the page where users sign in.
        type: str
      force_authentication:
        description: Whether users who are signed in already must sign in again.
        type: bool
      claims:
        description: Which claims the tokens carry.
        type: list
        elements: str
      client_type:
        description: Whether the client can keep a secret. Empty for a client of the older kind.
        type: str
        choices: [confidential, public, ""]
      approved_redirect_urls:
        description: Where users may be sent back to. The order means nothing.
        type: list
        elements: str
      authorization_code_disabled:
        description: Whether the authorization code grant is off.
        type: bool
      client_credentials_disabled:
        description: Whether the client credentials grant is off.
        type: bool
      refresh_token_disabled:
        description: Whether the refresh token grant is off.
        type: bool
      jwt_bearer_disabled:
        description: Whether the JWT bearer grant is off.
        type: bool
      device_code_disabled:
        description: Whether the device code grant is off.
        type: bool
      force_pkce:
        description: Whether the client must use PKCE.
        type: bool
      default_audience:
        description: What the audience of a token is when none is asked for, for example V(projectId) or V(clientId).
        type: str
      back_channel_logout_url:
        description: Where the application is told that a user signed out.
        type: str
      custom_idp_initiated_login_page_url:
        description: Where a sign-in that begins at Descope leads.
        type: str
      jwt_bearer_settings:
        description: Whose tokens the JWT bearer grant takes.
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
  saml:
    description:
      - Settings of an application whose O(app_type) is V(saml). To create one, either C(use_metadata_info) and C(metadata_url),
        or C(entity_id), C(acs_url) and C(certificate) are needed.
    type: dict
    suboptions:
      login_page_url:
        description: Address of the page where users sign in.
        type: str
      force_authentication:
        description: Whether users who are signed in already must sign in again.
        type: bool
      use_metadata_info:
        description: Whether Descope reads the service provider's metadata from C(metadata_url).
        type: bool
      metadata_url:
        description: Where the service provider's metadata are.
        type: str
      entity_id:
        description: Entity id of the service provider.
        type: str
      acs_url:
        description: Assertion consumer service of the service provider.
        type: str
      certificate:
        description: Certificate of the service provider.
        type: str
      attribute_mapping:
        description: Which attributes of the user the application is told. The whole list is replaced.
        type: list
        elements: dict
        suboptions: &attributes
          name:
            description: Name of the attribute in the assertion.
            type: str
          type:
            description: Type of the attribute in the assertion.
            type: str
          value:
            description: Which value of the user it is.
            type: str
      groups_mapping:
        description: Which groups the application is told. The whole list is replaced.
        type: list
        elements: dict
        suboptions: &groups
          name:
            description: Name of the attribute in the assertion.
            type: str
          type:
            description: Type of the attribute in the assertion.
            type: str
          filter_type:
            description: How the groups are chosen, for example V(roles).
            type: str
          value:
            description: Value of the attribute.
            type: str
          roles:
            description: Names of roles of the project. They must exist.
            type: list
            elements: str
      acs_allowed_callbacks:
        description: Further addresses that assertions may be sent to. The order means nothing.
        type: list
        elements: str
      subject_name_id_type:
        description: What of the user identifies the subject, for example V(email).
        type: str
      subject_name_id_format:
        description: Format of the name of the subject.
        type: str
      default_relay_state:
        description: Relay state of a sign-in that begins at Descope.
        type: str
      default_signature_algorithm:
        description: Algorithm of signatures. V(sha256), or empty for SHA-1.
        type: str
      logout_redirect_url:
        description: Where a user who signed out is sent.
        type: str
      error_redirect_url:
        description: Where a user is sent after an error.
        type: str
  wsfed:
    description:
      - Settings of an application whose O(app_type) is V(wsfed). To create one, C(realm) and C(reply_url) are needed.
    type: dict
    suboptions:
      login_page_url:
        description: Address of the page where users sign in.
        type: str
      force_authentication:
        description: Whether users who are signed in already must sign in again.
        type: bool
      realm:
        description: Realm of the application.
        type: str
      reply_url:
        description: Where tokens are sent.
        type: str
      reply_allowed_callbacks:
        description: Further addresses that tokens may be sent to. The order means nothing.
        type: list
        elements: str
      attribute_mapping:
        description: Which attributes of the user the application is told. The whole list is replaced.
        type: list
        elements: dict
        suboptions: *attributes
      groups_mapping:
        description: Which groups the application is told. The whole list is replaced.
        type: list
        elements: dict
        suboptions: *groups
      logout_redirect_url:
        description: Where a user who signed out is sent.
        type: str
      error_redirect_url:
        description: Where a user is sent after an error.
        type: str
seealso:
  - module: descope.mgmt.descope_tenant
  - module: descope.mgmt.descope_role
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Have an OIDC application
  descope.mgmt.descope_sso_application:
    id: crm
    name: CRM
    app_type: oidc
    oidc:
      client_type: confidential
      login_page_url: https://login.example.com
      approved_redirect_urls: [https://crm.example.com/callback]

- name: Have a SAML application that tells the groups of editors
  descope.mgmt.descope_sso_application:
    id: wiki
    name: Wiki
    app_type: saml
    saml:
      use_metadata_info: true
      metadata_url: https://wiki.example.com/saml/metadata
      groups_mapping:
        - name: groups
          filter_type: roles
          value: editors
          roles: [editor]

- name: Switch the application off, and leave everything else as it is
  descope.mgmt.descope_sso_application:
    id: crm
    enabled: false

- name: Delete it
  descope.mgmt.descope_sso_application:
    id: crm
    state: absent
"""

RETURN = r"""
sso_application:
  description: The application as it is, or in check mode as it would be. Null when it is absent.
  returned: success
  type: dict
  sample:
    id: crm
    name: CRM
    app_type: oidc
    enabled: true
    oidc: {client_type: confidential, approved_redirect_urls: [https://crm.example.com/callback]}
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
ATTRIBUTES = {"name": {"type": "str"}, "type": {"type": "str"}, "value": {"type": "str"}}
COMMON = {"login_page_url": {"type": "str"}, "force_authentication": {"type": "bool"}}
MAPPINGS = {
    "attribute_mapping": {"type": "list", "elements": "dict", "options": ATTRIBUTES},
    "groups_mapping": {
        "type": "list",
        "elements": "dict",
        "options": {**ATTRIBUTES, "filter_type": {"type": "str"}, "roles": TEXTS},
    },
    "logout_redirect_url": {"type": "str"},
    "error_redirect_url": {"type": "str"},
}
OIDC = {
    **COMMON,
    "claims": TEXTS,
    "client_type": {"type": "str", "choices": ["confidential", "public", ""]},
    "approved_redirect_urls": TEXTS,
    "authorization_code_disabled": {"type": "bool"},
    "client_credentials_disabled": {"type": "bool"},
    "refresh_token_disabled": {"type": "bool", "no_log": False},
    "jwt_bearer_disabled": {"type": "bool"},
    "device_code_disabled": {"type": "bool"},
    "force_pkce": {"type": "bool"},
    "default_audience": {"type": "str"},
    "back_channel_logout_url": {"type": "str"},
    "custom_idp_initiated_login_page_url": {"type": "str"},
    "jwt_bearer_settings": {
        "type": "dict",
        "options": {
            "issuers": {"type": "dict"},
            "audience": {"type": "str"},
            "custom_claims": {"type": "str"},
            "scope": {"type": "str"},
        },
    },
}
SAML = {
    **COMMON,
    **MAPPINGS,
    "use_metadata_info": {"type": "bool"},
    "metadata_url": {"type": "str"},
    "entity_id": {"type": "str"},
    "acs_url": {"type": "str"},
    "certificate": {"type": "str"},
    "acs_allowed_callbacks": TEXTS,
    "subject_name_id_type": {"type": "str"},
    "subject_name_id_format": {"type": "str"},
    "default_relay_state": {"type": "str"},
    "default_signature_algorithm": {"type": "str"},
}
WSFED = {
    **COMMON,
    **MAPPINGS,
    "realm": {"type": "str"},
    "reply_url": {"type": "str"},
    "reply_allowed_callbacks": TEXTS,
}
ARGUMENT_SPEC = {
    "id": {"type": "str"},
    "name": {"type": "str"},
    "app_type": {"type": "str", "choices": ["oidc", "saml", "wsfed"]},
    "description": {"type": "str"},
    "enabled": {"type": "bool"},
    "logo": {"type": "str"},
    "custom_attributes": {"type": "dict"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "oidc": {"type": "dict", "options": OIDC},
    "saml": {"type": "dict", "options": SAML},
    "wsfed": {"type": "dict", "options": WSFED},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("sso_applications"), required_one_of=[("id", "name")])


if __name__ == "__main__":
    main()
