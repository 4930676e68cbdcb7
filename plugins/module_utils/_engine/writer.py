# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run's hold on a project: the lock, the journals beside the backups, and what ends a run before its time."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
import typing as t
from functools import partial

from .._errors import DeadlineExceeded, Interrupted, RunNotFound, StorageFailed
from .archive import BackupStore
from .archive_disk import Directory, shown
from .audit_trail import entry_of, note
from .changes import Plan
from .cipher import Keys
from .lock import ProjectLock, holder_of
from .manifest import Author
from .runs import Header, OpenRun, Runs
from .undo import Start

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Writer:
    """The right to write to a project, held until the context that gave it ends."""

    def __init__(self, project: Directory, lock: ProjectLock, runs: Runs, author: Author, time_limit: float) -> None:
        self.runs = runs
        self._project = project
        self._author = author
        self._under_way = False
        self._lock = lock
        self._limit = time_limit
        self._deadline = time.monotonic() + time_limit if time_limit else None
        self._signal = ""

    def begin(self, header: Header, plan: Plan, start: Start) -> OpenRun:
        """Write down what is about to be done, see `Runs.begin`; from here on a signal waits for what is in flight."""
        self.may_go_on()
        self._under_way = True
        return self.runs.begin(header, plan, start)

    def may_go_on(self) -> None:
        """Raise Interrupted, DeadlineExceeded or LockLost when no further write may be begun."""
        if self._signal:
            raise Interrupted(
                f"{self._signal} ended the run. What was under way was finished and noted.",
                hint="Run it again to go on, or take it back with descope_undo.",
            )
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise DeadlineExceeded(
                f"The time_limit of {self._limit:g} seconds is over. What was under way was finished and noted.",
                hint="Run it again to go on, or take it back with descope_undo.",
            )
        self._lock.check()

    def stop(self, number: signal.Signals, task: asyncio.Task[t.Any] | None) -> None:
        """Take note of a signal: end at once while nothing is written, and else after what is in flight."""
        self._signal = number.name
        if task is not None and not self._under_way:
            task.cancel()

    def lift_time_limit(self) -> None:
        """Let what is to be taken back take the time that it needs."""
        self._deadline = None

    def audit(self, action: str, **told: t.Any) -> dict[str, t.Any]:
        """Add a line about what was done to the project's audit trail, and return it; `problem` says why it is not there."""
        entry = entry_of(self._author, action, **told)
        try:
            problem = note(self._project, entry)
        except StorageFailed as error:
            problem = error.message
        return {**entry, "problem": problem} if problem else entry

    @property
    def stopped_by(self) -> str:
        """The name of the signal that asked the run to end, or an empty text."""
        return self._signal


@contextlib.contextmanager
def project_directory(store: BackupStore) -> t.Iterator[Directory]:
    """Give the directory of a project that has one; raises RunNotFound when nothing was ever written there."""
    root = Directory.open(store.path)
    with root or contextlib.nullcontext():
        project = root.child(store.project_id) if root is not None else None
    if project is None:
        raise RunNotFound(
            f"There is nothing of project {store.project_id} in {shown(store.path)}.", hint="Nothing was changed."
        )
    with project:
        yield project


@contextlib.asynccontextmanager
async def writing(
    store: BackupStore, operation: str, author: Author, *, keys: Keys, lock_timeout: float, time_limit: float = 0
) -> t.AsyncIterator[Writer]:
    """Take the lock of the store's project and give a Writer; `operation` is what others are told of it.

    `lock_timeout` and `time_limit` are in seconds; a `time_limit` of 0 is none. Raises LockHeld, and StorageFailed or
    UnsafePath when the backup directory can't be used. A signal before the first write becomes Interrupted.
    """
    with Directory.open_or_make(store.path) as root:
        project = root.child_or_make(store.project_id)
    with project:
        lock = ProjectLock(project)
        writer = Writer(project, lock, Runs(project, keys), author, time_limit)
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, partial(writer.stop, number, task))
        try:
            await lock.acquire(holder_of(author, operation), lock_timeout)
            yield writer
        except asyncio.CancelledError:
            if not writer.stopped_by:
                raise
            raise Interrupted(f"{writer.stopped_by} ended the run. Nothing was changed.", hint="Run it again.") from None
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)
            lock.release()
