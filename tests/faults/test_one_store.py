# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight processes work on one store at the same time: nothing is torn, no id is given twice, one writes at a time (5, G11)."""

from __future__ import annotations

import asyncio
import json
import os
import random
import traceback
import typing as t
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Author, BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.writer import writing
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError
from tests.faults.scale import SEED, count, times
from tests.unit.plugins.builders import TARGET, state, tenant
from tests.unit.plugins.model_api import ModelApi
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, small_state
from tests.unit.plugins.scripted_server import settings

PROCESSES = 8
HARMLESS = ("lock_held", "storage_failed", "backup_not_found", "clock_error")


class _Service(ModelApi):
    settings = settings(TARGET.api_base, project_id=TARGET.project_id, concurrency=2)


def worker(directory: Path, number: int, rounds: int) -> None:
    """Back up, retire, verify and sync in random order; write down what was done and what went wrong."""
    rng = random.Random(SEED + number)
    store = BackupStore(str(directory / "store"), TARGET.project_id)
    with (directory / f"{number}.jsonl").open("w", encoding="utf-8") as told:

        def tell(**what: t.Any) -> None:
            told.write(json.dumps(what) + "\n")
            told.flush()

        for _round in range(rounds):
            action = rng.choice(["backup", "retention", "verify", "sync"])
            try:
                work(action, store, directory, tell)
            except DescopeError as error:
                tell(action=action, error=error.code, message=error.message)
            except Exception:
                tell(action=action, error="traceback", message=traceback.format_exc())


def work(action: str, store: BackupStore, directory: Path, tell: t.Callable[..., None]) -> None:
    if action == "backup":
        tell(action=action, id=store.publish(small_state(f"By {os.getpid()}"), ABOUT).id)
    elif action == "retention":
        store.retire(keep_days=1, keep_last=3, check_mode=False)
        tell(action=action)
    elif action == "verify":
        tell(action=action, statuses=sorted({one.status for one in store.listed()}))
    else:
        asyncio.run(sync(store, directory))
        tell(action=action)


async def sync(store: BackupStore, directory: Path) -> None:
    """Hold the project, and show it: whoever finds the witness there already is a second writer."""
    async with writing(store, "sync", Author(user="u", host="h"), keys=Keys(), lock_timeout=20) as writer:
        witness = os.open(directory / "witness", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        client = t.cast("DescopeClient", _Service(tenants=[tenant("a")]))
        await converge(Job(state(tenants=[tenant("a", disabled=True)]), writer=writer), client, Progress())
        await asyncio.sleep(0.005)
        os.close(witness)
        (directory / "witness").unlink()


def test_eight_processes_on_one_store_are_in_nobodys_way(tmp_path: Path) -> None:
    """reliability #64 #83 #84"""
    rounds = times(full=200, fast=16) // PROCESSES
    children = []
    for number in range(PROCESSES):
        children.append(child := os.fork())
        if child == 0:
            worker(tmp_path, number, rounds)
            os._exit(0)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * PROCESSES
    files = [tmp_path / f"{number}.jsonl" for number in range(PROCESSES)]
    told = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    assert len(told) == rounds * PROCESSES
    assert [one for one in told if one.get("error") not in (None, *HARMLESS)] == []
    ids = [one["id"] for one in told if one["action"] == "backup" and "id" in one]
    assert len(ids) == len(set(ids))
    assert {status for one in told for status in one.get("statuses", ())} <= {"verified"}
    assert not (tmp_path / "witness").exists()
    here = BackupStore(str(tmp_path / "store"), TARGET.project_id)
    assert {one.status for one in here.listed()} <= {"verified"}
    syncs = sum(one["action"] == "sync" and "error" not in one for one in told)
    done = {"rounds": len(told), "backups": len(ids), "syncs": syncs}
    count("eight processes on one store", **done, **{"torn": 0, "ids given twice": 0, "two writers at once": 0})
