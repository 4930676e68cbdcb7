# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that take another project as the desired state."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.other_project`."""

    DOCUMENTATION = r"""
options:
  source_project_id:
    description:
      - Take another live project as the desired state, such as staging. It is only read.
      - O(kinds) must say what of it is wanted. References are by name, so roles and permissions need not have the same ids.
      - Without C(tenants) among them, the roles of single tenants are left alone in both projects.
    type: str
    version_added: 0.2.0
  source_management_key:
    description:
      - Management key that can read the other project.
    type: str
    version_added: 0.2.0
  source_base_url:
    description:
      - Address of the API of the other project. When unset, O(base_url) if that is set, or what its project id says.
    type: str
    version_added: 0.2.0
  keys:
    description:
      - Take these documents only, as globs over their keys or names, such as V(acme-*), or over kind and key, such as
        V(tenants/acme-*). All are taken when it is empty.
    type: list
    elements: str
    default: []
"""
