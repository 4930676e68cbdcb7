#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One single sign-on configuration of a tenant, present or absent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_sso
short_description: Configure single sign-on for a tenant of a Descope project, by SAML or OIDC
description:
  - Makes sure that a single sign-on configuration of a tenant is as described, or that there is none.
  - Fields that are not given are left as they are, at every depth. Descope's own calls reset what is left out; this module
    reads the configuration first and sends it whole.
  - A tenant has one default configuration and any number of further ones, told apart by O(sso_id).
  - Both protocols may be configured. Which one is used is O(auth_type). When that is not given, a tenant that signs in by one
    of them goes on to do so, also when the other is configured; a new configuration is used by the protocol that is given, by
    SAML when both are.
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
  tenant_id:
    description:
      - Id of the tenant. It must exist.
    type: str
    required: true
  sso_id:
    description:
      - Id of the configuration, chosen at its creation. The default configuration is meant when this is unset.
    type: str
  display_name:
    description:
      - What a further configuration is called. Used when it is created only, as no call changes it later.
      - It is called by its O(sso_id) when this is unset.
    type: str
  auth_type:
    description:
      - The protocol that is used, which must be configured. V(none) turns the configuration off without losing anything of it.
    type: str
    choices: [none, saml, oidc]
  domains:
    description:
      - E-mail domains whose users are sent to this configuration. An empty list removes all.
      - The default configuration can have domains before it has a protocol.
    type: list
    elements: str
  role_mappings:
    description:
      - Roles that users get for the groups that the identity provider says they are in. All of them; an empty list removes all.
    type: list
    elements: dict
    suboptions:
      role_name:
        description:
          - Name of a role of the tenant or of the project. It must exist.
        type: str
        required: true
      groups:
        description:
          - Names of groups at the identity provider.
        type: list
        elements: str
        required: true
  default_sso_roles:
    description:
      - Names of roles of the tenant or of the project that every user gets. They must exist. An empty list removes all.
    type: list
    elements: str
  groups_priority:
    description:
      - Names of groups, the most important first.
    type: list
    elements: str
  fga_mappings:
    description:
      - Relations that users get for their groups, by the name of the group, as Descope spells them. All of them.
    type: dict
  saml:
    description:
      - Sign-in by SAML. Give O(saml.idp_metadata_url), or O(saml.idp_url), O(saml.entity_id) and O(saml.idp_cert).
    type: dict
    suboptions:
      idp_metadata_url:
        description:
          - Address of the identity provider's metadata, from which Descope takes the rest.
        type: str
      idp_url:
        description:
          - Address where users sign in. To give it, or a certificate, without O(saml.idp_metadata_url) means that what was read
            from there is written by hand from now on.
        type: str
      entity_id:
        description:
          - Entity id of the identity provider. Beside O(saml.idp_metadata_url) it says which of several entities is meant.
        type: str
      idp_cert:
        description:
          - Certificate of the identity provider, in PEM format.
        type: str
      idp_additional_certs:
        description:
          - Further certificates of the identity provider, such as the next one.
        type: list
        elements: str
      redirect_url:
        description:
          - Where users are sent after they signed in.
        type: str
      attribute_mapping:
        description:
          - What the identity provider calls the attributes of a user.
        type: dict
        suboptions:
          name:
            description:
              - Attribute with the full name.
            type: str
          email:
            description:
              - Attribute with the e-mail address.
            type: str
          username:
            description:
              - Attribute with the user name.
            type: str
          phone_number:
            description:
              - Attribute with the phone number.
            type: str
          group:
            description:
              - Attribute with the groups.
            type: str
          given_name:
            description:
              - Attribute with the given name.
            type: str
          middle_name:
            description:
              - Attribute with the middle name.
            type: str
          family_name:
            description:
              - Attribute with the family name.
            type: str
          picture:
            description:
              - Attribute with the address of the picture.
            type: str
          verified_email:
            description:
              - Attribute with whether the e-mail address is verified.
            type: str
          verified_phone:
            description:
              - Attribute with whether the phone number is verified.
            type: str
          custom_attributes:
            description:
              - Attributes with custom attributes, by the machine name of the attribute. All of them.
            type: dict
      sp_acs_url:
        description:
          - Address to which the identity provider answers, when it is another one than Descope's.
        type: str
      sp_entity_id:
        description:
          - Entity id of the service provider, when it is another one than Descope's.
        type: str
      sp_sign_key:
        description:
          - Private key with which requests are signed. It can't be read back, so it is written only when something else of
            O(saml) changes too.
        type: str
      sp_encryption_key:
        description:
          - Private key with which answers are decrypted. It can't be read back either.
        type: str
      subject_name_id_format:
        description:
          - Format of the name id.
        type: str
      disable_sign_request:
        description:
          - Whether requests are sent without a signature.
        type: bool
      config_fga_tenant_id_resource_prefix:
        description:
          - Text before the tenant id in the names of resources of O(fga_mappings).
        type: str
      config_fga_tenant_id_resource_suffix:
        description:
          - Text behind the tenant id in the names of resources of O(fga_mappings).
        type: str
  oidc:
    description:
      - Sign-in by OIDC.
    type: dict
    suboptions:
      name:
        description:
          - Name of the provider.
        type: str
      client_id:
        description:
          - Client id at the provider. Needed.
        type: str
      client_secret:
        description:
          - Client secret at the provider. It can't be read back, so it is written only when something else of O(oidc) changes
            too. Give it with every change of O(oidc), as it is not known whether Descope keeps the one it has.
        type: str
      redirect_url:
        description:
          - Where users are sent after they signed in.
        type: str
      auth_url:
        description:
          - Address of the authorization endpoint.
        type: str
      token_url:
        description:
          - Address of the token endpoint.
        type: str
      user_data_url:
        description:
          - Address of the user info endpoint.
        type: str
      jwks_url:
        description:
          - Address of the provider's public keys.
        type: str
      issuer:
        description:
          - The issuer of its tokens.
        type: str
      scope:
        description:
          - Scopes to ask for.
        type: list
        elements: str
      prompt:
        description:
          - What the provider shall ask the user.
        type: list
        elements: str
        choices: [none, login, consent, select_account]
      grant_type:
        description:
          - How a token is got. V(authorization_code) for a new configuration when unset.
        type: str
        choices: [authorization_code, implicit]
      user_attr_mapping:
        description:
          - What the provider calls the attributes of a user. For a new configuration the usual names of OIDC hold where nothing
            is given.
        type: dict
        suboptions:
          login_id:
            description:
              - Claim with the login id.
            type: str
          name:
            description:
              - Claim with the full name.
            type: str
          email:
            description:
              - Claim with the e-mail address.
            type: str
          username:
            description:
              - Claim with the user name.
            type: str
          phone_number:
            description:
              - Claim with the phone number.
            type: str
          group:
            description:
              - Claim with the groups.
            type: str
          given_name:
            description:
              - Claim with the given name.
            type: str
          middle_name:
            description:
              - Claim with the middle name.
            type: str
          family_name:
            description:
              - Claim with the family name.
            type: str
          picture:
            description:
              - Claim with the address of the picture.
            type: str
          verified_email:
            description:
              - Claim with whether the e-mail address is verified.
            type: str
          verified_phone:
            description:
              - Claim with whether the phone number is verified.
            type: str
          custom_attributes:
            description:
              - Claims with custom attributes, by the machine name of the attribute. All of them.
            type: dict
      manage_provider_tokens:
        description:
          - Whether Descope keeps the tokens of the provider.
        type: bool
      callback_domain:
        description:
          - Domain to which the provider answers, when it is another one than Descope's.
        type: str
      use_pkce:
        description:
          - Whether to use PKCE.
        type: bool
