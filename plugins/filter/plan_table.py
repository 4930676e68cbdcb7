# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a table for a terminal."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError

from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_trust import as_data
from ansible_collections.descope.mgmt.plugins.plugin_utils._plan_table import LEAST_WIDTH, table

DOCUMENTATION = r"""
name: plan_table
short_description: Show what a task has done, or would do, as a table
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
description:
  - Takes the result of M(descope.mgmt.descope_sync), M(descope.mgmt.descope_restore), M(descope.mgmt.descope_undo), of a module
    for one document, of M(descope.mgmt.descope_drift_info), or of a comparison by M(descope.mgmt.descope_backup_info). Gives
    the lines of a table, each no wider than O(width).
  - The columns are what is done, to which object, and of each field that changes its name and its value before and after. Of a
    new document, the fields that are not empty are shown. A column without anything in it is left out.
  - Changes are in the order in which they are made, differences the worst first, under the name of their severity. Below a
    change is what goes along with it, such as what else a delete deletes. At the end are the totals of each kind that is not as
    desired.
  - What is too long for its column goes on in the next line. Names are never cut. Of a value with more than 200 characters, the
    table shows 200, from shortly before where the old and the new one differ, with an ellipsis.
  - Secrets are V(***), as they are in the results.
  - Names are whatever somebody typed into Descope. What a terminal would obey in them, such as an escape, is spelled out as
    V(\\x1b). Wide characters, such as Chinese ones and emoji, are counted as the two columns that they take.
options:
  _input:
    description: The result of a task, as it was registered. It may be a failed one.
    type: dict
    required: true
  width:
    description:
      - How many columns a line takes at most, at least 40.
      - M(ansible.builtin.debug) puts 11 columns around each line of a list, so 89 fit a terminal of 100. It also doubles
        backslashes and puts one before each quote.
    type: int
    default: 100
  max_rows:
    description:
      - How many changes or differences are shown at most, at least 1. Deletes are shown rather than others. Of the others the
        number is told, and where the whole plan is.
    type: int
    default: 200
  once:
    description:
      - Whether to give no lines at all where the callback P(descope.mgmt.progress#callback) has already shown this very plan,
        in colours.
    type: bool
    default: false
notes:
  - A result holds no more than the first 500 changes, and the values of the first 200. Deletes are the last ones of a plan.
    Where some are not listed, a line says how many. The option C(plan_file) of the modules writes all of them to a file.
seealso:
  - plugin: descope.mgmt.plan_summary
    plugin_type: filter
  - plugin: descope.mgmt.progress
    plugin_type: callback
"""

EXAMPLES = r"""
- name: Preview
  descope.mgmt.descope_sync:
    desired_file: desired.yml
    plan_file: plan.json
  check_mode: true
  register: preview

- name: Show the plan
  ansible.builtin.debug:
    msg: "{{ preview | descope.mgmt.plan_table(width=89, once=true) }}"
"""

RETURN = r"""
_value:
  description: The lines, without colours.
  type: list
  elements: str
  sample:
    - "what     object          field     from   to"
    - "-------- --------------  --------  -----  -------"
    - "+ create tenant initech  name             Initech"
    - "~ update tenant acme     disabled  false  true"
    - "- delete tenant globex"
    - "         (also deletes tenant globex-emea; in use by 12 users)"
    - ""
    - "         to create  to update  to delete  not managed  as desired  live now"
    - "tenants          1          1          1            0          38        40"
"""


def plan_table(result: t.Any, width: int = 100, max_rows: int = 200, once: bool = False) -> list[str]:
    """Return `result` as lines; raises AnsibleFilterError for what is not such a result, and for wrong options."""
    for name, value, least in (("width", width, LEAST_WIDTH), ("max_rows", max_rows, 1)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise AnsibleFilterError(f"{name} must be a whole number of at least {least}, not {value!r}.")
    if not isinstance(once, bool):
        raise AnsibleFilterError(f"once must be true or false, not {once!r}.")
    if not isinstance(result, Mapping):
        raise AnsibleFilterError(f"plan_table takes the result of a task, not {type(result).__name__}.")
    try:
        lines = [] if once and _terminal_shown.has_shown(result) else table(result, width, max_rows)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from None
    return t.cast("list[str]", as_data([line.text for line in lines]))


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return them by name."""
        return {"plan_table": plan_table}
