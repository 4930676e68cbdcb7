# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a backup: by id, by path, the newest, the newest up to a time; and listing all of them, good and bad."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Backup
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    BackupCorrupt,
    BackupNotFound,
    InvalidInput,
    SchemaTooNew,
    UnsafePath,
    WrongProject,
)
from tests.unit.plugins.module_utils._engine.backup_builders import PROJECT, START, published, rewrite, small_state, store


@pytest.fixture
def three(tmp_path: Path) -> list[Backup]:
    """Three backups, an hour apart, oldest first."""
    return [published(tmp_path, START + timedelta(hours=hours)) for hours in range(3)]


def damage(backup: Backup) -> None:
    (Path(backup.path) / "tenants.json").write_text("[]")


def test_an_id_finds_that_backup(tmp_path: Path, three: list[Backup]) -> None:
    assert store(tmp_path).find(three[1].id) == three[1]


def test_latest_is_the_newest(tmp_path: Path, three: list[Backup]) -> None:
    assert store(tmp_path).find("latest") == three[2]


def test_latest_is_the_newest_that_verifies(tmp_path: Path, three: list[Backup]) -> None:
    damage(three[2])

    assert store(tmp_path).find("latest") == three[1]


def test_latest_says_what_is_wrong_when_no_backup_verifies(tmp_path: Path, three: list[Backup]) -> None:
    damage(three[0])
    rewrite(Path(three[1].path), schema_version=8)
    (Path(three[2].path) / "manifest.json").unlink()

    with pytest.raises(BackupCorrupt, match=rf"{three[2].id} .*manifest\.json is missing"):
        store(tmp_path).find("latest")
    shutil.rmtree(three[2].path)
    with pytest.raises(SchemaTooNew):
        store(tmp_path).find("latest")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-11-22T23:15:00Z", 0),
        ("2026-11-23T00:14:59", 0),
        ("2026-11-23T01:15:00+01:00", 1),
        ("2026-11-23T01:14:59Z", 1),
        ("2026-11-23T01:15:00Z", 2),
        ("2030-01-01T00:00:00Z", 2),
    ],
)
def test_as_of_is_the_newest_that_is_not_later(tmp_path: Path, three: list[Backup], as_of: str, expected: int) -> None:
    assert store(tmp_path).find("latest", as_of=as_of) == three[expected]


def test_as_of_before_the_first_backup_names_the_oldest(tmp_path: Path, three: list[Backup]) -> None:
    with pytest.raises(BackupNotFound) as caught:
        store(tmp_path).find("latest", as_of="2026-11-22T23:14:59Z")

    assert three[0].id in caught.value.hint


def test_as_of_does_not_go_with_a_certain_backup(tmp_path: Path, three: list[Backup]) -> None:
    with pytest.raises(InvalidInput):
        store(tmp_path).find(three[0].id, as_of="2030-01-01T00:00:00Z")


def test_a_path_finds_a_backup_in_another_store(tmp_path: Path, three: list[Backup]) -> None:
    assert store(tmp_path / "elsewhere").find(three[0].path) == three[0]


def test_a_path_finds_a_backup_that_was_copied_out_of_its_projects_directory(tmp_path: Path, three: list[Backup]) -> None:
    copy = tmp_path / "usb" / three[0].id
    shutil.copytree(three[0].path, copy)

    assert store(tmp_path).find(str(copy)).path == str(copy)


def test_a_path_to_a_backup_of_another_project_needs_to_be_allowed(tmp_path: Path) -> None:
    other = published(tmp_path, project="Pother")

    with pytest.raises(WrongProject) as caught:
        store(tmp_path).find(other.path)

    assert "allow_other_project" in caught.value.hint
    assert store(tmp_path).find(other.path, allow_other_project=True) == other


def test_a_path_to_something_that_is_not_exactly_a_backup_is_refused(tmp_path: Path, three: list[Backup]) -> None:
    shutil.copytree(three[0].path, tmp_path / "renamed")
    (tmp_path / "20261122T231500Z").write_text("a file")
    (tmp_path / "20261122T231501Z").symlink_to(three[0].path)
    here = store(tmp_path)

    for path, error in {
        tmp_path / "renamed": BackupCorrupt,
        tmp_path: BackupCorrupt,
        "/": BackupCorrupt,
        tmp_path / "20261122T231500Z": BackupCorrupt,
        tmp_path / "20261122T231501Z": UnsafePath,
        tmp_path / "20261122T231502Z": BackupNotFound,
        tmp_path / "nowhere" / "20261122T231502Z": BackupNotFound,
        Path(three[0].path) / "manifest.json": BackupCorrupt,
    }.items():
        with pytest.raises(error):
            here.find(str(path))


