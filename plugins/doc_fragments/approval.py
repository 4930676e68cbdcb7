# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options of a module that carries out a plan which somebody may have to approve."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.approval`."""

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
  concurrency:
    description:
      - How many calls may be under way at once, from 1 to 32. The service's rate limit is kept in any case.
    type: int
    default: 8
  time_limit:
    description:
      - After how many seconds to begin no further change. What is under way is finished, and the task fails. A run that is
        started again goes on from there. V(0) is no limit.
    type: float
    version_added: 0.2.0
    default: 0.0
  plan_file:
    description:
      - Where to write the whole plan, on the host where the module runs, in check mode too. A file of that name is replaced.
      - A result holds no more than the first of very many changes, since AWX empties one that is too large. The file has a line
        of JSON about the plan, and one for each change with its C(kind), C(key), C(operation) and C(status), with the document
        C(before) and C(after) it, and with what differs, for people, as C(details). Secrets are masked.
    type: path
    version_added: 0.2.0
"""
