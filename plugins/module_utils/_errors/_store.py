# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups: on disk, and their copies elsewhere."""

from __future__ import annotations

from ._base import DescopeError


class BackupNotFound(DescopeError):
    """No such backup."""

    code = "backup_not_found"


class BackupCorrupt(DescopeError):
    """A backup on disk is not what was written: a file is missing, extra, changed, or does not validate."""

    code = "backup_corrupt"


class EncryptionMismatch(BackupCorrupt):
    """A backup holds files that are not encrypted as its manifest says, or not all of them are."""

    code = "encryption_mismatch"


class SealInvalid(BackupCorrupt):
    """The seal of a backup is of another one: somebody without the key swapped, edited or copied files."""

    code = "seal_invalid"


class Unsealed(DescopeError):
    """A backup has no seal, or there is no key to check it, and only a sealed one is wanted."""

    code = "unsealed"


class KeyMissing(DescopeError):
    """A backup is encrypted and there is no key to read it."""

    code = "key_missing"


class DecryptFailed(DescopeError):
    """A backup does not open with the key that was given; whether the key or the backup is wrong can't be known."""

    code = "decrypt_failed"


class SchemaTooNew(DescopeError):
    """A backup was written by a newer version of this collection."""

    code = "schema_too_new"


class WrongProject(DescopeError):
    """A backup belongs to another project or another API."""

    code = "wrong_project"


class UnsafePath(DescopeError):
    """A path is relative, leaves the backup directory, or passes through a link."""

    code = "unsafe_path"


class StorageFailed(DescopeError):
    """The backup directory can't be written: full, read-only, no permission, or it did not store what it was given."""

    code = "storage_failed"


class EphemeralStorage(StorageFailed):
    """The backup directory goes with the container, so it can't hold what an undo would need."""

    code = "ephemeral_storage"


class StorageUnsupported(StorageFailed):
    """The file system of the backup directory lacks something that a run needs, such as locks."""

    code = "storage_unsupported"


class OffsiteFailed(DescopeError):
    """The object store can't be used as it is asked to: credentials, rights, a bucket, a feature that it lacks."""

    code = "offsite_failed"


class OffsiteUnreachable(OffsiteFailed):
    """The object store does not answer, or only that it can't for now."""

    code = "offsite_unreachable"
    retryable = True


class TargetExists(DescopeError):
    """Where a backup is to be copied there is another one of the same name; neither is touched."""

    code = "target_exists"
