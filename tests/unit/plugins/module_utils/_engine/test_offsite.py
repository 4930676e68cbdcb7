# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of backups in a real object store: there entirely or not at all, and nothing there is ever changed."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite import Offsite
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite_s3 import Bucket
from ansible_collections.descope.mgmt.plugins.module_utils._errors import BackupNotFound, InvalidInput
from tests.object_store import Login, ObjectStore, cut_after
from tests.unit.plugins.module_utils._engine.backup_builders import START, published, small_state, store
from tests.unit.plugins.module_utils._engine.offsite_builders import FILES, There, files_of

# --- what is written, and in which order ---------------------------------------------------------------------------------


def test_a_copy_is_every_file_byte_for_byte(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path)

    (copy,) = there.copy(tmp_path)

    assert (copy.id, copy.status, list(copy.uploaded), copy.bytes) == (backup.id, "copied", FILES, backup.bytes)
    assert copy.location == f"s3://{there.bucket}/{backup.project_id}/{backup.id}"
    assert there.contents == files_of(backup)


def test_the_manifest_comes_last_after_all_else_was_read_back_and_is_read_back_too(there: There, tmp_path: Path) -> None:
    """reliability #120"""
    published(tmp_path)

    there.copy(tmp_path)

    at = there.asked.index(("PUT", "manifest.json"))
    assert set(there.asked[:at]) == {(method, name) for method in ("PUT", "GET") for name in FILES[:3]}
    assert there.asked[at + 1 :] == [("GET", "manifest.json")]


def test_what_is_there_already_is_not_sent_again(there: There, tmp_path: Path) -> None:
    published(tmp_path)
    there.copy(tmp_path)
    before = there.asked

    (copy,) = there.copy(tmp_path)

    assert (copy.status, copy.uploaded) == ("present", ())
    assert there.asked[len(before) :] == [("GET", "manifest.json")]


def test_check_mode_says_what_would_be_written_and_writes_nothing(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path)
    there.put(backup, "roles.json", (Path(backup.path) / "roles.json").read_bytes())

    (copy,) = there.copy(tmp_path, check_mode=True)

    assert (copy.status, list(copy.uploaded)) == ("copied", ["permissions.json", "tenants.json", "manifest.json"])
    assert list(there.contents) == [f"{backup.id}/roles.json"]


def test_a_prefix_goes_before_the_project(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path)

    (copy,) = there.copy(tmp_path, prefix="/one/two/")

    assert copy.location == f"s3://{there.bucket}/one/two/P2abc/{backup.id}"
    assert set(there.contents) == {f"one/two/P2abc/{name}" for name in files_of(backup)}
    assert [one.id for one in there.offsite(tmp_path, prefix="one/two").listed()] == [backup.id]
    assert there.offsite(tmp_path).listed() == []


def test_all_catches_up_newest_first_and_leaves_out_what_does_not_verify(there: There, tmp_path: Path) -> None:
    backups = [published(tmp_path, START + timedelta(days=day), small_state(f"T{day}")) for day in range(4)]
    there.copy(tmp_path, backups[1].id)
    (Path(backups[2].path) / "roles.json").write_bytes(b"[]\n")

    copies = there.copy(tmp_path, "all")

    ids = [backup.id for backup in reversed(backups)]
    assert [(copy.id, copy.status) for copy in copies] == list(
        zip(ids, ["copied", "not_verified", "present", "copied"], strict=True)
    )
    assert "roles.json" in copies[1].problem
    assert there.contents == {name: data for index in (0, 1, 3) for name, data in files_of(backups[index]).items()}


@pytest.mark.parametrize("reference", ["", "newest", "../P2abc", "20261122T231500Z/..", "2026"])
def test_what_does_not_say_which_backup_is_refused(there: There, tmp_path: Path, reference: str) -> None:
    published(tmp_path)

    for work in (there.offsite(tmp_path).verify, lambda one: there.copy(tmp_path, one)):
        with pytest.raises(InvalidInput, match="does not say which backup"):
            work(reference)


def test_without_a_local_backup_there_is_nothing_to_copy(there: There, tmp_path: Path) -> None:
    assert there.copy(tmp_path, "all") == []
    with pytest.raises(BackupNotFound):
        there.copy(tmp_path, "latest")


# --- cut off -------------------------------------------------------------------------------------------------------------