notes:
  - Before a configuration is overwritten or deleted, a backup is made, unless O(backup=false). It holds no secret.
  - Another mapping of roles holds for a user from the next sign-in on.
seealso:
  - module: descope.mgmt.descope_tenant_settings
  - module: descope.mgmt.descope_tenant
    description: Enforce single sign-on for a tenant.
  - module: descope.mgmt.descope_sync
    description: Many configurations at once, also as C(sso) of a tenant.
"""

EXAMPLES = r"""
- name: Sign in by SAML, from the identity provider's metadata
  descope.mgmt.descope_sso:
    tenant_id: acme
    domains: [acme.example]
    saml:
      idp_metadata_url: https://idp.acme.example/metadata
      redirect_url: https://app.example/done
      attribute_mapping:
        email: mail
        group: memberOf
    role_mappings:
      - role_name: Editor
        groups: [engineering]

- name: Change one thing and leave everything else as it is
  descope.mgmt.descope_sso:
    tenant_id: acme
    saml:
      attribute_mapping:
        given_name: firstName

- name: Have a further configuration for a subsidiary
  descope.mgmt.descope_sso:
    tenant_id: acme
    sso_id: labs
    display_name: Acme Labs
    domains: [labs.acme.example]
    oidc:
      name: Acme Labs
      client_id: "{{ labs_client_id }}"
      client_secret: "{{ labs_client_secret }}"
      issuer: https://login.labs.acme.example
      auth_url: https://login.labs.acme.example/authorize
      token_url: https://login.labs.acme.example/token

