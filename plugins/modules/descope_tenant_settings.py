#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of one tenant."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_tenant_settings
short_description: Change the settings of a tenant of a Descope project
description:
  - Makes sure that the settings of a tenant are as described. They are always there, so there is no C(state).
  - Fields that are not given are left as they are. Descope's own call resets every field that is left out; this module reads
    the settings right before it writes, and sends them whole.
  - Some settings that Descope keeps in the same place are written elsewhere. Domains for self-provisioning, enforcement of SSO
    and applications are options of M(descope.mgmt.descope_tenant), SSO domains of M(descope.mgmt.descope_sso).
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
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
  auth_type:
    description:
      - How users of the tenant sign in by single sign-on, by its default configuration. V(none) turns that off.
      - To configure a protocol for the first time, with M(descope.mgmt.descope_sso), sets this too.
    type: str
    choices: [none, saml, oidc]
  enabled:
    description:
      - Whether the tenant has session settings of its own. When not, the project's hold and those below have no effect.
    type: bool
  session_token_expiration:
    description:
      - How long a session token is valid.
      - The number and its unit go together; the one that is not given stays as it is.
    type: int
  session_token_expiration_unit:
    description:
      - Unit of O(session_token_expiration).
    type: str
    choices: [minutes, hours, days, weeks]
  refresh_token_expiration:
    description:
      - How long a refresh token is valid.
      - The number and its unit go together; the one that is not given stays as it is.
    type: int
  refresh_token_expiration_unit:
    description:
      - Unit of O(refresh_token_expiration).
    type: str
    choices: [minutes, hours, days, weeks]
  stepup_token_expiration:
    description:
      - How long a token with step-up is valid.
      - The number and its unit go together; the one that is not given stays as it is.
    type: int
  stepup_token_expiration_unit:
    description:
      - Unit of O(stepup_token_expiration).
    type: str
    choices: [minutes, hours, days, weeks]
  enable_inactivity:
    description:
      - Whether users are signed out after they were inactive for O(inactivity_time).
    type: bool
  inactivity_time:
    description:
      - How long a user may be inactive.
      - The number and its unit go together; the one that is not given stays as it is.
    type: int
  inactivity_time_unit:
    description:
      - Unit of O(inactivity_time).
    type: str
    choices: [minutes, hours, days, weeks]
  jit_disabled:
    description:
      - Whether users who sign in by single sign-on for the first time are turned away, rather than created.
    type: bool
  sso_setup_suite_settings:
    description:
      - The pages on which an administrator of the tenant can set up single sign-on.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether they have settings of their own for this tenant.
        type: bool
      style_id:
        description:
          - Id of the style they are shown in. An empty text stands for the project's.
        type: str
      disabled_features:
        description:
          - What they leave out.
        type: dict
        suboptions:
          saml:
            description:
              - Whether SAML is left out.
            type: bool
          oidc:
            description:
              - Whether OIDC is left out.
            type: bool
          scim:
            description:
              - Whether provisioning by SCIM is left out.
            type: bool
          sso_domains:
            description:
              - Whether the SSO domains are left out.
            type: bool
          group_mapping:
            description:
              - Whether the mapping of groups to roles is left out.
            type: bool
notes:
  - Before settings are overwritten, a backup is made, unless O(backup=false).
seealso:
  - module: descope.mgmt.descope_tenant
  - module: descope.mgmt.descope_sso
  - module: descope.mgmt.descope_sync
    description: The settings of many tenants at once, also as C(settings) of a tenant.
"""

EXAMPLES = r"""
- name: Have shorter sessions for a tenant, and leave everything else as it is
  descope.mgmt.descope_tenant_settings:
    tenant_id: acme
    enabled: true
    session_token_expiration: 15
    session_token_expiration_unit: minutes
    refresh_token_expiration: 8
    refresh_token_expiration_unit: hours

- name: Turn its single sign-on off without losing the configuration
  descope.mgmt.descope_tenant_settings:
    tenant_id: acme
    auth_type: none
"""

RETURN = r"""
tenant_settings:
  description: The settings as they are, or in check mode as they would be.
  returned: success
  type: dict
  sample:
    tenant_id: acme
    auth_type: saml
    enabled: true
    session_token_expiration: 15
    session_token_expiration_unit: minutes
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
from ansible_collections.descope.mgmt.plugins.module_utils._one_document import SETTINGS_SPEC, one_document

UNIT = {"type": "str", "choices": ["minutes", "hours", "days", "weeks"]}

ARGUMENT_SPEC = {
    "tenant_id": {"type": "str", "required": True},
    "auth_type": {"type": "str", "choices": ["none", "saml", "oidc"]},
    "enabled": {"type": "bool"},
    "session_token_expiration": {"type": "int", "no_log": False},
    "session_token_expiration_unit": {**UNIT, "no_log": False},
    "refresh_token_expiration": {"type": "int", "no_log": False},
    "refresh_token_expiration_unit": {**UNIT, "no_log": False},
    "stepup_token_expiration": {"type": "int", "no_log": False},
    "stepup_token_expiration_unit": {**UNIT, "no_log": False},
    "enable_inactivity": {"type": "bool"},
    "inactivity_time": {"type": "int"},
    "inactivity_time_unit": UNIT,
    "jit_disabled": {"type": "bool"},
    "sso_setup_suite_settings": {
        "type": "dict",
        "options": {
            "enabled": {"type": "bool"},
            "style_id": {"type": "str"},
            "disabled_features": {
                "type": "dict",
                "options": {
                    "saml": {"type": "bool"},
                    "oidc": {"type": "bool"},
                    "scim": {"type": "bool"},
                    "sso_domains": {"type": "bool"},
                    "group_mapping": {"type": "bool"},
                },
            },
        },
    },
    **SETTINGS_SPEC,
}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, one_document("tenant_settings", before="overwrites"))


if __name__ == "__main__":
    main()
