# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the callback descope.mgmt.progress shows in the place of others. Workers know it, as they are forks of its process."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ansible_collections.descope.mgmt.plugins.plugin_utils._plan_table import identity

_tables: set[str] = set()
_draws_bars = False


def bars_are_drawn() -> bool:
    """Say whether the steps of long modules are shown by bars, and are not to be shown as lines."""
    return _draws_bars


def draw_bars(drawn: bool) -> None:
    """Say it to all workers that are forked from now on."""
    global _draws_bars  # one process, one terminal
    _draws_bars = drawn


def has_shown(result: Mapping[str, t.Any]) -> bool:
    """Say whether the plan of `result`, or its differences, have been shown as a table in colours."""
    return identity(result) in _tables


def show(result: Mapping[str, t.Any]) -> None:
    """Note that they have been."""
    _tables.add(identity(result))
