# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the object store back to a host: what is there is believed no more than what is on a disk."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore, Keys
from tests.unit.plugins.module_utils._engine.backup_builders import (
    ABOUT,
    PROJECT,
    START,
    modes,
    picture,
    published,
    rewrite,
    small_state,
    store,
)
from tests.unit.plugins.module_utils._engine.offsite_builders import FILES, There, files_of


def test_a_fetched_backup_is_what_the_other_host_had_and_verifies(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")

    (copy,) = there.offsite(tmp_path / "new").fetch("latest", check_mode=False)

    found = store(tmp_path / "new").find(backup.id)
    assert (copy.id, copy.status) == (backup.id, "fetched")
    assert files_of(found) == files_of(backup)
    assert found.manifest == backup.manifest
    assert modes(tmp_path / "new" / PROJECT) == modes(tmp_path / "old" / PROJECT)
    assert store(tmp_path / "new").load(found).documents == store(tmp_path / "old").load(backup).documents


def test_fetching_again_changes_nothing_and_all_brings_the_rest(there: There, tmp_path: Path) -> None:
    backups = [published(tmp_path / "old", START + timedelta(days=day)) for day in range(3)]
    there.copy(tmp_path / "old", "all")
    new = there.offsite(tmp_path / "new")
    new.fetch(backups[1].id, check_mode=False)

    copies = new.fetch("all", check_mode=False)

    assert [copy.status for copy in copies] == ["fetched", "present", "fetched"]
    assert [one.status for one in store(tmp_path / "new").listed()] == ["verified"] * 3


def test_one_bad_copy_does_not_keep_the_others_from_being_fetched(there: There, tmp_path: Path) -> None:
    backups = [published(tmp_path / "old", START + timedelta(days=day)) for day in range(3)]
    there.copy(tmp_path / "old", "all")
    there.put(backups[1], "roles.json", b"[]\n")

    copies = there.offsite(tmp_path / "new").fetch("all", check_mode=False)

    assert [copy.status for copy in copies] == ["fetched", "not_verified", "fetched"]
    assert [one.id for one in store(tmp_path / "new").listed()] == [backups[2].id, backups[0].id]


def test_check_mode_reads_all_and_writes_nothing(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")

    (copy,) = there.offsite(tmp_path / "new").fetch("latest", check_mode=True)

    assert (copy.status, copy.bytes) == ("fetched", backup.bytes)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("damage", ["other", "damaged"])
def test_a_local_backup_of_the_same_id_is_never_replaced(there: There, tmp_path: Path, damage: str) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")
    published(tmp_path / "new", state=small_state("Other"))
    if damage == "damaged":
        (tmp_path / "new" / PROJECT / backup.id / "roles.json").unlink()
    before = picture(tmp_path / "new")

    (copy,) = there.offsite(tmp_path / "new").fetch("latest", check_mode=False)

    assert (copy.status, copy.error and copy.error.code) == ("conflict", "target_exists")
    assert picture(tmp_path / "new") == before


def flip(data: bytes) -> bytes:
    return data[:-10] + bytes([data[-10] ^ 1]) + data[-9:]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flipped", "cut", "longer", "empty"])
def test_a_copy_that_was_changed_does_not_verify_and_does_not_appear(
    there: There, tmp_path: Path, name: str, damage: str
) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")
    data = files_of(backup)[f"{backup.id}/{name}"]
    there.put(backup, name, {"flipped": flip(data), "cut": data[:-20], "longer": data + b" ", "empty": b""}[damage])
    new = there.offsite(tmp_path / "new")

    (verified,) = new.verify("latest")
    (fetched,) = new.fetch("latest", check_mode=False)

    assert verified.status == fetched.status == "not_verified"
    assert verified.problem == fetched.problem
    assert name in fetched.problem
    assert f"s3://{there.bucket}/{PROJECT}/{backup.id}" in fetched.problem
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", FILES[:3])
def test_a_copy_without_one_of_its_files_does_not_verify(there: There, tmp_path: Path, name: str) -> None:
    backup = published(tmp_path)
    there.copy(tmp_path)
    there.remove(backup, name)

    (copy,) = there.offsite(tmp_path).verify("latest")

    assert (copy.status, f"{name} is missing" in copy.problem) == ("not_verified", True)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"project_id": "P2other"}, "P2other"),
        ({"id": "20261121T231500Z", "created_at": "2026-11-21T23:15:00Z"}, "renamed or copied"),
        ({"schema_version": 99}, "schema version 99"),
    ],
)
def test_a_backup_that_is_another_one_than_its_name_says_does_not_verify(
    there: There, tmp_path: Path, fields: dict[str, object], problem: str
) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")
    rewrite(Path(backup.path), **fields)
    there.put(backup, "manifest.json", (Path(backup.path) / "manifest.json").read_bytes())

    (verified,) = there.offsite(tmp_path / "new").verify("all")
    (fetched,) = there.offsite(tmp_path / "new").fetch("latest", check_mode=False)

    assert verified.status == fetched.status == "not_verified"
    assert problem in fetched.problem
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("evil", ["../../evil", "/etc/evil", "sub/evil.json", "evil.json", "manifest.json", "..", ""])
def test_a_name_that_a_manifest_may_not_name_is_never_asked_for_or_written(there: There, tmp_path: Path, evil: str) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")
    manifest = json.loads((Path(backup.path) / "manifest.json").read_bytes())
    rewrite(Path(backup.path), files={**manifest["files"], evil: manifest["files"]["roles.json"]})
    there.put(backup, "manifest.json", (Path(backup.path) / "manifest.json").read_bytes())
    before = len(there.asked)

    (copy,) = there.offsite(tmp_path / "new").fetch("latest", check_mode=False)

    assert copy.status == "not_verified"
    later = there.objects.requests(there.bucket)
    assert [key for _method, key, _status in later if "evil" in key] == []
    assert there.asked[before:].count(("GET", "manifest.json")) == 1
    assert not (tmp_path / "new").exists()
    assert list(tmp_path.rglob("*evil*")) == []


