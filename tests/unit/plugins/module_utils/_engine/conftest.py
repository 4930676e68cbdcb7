# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For the engine's tests: nothing waits between the looks at what became of a write."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import apply


@pytest.fixture(autouse=True)
def _no_settling_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "SETTLING_PAUSES", (0, 0, 0, 0))
