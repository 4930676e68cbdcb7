# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restore refuses, each with an error that says what is wrong, and never with a traceback or a hang."""

from __future__ import annotations

import json
import os
import shutil
import socket
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import archive_text
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    BackupCorrupt,
    DescopeError,
    SchemaTooNew,
    StorageFailed,
    UnsafePath,
    WrongProject,
)
from tests.unit.plugins.module_utils._engine.backup_builders import (
    PROJECT,
    START,
    forge,
    published,
    rewrite,
    store,
)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return Path(published(tmp_path).path)


def refused(backup: Path, error: type[DescopeError] = BackupCorrupt) -> str:
    """Return the message with which the store refuses the backup."""
    with pytest.raises(error) as caught:
        store(backup.parents[1]).find(backup.name)
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize("name", ["manifest.json", "tenants.json", "roles.json", "permissions.json"])
def test_a_missing_file_is_named(backup: Path, name: str) -> None:
    (backup / name).unlink()

    assert f"{name} is missing" in refused(backup)


@pytest.mark.parametrize("name", ["users.json", "tenants.json.bak", ".hidden", "Tenants.json", "x\ny"])
def test_a_file_too_many_is_named(backup: Path, name: str) -> None:
    (backup / name).write_text("[]")

    assert repr(name)[1:-1] in refused(backup)


def test_a_renamed_file_is_refused(backup: Path) -> None:
    (backup / "tenants.json").rename(backup / "tenants-old.json")

    assert "tenants.json is missing" in refused(backup)


def test_swapped_files_are_refused(backup: Path) -> None:
    (backup / "tenants.json").rename(backup / "swap")
    (backup / "roles.json").rename(backup / "tenants.json")
    (backup / "swap").rename(backup / "roles.json")

    assert "roles.json" in refused(backup)


def make_directory(path: Path) -> None:
    path.mkdir()


def make_link(path: Path) -> None:
    elsewhere = path.parents[2] / "elsewhere"
    elsewhere.write_bytes(b"[]\n")
    path.symlink_to(elsewhere)


