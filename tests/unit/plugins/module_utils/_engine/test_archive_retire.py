# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removing old backups: only ours, only verified ones, all or nothing for each, and nothing in check mode."""

from __future__ import annotations

import errno
import os
import shutil
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Backup, Retired
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, StorageFailed
from tests.unit.plugins.module_utils._engine.backup_builders import PROJECT, START, picture, published, rewrite, store


class Policy(t.TypedDict, total=False):
    """Arguments of `retire` that say what to keep."""

    keep_days: int
    keep_last: int


@pytest.fixture
def daily(tmp_path: Path) -> list[Backup]:
    """Ten backups, a day apart, newest first."""
    return [published(tmp_path, START + timedelta(days=days)) for days in range(10)][::-1]


def retire(directory: Path, check_mode: bool = False, keep_days: int = 4, keep_last: int = 2) -> Retired:
    return store(directory).retire(keep_days=keep_days, keep_last=keep_last, check_mode=check_mode)


def names(pairs: list[tuple[str, str]]) -> list[str]:
    return [name for name, reason in pairs]


def test_removes_old_backups_and_says_why(tmp_path: Path, daily: list[Backup]) -> None:
    result = retire(tmp_path)

    assert names(result.kept) == [backup.id for backup in daily[:5]]
    assert names(result.removed) == [backup.id for backup in daily[5:]]
    assert result.left_alone == []
    assert all(reason for name, reason in result.kept + result.removed)
    assert sorted(os.listdir(tmp_path / PROJECT)) == sorted(backup.id for backup in daily[:5])


def test_what_is_kept_still_verifies(tmp_path: Path, daily: list[Backup]) -> None:
    retire(tmp_path)

    assert {one.status for one in store(tmp_path).listed()} == {"verified"}


def test_check_mode_says_what_would_go_and_touches_nothing(tmp_path: Path, daily: list[Backup]) -> None:
    (tmp_path / PROJECT / ".trash-20200101T000000Z").mkdir()
    before = picture(tmp_path)

    would = retire(tmp_path, check_mode=True)

    assert picture(tmp_path) == before
    assert would == retire(tmp_path)
    assert len(would.removed) == 6


def test_never_removes_the_last_three(tmp_path: Path) -> None:
    for days in range(5):
        published(tmp_path, START + timedelta(days=1000 * days))

    assert len(retire(tmp_path, keep_days=1, keep_last=1).kept) == 3
    assert retire(tmp_path, keep_days=1, keep_last=1).removed == []


def test_damaged_and_too_new_backups_stay_and_do_not_count(tmp_path: Path, daily: list[Backup]) -> None:
    for backup in daily[:2]:
        (Path(backup.path) / "tenants.json").unlink()
    rewrite(Path(daily[8].path), schema_version=8)
    (Path(daily[9].path) / "roles.json").write_text("[]")

    result = retire(tmp_path, keep_days=1, keep_last=1)

    assert names(result.kept) == [backup.id for backup in daily[2:5]]
    assert names(result.removed) == [backup.id for backup in daily[5:8]]
    assert names(result.left_alone) == [daily[index].id for index in (0, 1, 8, 9)]
    assert result.left_alone[0][1].startswith("damaged: ")
    assert result.left_alone[2][1].startswith("too new: ")


def test_a_backup_with_anything_foreign_in_it_is_not_exactly_ours_and_stays(tmp_path: Path, daily: list[Backup]) -> None:
    (Path(daily[9].path) / "notes.txt").write_text("keep this one")

    result = retire(tmp_path)

    assert names(result.left_alone) == [daily[9].id]
    assert sorted(os.listdir(daily[9].path))[1] == "notes.txt"
    assert len(os.listdir(daily[9].path)) == 5


def test_foreign_files_directories_and_links_are_untouched_and_reported(tmp_path: Path, daily: list[Backup]) -> None:
    project = tmp_path / PROJECT
    outside = tmp_path / "outside"
    shutil.copytree(daily[9].path, outside / "20200101T000000Z")
    (project / "20200101T000000Z").symlink_to(outside / "20200101T000000Z")
    (project / "20200102T000000Z").write_text("a file")
    (project / "notes.txt").write_text("mine")
    (project / "old").mkdir()
    (project / ".trash-20200103T000000Z").symlink_to(outside)
    (project / ".partial-20200104T000000Z-01234567").mkdir()
    shutil.copytree(daily[9].path, project / "20200105T000000Z")
    before = picture(outside)

    result = retire(tmp_path)

    foreign = {
        "20200101T000000Z",
        "20200102T000000Z",
        "20200105T000000Z",
        "notes.txt",
        "old",
        ".trash-20200103T000000Z",
        ".partial-20200104T000000Z-01234567",
    }
    assert set(names(result.left_alone)) == foreign
    assert foreign <= set(os.listdir(project))
    assert picture(outside) == before
    assert names(result.removed) == [backup.id for backup in daily[5:]]


