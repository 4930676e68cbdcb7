# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories and files that can't be swapped, followed or half written; what is in them is somebody else's subject.

Everything below an open directory is addressed by a single name relative to its descriptor, so a link that appears on the way
changes nothing. All that is made is private from its first moment: directories 0700, files 0600, whatever the umask.
"""

from __future__ import annotations

import errno
import os
import pwd
import stat
import typing as t
from contextlib import contextmanager, suppress

from .._errors import StorageFailed, UnsafePath
from .._strict_json import Damage

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_PERMISSION = {errno.EROFS, errno.EACCES, errno.EPERM}
_NO_SUPPORT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV}
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}
_DAMAGED = {errno.ENOENT: "is missing", errno.ELOOP: "is a link", errno.EIO: "can't be read: the disk reports an error"}
_DIRECTORY_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_KINDS_OF_FILE = {stat.S_IFDIR: "a directory", stat.S_IFLNK: "a link", stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}


class Directory:
    """An open directory. Its methods raise StorageFailed when the system refuses; use it in a `with` statement."""

    def __init__(self, descriptor: int, path: str) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def open(cls, path: str) -> Directory | None:
        """Return the directory at an absolute path, or None when there is none; raises UnsafePath for a link."""
        return _open(path, path, None)

    @classmethod
    def open_or_make(cls, path: str) -> Directory:
        """Return the directory at an absolute path, made with its parents if it is missing."""
        found = cls.open(path)
        if found is not None:
            return found
        parent, name = os.path.split(path)
        with cls.open_or_make(parent) as above:
            return above.child_or_make(name)

    def __enter__(self) -> Directory:
        return self

    def __exit__(self, *exception: object) -> None:
        os.close(self._descriptor)

    # -- directories ------------------------------------------------------------------------------------------------------

    def child(self, name: str) -> Directory | None:
        """Return the directory `name`, or None when there is nothing of that name; raises UnsafePath when it is a link."""
        return _open(name, self._join(name), self._descriptor)

    def child_or_make(self, name: str) -> Directory:
        """Return the directory `name`, made if it is missing; another process may make it at the same moment."""
        found = self.child(name) or self.make(name) or self.child(name)
        if found is None:
            raise StorageFailed(f"Could not open {shown(self._join(name))}: it vanished.", hint="Run again.")
        try:
            self.sync()  # whoever made it may not have come so far
        except BaseException:
            os.close(found._descriptor)
            raise
        return found

    def make(self, name: str) -> Directory | None:
        """Return the directory `name`, which is new; None when there is something of that name."""
        path = self._join(name)
        before = os.umask(0o077)  # a stricter umask could make a directory that its owner can't open
        try:
            with explained("make", path):
                os.mkdir(name, 0o700, dir_fd=self._descriptor)
        except StorageFailed as error:
            if isinstance(error.__cause__, FileExistsError):
                return None
            raise
        finally:
            os.umask(before)
        made = self.child(name)
        if made is None:
            raise StorageFailed(f"Could not make {shown(path)}: it vanished at once.", hint="Run again.")
        try:
            with explained("make", path):
                os.fchmod(made._descriptor, 0o700)  # a parent may have handed down its set-group-id bit
        except BaseException:
            os.close(made._descriptor)
            raise
        return made

    def names(self) -> list[str]:
        """Return the names of all that is in it, sorted."""
        with explained("read", self.path):
            return sorted(os.listdir(self._descriptor))

    def look(self, name: str) -> os.stat_result | None:
        """Return what `name` is, without following a link; None when there is nothing of that name."""
        with explained("read", self._join(name)):
            try:
                return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
            except FileNotFoundError:
                return None

    def rename(self, name: str, new: str) -> bool:
        """Give the directory `name` another name, and say whether that was free."""
        with explained("rename", self._join(name)):
            try:
                os.rename(name, new, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
            except OSError as error:
                if error.errno in _TAKEN:
                    return False
                raise
        return True

    def remove_directory(self, name: str) -> None:
        """Remove the directory `name`, which is empty or gone."""
        with explained("remove", self._join(name)), suppress(FileNotFoundError):
            os.rmdir(name, dir_fd=self._descriptor)

    def sync(self) -> None:
        """Return when the names in it are on the disk."""
        with explained("write", self.path):
            os.fsync(self._descriptor)

    # -- files ------------------------------------------------------------------------------------------------------------

    def write(self, name: str, data: bytes) -> None:
        """Write a new file and return when its content is on the disk."""
        with explained("write", self._join(name)):
            descriptor = os.open(name, _CREATE_FLAGS, 0o600, dir_fd=self._descriptor)
            try:
                os.fchmod(descriptor, 0o600)
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
                os.fsync(descriptor)
                if hasattr(os, "posix_fadvise"):  # so that reading back asks the disk, not the memory; macOS has no such call
                    with suppress(OSError):
                        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)

    def read(self, name: str, largest: int) -> bytes:
        """Return the content of a regular file; raises Damage when it is missing, something else, or has more bytes."""
        with explained("read", self._join(name)):
            try:
                _require_file(name, os.stat(name, dir_fd=self._descriptor, follow_symlinks=False), largest)
                descriptor = os.open(name, _READ_FLAGS, dir_fd=self._descriptor)
                try:
                    _require_file(name, os.fstat(descriptor), largest)
                    data = _read_up_to(descriptor, largest + 1)
                finally:
                    os.close(descriptor)
            except OSError as error:
                if error.errno in _DAMAGED:
                    raise Damage(f"{name} {_DAMAGED[error.errno]}") from None
                raise
        if len(data) > largest:
            raise Damage(f"{name} has more than {largest} bytes")
        return data

    def open_to_append(self, name: str) -> int:
        """Return a descriptor that writes at the end of the file `name`, which is made, and on the disk, if it is missing."""
        with explained("write", self._join(name)):
            descriptor = self._open_or_make(name, os.O_WRONLY | os.O_APPEND)
        self.sync()
        return descriptor

    def open_to_lock(self, name: str) -> int:
        """Return a descriptor of the file `name`, which is made if it is missing."""
        with explained("write", self._join(name)):
            return self._open_or_make(name, os.O_RDWR)

    def _open_or_make(self, name: str, flags: int) -> int:
        descriptor = os.open(
            name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600, dir_fd=self._descriptor
        )
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnsafePath(f"{shown(self._join(name))} is not a regular file.", hint="Nothing was written. Remove it.")
            os.fchmod(descriptor, 0o600)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def remove_file(self, name: str) -> None:
        """Remove the file `name`, if it is not gone."""
        with explained("remove", self._join(name)), suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._descriptor)

    def _join(self, name: str) -> str:
        return os.path.join(self.path, name)


@contextmanager
def explained(doing: str, path: str) -> t.Iterator[None]:
    """Turn an OSError into StorageFailed for the person who has to mend it."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise StorageFailed(
            f"Could not {doing} {shown(path)}: {reason}.", hint=_hint(doing, error.errno), path=shown(path)
        ) from error


