# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For the engine's tests: no waiting between the looks at what became of a write, and an object store for those who ask."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pyrage  # type: ignore[import-untyped]
import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import apply, offsite_s3
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Keys, Method
from tests.object_store import Login, ObjectStore, running_object_store
from tests.unit.plugins.module_utils._engine.encryption_builders import IDENTITY, METHODS, PASSPHRASE, RECIPIENT, VAULT
from tests.unit.plugins.module_utils._engine.offsite_builders import There


@pytest.fixture(autouse=True)
def _no_settling_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "SETTLING_PAUSES", (0, 0, 0, 0))


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> Method:
    return t.cast("Method", request.param)


@pytest.fixture
def keys(method: Method, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """The keys that write and read."""
    if method == "vault":
        return VAULT
    path = tmp_path_factory.mktemp("keys") / "key.txt"
    path.write_text(f"{IDENTITY}\n")
    return Keys("age", recipients=(RECIPIENT,), identity_path=str(path))


@pytest.fixture
def wrong(method: Method, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    if method == "vault":
        return Keys("vault", passphrase=f"{PASSPHRASE}!")
    path = tmp_path_factory.mktemp("wrong") / "key.txt"
    path.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return Keys("age", recipients=(RECIPIENT,), identity_path=str(path))


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with running_object_store(tmp_path_factory.mktemp("objects")) as running:
        yield running


@pytest.fixture(scope="session")
def writer(objects: ObjectStore) -> Login:
    return objects.user()


@pytest.fixture
def there(objects: ObjectStore, writer: Login, monkeypatch: pytest.MonkeyPatch) -> There:
    """A bucket of one test. Making a client takes longer than what a test does with it, so they are shared."""
    monkeypatch.setattr(offsite_s3, "_client", _shared_client)
    return There(objects, writer, objects.bucket())


_make_client = cache(offsite_s3._client)


def _shared_client(options: offsite_s3.S3Options) -> object:
    return _make_client(replace(options, bucket="any", prefix=""))
