# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seal of an encrypted backup: what only a holder of the key can write, and what it must say (reliability 3.4).

Hashes in a manifest can be made right again by whoever edits it, and cipher texts under one key can be swapped. The seal names
the manifest's own hash, and so all files, the project and the id. A seal of age says less: it proves nothing about anybody who
knows the public keys.
"""

from __future__ import annotations

import typing as t

from .._strict_json import from_bytes, to_bytes
from .archive_text import BadSeal
from .manifest import Manifest

Seal = t.Literal["none", "unchecked", "valid"]
"""There is none, as nothing is encrypted; there is one, and no key to look at it; it is the right one."""

LARGEST_SEAL = 1024 * 1024  # age adds some 150 bytes for each recipient


def seal_to_bytes(manifest: Manifest, manifest_sha256: str) -> bytes:
    """Return the text of the seal, to be encrypted."""
    return to_bytes(_said(manifest, manifest_sha256))


def check_seal(data: bytes, manifest: Manifest, manifest_sha256: str) -> None:
    """Raise BadSeal unless `data` is the decrypted seal of this manifest, and Damage when it is none."""
    said, expected = from_bytes(data), _said(manifest, manifest_sha256)
    if said == expected:
        return
    known = said if isinstance(said, dict) else {}
    wrong = next((name for name, value in expected.items() if known.get(name) != value), "more than it should say")
    raise BadSeal(
        f"does not seal this backup: its {wrong.replace('_', ' ')} is another, so files were swapped, edited or copied"
    )


def _said(manifest: Manifest, manifest_sha256: str) -> dict[str, str]:
    return {"id": manifest.id, "project_id": manifest.project_id, "manifest_sha256": manifest_sha256}