def make_dangling_link(path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the path of a socket has 108 characters at most
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


MAKERS = {
    "a directory": make_directory,
    "a link": make_link,
    "a dangling link": make_dangling_link,
    "a FIFO": make_fifo,
    "a socket": make_socket,
}


@pytest.mark.parametrize("name", ["manifest.json", "tenants.json"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_file_that_is_none_is_refused_and_never_opened(backup: Path, name: str, kind: str) -> None:
    (backup / name).unlink()
    MAKERS[kind](backup / name)

    assert f"{name} is {kind.replace('dangling ', '')}" in refused(backup)


def test_a_file_that_becomes_a_fifo_between_looking_and_opening_does_not_hang(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def swap_then_open(path: str, *arguments: t.Any, **options: t.Any) -> int:
        if path == "tenants.json":
            (backup / path).unlink()
            os.mkfifo(backup / path)
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", swap_then_open)

    assert "tenants.json is a FIFO" in refused(backup)


def test_a_hash_that_does_not_match_is_named(backup: Path) -> None:
    path = backup / "tenants.json"
    path.write_bytes(path.read_bytes().replace(b"Acme", b"Acne"))

    assert "tenants.json was changed" in refused(backup)


def test_a_count_that_does_not_match_is_refused(backup: Path) -> None:
    forge(backup, "tenants.json", (backup / "tenants.json").read_bytes(), 2)

    assert "tenants.json has 1 documents, and 2 were written" in refused(backup)


def test_documents_that_do_not_validate_are_refused_even_when_all_hashes_agree(backup: Path) -> None:
    forge(backup, "tenants.json", b'[{"id": "a", "name": "A", "disabled": "perhaps"}]', 1)

    message = refused(backup)

    assert "tenants.json" in message
    assert "disabled" in message


@pytest.mark.parametrize("data", [b'[{"id":"a","id":"b"}]', b"[NaN]", b"\xff", b"[" * 100_000, b"{}"])
def test_a_data_file_that_is_not_strict_json_is_refused_even_when_all_hashes_agree(backup: Path, data: bytes) -> None:
    forge(backup, "tenants.json", data, 1)

    assert "tenants.json" in refused(backup)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"[" * 100_000, b'{"format": "x", "format": "y"}', b"\x00" * 10])
def test_a_manifest_that_is_none_is_refused(backup: Path, data: bytes) -> None:
    (backup / "manifest.json").write_bytes(data)

    assert "manifest.json" in refused(backup)


@pytest.mark.parametrize("name", ["manifest.json", "tenants.json"])
def test_a_huge_file_is_refused_before_it_is_read(backup: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    os.truncate(backup / name, 1 << 40)  # takes no space
    monkeypatch.setattr(os, "read", counting := Counting(os.read))

    assert f"{name} has more than" in refused(backup)
    assert counting.total <= 1 << 20


class Counting:
    def __init__(self, real: t.Callable[[int, int], bytes]) -> None:
        self.real, self.total = real, 0

    def __call__(self, descriptor: int, count: int) -> bytes:
        data = self.real(descriptor, count)
        self.total += len(data)
        return data


def test_a_file_that_grows_while_it_is_read_is_refused(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_read.LARGEST", 100)
    monkeypatch.setattr(
        "ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_disk._require_file", lambda *_: None
    )

    assert "has more than 100 bytes" in refused(backup)


def test_a_newer_schema_version_is_named_and_refused(backup: Path) -> None:
    rewrite(backup, schema_version=7, something_new=True)

    message = refused(backup, SchemaTooNew)

    assert "schema version 7" in message
    assert "up to 3" in message


def test_a_backup_of_another_project_in_this_projects_directory_is_refused(tmp_path: Path, backup: Path) -> None:
    other = Path(published(tmp_path, START + timedelta(hours=1), project="Pother").path)
    shutil.copytree(other, backup.parent / other.name)

    with pytest.raises(WrongProject) as caught:
        store(tmp_path).find(other.name)

    assert "Pother" in caught.value.message
    with pytest.raises(WrongProject):
        store(tmp_path).find(other.name, allow_other_project=True)


def test_a_backup_copied_under_another_id_is_refused(backup: Path) -> None:
    copy = backup.parent / "20261123T000000Z"
    shutil.copytree(backup, copy)

    assert "renamed or copied" in refused(copy)


def test_a_manifest_that_leads_out_of_the_backup_is_refused_and_nothing_outside_is_opened(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = backup.parents[1] / "outside.json"
    outside.write_bytes(b"[]\n")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"]["../../outside.json"] = manifest["files"].pop("tenants.json")
    rewrite(backup, files=manifest["files"])
    opened: list[str] = []
    real = os.open

    def noting(path: str, *arguments: t.Any, **options: t.Any) -> int:
        opened.append(str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", noting)

    assert "outside.json" in refused(backup)
    assert not any("outside" in path for path in opened)


def test_a_backup_directory_that_is_a_link_is_refused(backup: Path) -> None:
    link = backup.parent / "20261123T000000Z"
    link.symlink_to(backup)

    with pytest.raises(UnsafePath, match="link"):
        store(backup.parents[1]).find(link.name)


def test_a_project_directory_that_is_a_link_is_refused(tmp_path: Path) -> None:
    elsewhere = Path(published(tmp_path / "elsewhere").path)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / PROJECT).symlink_to(elsewhere.parent)

    for attempt in (
        lambda: store(tmp_path / "store").find("latest"),
        lambda: store(tmp_path / "store").find(str(tmp_path / "store" / PROJECT / elsewhere.name)),
        lambda: store(tmp_path / "store").listed(),
        lambda: published(tmp_path / "store", START + timedelta(hours=1)),
    ):
        with pytest.raises(UnsafePath, match="link"):
            attempt()
    assert os.listdir(elsewhere.parent) == [elsewhere.name]


def test_a_file_that_may_not_be_read_is_a_question_of_permission_and_not_of_damage(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def forbidding(path: str, *arguments: t.Any, **options: t.Any) -> int:
        if path == "tenants.json":
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", forbidding)

    with pytest.raises(StorageFailed) as caught:
        store(backup.parents[1]).find("latest")
    assert "not readable by user" in caught.value.hint
    assert str(backup / "tenants.json") in caught.value.message


def test_a_disk_error_while_reading_is_damage(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(descriptor: int, count: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", failing)

    assert "the disk reports an error" in refused(backup)


def test_the_limit_on_a_file_is_64_mib() -> None:
    assert archive_text.LARGEST == 64 * 1024 * 1024
