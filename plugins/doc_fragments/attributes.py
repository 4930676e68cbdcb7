# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what the modules support."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.attributes`; `.info` for the modules that only read."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Whether the module can say what it would do without doing it.
    support: full
    details:
      - The preview is made by the same code as the run, so it is exactly what the run does. No call that writes is made.
  diff_mode:
    description: Whether the module can show what would change.
    support: full
  idempotent:
    description: Whether a second run with the same options changes nothing.
    support: full
  action_group:
    description: Use C(group/descope.mgmt.descope) in C(module_defaults) to set options for all modules of this collection.
    support: full
    membership:
      - descope.mgmt.descope
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Whether the module can say what it would do without doing it.
    support: full
    details:
      - The module only reads.
  diff_mode:
    description: Whether the module can show what would change.
    support: N/A
    details:
      - The module changes nothing.
  idempotent:
    description: Whether a second run with the same options changes nothing.
    support: full
  action_group:
    description: Use C(group/descope.mgmt.descope) in C(module_defaults) to set options for all modules of this collection.
    support: full
    membership:
      - descope.mgmt.descope
"""
