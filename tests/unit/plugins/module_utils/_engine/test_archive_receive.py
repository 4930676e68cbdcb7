# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup that was made elsewhere appears in the store as one that was made here does: entirely or not at all."""

from __future__ import annotations

import os
import signal
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed
from tests.unit.plugins.module_utils._engine.backup_builders import (
    PROJECT,
    START,
    Clock,
    picture,
    published,
    small_state,
    store,
)

CALLS = ("open", "write", "fsync", "rename", "mkdir", "fchmod", "close")


@pytest.fixture
def made(tmp_path: Path) -> dict[str, bytes]:
    """The files of a backup of another host."""
    return {file.name: file.read_bytes() for file in Path(published(tmp_path / "other").path).iterdir()}


def test_everything_is_on_the_disk_before_the_name_appears_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: dict[str, bytes]
) -> None:
    events: list[tuple[str, int]] = []
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(descriptor: int) -> None:
        real_fsync(descriptor)
        events.append(("synced", os.fstat(descriptor).st_ino))

    def rename(old: str, new: str, **options: t.Any) -> None:
        real_rename(old, new, **options)
        events.append(("renamed", 0))

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    assert store(tmp_path).receive("20261122T231500Z", made)

    backup = tmp_path / PROJECT / "20261122T231500Z"
    at = events.index(("renamed", 0))
    before = [inode for _event, inode in events[:at]]
    inodes = {name: (backup / name).stat().st_ino for name in made}
    assert set(inodes.values()) <= set(before)
    assert before[-2:] == [inodes["manifest.json"], backup.stat().st_ino]
    assert [inode for _event, inode in events[at + 1 :]] == [(tmp_path / PROJECT).stat().st_ino]


def test_a_taken_id_is_left_as_it_is_and_nothing_stays_behind(tmp_path: Path, made: dict[str, bytes]) -> None:
    published(tmp_path, state=small_state("Mine"))
    before = picture(tmp_path / PROJECT)

    assert not store(tmp_path).receive("20261122T231500Z", made)

    assert picture(tmp_path / PROJECT) == before


def test_a_disk_that_stores_something_else_is_an_error_and_nothing_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: dict[str, bytes]
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data).replace(b"admin", b"nimda")))

    with pytest.raises(StorageFailed, match="does not store what it is given"):
        store(tmp_path).receive("20261122T231500Z", made)

    assert list((tmp_path / PROJECT).iterdir()) == []


def test_a_process_that_is_killed_at_any_call_leaves_the_whole_backup_or_none(tmp_path: Path, made: dict[str, bytes]) -> None:
    outcomes = set()
    for number in range(200):
        here = store(tmp_path / str(number), Clock(START))
        child = os.fork()
        if child == 0:
            _kill_at(number)
            here.receive("20261122T231500Z", made)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            break
        listed = here.listed()
        assert {one.status for one in listed} <= {"verified"}
        outcomes.add(len(listed))
        assert here.receive("20261122T231500Z", made) is not bool(listed)
        assert here.find("latest").id == "20261122T231500Z"
    assert number > 30
    assert outcomes == {0, 1}


def _kill_at(number: int) -> None:
    left = [number]

    def killing(real: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        def call(*arguments: t.Any, **options: t.Any) -> t.Any:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*arguments, **options)

        return call

    for name in CALLS:
        setattr(os, name, killing(getattr(os, name)))
