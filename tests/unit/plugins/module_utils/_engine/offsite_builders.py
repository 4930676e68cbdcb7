# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builders for the tests of copies elsewhere: a place in a running object store, and what is in it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Backup, BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite import Copy, Offsite
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite_s3 import Bucket, S3Options
from tests.object_store import Login, ObjectStore
from tests.unit.plugins.module_utils._engine.backup_builders import PROJECT, store

FILES = ["permissions.json", "roles.json", "tenants.json", "manifest.json"]


@dataclass(frozen=True)
class There:
    """A bucket of one test, and a user who may do what the documentation asks for."""

    objects: ObjectStore
    writer: Login
    bucket: str

    def options(self, **changed: t.Any) -> S3Options:
        options = S3Options(bucket=self.bucket, endpoint_url=self.objects.url, region="us-east-1")
        return replace(options, **{**self.writer.options, **changed})

    def place(self, **changed: t.Any) -> Bucket:
        return Bucket(self.options(**changed))

    def offsite(self, backups: Path | BackupStore, **changed: t.Any) -> Offsite:
        return Offsite(self.place(**changed), backups if isinstance(backups, BackupStore) else store(backups))

    def copy(self, backups: Path, reference: str = "latest", *, check_mode: bool = False, **changed: t.Any) -> list[Copy]:
        return self.offsite(backups, **changed).copy(reference, check_mode=check_mode)

    @property
    def contents(self) -> dict[str, bytes]:
        """All objects by what follows the project in their names."""
        return {key.removeprefix(f"{PROJECT}/"): data for key, data in self.objects.contents(self.bucket).items()}

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Method and file of all that was asked of single objects."""
        found = self.objects.requests(self.bucket)
        return [(method, key.rpartition("/")[2]) for method, key, _status in found if key]

    def put(self, backup: Backup, name: str, data: bytes) -> None:
        """Write an object of a backup whatever is there, as somebody with more rights can."""
        self.objects.put(self.bucket, f"{PROJECT}/{backup.id}/{name}", data)

    def remove(self, backup: Backup, name: str) -> None:
        self.objects.client().delete_object(Bucket=self.bucket, Key=f"{PROJECT}/{backup.id}/{name}")


def files_of(backup: Backup) -> dict[str, bytes]:
    """Return the files of a backup on disk, as they are called in the bucket."""
    return {f"{backup.id}/{file.name}": file.read_bytes() for file in Path(backup.path).iterdir()}
