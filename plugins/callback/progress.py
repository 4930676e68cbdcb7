# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the progress of long modules on a terminal; what it does is in plugin_utils."""

from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: notification
short_description: Draw progress bars and plans in colours on a terminal
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
description:
  - While M(descope.mgmt.descope_sync), M(descope.mgmt.descope_restore), M(descope.mgmt.descope_undo) or
    M(descope.mgmt.descope_backup) runs, it draws a bar for each host and phase, with how many documents are done, how many
    that is a second, and how much time is left. Where these are too many for the terminal, only the phase that each host is in
    has one. The bars go away with the task, and all other output appears above them.
  - What these modules or M(descope.mgmt.descope_drift_info) plan or find is shown once, as the table of
    P(descope.mgmt.plan_table#filter), in colours.
  - It does all this only where the standard output is a terminal on which the cursor can move. It does nothing where the output
    goes to a file or a pipe, where E(TERM) is V(dumb), where E(CI), E(NO_COLOR) or E(ANSIBLE_NOCOLOR) is set, and with a
    callback for the output that is not for people, such as P(ansible.posix.json#callback).
  - It does nothing either under C(ansible-runner), and so under AWX and C(ansible-navigator), whose stream of events it would
    damage. There, and wherever this callback is not enabled, the steps are lines of the usual output.
requirements:
  - C(rich) 13.0 or newer on the controller. Without it, there is a warning and nothing is drawn.
  - to be named in C(callbacks_enabled)
options:
  bars:
    description: Whether to draw bars. When not, the steps are lines of the usual output.
    type: bool
    default: true
    env:
      - name: DESCOPE_MGMT_PROGRESS_BARS
    ini:
      - section: callback_descope_mgmt_progress
        key: bars
  plan_table:
    description: Whether to show plans and differences as tables in colours.
    type: bool
    default: true
    env:
      - name: DESCOPE_MGMT_PROGRESS_PLAN_TABLE
    ini:
      - section: callback_descope_mgmt_progress
        key: plan_table
  refresh_per_second:
    description: How many times a second the bars are drawn, from 1 to 30. What is beyond is taken for the nearest of these.
    type: int
    default: 5
    env:
      - name: DESCOPE_MGMT_PROGRESS_REFRESH_PER_SECOND
    ini:
      - section: callback_descope_mgmt_progress
        key: refresh_per_second
notes:
  - Modules that run elsewhere than on the controller, and those that run with C(async), have no bar.
  - A process that is killed with SIGKILL can leave bars behind. The cursor is never hidden.
  - That it stays silent is tried under C(ansible-runner), which AWX uses, and not in a real AWX.
seealso:
  - plugin: descope.mgmt.plan_table
    plugin_type: filter
"""

EXAMPLES = r"""
# In ansible.cfg:
#
# [defaults]
# callbacks_enabled = descope.mgmt.progress
#
# [callback_descope_mgmt_progress]
# refresh_per_second = 10
#
# Or for a single run:
#
# ANSIBLE_CALLBACKS_ENABLED=descope.mgmt.progress ansible-playbook descope.mgmt.safe_sync -e @desired.yml
"""

from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_callback import TerminalCallback  # noqa: E402


class CallbackModule(TerminalCallback):
    """Enabled by its name in `callbacks_enabled`."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "descope.mgmt.progress"
    CALLBACK_NEEDS_ENABLED = True
