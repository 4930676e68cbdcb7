# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that say where backups are."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.store`."""

    DOCUMENTATION = r"""
options:
  backup_dir:
    description:
      - Directory of all backups, on the host the module runs on. An absolute path, or one that begins with C(~).
      - A backup is the directory C({backup_dir}/{project_id}/{time}/), where the time is UTC and looks like
        C(20261122T231500Z).
    type: path
    default: ~/.descope-mgmt/backups
"""
