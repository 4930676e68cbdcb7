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
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import About, BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_read import corrupt
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Method, fingerprint
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import sha256
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    BackupCorrupt,
    DecryptFailed,
    DescopeError,
    EncryptionMismatch,
    InvalidInput,
    KeyMissing,
    SealInvalid,
    StorageFailed,
)
from tests.unit.plugins.module_utils._engine.backup_builders import (
    ABOUT,
    PLAIN,
    PROJECT,
    START,
    Clock,
    document,
    forge,
    picture,
    published,
    rewrite,
    small_state,
    store,
)

PASSPHRASE = "correct horse battery staple"
IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
VAULT = Keys("vault", passphrase=PASSPHRASE)
AGE = Keys("age", recipients=(RECIPIENT,))  # what a host has that only writes
HOUR = timedelta(hours=1)
METHODS: tuple[t.Literal["vault", "age"], ...] = ("vault", "age")


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> Method:
    return t.cast("Method", request.param)


@pytest.fixture
def keys(method: Method, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """The keys that write and read."""
    if method == "vault":
        return VAULT
    path = tmp_path_factory.mktemp("keys") / "key.txt"
    path.write_text(f"{IDENTITY}\n")
    return Keys("age", recipients=(RECIPIENT,), identity_path=str(path))


@pytest.fixture
def wrong(method: Method, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    if method == "vault":
        return Keys("vault", passphrase=f"{PASSPHRASE}!")
    path = tmp_path_factory.mktemp("wrong") / "key.txt"
    path.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return Keys("age", recipients=(RECIPIENT,), identity_path=str(path))


def without_key(method: Method) -> Keys:
    return Keys("vault") if method == "vault" else AGE


def plain_of(keys: Keys, path: Path) -> bytes:
    decrypt = keys.decryptor(keys.method)
    assert decrypt is not None
    return decrypt(path.read_bytes())


def write_encrypted(keys: Keys, backup: Path, name: str, data: bytes) -> None:
    """Replace a data file by another text under the same key, and make the manifest agree with it."""
    forge(backup, name, keys.encryptor().encrypt(data), 1)


def seal(keys: Keys, backup: Path, **said: str) -> None:
    """Seal a backup as somebody with the key would."""
    manifest = (backup / "manifest.json").read_bytes()
    text = {"id": backup.name, "project_id": PROJECT, "manifest_sha256": sha256(manifest), **said}
    (backup / f"seal.json.{keys.method}").write_bytes(keys.encryptor().encrypt(json.dumps(text).encode()))


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


# --- somebody without the key (reliability #69, #70, #81, #82) -------------------------------------------------------------


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


# --- secrets -------------------------------------------------------------------------------------------------------------

SECRET = "canary-client-secret"
WITH_SECRET = State({"sso_applications": (document("sso_applications", id="crm", appType="oidc", clientSecret=SECRET),)})
ASKED = About(ABOUT.api_base, ABOUT.author, ABOUT.reason, ABOUT.tool, secrets="include")


def test_a_secret_is_in_a_backup_only_when_that_is_asked_for_and_then_comes_back(tmp_path: Path, keys: Keys) -> None:
    here = store(tmp_path, keys=keys)
    redacted = here.publish(WITH_SECRET, ABOUT)
    included = store(tmp_path, Clock(START + HOUR), keys=keys).publish(WITH_SECRET, ASKED)

    assert here.load(redacted).documents["sso_applications"][0]["clientSecret"] == ""
    assert here.load(included) == WITH_SECRET
    assert (redacted.manifest.secrets, included.manifest.secrets) == ("redact", "include")
    assert not [path for path in tmp_path.rglob("*.*") if SECRET.encode() in path.read_bytes()]


def test_a_plain_backup_never_holds_a_secret(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="only when it is encrypted"):
        store(tmp_path).publish(WITH_SECRET, ASKED)

    assert os.listdir(tmp_path) == []
    published(tmp_path, state=WITH_SECRET)
    assert not [path for path in tmp_path.rglob("*.json") if SECRET.encode() in path.read_bytes()]


def test_no_plain_hash_of_a_secret_is_kept_anywhere(tmp_path: Path, keys: Keys) -> None:
    """Reliability #115: what is hashed are texts with a random salt, so equal content has equal hashes nowhere."""
    here = store(tmp_path, keys=keys)
    first = here.publish(WITH_SECRET, ASKED)
    second = store(tmp_path, Clock(START + HOUR), keys=keys).publish(WITH_SECRET, ASKED)
    plain = plain_of(keys, Path(first.path) / f"sso_applications.json.{keys.method}")

    manifests = [(Path(one.path) / "manifest.json").read_text() for one in (first, second)]

    assert SECRET.encode() in plain
    assert not [text for text in manifests for data in (plain, SECRET.encode()) if sha256(data) in text]
    assert first.manifest.files != second.manifest.files
