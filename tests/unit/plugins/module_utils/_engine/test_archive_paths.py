# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths and references as people write them."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_paths import parse_time, resolve_backup
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, UnsafePath
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, PROJECT, small_state


@pytest.mark.parametrize("path", ["backups", "./backups", "../backups", ""])
def test_a_relative_backup_dir_is_refused_with_the_way_out(path: str) -> None:
    with pytest.raises(UnsafePath) as caught:
        BackupStore(path, PROJECT)

    assert caught.value.code == "unsafe_path"
    assert path == "" or "absolute path" in caught.value.hint


@pytest.mark.parametrize("path", ["/backups\0/x", "/backups/\ud83d"])
def test_a_backup_dir_that_can_be_no_path_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        BackupStore(path, PROJECT)


def test_a_tilde_is_the_home_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    backup = BackupStore("~/.descope-mgmt/backups", PROJECT).publish(small_state(), ABOUT)

    assert backup.path == str(tmp_path / ".descope-mgmt" / "backups" / PROJECT / backup.id)
    assert BackupStore("/nowhere", PROJECT).find(f"~/.descope-mgmt/backups/{PROJECT}/{backup.id}") == backup


@pytest.mark.parametrize("home", ["", "relative"])
# reliability #50
def test_a_home_directory_that_is_not_known_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)

    with pytest.raises(UnsafePath, match="not known") as caught:
        BackupStore("~/backups", PROJECT)
    assert "HOME" in caught.value.hint


# reliability #50
def test_without_home_and_without_an_account_a_tilde_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)

    with pytest.raises(UnsafePath, match="not known"):
        BackupStore("~/backups", PROJECT)
    with pytest.raises(UnsafePath, match="not known"):
        BackupStore("~nobody-of-that-name/backups", PROJECT)


def test_a_backup_dir_that_is_a_link_is_resolved_once(tmp_path: Path) -> None:
    (tmp_path / "disk1").mkdir()
    (tmp_path / "disk2").mkdir()
    (tmp_path / "backups").symlink_to(tmp_path / "disk1")
    here = BackupStore(str(tmp_path / "backups"), PROJECT)
    (tmp_path / "backups").unlink()
    (tmp_path / "backups").symlink_to(tmp_path / "disk2")

    backup = here.publish(small_state(), ABOUT)

    assert backup.path == str(tmp_path / "disk1" / PROJECT / backup.id)
    assert os.listdir(tmp_path / "disk2") == []


@pytest.mark.parametrize("path", ["backups", "backups/below"])
# reliability #57
def test_a_backup_dir_through_a_link_that_leads_nowhere_is_refused_and_its_target_not_made(tmp_path: Path, path: str) -> None:
    (tmp_path / "backups").symlink_to(tmp_path / "not-mounted")

    with pytest.raises(UnsafePath, match="leads nowhere"):
        BackupStore(str(tmp_path / path), PROJECT)
    assert os.listdir(tmp_path) == ["backups"]


def test_a_backup_dir_in_a_circle_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(UnsafePath):
        BackupStore(str(tmp_path / "a"), PROJECT)


@pytest.mark.parametrize(
    "project", ["", "..", ".", "a/b", "/etc", "P2abc\n", "P 2", "Pä", "x" * 65, ".trash", "P\0", "P2abc/../P3"]
)
def test_a_project_id_that_can_not_name_a_directory_is_refused(tmp_path: Path, project: str) -> None:
    with pytest.raises(InvalidInput):
        BackupStore(str(tmp_path), project)


@pytest.mark.parametrize("project", ["P", "P2abc_-Z9", "x" * 64])
def test_a_project_id_of_letters_digits_dash_and_underscore_is_fine(tmp_path: Path, project: str) -> None:
    assert BackupStore(str(tmp_path), project).listed() == []


@pytest.mark.parametrize(
    "reference", ["/b/P/../Q/20261122T231500Z", "/..", "/b/P/20261122T231500Z/..", "P/20261122T231500Z", "./x", "..", "~x/y"]
)
def test_a_path_to_a_backup_is_absolute_and_does_not_step_upwards(reference: str) -> None:
    with pytest.raises(UnsafePath):
        resolve_backup(reference)


def test_the_directories_above_a_backup_and_its_project_may_be_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert resolve_backup(f"{tmp_path}/link//P/./20261122T231500Z/") == (f"{tmp_path}/real/P", "20261122T231500Z")
    assert resolve_backup("/20261122T231500Z") == ("/", "20261122T231500Z")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T23:15:00Z",
        "2026-11-22T23:15:00z",
        "2026-11-22T23:15:00",
        "2026-11-22 23:15",
        "2026-11-23T00:15:00+01:00",
        "2026-11-22T18:15:00.000-05:00",
        "20261122T231500Z",
    ],
)
def test_a_time_is_iso_8601_and_in_utc_unless_it_says_otherwise(text: str) -> None:
    assert parse_time(text) == datetime(2026, 11, 22, 23, 15, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-11-22", "23:15", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+10:00", "Z", " ", "\0", "1795389300"],
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_time(text)

    assert "2026-11-22T23:15:00Z" in caught.value.hint
