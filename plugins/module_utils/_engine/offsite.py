# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of a project's backups in another place: copy there, list, verify, fetch. How that place is reached is `offsite_s3`'s.

A backup is there when its manifest is, which is written last and only after everything else was read back (reliability 3.6).
What is there is verified by the code that verifies a backup on disk, and no name that the place gives is ever used: an id has
the form of one, and a file is one that a manifest may name.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial

from .._errors import (
    BackupCorrupt,
    BackupNotFound,
    DecryptFailed,
    DescopeError,
    InvalidInput,
    OffsiteFailed,
    OffsiteUnreachable,
    SchemaTooNew,
    TargetExists,
    WrongProject,
)
from .archive import BackupStore
from .archive_disk import shown
from .archive_paths import LATEST
from .manifest import MANIFEST, sha256, time_of
from .offsite_files import Held, Place, gather, held_on_disk

ALL = "all"
NOT_VERIFIED = (BackupCorrupt, DecryptFailed, SchemaTooNew, WrongProject)

Status = t.Literal[
    "copied", "present", "local_only", "conflict", "not_verified", "fetched", "verified", "complete", "incomplete"
]


@dataclass(frozen=True)
class Copy:
    """What became of one backup; `problem` says why it is not where it should be, `uploaded` names what was written there."""

    id: str
    status: Status
    location: str
    problem: str = ""
    bytes: int | None = None
    uploaded: tuple[str, ...] = ()
    retained_until: str = ""
    error: DescopeError | None = None