def shown(name: str) -> str:
    """Return a name or a path as it can be printed."""
    return name if name.isprintable() else ascii(name)


def what(status: os.stat_result) -> str:
    """Return what a name stands for, as a phrase."""
    return _KINDS_OF_FILE.get(stat.S_IFMT(status.st_mode), "a file" if stat.S_ISREG(status.st_mode) else "a device")


def _open(name: str, path: str, parent: int | None) -> Directory | None:
    with explained("open", path):
        try:
            return Directory(os.open(name, _DIRECTORY_FLAGS, dir_fd=parent), path)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
            found = os.stat(name, dir_fd=parent, follow_symlinks=False)
            raise UnsafePath(
                f"{shown(path)} is not a directory but {what(found)}.",
                hint="Nothing was written. Give a path that passes through no link (but backup_dir itself may be one).",
                path=shown(path),
            ) from None


def _require_file(name: str, found: os.stat_result, largest: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Damage(f"{name} is {what(found)}")
    if found.st_size > largest:
        raise Damage(f"{name} has more than {largest} bytes")


def _read_up_to(descriptor: int, count: int) -> bytes:
    parts: list[bytes] = []
    while count > 0:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            break
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _hint(doing: str, number: int | None) -> str:
    if number in _NO_SPACE:
        return f"There is no space left for user {_user()}. Free some or give another backup_dir, then run again."
    if number in _NO_PERMISSION:
        able = "readable" if doing in ("read", "open") else "writable"
        return f"It is not {able} by user {_user()}. Correct its owner or mode, or give another backup_dir, then run again."
    if number in _NO_SUPPORT:
        return "The file system there can't do what a backup needs. Give a backup_dir on a local one, then run again."
    return "Look at the disk and at the system's log, then run again."


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # containers run under ids that nobody named
        return str(os.geteuid())
