# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing: in an order that no power cut can tear, under an id that is later than all others."""

from __future__ import annotations

import os
import stat
import time
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed
from tests.unit.plugins.module_utils._engine.backup_builders import (
    ABOUT,
    PROJECT,
    START,
    Clock,
    picture,
    published,
    small_state,
    store,
)

# --- order ---------------------------------------------------------------------------------------------------------------


def test_everything_is_on_the_disk_before_the_name_appears_and_the_name_before_publish_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    backup = published(tmp_path)

    at = events.index(("renamed", 0))
    before = [inode for event, inode in events[:at]]
    inode = {name: os.stat(os.path.join(backup.path, name)).st_ino for name in [".", *os.listdir(backup.path)]}
    data = [inode[name] for name in inode if name.endswith("s.json")]
    assert {inode[name] for name in inode} <= set(before)
    assert max(before.index(file) for file in data) < before.index(inode["manifest.json"])
    assert before[-1] == inode["."]
    assert [one for event, one in events[at + 1 :]] == [os.stat(tmp_path / PROJECT).st_ino]
    assert os.stat(tmp_path).st_ino in before  # the name of a new project directory


def test_everything_is_read_back_before_the_name_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    real_open, real_rename = os.open, os.rename

    def opening(path: str, flags: int, *arguments: t.Any, **options: t.Any) -> int:
        if str(path).endswith(".json") and not flags & os.O_CREAT:
            events.append(str(path))
        return real_open(path, flags, *arguments, **options)

    def renaming(*arguments: t.Any, **options: t.Any) -> None:
        events.append("rename")
        real_rename(*arguments, **options)

    monkeypatch.setattr(os, "open", opening)
    monkeypatch.setattr(os, "rename", renaming)
    published(tmp_path)

    assert sorted(events[: events.index("rename")]) == ["manifest.json", "permissions.json", "roles.json", "tenants.json"]


def test_files_are_made_new_private_and_without_following_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, int]] = []
    real = os.open

    def opening(path: str, flags: int, mode: int = 0o777, **options: t.Any) -> int:
        if flags & os.O_CREAT:
            made.append((flags, mode))
        return real(path, flags, mode, **options)

    monkeypatch.setattr(os, "open", opening)
    published(tmp_path)

    needed = os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    assert len(made) == 4
    assert all(flags & needed == needed and mode == 0o600 for flags, mode in made)


# --- ids and the clock ---------------------------------------------------------------------------------------------------


def test_a_second_backup_in_the_same_second_waits_for_the_next_one(tmp_path: Path) -> None:
    published(tmp_path)
    clock = Clock()

    backup = store(tmp_path, clock).publish(small_state(), ABOUT)

    assert backup.id == "20261122T231501Z"
    assert len(clock.pauses) == 1
    assert 1 <= clock.pauses[0] < 1.1


def test_a_clock_that_is_behind_by_less_than_a_second_is_waited_for(tmp_path: Path) -> None:
    published(tmp_path)
    clock = Clock(START - timedelta(milliseconds=900))

    assert store(tmp_path, clock).publish(small_state(), ABOUT).id == "20261122T231501Z"
    assert sum(clock.pauses) < 2.1


@pytest.mark.parametrize("behind", [timedelta(seconds=2), timedelta(hours=1), timedelta(days=4000)])
# reliability #87
def test_a_clock_that_is_far_behind_is_an_error_at_once_and_nothing_is_written(tmp_path: Path, behind: timedelta) -> None:
    published(tmp_path)
    before = picture(tmp_path)
    clock = Clock(START - behind)

    with pytest.raises(StorageFailed, match="clock") as caught:
        store(tmp_path, clock).publish(small_state(), ABOUT)

    assert "20261122T231500Z" in caught.value.message
    assert "Correct the clock" in caught.value.hint
    assert clock.pauses == []
    assert picture(tmp_path) == before


def test_a_clock_that_stands_still_is_an_error_after_one_pause(tmp_path: Path) -> None:
    published(tmp_path)
    pauses: list[float] = []
    here = store(tmp_path)
    here._clock = type(here._clock)(lambda: START, pauses.append)

    with pytest.raises(StorageFailed, match="clock"):
        here.publish(small_state(), ABOUT)

    assert len(pauses) == 1


@pytest.mark.parametrize("make", ["directory", "file", "link"])
def test_an_id_is_later_than_everything_of_that_name_even_what_is_damaged_or_no_directory(tmp_path: Path, make: str) -> None:
    (tmp_path / PROJECT).mkdir(mode=0o700)
    there = tmp_path / PROJECT / "20261122T231500Z"
    makers: dict[str, t.Callable[[], None]] = {
        "directory": there.mkdir,
        "file": there.touch,
        "link": lambda: there.symlink_to("/nowhere"),
    }
    makers[make]()

    assert published(tmp_path, START + timedelta(milliseconds=300)).id == "20261122T231501Z"


# reliability #64
def test_when_another_process_takes_the_id_a_new_one_is_written_into_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.rename

    def rename(old: str, new: str, **options: t.Any) -> None:
        monkeypatch.setattr(os, "rename", real)
        published(tmp_path)  # the other process is a moment faster
        real(old, new, **options)

    monkeypatch.setattr(os, "rename", rename)
    clock = Clock()
    backup = store(tmp_path, clock).publish(small_state("Mine"), ABOUT)

    assert backup.id == backup.manifest.id == "20261122T231501Z"
    assert [one.status for one in store(tmp_path).listed()] == ["verified", "verified"]
    assert store(tmp_path).load(backup).documents["tenants"][0]["id"] == "mine"


def test_an_id_that_was_overtaken_while_writing_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    clock = Clock()

    def fsync(descriptor: int) -> None:
        real(descriptor)
        if list((tmp_path / PROJECT).glob(".partial-*/manifest.json")):
            monkeypatch.setattr(os, "fsync", real)
            published(tmp_path, START + timedelta(seconds=1))

    monkeypatch.setattr(os, "fsync", fsync)

    assert store(tmp_path, clock).publish(small_state(), ABOUT).id == "20261122T231502Z"


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    def descriptors() -> int:
        return len(os.listdir("/dev/fd"))

    before = descriptors()
    backup = published(tmp_path)
    here = store(tmp_path)
    here.check_writable()
    here.load(here.find("latest"))
    here.listed()
    (tmp_path / PROJECT / backup.id / "tenants.json").unlink()
    here.listed()
    here.retire(keep_days=1, keep_last=1, check_mode=False)

    assert descriptors() == before


def test_publishing_a_thousand_tenants_takes_well_under_a_second_or_two(tmp_path: Path) -> None:
    state = small_state(*(f"Tenant {number}" for number in range(1000)))

    started = time.monotonic()
    backup = published(tmp_path, state=state)
    store(tmp_path).load(backup)

    assert time.monotonic() - started < 5
    assert stat.S_ISDIR(os.stat(backup.path).st_mode)
