# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live progress for the module descope_undo; the work is the module's."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.plugin_utils._progress import ProgressAction


class ActionModule(ProgressAction):
    """Shows the steps of the module while it runs."""