def test_what_else_lies_in_the_bucket_changes_nothing(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path / "old")
    there.copy(tmp_path / "old")
    strange = ["", "manifest.json", "notes.txt", "users.json", "20261122T231500Z", "20269999T231500Z/manifest.json", "%2e%2e/x"]
    for name in strange:
        there.objects.put(there.bucket, f"{PROJECT}/{name}", b"x")
    for name in ("", "users.json", "sub/manifest.json", "notes.txt"):
        there.put(backup, name, b"x")
    new = there.offsite(tmp_path / "new")

    assert [(one.id, one.status) for one in new.listed()] == [(backup.id, "complete")]
    assert [copy.status for copy in new.fetch("all", check_mode=False)] == ["fetched"]
    assert files_of(store(tmp_path / "new").find(backup.id)) == files_of(backup)
    assert [copy.status for copy in there.copy(tmp_path / "old")] == ["present"]


def test_an_object_that_is_far_too_large_is_not_read_to_its_end(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path)
    there.copy(tmp_path)
    there.put(backup, "manifest.json", b" " * (2 * 1024 * 1024))

    (copy,) = there.offsite(tmp_path).verify("latest")

    assert copy.status == "not_verified"


def test_an_encrypted_backup_goes_there_and_back_without_its_key(there: There, tmp_path: Path) -> None:
    keys = Keys(method="vault", passphrase="correct horse battery staple")
    backup = BackupStore(str(tmp_path / "old"), PROJECT, keys=keys, clock=lambda: START).publish(small_state(), ABOUT)

    (copied,) = there.copy(tmp_path / "old")
    (fetched,) = there.offsite(tmp_path / "new").fetch("latest", check_mode=False)

    assert (copied.status, fetched.status) == ("copied", "fetched")
    assert there.contents == files_of(backup)
    again = BackupStore(str(tmp_path / "new"), PROJECT, keys=keys)
    assert again.load(again.find("latest")).documents["tenants"][0]["id"] == "acme"


@pytest.mark.parametrize("name", ["seal.json.vault", "tenants.json.vault"])
def test_an_encrypted_copy_is_verified_with_its_key_when_there_is_one(there: There, tmp_path: Path, name: str) -> None:
    keys = Keys(method="vault", passphrase="correct horse battery staple")
    here = BackupStore(str(tmp_path), PROJECT, keys=keys, clock=lambda: START)
    backup = here.publish(small_state(), ABOUT)
    there.copy(tmp_path)
    whole = [copy.status for copy in there.offsite(here).verify("latest")]
    there.put(backup, name, flip(files_of(backup)[f"{backup.id}/{name}"]))

    changed = [copy.status for copy in there.offsite(here).verify("latest")]

    assert (whole, changed) == (["verified"], ["not_verified"])
