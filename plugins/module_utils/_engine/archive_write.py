# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a backup on disk so that it is there entirely or not at all; what it holds and where it goes is decided by the caller.

The order is the point (reliability 3.3): data files, manifest, directory, all of them on the disk; then everything is read
back and verified as a restore would; only then does the name appear.
"""

from __future__ import annotations

import secrets
import time
import typing as t
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from .._errors import BackupCorrupt, DecryptFailed, InvalidInput, StorageFailed
from .._strict_json import Damage
from .archive_clear import discard, partial_name
from .archive_disk import Directory, shown
from .archive_read import Opened, read_backup
from .archive_text import SEALS
from .cipher import Encryptor, Keys
from .manifest import MANIFEST, Manifest, as_utc, id_of, manifest_to_bytes, sha256, time_of
from .seal import seal_to_bytes

Compose = t.Callable[[datetime], Manifest]
"""Return the manifest for a backup made at that moment."""

_SECOND = timedelta(seconds=1)
_ATTEMPTS = 120


@dataclass(frozen=True)
class Clock:
    """The time and the waiting, both of which tests replace."""

    read: t.Callable[[], datetime]
    pause: t.Callable[[float], None] = time.sleep

    def now(self) -> datetime:
        """Return the time in UTC."""
        return as_utc(self.read())


@dataclass(frozen=True)
class Locksmith:
    """How a backup is encrypted, and the keys to read it back with; with age these may be none."""

    encryptor: Encryptor
    keys: Keys


def write_backup(
    project: Directory, content: t.Mapping[str, bytes], compose: Compose, clock: Clock, locksmith: Locksmith
) -> Opened:
    """Publish `content`, files as they are to be on disk, in the directory of its project; return what was then read from it.

    Raises StorageFailed, and leaves nothing behind, when it can't be done.
    """
    with _draft(project, clock) as (name, draft):
        for file, data in content.items():
            draft.write(file, data)
        return _publish(project, name, draft, compose, clock, locksmith)


def write_copy(project: Directory, backup_id: str, content: t.Mapping[str, bytes], clock: Clock) -> bool:
    """Publish the files of a backup that was made elsewhere, and verified by the caller, and say whether its id was free.

    Raises StorageFailed when it can't be done; then, and when the id is taken, nothing is left behind.
    """
    with _draft(project, clock) as (name, draft):
        for file in sorted(content, key=MANIFEST.__eq__):  # the manifest last
            draft.write(file, content[file])
        draft.sync()
        for file, data in content.items():
            _require_stored(draft, file, data)
        if not project.rename(name, backup_id):
            discard(project, name)
            return False
        _confirm(project, backup_id)
    return True


def probe(project: Directory, clock: Clock) -> None:
    """Do once, with an empty backup that nobody sees, what publishing does; leaves nothing behind."""
    new = partial_name(id_of(clock.now()))
    try:
        with _draft(project, clock) as (name, draft):
            draft.write(MANIFEST, b"{}\n")
            draft.sync()
            _require_stored(draft, MANIFEST, b"{}\n")
            if not project.rename(name, new):
                raise _unreliable(project, "a new name is taken at once")
            project.sync()
    finally:
        discard(project, new)
    if project.look(new) is not None:
        raise StorageFailed(
            f"{shown(project.path)}/{new} was made for a test and can't be removed.",
            hint="Give another backup_dir, or the right to remove files in this one.",
        )


def _require_stored(draft: Directory, name: str, data: bytes) -> None:
    try:
        stored = draft.read(name, len(data))
    except Damage as damage:
        raise _unreliable(draft, str(damage)) from None
    if stored != data:
        raise _unreliable(draft, "a file that was just written reads differently")


@contextmanager
def _draft(project: Directory, clock: Clock) -> t.Iterator[tuple[str, Directory]]:
    """Make a hidden directory, of which nothing is left when what is done with it fails."""
    name = partial_name(id_of(clock.now()))
    try:
        made = project.make(name)
        if made is None:
            raise StorageFailed(f"Could not make {shown(project.path)}/{name}: the name is taken.", hint="Run again.")
        with made:
            yield name, made
    except BaseException:
        discard(project, name)
        raise


def _publish(project: Directory, name: str, draft: Directory, compose: Compose, clock: Clock, locksmith: Locksmith) -> Opened:
    """Give the draft the first id that is later than all others; another process may take it first, then the next one."""
    for _attempt in range(_ATTEMPTS):
        manifest = compose(_next_moment(project, clock))
        _write_about(draft, manifest, locksmith.encryptor)
        draft.sync()
        opened = _read_back(draft, manifest, locksmith.keys)
        if manifest.id > _newest(project) and project.rename(name, manifest.id):
            _confirm(project, manifest.id)
            return opened
    raise StorageFailed(
        f"No backup was made: other processes keep publishing in {shown(project.path)} at the same moment.",
        hint="Nothing was changed. Run again when they are done.",
    )


def _write_about(draft: Directory, manifest: Manifest, encryptor: Encryptor) -> None:
    """Write the manifest, in place of one of an earlier attempt, and after it the seal, which covers it."""
    data = manifest_to_bytes(manifest)
    files = {MANIFEST: data}
    if encryptor.method in SEALS:
        files[SEALS[encryptor.method]] = encryptor.encrypt(seal_to_bytes(manifest, sha256(data)))
    for name, content in files.items():
        draft.remove_file(name)
        draft.write(name, content)


def _confirm(project: Directory, backup_id: str) -> None:
    try:
        project.sync()
    except StorageFailed as error:
        raise StorageFailed(
            f"The backup {backup_id} is complete and in its place, but the disk did not confirm it: {error.message} "
            "It may be gone after a power cut.",
            hint=error.hint,
            path=shown(project.path),
        ) from error


def _read_back(draft: Directory, manifest: Manifest, keys: Keys) -> Opened:
    try:
        opened = read_backup(draft, backup_id=manifest.id, project_id=manifest.project_id, keys=keys)
    except BackupCorrupt as error:
        raise _unreliable(draft, error.details["problem"]) from None
    except DecryptFailed:
        raise InvalidInput(
            "No backup was made: encryption_identity_path does not open what is encrypted for encryption_recipients.",
            hint="Nothing was changed. Add the public key of that identity to the recipients, or leave the identity out.",
        ) from None
    if opened.manifest != manifest:
        raise _unreliable(draft, f"{MANIFEST} reads differently")
    return opened


def _next_moment(project: Directory, clock: Clock) -> datetime:
    """Return a time in a later second than that of every existing backup, waiting for it when it is about to come."""
    waited_for = ""
    for _attempt in range(_ATTEMPTS):
        now, newest = clock.now(), _newest(project)
        if id_of(now) > newest:
            return now
        behind = (time_of(newest) or now) + _SECOND - now
        if behind > 2 * _SECOND or waited_for == newest:
            break
        waited_for = newest
        clock.pause(behind.total_seconds() + secrets.randbelow(50) / 1000)  # apart from others that wait for the same second
    raise StorageFailed(
        f"No backup was made: it is {id_of(now)} by the clock of this host, and there is a backup {newest} already. "
        "A backup must be later than all others of its project.",
        hint=f"Correct the clock. If it is right, move {shown(project.path)}/{newest} elsewhere. Then run again.",
    )


def _newest(project: Directory) -> str:
    return max((name for name in project.names() if time_of(name)), default="")


def _unreliable(directory: Directory, problem: str) -> StorageFailed:
    return StorageFailed(
        f"{shown(directory.path)} does not store what it is given: {problem}.",
        hint="No backup was made. Do not trust this disk or file system; give another backup_dir.",
        path=shown(directory.path),
    )
