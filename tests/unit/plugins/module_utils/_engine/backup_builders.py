# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builders for the tests of the backup store: documents, states, a clock that obeys, and pictures of a directory."""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._canonical import digest
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import About, Author, Backup, BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import sha256
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS

PROJECT = "P2abc"
PLAIN = Keys()
START = datetime(2026, 11, 22, 23, 15, 0, tzinfo=timezone.utc)

ABOUT = About(
    api_base="https://api.descope.com",
    author=Author(user="svc", host="ctl1", awx_job_id=4711),
    reason="pre_change",
    tool={"collection": "0.1.0", "ansible_core": "2.19.14", "python": "3.11.7", "httpx": "0.28.1", "pydantic": "2.12.0"},
)


class Clock:
    """Stands still until it is moved; a pause moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.pauses: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)


def document(plural: str, **fields: object) -> dict[str, object]:
    """Return a document as it is read from the API."""
    return KINDS[plural].from_api(fields)


def small_state(*names: str) -> State:
    """Return tenants of these names (one, if none is given), a role and a permission."""
    return State(
        {
            "tenants": tuple(document("tenants", id=name.lower(), name=name) for name in sorted(names or ("Acme",))),
            "roles": (document("roles", id="R1", name="admin", permissionNames=["read"]),),
            "permissions": (document("permissions", id="X1", name="read", description="reads"),),
        }
    )


def store(directory: Path, clock: Clock | None = None, project: str = PROJECT, keys: Keys = PLAIN) -> BackupStore:
    clock = clock or Clock()
    return BackupStore(str(directory), project, keys=keys, clock=clock, pause=clock.pause)


def published(
    directory: Path, now: datetime = START, state: State | None = None, project: str = PROJECT, keys: Keys = PLAIN
) -> Backup:
    return store(directory, Clock(now), project, keys).publish(state or small_state(), ABOUT)


def rewrite(backup: Path, **fields: object) -> None:
    """Change fields of a manifest and make its checksum right again, as somebody who knows the format would."""
    path = backup / "manifest.json"
    manifest = {**json.loads(path.read_text(encoding="utf-8")), **fields}
    manifest["checksum"] = digest({name: value for name, value in manifest.items() if name != "checksum"})
    path.write_text(json.dumps(manifest, sort_keys=True, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def forge(backup: Path, name: str, data: bytes, documents: int) -> None:
    """Replace a data file and make the manifest agree with it."""
    (backup / name).write_bytes(data)
    manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = {"sha256": sha256(data), "bytes": len(data), "documents": documents}
    plural = name.partition(".")[0]
    manifest["counts"][plural] = documents
    manifest["completeness"][plural]["documents"] = documents
    rewrite(backup, files=manifest["files"], counts=manifest["counts"], completeness=manifest["completeness"])


def picture(directory: Path) -> dict[str, tuple[int, bytes | str]]:
    """Return the mode and the content of all that is under a directory, following no link."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in sorted(directory.rglob("*")):
        status = os.lstat(path)
        content: bytes | str = ""
        if stat.S_ISLNK(status.st_mode):
            content = os.readlink(path)
        elif stat.S_ISREG(status.st_mode):
            content = path.read_bytes()
        found[str(path.relative_to(directory))] = (status.st_mode, content)
    return found


def modes(directory: Path) -> dict[str, str]:
    """Return the permission bits of a directory and all that is under it."""
    paths = [directory, *sorted(directory.rglob("*"))]
    return {str(path.relative_to(directory)): oct(stat.S_IMODE(os.lstat(path).st_mode)) for path in paths}
