# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as earlier versions wrote them, one directory for each schema version, kept for ever: they are read as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import SCHEMA_VERSION
from tests.unit.plugins.module_utils._engine.backup_builders import PROJECT, document, picture

GOLDEN = Path(__file__).with_name("golden")
VERSIONS = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
KEYS = Keys(passphrase="golden passphrase of a test", identity_path=str(GOLDEN / "identity.txt"))
HELD = {
    "tenants": (document("tenants", id="acme", name="Acme", selfProvisioningDomains=["acme.example"]),),
    "roles": (document("roles", id="R1", name="admin", permissionNames=["read"]),),
    "permissions": (document("permissions", id="X1", name="read", description="reads"),),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_an_earlier_version_is_read_and_left_as_it_is(version: str) -> None:  # reliability #73
    before = picture(GOLDEN)
    store = BackupStore(str(GOLDEN / version), PROJECT, keys=KEYS)

    backup = store.find("latest")

    assert store.load(backup).documents == HELD
    assert backup.manifest.schema_version == int(version.split("_")[1])
    assert backup.manifest.encryption.method == (version.split("_")[2:] or ["none"])[0]
    assert backup.seal == ("none" if backup.manifest.encryption.method == "none" else "valid")
    assert store.listed()[0].status == "verified"
    assert picture(GOLDEN) == before


def test_there_is_one_of_each_version() -> None:
    assert {f"schema_{version}" for version in range(1, SCHEMA_VERSION + 1)} <= set(VERSIONS)
    assert {"schema_3_vault", "schema_3_age"} <= set(VERSIONS)
