# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vault ids for the modules that write or read backups and have no action plugin of their own; meta/runtime.yml names them."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.plugin_utils._vault_id import VaultIdAction


class ActionModule(VaultIdAction):
    """Runs the module with the secret of the vault id that its options name."""
