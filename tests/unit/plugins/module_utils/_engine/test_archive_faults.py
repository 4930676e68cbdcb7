# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that fail and disks that lie: a clear error, no torn backup, nothing left; and the preflight that finds out before."""

from __future__ import annotations

import errno
import os
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed, UnsafePath
from tests.unit.plugins.module_utils._engine.backup_builders import (
    ABOUT,
    PROJECT,
    START,
    Clock,
    modes,
    picture,
    published,
    small_state,
    store,
)

CALLS = ("open", "write", "fsync", "rename", "mkdir", "fchmod", "stat", "listdir", "read", "unlink", "rmdir", "umask")
FAILING = ("open", "write", "fsync", "rename", "mkdir", "fchmod", "stat", "listdir", "read")


class Nth:
    """Stands in for a function of `os`: calls it, except that the n-th call raises."""

    def __init__(self, real: t.Callable[..., t.Any], number: int, error: BaseException) -> None:
        self.real, self.left, self.error = real, number, error
        self.raised = False

    def __call__(self, *arguments: t.Any, **options: t.Any) -> t.Any:
        if self.left == 0 and not self.raised:
            self.raised = True
            raise self.error
        self.left -= 1
        return self.real(*arguments, **options)


def fail(monkeypatch: pytest.MonkeyPatch, name: str, number: int, error: BaseException) -> Nth:
    nth = Nth(getattr(os, name), number, error)
    monkeypatch.setattr(os, name, nth)
    return nth


def os_error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_call_that_fails_is_a_clear_error_and_leaves_no_new_backup_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    first = published(tmp_path)
    before = picture(tmp_path)
    real = getattr(os, name)
    failures, descriptors = 0, len(os.listdir("/dev/fd"))
    while True:
        nth = fail(monkeypatch, name, failures, os_error(number))
        try:
            store(tmp_path, Clock(START + timedelta(hours=1))).publish(small_state(), ABOUT)
        except StorageFailed as error:
            assert str(tmp_path) in error.message
            assert error.hint
        monkeypatch.setattr(os, name, real)
        assert len(os.listdir("/dev/fd")) == descriptors
        if not nth.raised:
            break
        failures += 1
        if picture(tmp_path) != before:  # the very last fsync comes after the rename: the backup is there, and whole
            assert name == "fsync"
            assert [one.status for one in store(tmp_path).listed()] == ["verified", "verified"]
            break
    assert failures > 0
    assert store(tmp_path).find(first.id) == first


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), MemoryError()])
def test_an_interruption_at_any_call_leaves_no_torn_backup_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException
) -> None:
    published(tmp_path)
    real = getattr(os, name)
    for count in range(100):
        hour = START + timedelta(hours=count + 1)
        monkeypatch.setattr(os, name, real)
        nth = fail(monkeypatch, name, count, error)
        try:
            store(tmp_path, Clock(hour)).publish(small_state(), ABOUT)
        except type(error):
            pass
        monkeypatch.setattr(os, name, real)
        assert {one.status for one in store(tmp_path).listed()} == {"verified"}
        assert [found for found in os.listdir(tmp_path / PROJECT) if found.startswith(".")] == []
        if not nth.raised:
            break
    else:
        pytest.fail("never got through")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EDQUOT, "no space left"),
        (errno.EROFS, "not writable by user"),
        (errno.EACCES, "not writable by user"),
        (errno.EPERM, "not writable by user"),
        (errno.EINVAL, "file system there can't"),
        (errno.ENOTSUP, "file system there can't"),
        (errno.EIO, "Look at the disk"),
    ],
)
def test_the_hint_says_what_to_do_about_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    fail(monkeypatch, "fsync", 3, os_error(number))

    with pytest.raises(StorageFailed) as caught:
        published(tmp_path)

    assert words in caught.value.hint
    assert os.strerror(number) in caught.value.message
    assert str(tmp_path / PROJECT) in caught.value.message


def test_a_read_only_file_system_is_found_when_the_first_directory_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "mkdir", 0, os_error(errno.EROFS))

    with pytest.raises(StorageFailed) as caught:
        store(tmp_path / "new").check_writable()

    assert str(tmp_path / "new") in caught.value.message
    assert "not writable by user" in caught.value.hint


def test_a_write_that_is_cut_short_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:7]))

    backup = published(tmp_path)

    monkeypatch.setattr(os, "write", real)
    assert store(tmp_path).load(backup).counts == small_state().counts


@pytest.mark.parametrize("lie", ["drops", "flips"])
def test_a_disk_that_does_not_store_what_it_is_given_is_noticed_before_the_backup_is_visible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    real = os.write

    def lying(descriptor: int, data: bytes | memoryview) -> int:
        if lie == "flips":
            real(descriptor, bytes([bytes(data)[0] ^ 1]) + bytes(data)[1:])
        return len(data)

    monkeypatch.setattr(os, "write", lying)
    with pytest.raises(StorageFailed, match="does not store what it is given"):
        published(tmp_path)

    assert os.listdir(tmp_path / PROJECT) == []


def test_a_draft_that_another_backup_swaps_a_file_of_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        for draft in (tmp_path / PROJECT).glob(".partial-*/tenants.json"):
            draft.unlink()
            draft.symlink_to("/etc/passwd")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StorageFailed, match="is a link"):
        published(tmp_path)
    assert store(tmp_path).listed() == []


# --- preflight -----------------------------------------------------------------------------------------------------------


def test_the_preflight_makes_private_directories_and_leaves_nothing_in_them(tmp_path: Path) -> None:
    store(tmp_path / "a" / "b").check_writable()

    assert modes(tmp_path / "a") == {".": "0o700", "b": "0o700", f"b/{PROJECT}": "0o700"}


def test_the_preflight_changes_nothing_in_a_store_that_is_there(tmp_path: Path) -> None:
    published(tmp_path)
    before = picture(tmp_path)

    store(tmp_path).check_writable()

    assert picture(tmp_path) == before


@pytest.mark.parametrize("name", ["open", "mkdir", "write", "fsync", "rename", "unlink", "rmdir", "read", "listdir"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOSPC])
# reliability #56 #62
def test_the_preflight_finds_every_call_that_is_not_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    def failing(*arguments: t.Any, **options: t.Any) -> None:
        raise os_error(number)

    here = store(tmp_path)
    monkeypatch.setattr(os, name, failing)

    with pytest.raises(StorageFailed) as caught:
        here.check_writable()

    assert str(tmp_path) in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["write", "fsync", "rename", "read"])
def test_the_preflight_leaves_nothing_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def failing(*arguments: t.Any, **options: t.Any) -> None:
        raise os_error(errno.ENOSPC)

    (tmp_path / PROJECT).mkdir()
    here = store(tmp_path)
    monkeypatch.setattr(os, name, failing)

    with pytest.raises(StorageFailed):
        here.check_writable()
    assert os.listdir(tmp_path / PROJECT) == []


def test_the_preflight_notices_a_disk_that_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, b"\0" * len(data)))

    with pytest.raises(StorageFailed, match="does not store"):
        store(tmp_path).check_writable()


# reliability #57
def test_a_backup_dir_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    for attempt in (store(tmp_path / "file").check_writable, store(tmp_path / "file").listed):
        with pytest.raises(UnsafePath, match="a file"):
            attempt()
    with pytest.raises(StorageFailed):
        store(tmp_path / "file" / "below").check_writable()
    assert (tmp_path / "file").read_text() == "mine"
