# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys for the tests of encrypted backups, and what somebody with a key could write."""

from __future__ import annotations

import json
import typing as t
from datetime import timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Method
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import sha256
from tests.unit.plugins.module_utils._engine.backup_builders import (
    PROJECT,
    forge,
)

PASSPHRASE = "correct horse battery staple"
IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
VAULT = Keys("vault", passphrase=PASSPHRASE)
AGE = Keys("age", recipients=(RECIPIENT,))  # what a host has that only writes
HOUR = timedelta(hours=1)
METHODS: tuple[t.Literal["vault", "age"], ...] = ("vault", "age")


def without_key(method: Method) -> Keys:
    return Keys("vault") if method == "vault" else AGE


def plain_of(keys: Keys, path: Path) -> bytes:
    decrypt = keys.decryptor(keys.method)
    assert decrypt is not None
    return decrypt(path.read_bytes())


def write_encrypted(keys: Keys, backup: Path, name: str, data: bytes) -> None:
    """Replace a data file by another text under the same key, and make the manifest agree with it."""
    forge(backup, name, keys.encryptor().encrypt(data), 1)


def seal(keys: Keys, backup: Path, **said: str) -> None:
    """Seal a backup as somebody with the key would."""
    manifest = (backup / "manifest.json").read_bytes()
    text = {"id": backup.name, "project_id": PROJECT, "manifest_sha256": sha256(manifest), **said}
    (backup / f"seal.json.{keys.method}").write_bytes(keys.encryptor().encrypt(json.dumps(text).encode()))
