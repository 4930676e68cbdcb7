# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option for live progress."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.progress`."""

    DOCUMENTATION = r"""
options:
  progress_path:
    description:
      - File to which the module appends one JSON object per step while it works, with C(phase), C(kind), C(done), C(total) and
        C(elapsed) in seconds.
      - When it is unset and the connection is local, the steps are shown while the task runs.
    type: path
"""
