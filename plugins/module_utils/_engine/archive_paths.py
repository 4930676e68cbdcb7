# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths and references as a person writes them, made plain or refused; nothing here opens a file."""

from __future__ import annotations

import os
import typing as t
from datetime import datetime

from .._errors import InvalidInput, UnsafePath
from .archive_disk import shown
from .manifest import as_utc, time_of

LATEST = "latest"


def resolve_store(backup_dir: str) -> str:
    """Return the backup directory with links resolved, once; raises UnsafePath when it is relative or a link leads nowhere."""
    path = _absolute(backup_dir, "backup_dir")
    for part in _prefixes(path):
        if os.path.islink(part) and not os.path.exists(part):
            raise UnsafePath(
                f"backup_dir {shown(path)} passes through the link {shown(part)}, which leads nowhere.",
                hint="Nothing was written. Is a disk not mounted? Mend or remove the link.",
            )
    return os.path.realpath(path)


def resolve_backup(reference: str) -> tuple[str, str]:
    """Return the directory that holds the backup at a path, and the backup's own name in it.

    Links above these two are resolved, as on macOS every temporary path has one; the two themselves must not be links, and
    nothing may step upwards.
    """
    path = _absolute(reference, "The backup")
    if ".." in path.split(os.sep):
        raise UnsafePath(
            f"The backup {shown(reference)} can't be read: its path has a '..' in it.",
            hint="Nothing was changed. Give the id of a backup, or a plain absolute path.",
        )
    parent, name = os.path.split(os.path.normpath(path))
    above, project = os.path.split(parent)
    return os.path.join(os.path.realpath(above), project), name


def is_path(reference: str) -> bool:
    """Say whether a reference is meant as a path and not as an id or a word."""
    return os.sep in reference or ".." in reference or "\0" in reference or reference.startswith("~")


def parse_time(text: str, option: str = "as_of") -> datetime:
    """Return the time that a person wrote, in UTC unless it says otherwise; raises InvalidInput when it is not ISO 8601."""
    known = time_of(text)
    if known is not None:
        return known
    try:
        if len(text) <= len("2026-11-22"):
            raise ValueError("a day is not a time")
        return as_utc(datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] in "zZ" else text))
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"{option} {ascii(text)[:60]} is not a time.",
            hint="Nothing was changed. Write it like 2026-11-22T23:15:00Z or 2026-11-22T23:15:00+01:00.",
        ) from None


def _absolute(written: str, name: str) -> str:
    path = _expanded(written, name)
    if not _can_be_a_path(path):
        raise UnsafePath(f"{name} {written!a} can't be a path.", hint="Nothing was written or changed.")
    if not os.path.isabs(path):
        raise UnsafePath(
            f"{name} {shown(written)} is a relative path, which means another place on every host and in every run.",
            hint="Nothing was written or changed. Give an absolute path.",
        )
    return path


def _expanded(written: str, name: str) -> str:
    if not written.startswith("~"):
        return written
    path = os.path.expanduser(written)
    own = written == "~" or written.startswith("~/")
    home = os.environ.get("HOME")
    if path.startswith("~") or (own and home is not None and not os.path.isabs(home)):
        raise UnsafePath(
            f"{name} {shown(written)} starts at a home directory, and it is not known where that is.",
            hint="Nothing was written or changed. Set HOME, or give an absolute path without '~'.",
        )
    return path


def _can_be_a_path(path: str) -> bool:
    try:
        return "\0" not in path and bool(os.fsencode(path))
    except UnicodeEncodeError:
        return False


def _prefixes(path: str) -> t.Iterator[str]:
    parts = path.split(os.sep)
    for count in range(2, len(parts) + 1):
        yield os.sep.join(parts[:count])
