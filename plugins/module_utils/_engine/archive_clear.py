# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes away what is ours and no longer needed: drafts, and backups whose time is up. Anything else stays as it is.

What is removed must look exactly as we would have made it: the pattern of the name, a real directory, this user's, and in it
only files that a backup has. A backup goes in two steps, so that no half of it is ever seen under its own name.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from datetime import datetime, timedelta

from .._errors import DescopeError
from .archive_disk import Directory, what
from .archive_text import SEALS, STORED
from .manifest import MANIFEST, time_of

_PARTIAL = re.compile(r"\.partial-([0-9TZ]{16})-[0-9a-f]{8}")
_TRASH = re.compile(r"\.trash-([0-9TZ]{16})")
_ABANDONED = timedelta(hours=24)
_OURS = frozenset({MANIFEST, *STORED, *SEALS.values()})


def partial_name(backup_id: str) -> str:
    """Return a new name for a backup that is being written."""
    return f".partial-{backup_id}-{secrets.token_hex(4)}"


def partial_time(name: str) -> datetime | None:
    """Return when the draft of this name was begun; None when that is not the name of a draft."""
    return _time(_PARTIAL, name)


def trash_name(backup_id: str) -> str:
    """Return the name of a backup while it is being removed."""
    return f".trash-{backup_id}"


def is_trash(name: str) -> bool:
    """Say whether this is the name of a backup that is being removed."""
    return _time(_TRASH, name) is not None


def collect_abandoned(project: Directory, now: datetime) -> None:
    """Remove drafts that were begun more than 24 hours ago; one that can't be removed must not stop a backup."""
    for name in project.names():
        begun = partial_time(name)
        if begun is not None and now - begun > _ABANDONED:
            discard(project, name)


def discard(project: Directory, name: str) -> None:
    """Remove a draft of ours as far as that is possible; what stays is invisible and collected later."""
    with suppress(DescopeError):
        if not strange(project, name):
            empty_and_remove(project, name)


def strange(project: Directory, name: str) -> str:
    """Return why the directory `name` is not one that we may remove, as a phrase; empty when it is."""
    found = project.look(name)
    if found is None:
        return "it is gone"
    if not stat.S_ISDIR(found.st_mode):
        return f"it is {what(found)}"
    if found.st_uid != os.geteuid():
        return "it belongs to another user"
    directory = project.child(name)
    if directory is None:
        return "it is gone"
    with directory:
        for file in directory.names():
            inside = directory.look(file)
            if file not in _OURS:
                return "there is a foreign file in it"
            if inside is not None and not stat.S_ISREG(inside.st_mode):
                return f"there is {what(inside)} in it"
    return ""


def trash(project: Directory, backup_id: str) -> bool:
    """Remove a verified backup, and say whether that was possible: not when its place in the trash is taken."""
    name = trash_name(backup_id)
    if not project.rename(backup_id, name):
        return False
    project.sync()
    empty_and_remove(project, name)
    return True


def empty_and_remove(project: Directory, name: str) -> None:
    """Remove a directory that is not strange, with its files."""
    directory = project.child(name)
    if directory is None:
        return
    with directory:
        for file in directory.names():
            if file in _OURS:
                directory.remove_file(file)
    project.remove_directory(name)
    project.sync()


def _time(pattern: re.Pattern[str], name: str) -> datetime | None:
    match = pattern.fullmatch(name)
    return time_of(match[1]) if match else None
