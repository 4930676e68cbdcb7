# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer per project: a lock that the kernel lets go of when its process ends, however that happens (reliability 3.7).

It is held by the process that writes, not by the play: Ansible's module goes on when the playbook is killed, and as long as it
does, nobody else may begin (reliability #41). It is a lock among the processes of one host that use the same backup directory.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import time
import typing as t
from contextlib import suppress
from datetime import datetime, timezone

from .._errors import LockHeld, LockLost, StorageUnsupported
from .archive_disk import Directory, explained, shown
from .manifest import Author
from .places import LOCK

LOOK_EVERY = 0.2  # seconds between two tries
_LARGEST_HOLDER = 4096


class ProjectLock:
    """The lock of a project's directory; `acquire` before the first read that a write is decided on, `release` at the end."""

    def __init__(self, project: Directory) -> None:
        self._project = project
        self._path = os.path.join(project.path, LOCK)
        self._descriptor = -1

    async def acquire(self, holder: t.Mapping[str, t.Any], timeout: float) -> None:
        """Take the lock, waiting up to `timeout` seconds, and write down who holds it.

        Raises LockHeld naming the holder when it stays taken, and StorageUnsupported where the file system has no locks.
        """
        deadline = time.monotonic() + timeout
        while not self._try():
            if time.monotonic() >= deadline:
                raise self._held(timeout)
            await asyncio.sleep(min(LOOK_EVERY, max(0.0, deadline - time.monotonic())))
        text = json.dumps({**holder, "pid": os.getpid(), "since": _now()}, sort_keys=True).encode()
        with explained("write", self._path):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text, 0)

    def check(self) -> None:
        """Raise LockLost unless the lock is still the one at its path: somebody may have removed the file (reliability #85)."""
        found = self._project.look(LOCK)
        ours = os.fstat(self._descriptor) if self._descriptor >= 0 else None
        if found is None or ours is None or (found.st_dev, found.st_ino) != (ours.st_dev, ours.st_ino):
            raise LockLost(
                f"The lock {shown(self._path)} was removed or replaced while this run held it, so another run may have begun.",
                hint="Nothing more was written. See that no other run is under way, then run it again.",
            )

    def release(self) -> None:
        """Let go of the lock; the file stays."""
        if self._descriptor >= 0:
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    def _try(self) -> bool:
        with explained("write", self._path):
            descriptor = self._project.open_to_lock(LOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            except OSError as error:
                os.close(descriptor)
                raise StorageUnsupported(
                    f"{shown(self._path)} can't be locked: {os.strerror(error.errno or 0)}.",
                    hint="Nothing was changed. Give a backup_dir on a file system that has locks, such as a local one.",
                ) from error
        self._descriptor = descriptor
        found = self._project.look(LOCK)
        if found is not None and found.st_ino == os.fstat(descriptor).st_ino:
            return True
        os.close(descriptor)  # the file was replaced between opening and locking
        self._descriptor = -1
        return False

    def _held(self, timeout: float) -> LockHeld:
        holder = self._holder()
        known = ", ".join(
            f"{name} {holder[name]}" for name in ("operation", "user", "host", "pid", "since", "job") if name in holder
        )
        return LockHeld(
            f"Another run is writing to this project{f': {known}' if known else ''}. "
            f"It did not end within {timeout:g} seconds. Nothing was changed.",
            hint="Wait for it to end, or raise lock_timeout. A cancelled job may go on for a while: look for its process.",
            holder=holder,
        )

    def _holder(self) -> dict[str, t.Any]:
        with suppress(Exception):
            holder = json.loads(self._project.read(LOCK, _LARGEST_HOLDER))
            return holder if isinstance(holder, dict) else {}
        return {}


def holder_of(author: Author, operation: str) -> dict[str, t.Any]:
    """Return what is told of a holder: never a command line, which can hold a key."""
    told: dict[str, t.Any] = {"operation": operation, "user": author.user, "host": author.host}
    return {**told, "job": author.awx_job_id} if author.awx_job_id is not None else told


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
