# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds backups: by name in a project's directory, by path, by time. What makes one valid is `archive_read`'s business."""

from __future__ import annotations

import os
import stat
import typing as t
from dataclasses import dataclass
from datetime import datetime

from .._errors import (
    BackupCorrupt,
    BackupNotFound,
    DecryptFailed,
    DescopeError,
    InvalidInput,
    MissingDependency,
    SchemaTooNew,
    WrongProject,
)
from .archive_disk import Directory, shown, what
from .archive_read import Opened, corrupt, look_over, read_backup
from .cipher import Keys
from .manifest import Manifest, time_of
from .seal import Seal
from .state import State


@dataclass(frozen=True)
class Backup:
    """A published backup, verified a moment ago as far as the keys go; `bytes` is the size of all its files."""

    id: str
    path: str
    project_id: str
    created_at: str
    reason: str
    counts: dict[str, int]
    bytes: int
    manifest_sha256: str
    manifest: Manifest
    seal: Seal

    @property
    def whole_counts(self) -> dict[str, int]:
        """How many documents there are of each kind that the backup holds as a whole."""
        told = self.manifest.completeness
        return {plural: count for plural, count in self.counts.items() if plural in told and told[plural].within is None}


@dataclass(frozen=True)
class Listing:
    """What was found under the name of a backup; `problem` says why it is not good, and there is then no manifest.

    `complete` is one of which only the manifest and the sizes of its files were looked at.
    """

    id: str
    path: str
    status: t.Literal["verified", "complete", "damaged", "too_new", "not_decrypted"]
    problem: str
    manifest: Manifest | None
    seal: Seal | None = None


def backup_names(project: Directory) -> list[str]:
    """Return all that is named like a backup, newest first."""
    return [name for name in reversed(project.names()) if time_of(name)]


def open_in(
    project: Directory, name: str, project_id: str | None, keys: Keys, *, with_state: bool = False
) -> tuple[Backup, State | None]:
    """Return the backup `name` of a directory and, where that is asked for, what it holds, None without a key.

    See `read_backup` for what it raises.
    """
    with _directory_of(project, name) as directory:
        opened = read_backup(directory, backup_id=name, project_id=project_id, keys=keys, with_state=with_state)
        return backup_from(opened, directory.path), opened.state


def _directory_of(project: Directory, name: str) -> Directory:
    path = os.path.join(project.path, name)
    found = project.look(name)
    if found is None:
        raise BackupNotFound(f"There is no backup {shown(path)}.", hint="Nothing was changed. Correct its path.")
    if not stat.S_ISDIR(found.st_mode) and not stat.S_ISLNK(found.st_mode):  # a link is `child`'s to refuse
        raise corrupt(path, f"it is {what(found)} and not a directory")
    directory = project.child(name)
    if directory is None:
        raise BackupNotFound(f"The backup {shown(path)} was removed a moment ago.", hint="Nothing was changed.")
    return directory


def open_at(
    parent: str, name: str, project_id: str | None, keys: Keys, *, with_state: bool = False
) -> tuple[Backup, State | None]:
    """Return the backup `name` in the directory at the absolute path `parent`, like `open_in`."""
    if time_of(name) is None:
        raise corrupt(os.path.join(parent, name), "its name is not that of a backup, like 20261122T231500Z")
    project = Directory.open(parent)
    if project is None:
        raise BackupNotFound(f"There is no directory {shown(parent)}.", hint="Nothing was changed. Correct the path.")
    with project:
        return open_in(project, name, project_id, keys, with_state=with_state)


def newest(project: Directory, project_id: str, not_after: datetime | None, keys: Keys) -> Backup | None:
    """Return the newest backup that verifies and is not later than a time, or None when there is none to consider.

    Raises the problem of the newest one when there are some and none of them verifies. One that does not open with the key is
    not passed over: it may be good and the key wrong, and an older one is not what was meant.
    """
    problems: list[DescopeError] = []
    for name in backup_names(project):
        made = time_of(name)
        if made is None or (not_after is not None and made > not_after):
            continue
        try:
            return open_in(project, name, project_id, keys)[0]
        except (BackupCorrupt, SchemaTooNew, WrongProject) as error:  # but not StorageFailed: that one may be good
            problems.append(error)
    if problems:
        raise problems[0]
    return None


def listing(project: Directory, name: str, project_id: str, keys: Keys, *, quick: bool = False) -> Listing:
    """Return what is to be said of the backup `name`, good or bad; raises only for keys that can't be used.

    `quick` reads its manifest and looks at its files, and reads none of them.
    """
    path = os.path.join(project.path, name)
    try:
        if not quick:
            return listed(open_in(project, name, project_id, keys)[0])
        with _directory_of(project, name) as directory:
            manifest = look_over(directory, backup_id=name, project_id=project_id)
        return Listing(name, path, "complete", "", manifest, "none" if manifest.encryption.method == "none" else "unchecked")
    except (InvalidInput, MissingDependency):
        raise
    except SchemaTooNew as error:
        return Listing(name, path, "too_new", error.message, None)
    except DecryptFailed as error:
        return Listing(name, path, "not_decrypted", error.message, None)
    except DescopeError as error:
        return Listing(name, path, "damaged", error.message, None)


def listed(backup: Backup) -> Listing:
    """Return what is to be said of a backup that was found."""
    return Listing(backup.id, backup.path, "verified", "", backup.manifest, backup.seal)


def backup_from(opened: Opened, path: str) -> Backup:
    """Return the backup at `path` as a value."""
    manifest = opened.manifest
    return Backup(
        id=manifest.id,
        path=path,
        project_id=manifest.project_id,
        created_at=manifest.created_at,
        reason=manifest.reason,
        counts=dict(manifest.counts),
        bytes=opened.bytes,
        manifest_sha256=opened.manifest_sha256,
        manifest=manifest,
        seal=opened.seal,
    )