@pytest.mark.parametrize(
    "reference",
    [
        "../20261122T231500Z",
        f"{PROJECT}/20261122T231500Z",
        "..",
        "20261122T231500Z/",
        "/b/../b/20261122T231500Z",
        "a\0b",
        "~x/y",
    ],
)
def test_a_reference_that_leaves_the_directory_is_an_unsafe_path(tmp_path: Path, three: list[Backup], reference: str) -> None:
    with pytest.raises(UnsafePath):
        store(tmp_path).find(reference)


@pytest.mark.parametrize(
    "reference", ["", "yesterday", "20261122", "20261122T231500", "20261322T231500Z", "LATEST", "20261122T231500Z\n"]
)
def test_a_reference_that_can_not_be_meant_says_what_can(tmp_path: Path, three: list[Backup], reference: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        store(tmp_path).find(reference)

    assert "latest" in caught.value.hint


def test_an_id_that_is_not_there_names_the_newest(tmp_path: Path, three: list[Backup]) -> None:
    with pytest.raises(BackupNotFound) as caught:
        store(tmp_path).find("20200101T000000Z")

    assert three[2].id in caught.value.hint


@pytest.mark.parametrize("reference", ["latest", "20261122T231500Z"])
def test_a_store_without_backups_says_so(tmp_path: Path, reference: str) -> None:
    with pytest.raises(BackupNotFound, match=PROJECT):
        store(tmp_path / "none").find(reference)


def test_the_list_is_newest_first_with_the_state_of_each(tmp_path: Path, three: list[Backup]) -> None:
    damage(three[0])
    rewrite(Path(three[1].path), schema_version=9)

    new, odd, bad = store(tmp_path).listed()

    assert (new.id, new.status, new.problem, new.manifest) == (three[2].id, "verified", "", three[2].manifest)
    assert (odd.id, odd.status, odd.manifest) == (three[1].id, "too_new", None)
    assert "schema version 9" in odd.problem
    assert (bad.id, bad.status, bad.path) == (three[0].id, "damaged", three[0].path)
    assert "tenants.json" in bad.problem


def test_the_list_has_a_line_for_all_that_is_named_like_a_backup_and_nothing_else(tmp_path: Path, three: list[Backup]) -> None:
    project = tmp_path / PROJECT
    (project / "20200101T000000Z").mkdir()
    (project / "20200102T000000Z").symlink_to(three[0].path)
    os.mkfifo(project / "20200103T000000Z")
    (project / "20209999T000000Z").mkdir()
    (project / "notes").mkdir()
    (project / ".partial-20261122T231500Z-01234567").mkdir()

    listed = store(tmp_path).listed()

    assert [one.id for one in listed[3:]] == ["20200103T000000Z", "20200102T000000Z", "20200101T000000Z"]
    assert [one.status for one in listed] == ["verified"] * 3 + ["damaged"] * 3
    assert all(one.problem for one in listed[3:])


def test_a_backup_of_another_project_in_the_directory_is_listed_as_damaged_with_the_reason(
    tmp_path: Path, three: list[Backup]
) -> None:
    other = published(tmp_path, START + timedelta(days=1), project="Pother")
    shutil.copytree(other.path, tmp_path / PROJECT / other.id)

    first = store(tmp_path).listed()[0]

    assert (first.id, first.status) == (other.id, "damaged")
    assert "Pother" in first.problem


def test_two_projects_do_not_see_each_others_backups(tmp_path: Path) -> None:
    mine = published(tmp_path, state=small_state("Mine"))
    other = published(tmp_path, state=small_state("Other"), project="Pother")

    assert mine.id == other.id
    assert store(tmp_path).find(mine.id) == mine
    assert [one.path for one in store(tmp_path, project="Pother").listed()] == [other.path]
