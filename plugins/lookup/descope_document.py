# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One document of a Descope project or of a backup of it, read only."""
# ruff: noqa: E402 (the documentation strings come before the imports)

from __future__ import annotations

DOCUMENTATION = r"""
name: descope_document
short_description: Look up a tenant, a role or another document of a Descope project
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
description:
  - Returns documents of a live project, or of a backup of it, as results of the modules have them. Fields are in the user's
    spelling, secrets are masked, and what Descope makes up is left out.
  - With C(query) it is always a list, with C(lookup) one document is itself.
  - Each lookup connects anew and is evaluated whenever its variable is used. Ask for several keys in one lookup, and keep what
    is used often with C(ansible.builtin.set_fact). For very many, use M(descope.mgmt.descope_state_info).
extends_documentation_fragment:
  - descope.mgmt.controller_connection
options:
  _terms:
    description:
      - The keys of the documents, or their names, as results and previews have them. For example the id or the name of a
        tenant, the name of a role, V(acme/Auditor) for a role of one tenant, or a login id of a user.
      - Leave it out for kinds of which a project has one, such as V(theme).
    type: list
    elements: str
  kind:
    description:
      - The kind of the documents, in the plural.
    type: str
    required: true
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
  missing:
    description:
      - What to do when there is no such document. With V(skip) it is left out of the list.
    type: str
    choices: [fail, skip]
    default: fail
  source:
    description:
      - Where to look. A backup is read from the disk of the controller, and no key of a project is needed.
    type: str
    choices: [live, backup]
    default: live
  backup:
    description:
      - With O(source=backup), the backup, by its id, the absolute path of its directory, or V(latest). It is verified.
    type: str
    default: latest
  as_of:
    description:
      - With O(backup=latest), the newest verified backup that is not later than this time, in ISO 8601.
    type: str
  project_id:
    description:
      - Id of the project.
    type: str
    env:
      - name: DESCOPE_PROJECT_ID
    vars:
      - name: safe_sync_project_id
  management_key:
    description:
      - Management key of the project, or of the company. It never appears in results or messages.
    type: str
    env:
      - name: DESCOPE_MANAGEMENT_KEY
    vars:
      - name: safe_sync_management_key
  backup_dir:
    description:
      - Directory of all backups.
    type: path
    default: ~/.descope-mgmt/backups
    vars:
      - name: safe_sync_backup_dir
  encryption_passphrase:
    description:
      - The passphrase of backups that are encrypted with C(vault).
    type: str
    env:
      - name: DESCOPE_BACKUP_PASSPHRASE
    vars:
      - name: safe_sync_encryption_passphrase
  encryption_identity_path:
    description:
      - A file with identities of C(age), for backups that are encrypted with it.
    type: path
    env:
      - name: DESCOPE_BACKUP_IDENTITY_PATH
    vars:
      - name: safe_sync_encryption_identity_path
notes:
  - C(module_defaults) are for modules and not for lookups. The variables of the role P(descope.mgmt.safe_sync#role) are taken
    in their place, which hosts of P(descope.mgmt.descope_projects#inventory) have.
seealso:
  - module: descope.mgmt.descope_state_info
  - plugin: descope.mgmt.descope_projects
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: Stop when single sign-on is not enforced for a tenant
  ansible.builtin.assert:
    that: tenant.enforce_sso
  vars:
    tenant: "{{ lookup('descope.mgmt.descope_document', 'acme', kind='tenants') }}"

- name: Tell what a role could do last night
  ansible.builtin.debug:
    msg: "{{ role.permission_names }}"
  vars:
    role: "{{ lookup('descope.mgmt.descope_document', 'Editor', kind='roles', source='backup') }}"

- name: Tell which of the tenants there are
  ansible.builtin.debug:
    msg: "{{ query('descope.mgmt.descope_document', 'acme', 'globex', kind='tenants', missing='skip') | map(attribute='id') }}"
"""

RETURN = r"""
_raw:
  description: The documents, in the order in which they were asked for.
  type: list
  elements: dict
  sample:
    - id: acme
      name: Acme
      enforce_sso: true
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import managed_values
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Kind
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_documents import Found, live_documents, stored_documents
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_task import in_words, task_of
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_trust import as_data

OPTIONS = (
    *("project_id", "management_key", "base_url", "timeout", "ca_path", "validate_certs"),
    *("backup", "as_of", "backup_dir", "encryption_passphrase", "encryption_identity_path"),
)
VARIABLES = (
    *("project_id", "management_key", "base_url", "ca_path"),
    *("backup_dir", "encryption_passphrase", "encryption_identity_path"),
)
"""Options that a variable of the role gives too, `safe_sync_` before its name."""


class LookupModule(LookupBase):
    """The lookup `descope.mgmt.descope_document`."""

    _templar: t.Any

    def run(self, terms: t.Any, variables: t.Any = None, **kwargs: t.Any) -> list[t.Any]:
        """Return the documents; raises AnsibleLookupError for what can't be meant, for trouble, and for what is missing."""
        self.set_options(var_options=self._evaluated(variables or {}), direct=kwargs)
        kind = KINDS[self.get_option("kind")]
        keys = [str(term) for term in self._flatten(terms)]
        with in_words(AnsibleLookupError):
            _check(kind, keys)
            task = task_of({name: self.get_option(name) for name in OPTIONS})
            read = stored_documents if self.get_option("source") == "backup" else live_documents
            found = read(task, kind, keys)
            if self.get_option("missing") == "fail":
                _require_all(kind, found, f"project {task.settings.project_id}" if read is live_documents else "that backup")
        return [as_data(managed_values(kind, document)) for _key, document in found if document is not None]

    def _evaluated(self, variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return the variables that options may come from; those of a host are templates until somebody evaluates them."""
        names = (f"safe_sync_{name}" for name in VARIABLES)
        values = {name: self._templar.template(variables[name]) for name in names if name in variables}
        return {name: value for name, value in values.items() if value not in ("", None)}  # empty is unset in the role


def _check(kind: Kind, keys: t.Sequence[str]) -> None:
    if kind.single and keys:
        raise InvalidInput(f"A project has one {kind.name}, so it has no key.", hint=f"Leave out {keys[0]}.")
    if not kind.single and not keys:
        raise InvalidInput(f"The keys of {kind.plural} are missing.", hint="Name at least one.")


def _require_all(kind: Kind, found: Found, where: str) -> None:
    gone = [key for key, document in found if document is None]
    if gone:
        raise NotFound(
            f"There is no {kind.name} {', '.join(gone)} in {where}.", hint="Correct the key, or set missing to skip."
        )
