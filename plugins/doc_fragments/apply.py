# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options of a module that carries out a plan over many documents."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.apply`."""

    DOCUMENTATION = r"""
options:
  plan_hash:
    description:
      - The RV(plan.hash) of a preview. The run makes its plan anew, and refuses when it is not the one that was previewed,
        naming what has moved since. In check mode too. A plan with nothing to do is never refused.
    type: str
  confirm:
    description:
      - The id of the project to change, as the word of somebody who looked at the preview.
      - A run that deletes, or that changes more than O(auto_apply_max_changes) documents, needs this or O(plan_hash). So does
        one that destroys what no document shows, such as the relations of a type that an FGA schema drops.
      - Another id than the project's is always refused. Not needed in check mode.
    type: str
  auto_apply_max_changes:
    description:
      - How many documents a run that deletes nothing may change without O(plan_hash) or O(confirm).
    type: int
    default: 25
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
  concurrency:
    description:
      - How many calls may be under way at once, from 1 to 32. The service's rate limit is kept in any case.
    type: int
    default: 8
"""
