# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random histories of a store, with clocks that jump: retention never takes what must stay (reliability 3.5; 5, G10)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.retention import ALWAYS_KEPT, Candidate, choose
from tests.faults.scale import count, seeds
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, Clock, picture, small_state, store

PARTS = 2
JUMPS = (timedelta(0), timedelta(seconds=1), timedelta(hours=5), timedelta(days=1), timedelta(days=40), timedelta(days=3650))


def random_history(rng: random.Random) -> list[Candidate]:
    """Return backups of a store whose clock stood still, went on, jumped ten years ahead, or back."""
    now = datetime(2026, 11, 22, tzinfo=timezone.utc)
    found = []
    for number in range(rng.randint(0, 12)):
        now += rng.choice(JUMPS) * rng.choice([1, 1, 1, -1]) if number else timedelta(0)
        found.append(Candidate(f"b{number:02}", now, rng.random() < 0.8))
    rng.shuffle(found)
    return found


@pytest.mark.parametrize("number", range(PARTS))
def test_no_history_of_backups_and_clocks_loses_what_must_stay(number: int) -> None:
    """reliability #87 #88 #106: ages are told from the newest verified backup, and no clock of today is asked."""
    tried = 0
    for seed in seeds(full=100_000, fast=4_000):
        if seed % PARTS != number:
            continue
        rng = random.Random(seed)
        backups, days, last = random_history(rng), rng.randint(1, 60), rng.randint(1, 6)
        decided = {one.id: one.action for one in choose(backups, keep_days=days, keep_last=last)}
        verified = sorted((one for one in backups if one.verified), key=lambda one: (one.created_at, one.id), reverse=True)
        must_stay = {one.id for one in verified[: max(last, 3)]}
        must_stay |= {one.id for one in verified if verified[0].created_at - one.created_at <= timedelta(days=days)}
        context = f"FAULTS_SEED={seed}: {backups}"
        assert {one for one in must_stay if decided[one] != "keep"} == set(), context
        assert {one.id for one in backups if not one.verified and decided[one.id] != "leave"} == set(), context
        kept = [one for one in backups if decided[one.id] != "remove"]
        again = {one.action for one in choose(kept, keep_days=days, keep_last=last)}
        assert "remove" not in again, context
        tried += 1
    assert ALWAYS_KEPT == 3
    count("retention, decided for random histories", histories=tried, **{"good backups lost": 0})


def test_on_disk_retention_removes_what_it_decided_and_nothing_else(tmp_path: Path) -> None:
    """reliability #38 #107: pinned by use, foreign, and damaged things stay byte for byte."""
    tried = 0
    for seed in seeds(full=300, fast=10):
        rng = random.Random(seed)
        clock = Clock()
        here = store(tmp_path / str(seed), clock)
        made = []
        for _backup in range(rng.randint(1, 6)):
            made.append(here.publish(small_state(), ABOUT).id)
            clock.now += rng.choice(JUMPS[1:5])
        project = tmp_path / str(seed) / here.project_id
        damaged = {one for one in made if rng.random() < 0.2}
        for one in damaged:
            (project / one / "tenants.json").write_bytes(b"[]\n")
        (project / "notes.txt").write_text("mine", encoding="utf-8")
        in_use = set(rng.sample(made, 1))
        before = picture(project)
        done = here.retire(keep_days=rng.randint(1, 30), keep_last=rng.randint(1, 4), check_mode=False, in_use=in_use)
        gone = {name for name, _reason in done.removed}
        assert not gone & (damaged | in_use), f"FAULTS_SEED={seed}"
        assert len(set(made) - damaged - gone) >= min(3, len(set(made) - damaged)), f"FAULTS_SEED={seed}"
        kept = {name: value for name, value in before.items() if name.split("/")[0] not in gone}
        assert picture(project) == kept, f"FAULTS_SEED={seed}"
        tried += 1
    assert tried > 0
    count("retention, carried out on disk", histories=tried, **{"other files touched": 0})