class Offsite:
    """The copies of the backups of one project in a place, beside the store on this host."""

    def __init__(self, place: Place, store: BackupStore) -> None:
        self._place = place
        self._store = store
        self.location = f"{place.location}/{store.project_id}"

    def listed(self) -> list[Copy]:
        """Return what is there under the ids of backups, newest first; only names are looked at."""
        return [
            Copy(one, "complete" if MANIFEST in names else "incomplete", self._where(one))
            for one, names in sorted(self._found().items(), reverse=True)
        ]

    def copy(self, reference: str, *, check_mode: bool) -> list[Copy]:
        """Copy the backup that `reference` means (`latest`, an id, `all`), newest first, and say what became of each.

        Only what verifies is copied. When the place can't be used, the rest is `local_only`; a backup that can't be copied for
        another reason is `conflict` or `not_verified`, and the others are copied all the same. Raises what `find` raises.
        """
        done: list[Copy] = []
        trouble: OffsiteFailed | None = None
        for one in map(self._one, self._on_disk(reference)):
            uploaded: list[str] = []
            try:
                if trouble is None:
                    settled = self._settled(one, partial(self._copied, one, uploaded, check_mode))
                    done.append(replace(settled, uploaded=settled.uploaded or tuple(uploaded)))
                    continue
            except OffsiteFailed as error:
                trouble = error
            except BackupNotFound:  # retention was faster
                continue
            done.append(_failed(replace(one, uploaded=tuple(uploaded)), "local_only", trouble))
        return done

    def verify(self, reference: str) -> list[Copy]:
        """Read the copies that `reference` means, whole, and say of each whether a restore could use it."""
        return [self._settled(one, partial(self._verified, one)) for one in map(self._one, self._chosen(reference))]

    def fetch(self, reference: str, *, check_mode: bool) -> list[Copy]:
        """Bring the copies that `reference` means into the store of this host, each verified before it appears there.

        One that does not verify is `not_verified`, and one whose id another backup has here is `conflict`.
        """
        found = map(self._one, self._chosen(reference))
        return [self._settled(one, partial(self._fetched, one, check_mode)) for one in found]

    def _settled(self, one: Copy, work: t.Callable[[], Copy]) -> Copy:
        try:
            return work()
        except TargetExists as error:
            return _failed(one, "conflict", error)
        except NOT_VERIFIED as error:
            return _failed(one, "not_verified", error)

    # -- there ------------------------------------------------------------------------------------------------------------

    def _copied(self, one: Copy, uploaded: list[str], check_mode: bool) -> Copy:
        """Copy one backup; `uploaded` is told what was written as soon as it is."""
        held = held_on_disk(f"{self._store.path}/{self._store.project_id}", one.id)
        self._store.verify(held.as_directory(), one.id)
        one = replace(one, bytes=held.size)
        there = set(self._place.names(self._folder(one.id)))
        missing = [name for name in held.content if name not in there]
        for name in held.content if missing else [MANIFEST]:  # which says what the other files are
            if name in there:
                self._require_equal(held, one.id, name)
        if not missing or check_mode:
            return replace(one, status="copied" if missing else "present", uploaded=tuple(missing))
        data = [name for name in missing if name != MANIFEST]
        self._upload(held, one.id, data, uploaded)
        self._upload(held, one.id, [MANIFEST], uploaded)
        return replace(one, status="copied" if uploaded else "present", uploaded=tuple(uploaded))

    def _upload(self, held: Held, backup_id: str, names: list[str], uploaded: list[str]) -> None:
        """Write files, and return when they are there with the right content, whoever wrote them."""
        for name in names:
            if self._place.put_if_absent(f"{self._folder(backup_id)}/{name}", held.content[name]):
                uploaded.append(name)  # noqa: PERF401 - what was written is known even if the next one fails
        for name in names:
            self._require_equal(held, backup_id, name)

    def _require_equal(self, held: Held, backup_id: str, name: str) -> None:
        """Compare content, as what a store calls its hash is not always one."""
        stored = self._place.get(f"{self._folder(backup_id)}/{name}", len(held.content[name]))
        if stored is None:
            raise OffsiteUnreachable(
                f"{self._where(backup_id)}/{name} is not there although it was written or listed a moment ago.",
                hint="Somebody removes it, or the store is not consistent. Run again.",
            )
        if sha256(stored.data) != sha256(held.content[name]):
            raise TargetExists(
                f"{self._where(backup_id)}/{name} has another content than the backup {shown(held.path)}.",
                hint="Nothing was overwritten. Is another host backing up the same project? Give each its own prefix; "
                "or have whoever may delete there look at it.",
                location=f"{self._where(backup_id)}/{name}",
            )

    # -- and back ---------------------------------------------------------------------------------------------------------

    def _verified(self, one: Copy) -> Copy:
        held = self._downloaded(one.id)
        return replace(one, status="verified", bytes=held.size, retained_until=held.retained_until)

    def _fetched(self, one: Copy, check_mode: bool) -> Copy:
        held = self._downloaded(one.id)
        one = replace(one, status="fetched", bytes=held.size, retained_until=held.retained_until)
        try:
            here = self._store.find(one.id)
        except BackupNotFound:
            if not check_mode and not self._store.receive(one.id, held.content):
                raise self._in_the_way(one.id, "one of that id since a moment ago") from None
            return one
        except BackupCorrupt as error:
            raise self._in_the_way(one.id, f"a damaged backup of that id ({error.details.get('problem')})") from None
        if here.manifest_sha256 != sha256(held.content[MANIFEST]):
            raise self._in_the_way(one.id, "another backup of that id")
        return replace(one, status="present")

    def _downloaded(self, backup_id: str) -> Held:
        held = gather(self._place, self._folder(backup_id), self._where(backup_id))
        if held is None:
            raise BackupNotFound(
                f"There is no backup {backup_id} in {self.location}: it has no {MANIFEST}, which is written last.",
                hint="Nothing was changed. Another id may be complete; state=listed shows what is there.",
            )
        self._store.verify(held.as_directory(), backup_id)
        return held

    def _in_the_way(self, backup_id: str, what: str) -> TargetExists:
        return TargetExists(
            f"The backup {backup_id} was not fetched: there is {what} in {shown(self._store.path)}.",
            hint="Nothing was changed. Move that one elsewhere, or give another backup_dir, then run again.",
        )

    # -- which ------------------------------------------------------------------------------------------------------------

    def _on_disk(self, reference: str) -> list[str]:
        if reference == ALL:
            return [listing.id for listing in self._store.listed()]
        if reference != LATEST and time_of(reference) is None:
            raise _unclear(reference)
        return [self._store.find(reference).id]

    def _one(self, backup_id: str) -> Copy:
        return Copy(backup_id, "local_only", self._where(backup_id))

    def _chosen(self, reference: str) -> list[str]:
        if time_of(reference):
            return [reference]
        if reference not in (ALL, LATEST):
            raise _unclear(reference)
        complete = [one.id for one in self.listed() if one.status == "complete"]
        if reference == ALL:
            return complete
        if not complete:
            raise BackupNotFound(
                f"There is no backup in {self.location}.",
                hint="Nothing was changed. Correct bucket and prefix, or copy one there first.",
            )
        return complete[:1]

    def _found(self) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._place.names(self._store.project_id):
            backup_id, _slash, file = name.partition("/")
            if time_of(backup_id):
                found[backup_id].add(file)
        return found

    def _folder(self, backup_id: str) -> str:
        return f"{self._store.project_id}/{backup_id}"

    def _where(self, backup_id: str) -> str:
        return f"{self.location}/{backup_id}"


def _failed(one: Copy, status: Status, error: DescopeError) -> Copy:
    return replace(one, status=status, problem=f"{error.message} {error.hint}".strip(), error=error)


def _unclear(reference: str) -> InvalidInput:
    return InvalidInput(
        f"{ascii(reference)[:60]} does not say which backup.",
        hint=f"Nothing was changed. Give {LATEST}, {ALL}, or an id like 20261122T231500Z.",
    )