- name: Turn single sign-on off and forget how it was configured
  descope.mgmt.descope_sso:
    tenant_id: acme
    state: absent
"""

RETURN = r"""
sso:
  description: The configuration as it is, or in check mode as it would be, secrets masked. Null when it is absent.
  returned: success
  type: dict
  sample:
    tenant_id: acme
    sso_id: ""
    auth_type: saml
    domains: [acme.example]
    role_mappings:
      - role_name: Editor
        groups: [engineering]
    saml:
      idp_metadata_url: https://idp.acme.example/metadata
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

TEXT = {"type": "str"}
LIST = {"type": "list", "elements": "str"}
ATTRIBUTES = {
    **dict.fromkeys(("name", "email", "username", "phone_number", "group", "given_name", "middle_name", "family_name"), TEXT),
    **dict.fromkeys(("picture", "verified_email", "verified_phone"), TEXT),
    "custom_attributes": {"type": "dict"},
}
SAML = {
    **dict.fromkeys(("idp_metadata_url", "idp_url", "entity_id", "idp_cert", "redirect_url"), TEXT),
    "idp_additional_certs": LIST,
    "attribute_mapping": {"type": "dict", "options": ATTRIBUTES},
    **dict.fromkeys(("sp_acs_url", "sp_entity_id", "subject_name_id_format"), TEXT),
    "sp_sign_key": {"type": "str", "no_log": True},
    "sp_encryption_key": {"type": "str", "no_log": True},
    "disable_sign_request": {"type": "bool"},
    **dict.fromkeys(("config_fga_tenant_id_resource_prefix", "config_fga_tenant_id_resource_suffix"), TEXT),
}
OIDC = {
    **dict.fromkeys(("name", "client_id", "redirect_url", "auth_url", "user_data_url", "jwks_url", "issuer"), TEXT),
    "client_secret": {"type": "str", "no_log": True},
    "token_url": {"type": "str", "no_log": False},
    "scope": LIST,
    "prompt": {**LIST, "choices": ["none", "login", "consent", "select_account"]},
    "grant_type": {"type": "str", "choices": ["authorization_code", "implicit"]},
    "user_attr_mapping": {"type": "dict", "options": {"login_id": TEXT, **ATTRIBUTES}},
    "manage_provider_tokens": {"type": "bool", "no_log": False},
    "callback_domain": TEXT,
    "use_pkce": {"type": "bool"},
}
ARGUMENT_SPEC = {
    "tenant_id": {"type": "str", "required": True},
    "sso_id": TEXT,
    "display_name": TEXT,
    "auth_type": {"type": "str", "choices": ["none", "saml", "oidc"]},
    "domains": LIST,
    "role_mappings": {
        "type": "list",
        "elements": "dict",
        "options": {"role_name": {"type": "str", "required": True}, "groups": {**LIST, "required": True}},
    },
    "default_sso_roles": LIST,
    "groups_priority": LIST,
    "fga_mappings": {"type": "dict"},
    "saml": {"type": "dict", "options": SAML},
    "oidc": {"type": "dict", "options": OIDC},
    **ONE_DOCUMENT_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("sso", before="overwrites"))


if __name__ == "__main__":
    main()
