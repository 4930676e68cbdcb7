# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted backups: nothing plain on the disk, verified and retired without a key, and refused when anything was exchanged."""

from __future__ import annotations

import json
import os
import shutil
import typing as t
from datetime import timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import archive_text
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Method, fingerprint
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import sha256
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    BackupCorrupt,
    DecryptFailed,
    DescopeError,
    InvalidInput,
    KeyMissing,
    StorageFailed,
)
from tests.unit.plugins.module_utils._engine.backup_builders import (
    PLAIN,
    PROJECT,
    START,
    Clock,
    forge,
    picture,
    published,
    small_state,
    store,
)
from tests.unit.plugins.module_utils._engine.encryption_builders import (
    AGE,
    HOUR,
    PASSPHRASE,
    RECIPIENT,
    VAULT,
    plain_of,
    seal,
    without_key,
)

# --- what is on the disk -------------------------------------------------------------------------------------------------


def test_every_file_but_the_manifest_is_encrypted_and_comes_back(tmp_path: Path, keys: Keys) -> None:
    backup = published(tmp_path, keys=keys)
    files = sorted(os.listdir(backup.path))

    assert files == ["manifest.json", *(f"{name}.json.{keys.method}" for name in ("permissions", "roles", "seal", "tenants"))]
    assert not [path for path in Path(backup.path).iterdir() if path.name != "manifest.json" and b"Acme" in path.read_bytes()]
    assert backup.bytes == sum(path.stat().st_size for path in Path(backup.path).iterdir())
    assert json.loads(plain_of(keys, Path(backup.path) / f"tenants.json.{keys.method}"))[0]["name"] == "Acme"
    here = store(tmp_path, keys=keys)
    assert here.load(here.find("latest")) == small_state()
    assert backup.seal == "valid"


def test_the_manifest_stays_plain_and_says_how_the_files_are_encrypted_and_hashes_them_as_they_are(tmp_path: Path) -> None:
    vault = published(tmp_path, keys=Keys("vault", passphrase=PASSPHRASE, label="bk"))
    age = published(tmp_path, START + HOUR, keys=AGE)
    manifest = json.loads((Path(vault.path) / "manifest.json").read_text())

    assert manifest["encryption"] == {"method": "vault", "key_label": "bk", "recipients": []}
    assert age.manifest.encryption.model_dump() == {"method": "age", "key_label": None, "recipients": [fingerprint(RECIPIENT)]}
    for name, entry in manifest["files"].items():
        data = (Path(vault.path) / name).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (sha256(data), len(data))
    assert "Acme" not in json.dumps(manifest)
    assert PASSPHRASE not in json.dumps(manifest)
    assert b"$ANSIBLE_VAULT;1.2;AES256;bk\n" in (Path(vault.path) / "tenants.json.vault").read_bytes()


def test_nothing_plain_reaches_the_disk_at_any_moment(tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    real = os.write

    def noting(descriptor: int, data: t.Any) -> int:
        written.append(bytes(data))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", noting)

    published(tmp_path, keys=keys)

    assert len(written) == 5
    assert not [data for data in written if b"Acme" in data]


def test_a_host_with_public_keys_only_writes_what_it_can_not_read(tmp_path: Path) -> None:
    backup = published(tmp_path, keys=AGE)

    assert backup.seal == "unchecked"
    with pytest.raises(KeyMissing):
        store(tmp_path, keys=AGE).load(backup)


def test_a_disk_that_lies_is_noticed_without_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write

    def lying(descriptor: int, data: t.Any) -> int:
        return real(descriptor, b"\0" * len(data) if len(data) < 700 else data)

    monkeypatch.setattr(os, "write", lying)

    with pytest.raises(StorageFailed, match="does not store"):
        published(tmp_path, keys=AGE)
    assert os.listdir(tmp_path / PROJECT) == []


def test_an_identity_that_does_not_open_what_is_written_is_noticed_before_there_is_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text(f"{pyrage.x25519.Identity.generate()}\n")

    with pytest.raises(InvalidInput, match="does not open what is encrypted for"):
        published(tmp_path, keys=Keys("age", recipients=(RECIPIENT,), identity_path=str(path)))
    assert os.listdir(tmp_path / PROJECT) == []


@pytest.mark.parametrize("bad", [Keys("vault"), Keys("vault", passphrase="too short"), Keys("age")])
def test_keys_that_can_not_be_used_leave_nothing_behind(tmp_path: Path, bad: Keys) -> None:
    with pytest.raises(InvalidInput):
        published(tmp_path, keys=bad)

    assert os.listdir(tmp_path) == []


def test_the_limit_of_a_file_counts_the_plain_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(tmp_path, keys=VAULT)  # four times as large as its plain text

    assert archive_text.LARGEST_ENCRYPTED > 4.06 * archive_text.LARGEST


# --- reading with the wrong key, and with none ----------------------------------------------------------------------------


def test_a_wrong_key_and_a_damaged_text_are_refused_in_the_same_words(tmp_path: Path, keys: Keys, wrong: Keys) -> None:
    """Reliability #80: also `latest` does not pass over it to an older backup."""
    published(tmp_path)
    backup = Path(published(tmp_path, START + HOUR, keys=keys).path)
    with pytest.raises(DecryptFailed) as refused:
        store(tmp_path, keys=wrong).find("latest")

    name = f"tenants.json.{keys.method}"
    data = (backup / name).read_bytes()
    forge(backup, name, data[:-3] + bytes([data[-3] ^ 1]) + data[-2:], 1)
    seal(keys, backup)
    with pytest.raises(DecryptFailed) as damaged:
        store(tmp_path, keys=keys).find("latest")

    assert refused.value.message == damaged.value.message
    assert refused.value.hint == damaged.value.hint
    assert PASSPHRASE not in refused.value.message


def test_without_a_key_it_is_found_listed_and_verified_and_its_documents_are_refused(tmp_path: Path, keys: Keys) -> None:
    backup = published(tmp_path, keys=keys)
    here = store(tmp_path, keys=PLAIN)

    assert here.find("latest").manifest == here.find(backup.id).manifest == backup.manifest
    (listed,) = here.listed()
    assert (listed.status, listed.seal) == ("verified", "unchecked")
    with pytest.raises(KeyMissing) as caught:
        here.load(here.find("latest"))
    option = "encryption_passphrase" if keys.method == "vault" else "encryption_identity_path"
    assert option in caught.value.hint
    assert keys.method in caught.value.message


def test_a_missing_vault_id_is_named(tmp_path: Path) -> None:
    published(tmp_path, keys=Keys("vault", passphrase=PASSPHRASE, label="night"))
    here = store(tmp_path)

    with pytest.raises(KeyMissing, match="vault id night"):
        here.load(here.find("latest"))


@pytest.mark.parametrize("name", ["manifest.json", "tenants.json", "seal.json"])
def test_damage_is_found_without_a_key(tmp_path: Path, keys: Keys, name: str) -> None:
    backup = Path(published(tmp_path, keys=keys).path)
    path = backup / (name if name == "manifest.json" else f"{name}.{keys.method}")
    if name == "seal.json":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])

    with pytest.raises(BackupCorrupt, match=path.name):
        store(tmp_path).find(backup.name)
    assert store(tmp_path).listed()[0].status == "damaged"


