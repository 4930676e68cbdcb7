# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads one backup and believes nothing about it; which backup that is, and what to do about a bad one, is up to the caller.

There is one meaning of verified: everything a restore would refuse has been looked at, in the very bytes that are handed out.
"""

from __future__ import annotations

import typing as t
from contextlib import contextmanager
from dataclasses import dataclass

from .._errors import BackupCorrupt, WrongProject
from .._kinds.registry import KINDS
from .archive_disk import Directory, shown
from .archive_text import FILES, LARGEST, Damage, documents_from_bytes
from .manifest import (
    LARGEST_MANIFEST,
    MANIFEST,
    Manifest,
    manifest_from_bytes,
    require_unchanged,
    sha256,
)
from .state import State


@dataclass(frozen=True)
class Opened:
    """A verified backup with its documents; `bytes` is the size of all its files."""

    manifest: Manifest
    manifest_sha256: str
    bytes: int
    state: State


def read_backup(directory: Directory, *, backup_id: str, project_id: str | None) -> Opened:
    """Return the backup in `directory`, which must be the one with this id and of this project (None: of any).

    Raises BackupCorrupt, SchemaTooNew or WrongProject when it is not exactly that, StorageFailed when it can't be looked at.
    """
    try:
        return _read(directory, backup_id, project_id)
    except Damage as damage:
        raise corrupt(directory.path, str(damage)) from None


def corrupt(path: str, problem: str) -> BackupCorrupt:
    """Return the error for a backup that is not what was written."""
    return BackupCorrupt(
        f"The backup {shown(path)} can't be used: {problem}.",
        hint="Nothing was changed. Use another backup; keep this one for whoever has to find out what happened to it.",
        path=shown(path),
        problem=problem,
    )


def _read(directory: Directory, wanted: str, project_id: str | None) -> Opened:
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
    documents = {FILES[name]: _documents(directory, name, manifest) for name in FILES if name in manifest.files}
    size = len(data) + sum(entry.bytes for entry in manifest.files.values())
    told = manifest.completeness
    gaps = {plural: entry.reason for plural, entry in told.items() if entry.status == "not_supported"}
    owners = {plural: frozenset(entry.within) for plural, entry in told.items() if entry.within is not None}
    return Opened(manifest, sha256(data), size, State(documents, gaps, owners))


def _require_files(names: list[str], manifest: Manifest) -> None:
    expected = {MANIFEST, *manifest.files}
    for name in sorted(expected - set(names)):
        raise Damage(f"{name} is missing")
    for name in sorted(set(names) - expected):
        raise Damage(f"{shown(name)} does not belong to it")


def _documents(directory: Directory, name: str, manifest: Manifest) -> tuple[dict[str, t.Any], ...]:
    entry = manifest.files[name]
    data = directory.read(name, LARGEST)
    if len(data) != entry.bytes:
        raise Damage(f"{name} has {len(data)} bytes, and {entry.bytes} were written")
    if sha256(data) != entry.sha256:
        raise Damage(f"{name} was changed: its sha256 is not the one in {MANIFEST}")
    with _about(name):
        documents = documents_from_bytes(KINDS[FILES[name]], data)
    if len(documents) != entry.documents:
        raise Damage(f"{name} has {len(documents)} documents, and {entry.documents} were written")
    return documents


@contextmanager
def _about(name: str) -> t.Iterator[None]:
    """Put the name of the file in front of what is wrong with it."""
    try:
        yield
    except Damage as damage:
        raise Damage(f"{name} {damage}") from None
