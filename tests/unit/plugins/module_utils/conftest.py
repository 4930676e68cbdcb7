# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For the tests of what stands on HTTP: no pauses between tries, short waits, and no proxy of the machine in between."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _client, _exchange


@pytest.fixture(autouse=True)
def _at_once_and_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "PAUSES", (0, 0, 0, 0))
    monkeypatch.setattr(_exchange, "CONNECT_SECONDS", 0.2)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
