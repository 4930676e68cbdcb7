# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody without the key can exchange nothing in an encrypted backup (reliability #69, #70, #81, #82)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_read import corrupt
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    BackupCorrupt,
    DescopeError,
    EncryptionMismatch,
    SealInvalid,
)
from tests.unit.plugins.module_utils._engine.backup_builders import (
    PLAIN,
    START,
    forge,
    published,
    rewrite,
    small_state,
    store,
)
from tests.unit.plugins.module_utils._engine.encryption_builders import (
    HOUR,
    VAULT,
    seal,
    write_encrypted,
)


def assert_refused(error: type[DescopeError], backup: Path, keys: Keys) -> str:
    with pytest.raises(error) as caught:
        store(backup.parents[1], keys=keys).find(backup.name)
    assert type(caught.value) is error
    return caught.value.message


def test_a_text_swapped_with_another_one_under_the_same_key_breaks_the_seal(tmp_path: Path, keys: Keys) -> None:
    """Reliability #81: the texts are genuine and all hashes agree."""
    old = Path(published(tmp_path, keys=keys).path)
    new = Path(published(tmp_path, START + HOUR, small_state("Evil"), keys=keys).path)
    name = f"tenants.json.{keys.method}"

    forge(new, name, (old / name).read_bytes(), 1)

    assert "seal" in assert_refused(SealInvalid, new, keys)
    assert store(tmp_path, keys=keys).find("latest").id == old.name


def test_an_edited_manifest_whose_hashes_were_made_right_again_breaks_the_seal(tmp_path: Path, keys: Keys) -> None:
    """Reliability #69."""
    backup = Path(published(tmp_path, keys=keys).path)

    rewrite(backup, reason="another")

    assert "manifest sha256" in assert_refused(SealInvalid, backup, keys)


def test_an_old_backup_under_a_new_name_breaks_the_seal(tmp_path: Path, keys: Keys) -> None:
    """Reliability #70: with the id in its manifest changed too."""
    old = Path(published(tmp_path, keys=keys).path)
    copy = old.parent / "20261123T000000Z"
    shutil.copytree(old, copy)
    rewrite(copy, id=copy.name, created_at="2026-11-23T00:00:00Z")

    assert_refused(SealInvalid, copy, keys)


def test_a_seal_of_another_backup_or_project_or_of_nothing_is_refused(tmp_path: Path, keys: Keys) -> None:
    backup = Path(published(tmp_path, keys=keys).path)
    for said in ({"id": "20200101T000000Z"}, {"project_id": "Pother"}, {"more": "x"}):
        seal(keys, backup, **said)
        assert_refused(SealInvalid, backup, keys)
    (backup / f"seal.json.{keys.method}").write_bytes(keys.encryptor().encrypt(b"[]"))
    assert_refused(SealInvalid, backup, keys)
    (backup / f"seal.json.{keys.method}").write_bytes(keys.encryptor().encrypt(b"{"))
    assert "seal.json" in assert_refused(BackupCorrupt, backup, keys)
    seal(keys, backup)
    assert store(tmp_path, keys=keys).find(backup.name).seal == "valid"


def test_the_seal_is_broken_before_any_document_is_parsed(tmp_path: Path) -> None:
    backup = Path(published(tmp_path, keys=VAULT).path)

    write_encrypted(VAULT, backup, "tenants.json.vault", b"[" * 100_000)

    assert_refused(SealInvalid, backup, VAULT)


def test_documents_are_validated_behind_the_seal_too(tmp_path: Path) -> None:
    backup = Path(published(tmp_path, keys=VAULT).path)

    write_encrypted(VAULT, backup, "tenants.json.vault", b'[{"id": "a", "name": "A", "disabled": "perhaps"}]')
    seal(VAULT, backup)

    assert "disabled" in assert_refused(BackupCorrupt, backup, VAULT)


def test_plain_and_encrypted_files_in_one_backup_are_refused(tmp_path: Path, keys: Keys) -> None:
    """Reliability #82."""
    encrypted = Path(published(tmp_path, keys=keys).path)
    plain = Path(published(tmp_path, START + HOUR).path)

    shutil.copy(plain / "roles.json", encrypted / "roles.json")
    shutil.copy(encrypted / f"roles.json.{keys.method}", plain)

    for backup in (encrypted, plain):
        assert "roles.json" in assert_refused(EncryptionMismatch, backup, keys)
        assert_refused(EncryptionMismatch, backup, PLAIN)


def test_a_file_that_is_not_what_its_name_and_the_manifest_claim_is_refused(tmp_path: Path, keys: Keys) -> None:
    """Reliability #82: all hashes agree."""
    encrypted = Path(published(tmp_path, keys=keys).path)
    plain = Path(published(tmp_path, START + HOUR).path)
    text = (encrypted / f"roles.json.{keys.method}").read_bytes()

    forge(encrypted, f"roles.json.{keys.method}", (plain / "roles.json").read_bytes(), 1)
    forge(plain, "roles.json", text, 1)

    assert "is not encrypted" in assert_refused(EncryptionMismatch, encrypted, PLAIN)
    assert f"is encrypted with {keys.method}" in assert_refused(EncryptionMismatch, plain, PLAIN)


@pytest.mark.parametrize("claimed", ["none", "vault", "age"])
def test_a_manifest_that_claims_another_encryption_than_its_files_have_is_refused(
    tmp_path: Path, keys: Keys, claimed: str
) -> None:
    backup = Path(published(tmp_path, keys=keys).path)
    if claimed != keys.method:
        rewrite(backup, encryption={"method": claimed, "key_label": None, "recipients": []})

        assert_refused(EncryptionMismatch, backup, PLAIN)
    else:
        assert store(tmp_path).find(backup.name).manifest.encryption.method == claimed


def test_a_manifest_that_claims_secrets_in_plain_files_is_refused(tmp_path: Path) -> None:
    backup = Path(published(tmp_path).path)

    rewrite(backup, secrets="include")

    assert_refused(EncryptionMismatch, backup, PLAIN)


def test_each_of_these_errors_has_a_code_of_its_own_and_what_to_do() -> None:
    errors = [corrupt("/b", "x", one) for one in (BackupCorrupt, EncryptionMismatch, SealInvalid)]

    assert [one.code for one in errors] == ["backup_corrupt", "encryption_mismatch", "seal_invalid"]
    assert all(one.hint for one in errors)
