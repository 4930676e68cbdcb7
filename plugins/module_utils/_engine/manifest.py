# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest of a backup: what it says, when it agrees with itself, and how the id and the time of a backup are written."""

from __future__ import annotations

import hashlib
import re
import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone

from .._canonical import digest
from .._deps import BaseModel, ConfigDict, Field, ValidationError
from .._errors import InvalidInput, SchemaTooNew
from .._strict_json import Damage, from_bytes, to_bytes
from .archive_text import FILES, LARGEST_ENCRYPTED, STORED, Mismatch
from .cipher import Encryptor, Method
from .completeness import Statement

MANIFEST = "manifest.json"
FORMAT = "descope.mgmt/backup"
SCHEMA_VERSION = 3
LARGEST_MANIFEST = 1024 * 1024
LONGEST_REASON = 4096
PROJECT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Secrets = t.Literal["redact", "include"]

_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_ID_FORMAT = "%Y%m%dT%H%M%SZ"
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_SINCE = {"completeness": 2, "encryption": 3, "secrets": 3}


class _Strict(BaseModel):
    """Base of the manifest's models: nothing converted, nothing unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class Author(_Strict):
    """Who made a backup; never how (a command line can hold a key)."""

    user: str = Field(max_length=256)
    host: str = Field(max_length=256)
    awx_job_id: int | None = None


class FileEntry(_Strict):
    """What one file must turn out to be, as it is on disk: of an encrypted one these are hash and size of the cipher text."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=0, le=LARGEST_ENCRYPTED)
    documents: int = Field(ge=0)


class KindEntry(_Strict):
    """What the backup holds of one kind, asked for or not; `within` names owners when only what is in those was read."""

    status: t.Literal["complete", "partial", "not_supported", "not_asked"]
    reason: str = Field(max_length=LONGEST_REASON)
    documents: int = Field(ge=0)
    within: list[str] | None


class EncryptionEntry(_Strict):
    """How the data files are encrypted; `key_label` is the vault id, `recipients` are fingerprints of public keys."""

    method: Method
    key_label: str | None = Field(max_length=64)
    recipients: list[str]


class Manifest(_Strict):
    """What `manifest.json` says. `checksum` covers all other fields, as nothing else would notice a change of them.

    It is never encrypted and holds no personal data but the author. Schema version 1 had no `completeness`, and version 2 no
    `encryption` and no `secrets`.
    """

    format: t.Literal["descope.mgmt/backup"]
    schema_version: int = Field(ge=1, le=SCHEMA_VERSION)
    id: str
    project_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    api_base: str = Field(max_length=2048)
    created_at: str
    reason: str = Field(max_length=2048)
    author: Author
    tool: dict[str, str]
    counts: dict[str, int]
    files: dict[str, FileEntry]
    completeness: dict[str, KindEntry] = Field(default_factory=dict)
    encryption: EncryptionEntry = Field(default_factory=lambda: EncryptionEntry(method="none", key_label=None, recipients=[]))
    secrets: Secrets = "redact"
    checksum: str

    def told(self) -> dict[str, t.Any]:
        """Return the fields that the text of a manifest of this version has."""
        return self.model_dump(exclude={name for name, since in _SINCE.items() if self.schema_version < since})


@dataclass(frozen=True)
class About:
    """What the caller knows of a backup it asks for; `tool` holds versions: collection, ansible_core, python, …

    `secrets` says whether the documents may hold those secrets that the API lets one read.
    """

    api_base: str
    author: Author
    reason: str
    tool: t.Mapping[str, str]
    secrets: Secrets = "redact"


def id_of(moment: datetime) -> str:
    """Return the id of a backup made at `moment`."""
    return as_utc(moment).strftime(_ID_FORMAT)


