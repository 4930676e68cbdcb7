# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option that makes a backup first."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.backup_first`."""

    DOCUMENTATION = r"""
options:
  backup:
    description:
      - Whether to make a backup of the project, and verify it, before something is deleted or, where the module
        says so, overwritten.
    type: bool
    default: true
"""
