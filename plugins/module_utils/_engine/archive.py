# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup store of one project: publish, list, find, load, retire. How a file is written or checked is said in its parts.

`archive_write` puts a backup on disk, `archive_read` verifies one, `archive_find` looks for them, `archive_retire` removes.
"""

from __future__ import annotations

import time
import typing as t
from contextlib import contextmanager
from datetime import datetime, timezone

from .._errors import BackupNotFound, InvalidInput, KeyMissing, Unsealed
from .archive_clear import collect_abandoned
from .archive_disk import Directory, shown
from .archive_find import Backup, Listing, backup_from, backup_names, listed, listing, newest, open_at, open_in
from .archive_paths import LATEST, is_path, parse_time, resolve_backup, resolve_store
from .archive_read import corrupt, read_backup
from .archive_retire import Retired, plan_removal, remove
from .archive_text import name_on_disk, state_to_bytes
from .archive_write import Clock, Locksmith, probe, write_backup, write_copy
from .cipher import Encryptor, Keys
from .completeness import statements
from .manifest import PROJECT_ID, About, Author, Manifest, Secrets, compose, time_of
from .retention import check_policy
from .secrets import redacted
from .state import State

__all__ = ["About", "Author", "Backup", "BackupStore", "Keys", "Listing", "Manifest", "Retired", "listed", "unsealed"]

NO_KEYS = Keys()


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(timezone.utc)


class BackupStore:
    """The backups of one project under `backup_dir`. Opening a store writes nothing and needs no directory to exist.

    Raises UnsafePath for a directory that is not absolute, and InvalidInput for a project id that can't name a directory.
    """

    def __init__(
        self,
        backup_dir: str,
        project_id: str,
        *,
        keys: Keys = NO_KEYS,
        clock: t.Callable[[], datetime] = utc_now,
        pause: t.Callable[[float], None] = time.sleep,
    ) -> None:
        if not PROJECT_ID.fullmatch(project_id):
            raise InvalidInput(
                f"The project id {ascii(project_id)[:80]} can't be used for a backup.",
                hint="Nothing was changed. It has 1 to 64 letters, digits, '-' and '_'; the Descope console shows it.",
            )
        self.project_id = project_id
        self.path = resolve_store(backup_dir)
        self._keys = keys
        self._clock = Clock(clock, pause)

    def check_keys(self, secrets: Secrets = "redact") -> Encryptor:
        """Return how backups are encrypted; raises InvalidInput or MissingDependency when that is not possible as asked.

        Secrets are only ever written encrypted (reliability 3.4).
        """
        encryptor = self._keys.encryptor()
        if secrets == "include" and encryptor.method == "none":
            raise InvalidInput(
                "A backup holds secrets only when it is encrypted.",
                hint="Nothing was changed. Set encryption to vault or age, or leave the secrets out.",
            )
        return encryptor

    def check_writable(self) -> None:
        """Raise StorageFailed or UnsafePath unless a backup could be written now; makes missing directories, leaves no file."""
        with self._project_to_write() as project:
            probe(project, self._clock)

    def publish(self, state: State, about: About) -> Backup:
        """Write a backup of `state`, verify it, make it visible, and return it.

        Raises BadPayload or InvalidInput when a backup can't tell it, StorageFailed or UnsafePath when it can't be written, and
        what `check_keys` raises. There is then no new backup, unless the message says that there is one of which the disk is
        not sure. The plain text is validated before it is encrypted; what is not encrypted never reaches the disk.
        """
        encryptor = self.check_keys(about.secrets)
        kept = state if about.secrets == "include" else redacted(state)
        plain = state_to_bytes(kept)
        content = {name_on_disk(name, encryptor.method): encryptor.encrypt(data) for name, data in plain.items()}
        if not content:
            raise InvalidInput("No backup was made: there is no kind to back up.", hint="Name at least one kind.")
        completeness = statements(kept)

        def compose_at(created: datetime) -> Manifest:
            return compose(about, self.project_id, created, content, completeness, encryptor)

        compose_at(self._clock.now())  # what the manifest can't say is refused before anything is written
        with self._project_to_write() as project:
            collect_abandoned(project, self._clock.now())
            opened = write_backup(project, content, compose_at, self._clock, Locksmith(encryptor, self._keys))
            return backup_from(opened, f"{project.path}/{opened.manifest.id}")

    def verify(self, files: Directory, backup_id: str) -> None:
        """Raise what `find` raises for one that is not good unless `files`, which may be elsewhere, are a backup of this id."""
        read_backup(files, backup_id=backup_id, project_id=self.project_id, keys=self._keys)

    def receive(self, backup_id: str, content: t.Mapping[str, bytes]) -> bool:
        """Publish the files of a backup that was made elsewhere, and verified by the caller; False when its id is taken.

        Raises StorageFailed or UnsafePath when it can't be written; there is then nothing new.
        """
        with self._project_to_write() as project:
            collect_abandoned(project, self._clock.now())
            return write_copy(project, backup_id, content, self._clock)

    def listed(self, *, quick: bool = False) -> list[Listing]:
        """Return what has the name of a backup, newest first, each verified in full; a bad one is a line and no error.

        With `quick`, no data file is read: one that is all there is `complete`, and may still be damaged.
        """
        with self._project() as project:
            return self._listings(project, quick=quick) if project is not None else []

    def find(self, reference: str, *, as_of: str | None = None, allow_other_project: bool = False) -> Backup:
        """Return the backup that `reference` means, verified in full: `latest`, an id, or an absolute path.

        `latest` is the newest one that verifies; with `as_of` the newest that is not later than that time. A backup of another
        project is found by its path only, and only if that is allowed. Raises BackupNotFound, BackupCorrupt, SchemaTooNew,
        WrongProject, UnsafePath, StorageFailed, or InvalidInput for a reference that can't be meant.
        """
        if reference == LATEST:
            return self._latest(parse_time(as_of) if as_of else None)
        if as_of:
            raise InvalidInput(
                f"as_of chooses a backup, and {ascii(reference)[:60]} is one already.",
                hint=f"Nothing was changed. Leave out as_of, or ask for {LATEST}.",
            )
        if time_of(reference):
            return self._by_id(reference)
        if is_path(reference):
            parent, name = resolve_backup(reference)
            return open_at(parent, name, None if allow_other_project else self.project_id, self._keys)[0]
        raise InvalidInput(
            f"{ascii(reference)[:60]} does not say which backup.",
            hint=f"Nothing was changed. Give {LATEST}, an id like 20261122T231500Z, or the absolute path of a backup.",
        )

    def load(self, backup: Backup) -> State:
        """Return the documents of a backup that was found, read and verified anew.

        Raises KeyMissing without a key to read it with, and BackupCorrupt if it changed since.
        """
        parent, name = resolve_backup(backup.path)
        again, state = open_at(parent, name, backup.project_id, self._keys, with_state=True)
        if again.manifest_sha256 != backup.manifest_sha256:
            raise corrupt(backup.path, "it was replaced by another one a moment ago")
        if state is None:
            raise _key_missing(backup)
        return state

    def retire(
        self,
        *,
        keep_days: int,
        keep_last: int,
        check_mode: bool,
        one_more: bool = False,
        in_use: t.Collection[str] = (),
    ) -> Retired:
        """Remove the backups that `retention.choose` gives up, and finish removals that were cut off; or say what would go.

        Those `in_use`, by id, stay in any case. `one_more` counts a backup made now that is not there yet. Touches nothing that
        does not verify as a backup of this project. Raises InvalidInput for a policy that keeps nothing.
        """
        check_policy(keep_days, keep_last)
        with self._project() as project:
            if project is None:
                return Retired([], [], [])
            coming = [self._clock.now()] if one_more else []
            planned = plan_removal(project, self._listings(project), coming, in_use, keep_days=keep_days, keep_last=keep_last)
            return planned if check_mode else remove(project, planned)

    def _listings(self, project: Directory, *, quick: bool = False) -> list[Listing]:
        found = [listing(project, name, self.project_id, self._keys, quick=quick) for name in backup_names(project)]
        return [one for one in found if project.look(one.id) is not None]  # without any that another process just removed

    def _latest(self, not_after: datetime | None) -> Backup:
        with self._project() as project:
            names = backup_names(project) if project is not None else []
            found = newest(project, self.project_id, not_after, self._keys) if project is not None else None
        if found is not None:
            return found
        until = f" that is not later than {not_after.isoformat()}" if not_after is not None else ""
        raise BackupNotFound(
            f"There is no backup of project {self.project_id}{until} in {shown(self.path)}.",
            hint=f"Nothing was changed. The oldest one is {names[-1]}."
            if names
            else "Nothing was changed. Make a backup first.",
        )

    def _by_id(self, name: str) -> Backup:
        with self._project() as project:
            if project is not None and project.look(name) is not None:
                return open_in(project, name, self.project_id, self._keys)[0]
            names = backup_names(project) if project is not None else []
        known = f"The newest ones are {', '.join(names[:3])}." if names else "Make a backup first."
        raise BackupNotFound(
            f"There is no backup {name} of project {self.project_id} in {shown(self.path)}.",
            hint=f"Nothing was changed. {known}",
        )

    @contextmanager
    def _project(self) -> t.Iterator[Directory | None]:
        root = Directory.open(self.path)
        if root is None:
            yield None
            return
        with root:
            project = root.child(self.project_id)
        if project is None:
            yield None
            return
        with project:
            yield project

    @contextmanager
    def _project_to_write(self) -> t.Iterator[Directory]:
        with Directory.open_or_make(self.path) as root:
            project = root.child_or_make(self.project_id)
        with project:
            yield project


def unsealed(backup: Backup) -> Unsealed:
    """Return the error for a backup that only its hashes speak for, where its seal is asked for too."""
    why = "has no seal, as it is not encrypted" if backup.seal == "none" else "has a seal, and there is no key to check it"
    return Unsealed(
        f"The backup {shown(backup.path)} {why}, and require_seal is set.",
        hint="Nothing was changed. Give the key, take another backup, or leave out require_seal if you trust who keeps them.",
        path=shown(backup.path),
    )


def _key_missing(backup: Backup) -> KeyMissing:
    entry = backup.manifest.encryption
    made_for = f" with the vault id {entry.key_label}" if entry.key_label else ""
    give = {
        "vault": "Give its passphrase as encryption_passphrase, or set DESCOPE_BACKUP_PASSPHRASE in the environment.",
        "age": "Give the file with the identity as encryption_identity_path, or set DESCOPE_BACKUP_IDENTITY_PATH in the "
        f"environment. It is for one of: {', '.join(entry.recipients)}.",
    }
    return KeyMissing(
        f"The backup {shown(backup.path)} is encrypted with {entry.method}{made_for}, and there is no key to read it.",
        hint=f"Nothing was changed. {give.get(entry.method, '')}",
        path=shown(backup.path),
    )
