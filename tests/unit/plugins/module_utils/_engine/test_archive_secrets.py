# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are in a backup only when they are asked for, and only encrypted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import About, Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import sha256
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    InvalidInput,
)
from tests.unit.plugins.module_utils._engine.backup_builders import (
    ABOUT,
    START,
    Clock,
    document,
    published,
    store,
)
from tests.unit.plugins.module_utils._engine.encryption_builders import (
    HOUR,
    plain_of,
)

SECRET = "canary-client-secret"
WITH_SECRET = State({"sso_applications": (document("sso_applications", id="crm", appType="oidc", clientSecret=SECRET),)})
ASKED = About(ABOUT.api_base, ABOUT.author, ABOUT.reason, ABOUT.tool, secrets="include")


def test_a_secret_is_in_a_backup_only_when_that_is_asked_for_and_then_comes_back(tmp_path: Path, keys: Keys) -> None:
    here = store(tmp_path, keys=keys)
    redacted = here.publish(WITH_SECRET, ABOUT)
    included = store(tmp_path, Clock(START + HOUR), keys=keys).publish(WITH_SECRET, ASKED)

    assert here.load(redacted).documents["sso_applications"][0]["clientSecret"] == ""
    assert here.load(included) == WITH_SECRET
    assert (redacted.manifest.secrets, included.manifest.secrets) == ("redact", "include")
    assert not [path for path in tmp_path.rglob("*.*") if SECRET.encode() in path.read_bytes()]


def test_a_plain_backup_never_holds_a_secret(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="only when it is encrypted"):
        store(tmp_path).publish(WITH_SECRET, ASKED)

    assert os.listdir(tmp_path) == []
    published(tmp_path, state=WITH_SECRET)
    assert not [path for path in tmp_path.rglob("*.json") if SECRET.encode() in path.read_bytes()]


def test_no_plain_hash_of_a_secret_is_kept_anywhere(tmp_path: Path, keys: Keys) -> None:
    """Reliability #115: what is hashed are texts with a random salt, so equal content has equal hashes nowhere."""
    here = store(tmp_path, keys=keys)
    first = here.publish(WITH_SECRET, ASKED)
    second = store(tmp_path, Clock(START + HOUR), keys=keys).publish(WITH_SECRET, ASKED)
    plain = plain_of(keys, Path(first.path) / f"sso_applications.json.{keys.method}")

    manifests = [(Path(one.path) / "manifest.json").read_text() for one in (first, second)]

    assert SECRET.encode() in plain
    assert not [text for text in manifests for data in (plain, SECRET.encode()) if sha256(data) in text]
    assert first.manifest.files != second.manifest.files