def test_every_flip_of_any_byte_is_refused_with_the_key(tmp_path: Path) -> None:
    backup = Path(published(tmp_path, keys=VAULT, state=State({"roles": ()})).path)
    reader = store(tmp_path, keys=VAULT)
    accepted = []
    for path in sorted(backup.iterdir()):
        good = path.read_bytes()
        for index in range(0, len(good), 3):
            path.write_bytes(good[:index] + bytes([good[index] ^ 1]) + good[index + 1 :])
            try:
                reader.find(backup.name)
                accepted.append((path.name, index))
            except DescopeError:
                pass
        path.write_bytes(good)

    assert accepted == []


def test_which_key_is_needed_is_said_by_the_backup_and_not_by_the_options(tmp_path: Path, keys: Keys) -> None:
    published(tmp_path)
    published(tmp_path, START + HOUR, keys=keys)
    here = BackupStore(str(tmp_path), PROJECT, keys=Keys("none", passphrase=keys.passphrase, identity_path=keys.identity_path))

    assert [here.load(here.find(one.id)) for one in here.listed()] == [small_state(), small_state()]


# --- retention -----------------------------------------------------------------------------------------------------------


def test_what_can_not_be_decrypted_for_lack_of_a_key_counts_and_goes_like_any_other(tmp_path: Path, method: Method) -> None:
    writer = VAULT if method == "vault" else AGE
    ids = [published(tmp_path, START + day * timedelta(days=20), keys=writer).id for day in range(5)]
    here = store(tmp_path, Clock(START + timedelta(days=80)), keys=without_key(method))

    done = here.retire(keep_days=30, keep_last=3, check_mode=False)

    assert [name for name, reason in done.removed] == ids[:2][::-1] or sorted(name for name, reason in done.removed) == ids[:2]
    assert sorted(os.listdir(tmp_path / PROJECT)) == ids[2:]
    assert done.left_alone == []


def test_what_does_not_open_with_the_key_is_neither_counted_nor_removed(tmp_path: Path, keys: Keys, wrong: Keys) -> None:
    ids = [published(tmp_path, START + day * timedelta(days=20), keys=keys).id for day in range(5)]
    before = picture(tmp_path)
    here = store(tmp_path, Clock(START + timedelta(days=80)), keys=wrong)

    done = here.retire(keep_days=1, keep_last=1, check_mode=False)

    assert sorted(name for name, problem in done.left_alone) == ids
    assert picture(tmp_path) == before
    assert {one.status for one in here.listed()} == {"not_decrypted"}


def test_a_draft_of_an_encrypted_backup_that_was_cut_off_is_collected(tmp_path: Path, keys: Keys) -> None:
    backup = Path(published(tmp_path, keys=keys).path)
    draft = backup.parent / ".partial-20261120T000000Z-0123abcd"
    shutil.copytree(backup, draft)

    published(tmp_path, START + HOUR)

    assert not draft.exists()
