# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of one backup in memory, from disk or from a place elsewhere, verified in the very bytes that then go on."""

from __future__ import annotations

import os
import typing as t
from dataclasses import dataclass

from .._errors import BackupNotFound
from .._strict_json import Damage
from .archive_disk import Directory
from .archive_read import corrupt
from .archive_text import LARGEST_ENCRYPTED, SEALS
from .manifest import LARGEST_MANIFEST, MANIFEST, manifest_from_bytes


@dataclass(frozen=True)
class Stored:
    """What is there under a name, and until when it is kept in any case; empty when nobody promises that."""

    data: bytes
    retained_until: str = ""


class Place(t.Protocol):
    """Where copies go. Its methods raise OffsiteFailed."""

    location: str

    def names(self, folder: str) -> list[str]:
        """Return the names of all that is below `folder`, relative to it."""

    def get(self, name: str, largest: int) -> Stored | None:
        """Return what is there under a name, up to one byte more than `largest`; None when there is nothing."""

    def put_if_absent(self, name: str, data: bytes) -> bool:
        """Store something new and say whether the name was free; what is there is never changed."""


@dataclass(frozen=True)
class Held:
    """The files of a backup by name, the manifest last; to those who read it is like a Directory. `path` says where it was."""

    path: str
    content: dict[str, bytes]
    retained_until: str = ""

    @property
    def size(self) -> int:
        """The size of all files."""
        return sum(map(len, self.content.values()))

    def as_directory(self) -> Directory:
        """Return it for those who only read."""
        return t.cast("Directory", self)

    def names(self) -> list[str]:
        """Return the names of the files."""
        return sorted(self.content)

    def read(self, name: str, largest: int) -> bytes:
        """Return the content of a file; raises Damage when it is missing or has more bytes."""
        if name not in self.content:
            raise Damage(f"{name} is missing")
        if len(self.content[name]) > largest:
            raise Damage(f"{name} has more than {largest} bytes")
        return self.content[name]


def held_on_disk(project: str, backup_id: str) -> Held:
    """Return all files of a backup in the directory of its project."""
    path = os.path.join(project, backup_id)
    with _opened(project, backup_id) as directory:
        names = sorted(directory.names(), key=lambda name: (name == MANIFEST, name))
        try:
            return Held(path, {name: directory.read(name, LARGEST_ENCRYPTED) for name in names})
        except Damage as damage:
            raise corrupt(path, str(damage)) from None


def _opened(project: str, backup_id: str) -> Directory:
    above = Directory.open(project)
    if above is not None:
        with above:
            directory = above.child(backup_id)
        if directory is not None:
            return directory
    raise BackupNotFound(f"The backup {backup_id} was removed a moment ago.", hint="Nothing was changed.")


def gather(place: Place, folder: str, where: str) -> Held | None:
    """Return what the manifest in a folder names, however much of it is there; None when there is no manifest.

    Nothing else is asked for, so what somebody puts beside a copy changes nothing.
    """
    told = place.get(f"{folder}/{MANIFEST}", LARGEST_MANIFEST)
    if told is None:
        return None
    try:
        manifest = manifest_from_bytes(told.data, where)
    except Damage as damage:
        raise corrupt(where, f"{MANIFEST} {damage}") from None
    seal = SEALS.get(manifest.encryption.method)
    named = [*manifest.files, *([seal] if seal else [])]
    found = {name: place.get(f"{folder}/{name}", LARGEST_ENCRYPTED) for name in named}
    stored = {name: one for name, one in found.items() if one is not None} | {MANIFEST: told}
    return Held(
        where,
        {name: one.data for name, one in stored.items()},
        min(one.retained_until for one in stored.values()),
    )
