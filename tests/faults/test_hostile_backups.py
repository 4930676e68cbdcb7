# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged and hostile backups: every one is refused with a clear error, and nothing is followed (reliability 5, G6)."""

from __future__ import annotations

import random
import shutil
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Backup
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError
from tests.faults.hostile import Spoil, by_hand, generated
from tests.faults.scale import count, seeds
from tests.unit.plugins.module_utils._engine.backup_builders import PROJECT, published, small_state, store

BY_HAND = by_hand()


@pytest.fixture
def good(tmp_path: Path) -> Backup:
    return published(tmp_path / "good", state=small_state("Acme", "Globex"))


def refused(good: Backup, directory: Path, spoil: Spoil) -> str:
    """Spoil a copy of a backup and return the code that it is refused with; empty when it is not."""
    shutil.copytree(Path(good.path).parents[1], directory)
    spoil(directory / PROJECT / good.id)
    here = store(directory)
    codes = {
        _code(lambda: here.load(here.find(good.id))),
        _code(lambda: here.load(here.find(str(directory / PROJECT / good.id)))),
    }
    listed = {one.status for one in here.listed()}
    shutil.rmtree(directory)
    assert "verified" not in listed, "it is listed as good"
    assert len(codes) == 1, codes
    return codes.pop()


def _code(load: t.Callable[[], object]) -> str:
    try:
        load()
    except DescopeError as error:
        assert error.message and error.hint
        assert len(error.message) < 1000 and error.message.isprintable(), "it repeats what it was given"
        return error.code
    return ""


def test_generated_damage_is_always_found(good: Backup, tmp_path: Path) -> None:
    """reliability #66 #68"""
    tried = 0
    for seed in seeds(full=2000, fast=150):
        what, spoil = generated(random.Random(seed))
        assert refused(good, tmp_path / "spoiled", spoil), f"FAULTS_SEED={seed}: {what} was not noticed"
        tried += 1
    count("generated damage to backups", backups=tried, refused=tried, tracebacks=0)


@pytest.mark.parametrize(("what", "spoil"), BY_HAND, ids=[what for what, _spoil in BY_HAND])
def test_what_somebody_thought_of_is_refused(good: Backup, tmp_path: Path, what: str, spoil: Spoil) -> None:
    """reliability #58 #67 #68 #72 #74 #75 #76 #77: also where all hashes fit."""
    assert refused(good, tmp_path / "spoiled", spoil), f"{what}: it was not noticed"
    count("hostile backups made by hand", backups=1, refused=1, tracebacks=0)


def test_there_are_enough_of_them() -> None:
    assert len({what for what, _spoil in BY_HAND}) == len(BY_HAND) >= 120
