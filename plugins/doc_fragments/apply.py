# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options of a module that carries out a plan over many documents."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.apply`."""

    DOCUMENTATION = r"""
options:
  max_deletes:
    description:
      - How many documents a run may delete at most. A plan with more is refused as a whole.
    type: int
    default: 5
  max_delete_percent:
    description:
      - How many of the live documents of any one kind a run may delete at most, in percent. O(max_deletes) holds as well.
    type: float
    default: 10.0
  on_error:
    description:
      - What to do when a change fails. The task fails in any case, and says what state things are in.
      - V(stop) finishes what is under way and begins nothing more. V(continue) makes all other changes. V(rollback) stops and
        takes back what this run changed, leaving alone what somebody else has changed since.
    type: str
    choices: [stop, continue, rollback]
    default: stop
"""
