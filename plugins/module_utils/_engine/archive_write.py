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

from .._errors import BackupCorrupt, StorageFailed
from .archive_clear import discard, partial_name
from .archive_disk import Directory, shown
from .archive_read import Opened, read_backup
from .archive_text import Damage
from .manifest import LARGEST_MANIFEST, MANIFEST, Manifest, as_utc, id_of, manifest_to_bytes, time_of

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


def write_backup(project: Directory, content: t.Mapping[str, bytes], compose: Compose, clock: Clock) -> Opened:
    """Publish `content`, files by name, in the directory of its project and return what was then read from the disk.

    Raises StorageFailed, and leaves nothing behind, when it can't be done.
    """
    with _draft(project, clock) as (name, draft):
        for file, data in content.items():
            draft.write(file, data)
        return _publish(project, name, draft, compose, clock)


def probe(project: Directory, clock: Clock) -> None:
    """Do once, with an empty backup that nobody sees, what publishing does; leaves nothing behind."""
    new = partial_name(id_of(clock.now()))
    try:
        with _draft(project, clock) as (name, draft):
            draft.write(MANIFEST, b"{}\n")
            draft.sync()
            _require_stored(draft)
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


def _require_stored(draft: Directory) -> None:
    try:
        data = draft.read(MANIFEST, LARGEST_MANIFEST)
    except Damage as damage:
        raise _unreliable(draft, str(damage)) from None
    if data != b"{}\n":
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


def _publish(project: Directory, name: str, draft: Directory, compose: Compose, clock: Clock) -> Opened:
    """Give the draft the first id that is later than all others; another process may take it first, then the next one."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            draft.remove_file(MANIFEST)
        manifest = compose(_next_moment(project, clock))
        draft.write(MANIFEST, manifest_to_bytes(manifest))
        draft.sync()
        opened = _read_back(draft, manifest)
        if manifest.id > _newest(project) and project.rename(name, manifest.id):
            _confirm(project, manifest.id)
            return opened
    raise StorageFailed(
        f"No backup was made: other processes keep publishing in {shown(project.path)} at the same moment.",
        hint="Nothing was changed. Run again when they are done.",
    )


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


def _read_back(draft: Directory, manifest: Manifest) -> Opened:
    try:
        opened = read_backup(draft, backup_id=manifest.id, project_id=manifest.project_id)
    except BackupCorrupt as error:
        raise _unreliable(draft, error.details["problem"]) from None
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