def test_a_connection_that_breaks_at_any_point_leaves_no_backup_there_and_a_later_run_completes_it(
    objects: ObjectStore, writer: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """reliability #120"""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between the attempts of boto3
    backup = published(tmp_path)
    there_then = set()
    for count in (400, 2200, 4900, 9400, 12_100):
        there = There(objects, writer, objects.bucket())
        with cut_after(objects.url, count) as url:
            (copy,) = there.copy(tmp_path, endpoint_url=url)
        assert copy.error is not None
        assert (copy.status, copy.error.code) == ("local_only", "offsite_unreachable")
        found = there.contents
        assert {f"{backup.id}/{name}" for name in copy.uploaded} <= set(found), "it says more than it did"
        there_then.add(len(found))
        assert f"{backup.id}/manifest.json" not in found or found == files_of(backup)

        assert there.copy(tmp_path)[0].status in ("copied", "present")

        assert there.contents == files_of(backup)
        asked = objects.requests(there.bucket)
        written = [key for method, key, status in asked if key and (method, status) == ("PUT", 200)]
        assert len(written) == len(FILES), "something was written twice"
    assert there_then == {0, 1, 3, 4}


def test_without_its_manifest_no_copy_is_found_or_fetched(there: There, tmp_path: Path) -> None:
    """reliability #120"""
    backup = published(tmp_path)
    there.copy(tmp_path)
    there.remove(backup, "manifest.json")
    elsewhere = there.offsite(tmp_path / "elsewhere")

    assert [(one.id, one.status) for one in elsewhere.listed()] == [(backup.id, "incomplete")]
    for reference in ("latest", backup.id):
        with pytest.raises(BackupNotFound):
            elsewhere.fetch(reference, check_mode=False)
    assert elsewhere.verify("all") == []
    assert there.copy(tmp_path)[0].uploaded == ("manifest.json",)


def test_a_file_that_went_missing_there_is_put_back(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path)
    there.copy(tmp_path)
    there.remove(backup, "roles.json")

    assert there.copy(tmp_path)[0].uploaded == ("roles.json",)
    assert there.contents == files_of(backup)


# --- taken names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_another_content_under_a_name_is_a_conflict_and_nothing_is_written(there: There, tmp_path: Path, name: str) -> None:
    """reliability #121"""
    backup = published(tmp_path)
    there.put(backup, name, b"[]\n")

    (copy,) = there.copy(tmp_path)

    assert copy.status == "conflict"
    assert copy.error is not None and copy.error.code == "target_exists"
    assert name in copy.problem
    assert there.contents == {f"{backup.id}/{name}": b"[]\n"}


def test_another_backup_of_the_same_second_is_a_conflict_also_when_all_are_copied(there: There, tmp_path: Path) -> None:
    """reliability #121"""
    theirs, ours = published(tmp_path / "theirs", state=small_state("Theirs")), published(tmp_path / "ours")
    older = published(tmp_path / "older")
    there.copy(tmp_path / "theirs")

    (copy,) = there.copy(tmp_path / "ours", "all")

    assert copy.status == "conflict"
    assert ours.id == theirs.id == older.id
    assert there.contents == files_of(theirs)


def test_one_conflict_does_not_keep_the_others_from_being_copied(there: There, tmp_path: Path) -> None:
    older, newer = published(tmp_path), published(tmp_path, START + timedelta(days=1))
    there.put(newer, "roles.json", b"[]\n")

    assert [copy.status for copy in there.copy(tmp_path, "all")] == ["conflict", "copied"]
    assert files_of(older).items() <= there.contents.items()


class Late(Bucket):
    """A place where others are at work: its listing is from before they came."""

    def names(self, folder: str) -> list[str]:
        return []


@pytest.mark.parametrize(("content", "status"), [(None, "present"), (b"[]\n", "conflict")])
def test_a_name_that_is_taken_while_writing_is_success_only_with_the_same_content(
    there: There, tmp_path: Path, content: bytes | None, status: str
) -> None:
    """reliability #121"""
    backup = published(tmp_path)
    there.copy(tmp_path)
    if content is not None:
        there.put(backup, "roles.json", content)
    before = there.contents

    (copy,) = Offsite(Late(there.options()), store(tmp_path)).copy("latest", check_mode=False)

    assert (copy.status, copy.uploaded) == (status, ())
    assert 412 in {code for _method, _key, code in there.objects.requests(there.bucket)}
    assert there.contents == before


class Forgetful(Bucket):
    """A place that says it stored something and stored something else."""

    def put_if_absent(self, name: str, data: bytes) -> bool:
        return super().put_if_absent(name, data.replace(b"admin", b"nobody"))


def test_a_store_that_does_not_keep_what_it_is_given_gets_no_manifest(there: There, tmp_path: Path) -> None:
    backup = published(tmp_path)

    (copy,) = Offsite(Forgetful(there.options()), store(tmp_path)).copy("latest", check_mode=False)

    assert copy.status == "conflict"
    assert "roles.json" in copy.problem
    assert f"{backup.id}/manifest.json" not in there.contents
