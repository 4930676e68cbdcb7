# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a directory outlives the container that it is in: a backup on its own disk is gone with it (reliability #51)."""

from __future__ import annotations

import os
import re
import typing as t

from .._errors import EphemeralStorage
from .archive_disk import shown

EPHEMERAL = frozenset({"overlay", "aufs", "tmpfs", "ramfs", "fuse-overlayfs"})
CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
_KUBERNETES = "KUBERNETES_SERVICE_HOST"
_MOUNTS = "/proc/self/mountinfo"
_ESCAPE = re.compile(r"\\([0-7]{3})")


def refuse_ephemeral(path: str) -> None:
    """Raise EphemeralStorage when this is a container and `path`, which is absolute, is on a file system of its own."""
    if not in_container(os.environ):
        return
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as mounts:
            kind = file_system_of(path, mounts)
    except OSError:  # no Linux: no containers of this sort
        return
    if kind in EPHEMERAL:
        raise EphemeralStorage(
            f"backup_dir {shown(path)} is on {kind} in a container: what is written there is gone when the container ends. "
            "Nothing was changed.",
            hint="Mount a volume and give its path as backup_dir, or set allow_ephemeral if the backup is not needed later.",
        )


def in_container(environment: t.Mapping[str, str]) -> bool:
    """Say whether this process runs in a container, as far as that can be told."""
    return _KUBERNETES in environment or any(os.path.exists(mark) for mark in CONTAINER_MARKS)


def file_system_of(path: str, mounts: t.Iterable[str]) -> str:
    """Return the type of the file system that holds `path`, by the lines of a mountinfo file; the last mount counts.

    A line is `id parent device root mount-point options [tags] - type source options` (proc_pid_mountinfo(5)).
    """
    found, longest = "", -1
    for line in mounts:
        before, _dash, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), fields[4])
        if (path == point or path.startswith(point.rstrip("/") + "/")) and len(point) >= longest:
            found, longest = after.split(" ")[0], len(point)
    return found
