# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options of a module for one document."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.one_document`."""

    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) creates the document, or updates the fields that are given and leaves all others as they are.
      - V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
"""
