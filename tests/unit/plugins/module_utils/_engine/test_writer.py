# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hold on a project: its time limit ends a run, and not what takes a run back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import Author
from ansible_collections.descope.mgmt.plugins.module_utils._engine.writer import writing
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DeadlineExceeded


def test_the_time_limit_ends_a_run_and_is_lifted_for_the_undo(tmp_path: Path) -> None:
    async def run() -> bool:
        store, author = BackupStore(str(tmp_path), "P1"), Author(user="ops", host="ctl1")
        async with writing(store, "descope_sync", author, keys=Keys(), lock_timeout=0, time_limit=0.001) as writer:
            await asyncio.sleep(0.01)
            with pytest.raises(DeadlineExceeded, match=r"time_limit of 0\.001 seconds is over"):
                writer.may_go_on()
            writer.lift_time_limit()
            writer.may_go_on()
            return True

    assert asyncio.run(run())