def time_of(name: str) -> datetime | None:
    """Return the time that an id stands for; None when `name` is no id."""
    if not _ID.fullmatch(name):
        return None
    try:
        return datetime.strptime(name, _ID_FORMAT).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def as_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; one without a zone is in UTC already."""
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def compose(
    about: About,
    project_id: str,
    created: datetime,
    content: t.Mapping[str, bytes],
    completeness: t.Mapping[str, Statement],
    encryptor: Encryptor,
) -> Manifest:
    """Return the manifest of a backup that holds `content`, files as on disk, and of each kind what `completeness` says."""
    plurals = {name: plural_of(name) for name in content}
    counts = {plural: completeness[plural].documents for plural in plurals.values()}
    fields: dict[str, t.Any] = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "id": id_of(created),
        "project_id": project_id,
        "api_base": about.api_base,
        "created_at": as_utc(created).strftime(_TIME_FORMAT),
        "reason": about.reason,
        "author": about.author.model_dump(),
        "tool": dict(about.tool),
        "counts": counts,
        "files": {
            name: {"sha256": sha256(data), "bytes": len(data), "documents": counts[plurals[name]]}
            for name, data in content.items()
        },
        "completeness": {
            plural: {**told._asdict(), "reason": told.reason[:LONGEST_REASON]} for plural, told in completeness.items()
        },
        "encryption": {
            "method": encryptor.method,
            "key_label": encryptor.label or None,
            "recipients": list(encryptor.recipients),
        },
        "secrets": about.secrets,
    }
    try:
        return Manifest.model_validate({**fields, "checksum": digest(fields)})
    except ValidationError as error:
        raise InvalidInput(
            f"No backup was made: its manifest can't say what it was given: {_problem(error)}.",
            hint="Nothing was written or changed. Shorten or correct that value.",
        ) from None


def plural_of(name: str) -> str:
    """Return the plural of the kind in the data file `name`, which is one that there can be."""
    return FILES[STORED[name][0]]


def manifest_to_bytes(manifest: Manifest) -> bytes:
    """Return the text of `manifest.json`."""
    return to_bytes(manifest.told())


def manifest_from_bytes(data: bytes, path: str) -> Manifest:
    """Return the manifest in the text of `manifest.json` of the backup at `path`.

    Raises SchemaTooNew before it looks at anything that a newer version may have changed, and Damage when the manifest is not
    valid or contradicts itself. `require_unchanged` is the other half.
    """
    value = from_bytes(data)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Damage(f"is not the manifest of a backup: its format is not {FORMAT}")
    _refuse_newer(value, path)
    try:
        manifest = Manifest.model_validate(value)
    except ValidationError as error:
        raise Damage(f"does not validate: {_problem(error)}") from None
    _agree(manifest)
    return manifest


def require_unchanged(manifest: Manifest, data: bytes) -> None:
    """Raise Damage unless `data` is, byte for byte, how `manifest` was written."""
    fields = manifest.told()
    del fields["checksum"]
    if digest(fields) != manifest.checksum or manifest_to_bytes(manifest) != data:
        raise Damage("was changed after it was written: its checksum is not that of its content")


def sha256(data: bytes) -> str:
    """Return the sha256 of `data`, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _refuse_newer(value: dict[str, t.Any], path: str) -> None:
    version = value.get("schema_version")
    if not isinstance(version, int) or version <= SCHEMA_VERSION:  # the model refuses what is no version at all
        return
    tool = value.get("tool")
    writer = tool.get("collection") if isinstance(tool, dict) else None
    known = writer if isinstance(writer, str) and re.fullmatch(r"[0-9A-Za-z.+-]{1,40}", writer) else ""
    raise SchemaTooNew(
        f"The backup {path} has schema version {str(version)[:12]}; this version of descope.mgmt reads up to {SCHEMA_VERSION}.",
        hint=f"Nothing was changed. Use descope.mgmt {known or 'of the version that wrote it'} or newer.",
        needed_schema_version=version,
        written_by=known,
    )


def _agree(manifest: Manifest) -> None:
    created = time_of(manifest.id)
    if created is None or created.strftime(_TIME_FORMAT) != manifest.created_at:
        raise Damage("has an id and a time that do not belong together")
    unknown = sorted(set(manifest.files) - set(STORED))
    if unknown:
        raise Damage(f"names the file {ascii(unknown[0])[:60]}, which this version of descope.mgmt never writes")
    claimed = manifest.encryption.method
    for name in sorted(manifest.files):
        if STORED[name][1] != claimed:
            raise Mismatch(f"says that the encryption is {claimed}, and names the file {name}")
    if manifest.secrets == "include" and claimed == "none":
        raise Mismatch("says that it holds secrets and is not encrypted")
    counted = {plural_of(name): entry.documents for name, entry in manifest.files.items()}
    if not counted or counted != manifest.counts:
        raise Damage("has counts that are not those of its files")
    held = {
        plural: entry.documents for plural, entry in manifest.completeness.items() if entry.status in ("complete", "partial")
    }
    if manifest.schema_version > 1 and held != manifest.counts:
        raise Damage("has a completeness statement that is not that of its files")


def _problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(
        ascii(part)[1:41] if isinstance(part, str) and not part.isidentifier() else str(part) for part in problem["loc"]
    )
    return f"{where}: {problem['msg']}"
