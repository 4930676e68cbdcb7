# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front end of the modules that have no action plugin of their own; meta/runtime.yml names them."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.plugin_utils._front_end import FrontEnd


class ActionModule(FrontEnd):
    """Runs the module of the task, inside the worker where that is the same."""
