# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For the engine's tests: no waiting between the looks at what became of a write, and an object store for those who ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import apply, offsite_s3
from tests.object_store import Login, ObjectStore, running_object_store
from tests.unit.plugins.module_utils._engine.offsite_builders import There


@pytest.fixture(autouse=True)
def _no_settling_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "SETTLING_PAUSES", (0, 0, 0, 0))


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
