# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option that chooses kinds of documents."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.kinds`."""

    DOCUMENTATION = r"""
options:
  kinds:
    description:
      - Take these kinds of documents only.
      - When unset, all are taken but those that must be named here. V(users) must always be named, V(project) and V(snapshot)
        everywhere but in a backup.
    type: list
    elements: str
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
"""
