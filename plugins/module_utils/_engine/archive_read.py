# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads one backup and believes nothing about it; which backup that is, and what to do about a bad one, is up to the caller.

Verified means that everything a restore would refuse has been looked at, in the very bytes that are handed out. Of an encrypted
backup without a key that is the manifest and the hashes of all files; seal and documents are looked at by who has the key.
"""

from __future__ import annotations

import typing as t
from contextlib import contextmanager
from dataclasses import dataclass

from .._errors import BackupCorrupt, DecryptFailed, WrongProject
from .._kinds._base import Document
from .._kinds.registry import KINDS
from .._strict_json import Damage
from .archive_disk import Directory, shown
from .archive_text import (
    FILES,
    LARGEST,
    LARGEST_ENCRYPTED,
    SEALS,
    STORED,
    Mismatch,
    documents_from_bytes,
    name_on_disk,
    refusal,
)
from .cipher import Convert, Keys, Undecipherable, method_of
from .manifest import (
    LARGEST_MANIFEST,
    MANIFEST,
    Manifest,
    manifest_from_bytes,
    plural_of,
    require_unchanged,
    sha256,
)
from .seal import LARGEST_SEAL, Seal, check_seal
from .state import State


@dataclass(frozen=True)
class Opened:
    """A verified backup; `bytes` is the size of all its files. `state` is None without a key, or where nobody asked for it."""

    manifest: Manifest
    manifest_sha256: str
    bytes: int
    state: State | None
    seal: Seal


def read_backup(
    directory: Directory, *, backup_id: str, project_id: str | None, keys: Keys, with_state: bool = False
) -> Opened:
    """Return the backup in `directory`, which must be the one with this id and of this project (None: of any).

    All of it is verified; only `with_state` is more of it in memory at once than the documents of one kind.
    Raises BackupCorrupt, SchemaTooNew or WrongProject when it is not exactly that, DecryptFailed when the key for it is not the
    right one, InvalidInput or MissingDependency when the key is none, StorageFailed when it can't be looked at.
    """
    try:
        return _read(directory, backup_id, project_id, keys, with_state)
    except Damage as damage:
        raise _damaged(directory, damage) from None
    except Undecipherable:
        raise DecryptFailed(
            f"The backup {shown(directory.path)} can't be decrypted: it was encrypted with another key, or it is damaged.",
            hint="Nothing was changed. Check encryption_passphrase or encryption_identity_path, and what the environment says "
            "of them. If the key is right, use another backup.",
            path=shown(directory.path),
        ) from None


def look_over(directory: Directory, *, backup_id: str, project_id: str) -> Manifest:
    """Return the manifest of a backup of which no data file was read: the files are those it names, in their sizes.

    Raises what `read_backup` raises for a manifest that is not the right one.
    """
    try:
        manifest = _manifest(directory, backup_id, project_id)[0]
        for name, entry in manifest.files.items():
            found = directory.look(name)
            if found is None or found.st_size != entry.bytes:
                has = "is missing" if found is None else f"has {found.st_size} bytes"
                raise Damage(f"{name} {has}, and {entry.bytes} bytes were written")
    except Damage as damage:
        raise _damaged(directory, damage) from None
    return manifest


def corrupt(path: str, problem: str, error: type[BackupCorrupt] = BackupCorrupt) -> BackupCorrupt:
    """Return the error for a backup that is not what was written."""
    return error(
        f"The backup {shown(path)} can't be used: {problem}.",
        hint="Nothing was changed. Use another backup; keep this one for whoever has to find out what happened to it.",
        path=shown(path),
        problem=problem,
    )


def _damaged(directory: Directory, damage: Damage) -> BackupCorrupt:
    return corrupt(directory.path, str(damage), refusal(damage))


def _manifest(directory: Directory, wanted: str, project_id: str | None) -> tuple[Manifest, bytes]:
    """Return the manifest, which is the right one and names the files that are there, and its text."""
    data = directory.read(MANIFEST, LARGEST_MANIFEST)
    with _about(MANIFEST):
        manifest = manifest_from_bytes(data, shown(directory.path))
    if manifest.id != wanted:
        raise Damage(f"{MANIFEST} is that of the backup {shown(manifest.id)}, so it was renamed or copied")
    if project_id is not None and manifest.project_id != project_id:
        raise WrongProject(
            f"The backup {shown(directory.path)} is one of project {manifest.project_id}, not of {project_id}.",
            hint="Nothing was changed. If that is meant, give its absolute path and set allow_other_project.",
            project_id=manifest.project_id,
        )
    with _about(MANIFEST):
        require_unchanged(manifest, data)
    _require_files(directory.names(), manifest)
    return manifest, data


def _read(directory: Directory, wanted: str, project_id: str | None, keys: Keys, with_state: bool) -> Opened:
    manifest, data = _manifest(directory, wanted, project_id)
    method = manifest.encryption.method
    decrypt: Convert | None = bytes if method == "none" else keys.decryptor(method)
    seal, size = _seal(directory, manifest, data, decrypt)
    documents: dict[str, tuple[Document, ...]] = {}
    for name, plural in FILES.items():
        stored = name_on_disk(name, method)
        if stored in manifest.files:
            text = _text(directory, stored, manifest)
            found = None if decrypt is None else _documents(stored, decrypt(text), manifest)
            if found is not None and with_state:
                documents[plural] = found
    size += len(data) + sum(entry.bytes for entry in manifest.files.values())
    state = None if decrypt is None or not with_state else _state(documents, manifest)
    return Opened(manifest, sha256(data), size, state, seal)


def _state(documents: dict[str, tuple[Document, ...]], manifest: Manifest) -> State:
    told = manifest.completeness
    gaps = {plural: entry.reason for plural, entry in told.items() if entry.status == "not_supported"}
    owners = {plural: frozenset(entry.within) for plural, entry in told.items() if entry.within is not None}
    return State(documents, gaps, owners)


def _seal(directory: Directory, manifest: Manifest, data: bytes, decrypt: Convert | None) -> tuple[Seal, int]:
    """Return what the seal says of the manifest whose text is `data`, and the size of its file."""
    name = SEALS.get(manifest.encryption.method)
    if name is None:
        return "none", 0
    text = directory.read(name, LARGEST_SEAL)
    _require_method(name, text, manifest)
    if decrypt is None:
        return "unchecked", len(text)
    with _about(name):
        check_seal(decrypt(text), manifest, sha256(data))
    return "valid", len(text)


def _require_files(names: list[str], manifest: Manifest) -> None:
    method = manifest.encryption.method
    for name in names:
        if name in STORED and STORED[name][1] != method:
            raise Mismatch(f"the encryption is {method} by {MANIFEST}, and there is the file {name}")
    expected = {MANIFEST, *manifest.files, *([SEALS[method]] if method in SEALS else [])}
    for name in sorted(expected - set(names)):
        raise Damage(f"{name} is missing")
    for name in sorted(set(names) - expected):
        raise Damage(f"{shown(name)} does not belong to it")


def _require_method(name: str, data: bytes, manifest: Manifest) -> None:
    claimed, found = manifest.encryption.method, method_of(data)
    if found != claimed:
        looks = "is not encrypted" if found == "none" else f"is encrypted with {found}"
        raise Mismatch(f"the encryption is {claimed} by {MANIFEST}, and {name} {looks}")


def _text(directory: Directory, name: str, manifest: Manifest) -> bytes:
    """Return the bytes of a data file, which are those that were written."""
    entry = manifest.files[name]
    data = directory.read(name, LARGEST if manifest.encryption.method == "none" else LARGEST_ENCRYPTED)
    _require_method(name, data, manifest)
    if len(data) != entry.bytes:
        raise Damage(f"{name} has {len(data)} bytes, and {entry.bytes} were written")
    if sha256(data) != entry.sha256:
        raise Damage(f"{name} was changed: its sha256 is not the one in {MANIFEST}")
    return data


def _documents(name: str, data: bytes, manifest: Manifest) -> tuple[Document, ...]:
    count = manifest.files[name].documents
    with _about(name):
        if len(data) > LARGEST:
            raise Damage(f"has more than {LARGEST} bytes")
        documents = documents_from_bytes(KINDS[plural_of(name)], data)
    if len(documents) != count:
        raise Damage(f"{name} has {len(documents)} documents, and {count} were written")
    return documents


@contextmanager
def _about(name: str) -> t.Iterator[None]:
    """Put the name of the file in front of what is wrong with it."""
    try:
        yield
    except Damage as damage:
        raise type(damage)(f"{name} {damage}") from None
