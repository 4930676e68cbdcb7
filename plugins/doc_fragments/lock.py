# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option of everything that holds a project as its only writer."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.lock`; by what can be cut off half-way also as `descope.mgmt.lock.resume`."""

    DOCUMENTATION = r"""
options:
  lock_timeout:
    description:
      - How many seconds to wait while another run writes to the project, before this one fails and names it.
      - The lock is in the project's directory below O(backup_dir), so it holds among the processes of one host that use the
        same one. It ends with the process that holds it, however that ends.
    type: float
    version_added: 0.2.0
    default: 60.0
  allow_ephemeral:
    description:
      - Whether the backup before a change may be on a file system that goes with the container, such as C(overlay) or C(tmpfs).
        Without it such a run is refused before the first change, as it could not be taken back.
    type: bool
    version_added: 0.2.0
    default: false
"""

    RESUME = r"""
options:
  resume:
    description:
      - What to do when an earlier run on this project was cut off, by a kill or a power cut, with some of its changes made.
      - V(auto) finishes it if it was the same job, after reading back what is in doubt, and refuses any other job. V(never)
        refuses in both cases. M(descope.mgmt.descope_undo) takes it back.
      - V(abandon) leaves what it did as it is, notes that in its journal, and goes on.
    type: str
    version_added: 0.2.0
    choices: [auto, never, abandon]
    default: auto
"""