def test_another_project_is_untouched(tmp_path: Path, daily: list[Backup]) -> None:
    for days in range(10):
        published(tmp_path, START + timedelta(days=days), project="Pother")
    before = picture(tmp_path / "Pother")

    retire(tmp_path)

    assert picture(tmp_path / "Pother") == before


@pytest.mark.parametrize("policy", [{"keep_days": 0}, {"keep_last": 0}])
def test_a_policy_that_keeps_nothing_is_refused_and_nothing_removed(
    tmp_path: Path, daily: list[Backup], policy: Policy
) -> None:
    before = picture(tmp_path)

    with pytest.raises(InvalidInput):
        retire(tmp_path, **policy)

    assert picture(tmp_path) == before


@pytest.mark.parametrize("name", ["rename", "unlink", "rmdir", "fsync"])
def test_a_removal_that_is_cut_off_leaves_no_torn_backup_and_is_finished_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    backups = [published(tmp_path, START + timedelta(days=days)) for days in range(5)]
    real = getattr(os, name)
    for count in range(100):
        left = [count]

        def failing(*arguments: t.Any, left: list[int] = left, **options: t.Any) -> t.Any:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.EACCES, "Permission denied")
            return real(*arguments, **options)

        monkeypatch.setattr(os, name, failing)
        try:
            retire(tmp_path, keep_days=1, keep_last=1)
            finished = True
        except StorageFailed as error:
            finished = False
            assert "could not be removed" in error.message
            assert "Removed before: " in error.message
        monkeypatch.setattr(os, name, real)
        assert {one.status for one in store(tmp_path).listed()} == {"verified"}
        if finished:
            break
    assert len(retire(tmp_path, keep_days=1, keep_last=1).kept) == 3
    assert sorted(os.listdir(tmp_path / PROJECT)) == [backup.id for backup in backups[2:]]


def test_what_is_removed_has_no_name_of_a_backup_before_its_first_file_goes(
    tmp_path: Path, daily: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.unlink
    seen: list[set[str]] = []

    def unlink(*arguments: t.Any, **options: t.Any) -> None:
        seen.append({one.status for one in store(tmp_path).listed()})
        real(*arguments, **options)

    monkeypatch.setattr(os, "unlink", unlink)
    retire(tmp_path)

    assert seen
    assert set().union(*seen) == {"verified"}


def test_the_new_name_is_on_the_disk_before_the_first_file_goes(
    tmp_path: Path, daily: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    for name in ("rename", "fsync", "unlink"):
        real = getattr(os, name)

        def noting(*arguments: t.Any, name: str = name, real: t.Callable[..., t.Any] = real, **options: t.Any) -> t.Any:
            events.append(name)
            return real(*arguments, **options)

        monkeypatch.setattr(os, name, noting)

    retire(tmp_path)

    assert events[:3] == ["rename", "fsync", "unlink"]


def test_leftover_trash_is_finished_and_reported(tmp_path: Path, daily: list[Backup]) -> None:
    trash = tmp_path / PROJECT / ".trash-20200101T000000Z"
    trash.mkdir()
    (trash / "roles.json").write_text("[]")

    result = retire(tmp_path, keep_days=100)

    assert names(result.removed) == [trash.name]
    assert not trash.exists()


def test_trash_with_anything_foreign_in_it_stays(tmp_path: Path, daily: list[Backup]) -> None:
    trash = tmp_path / PROJECT / ".trash-20200101T000000Z"
    trash.mkdir()
    (trash / "roles.json").write_text("[]")
    (trash / "notes.txt").write_text("mine")

    result = retire(tmp_path)

    assert names(result.left_alone) == [trash.name]
    assert sorted(os.listdir(trash)) == ["notes.txt", "roles.json"]


def test_a_backup_whose_place_in_the_trash_is_taken_stays(tmp_path: Path, daily: list[Backup]) -> None:
    trash = tmp_path / PROJECT / f".trash-{daily[9].id}"
    trash.mkdir()
    (trash / "notes.txt").write_text("mine")

    would = retire(tmp_path, check_mode=True)
    result = retire(tmp_path)

    assert result == would
    assert daily[9].id in names(result.left_alone)
    assert daily[9].id not in names(result.removed)
    assert store(tmp_path).find(daily[9].id) == daily[9]


def test_a_backup_of_another_user_stays_and_check_mode_says_so(
    tmp_path: Path, daily: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    would = retire(tmp_path, check_mode=True)
    result = retire(tmp_path)

    assert result == would
    assert result.removed == []
    assert {reason for name, reason in result.left_alone} == {"it belongs to another user"}


def test_a_backup_dated_in_the_future_makes_others_look_old_but_the_last_three_stay(
    tmp_path: Path, daily: list[Backup]
) -> None:
    ahead = published(tmp_path, START + timedelta(days=5000))

    result = retire(tmp_path, keep_days=4, keep_last=5)

    assert names(result.kept) == [ahead.id, *(backup.id for backup in daily[:4])]
