# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is the same wherever it is made: in any time zone, under any locale; and where it can't be, that is one error."""

from __future__ import annotations

import locale
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, PROJECT, picture, published, small_state, store

# Half hours, across the date line both ways, and the hour that a zone has twice a year or never.
ZONES = ("UTC", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin", "America/St_Johns")
TWICE = datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc)  # 02:30 in Berlin, as an hour later


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


# reliability #89
def test_the_time_zone_of_the_host_changes_nothing_in_a_backup_and_not_which_one_a_time_means(
    tmp_path: Path, zone: str
) -> None:
    earlier, later = published(tmp_path, TWICE), published(tmp_path, TWICE + timedelta(hours=1))

    assert (earlier.id, earlier.created_at) == ("20261025T003000Z", "2026-10-25T00:30:00Z")
    assert store(tmp_path).find("latest").id == later.id
    for text in ("2026-10-25T00:45:00", "2026-10-25T00:45:00Z", "2026-10-25T02:45:00+02:00"):
        assert store(tmp_path).find("latest", as_of=text).id == earlier.id
    here = BackupStore(str(tmp_path), PROJECT).publish(small_state(), ABOUT)
    assert abs(datetime.strptime(here.id, "%Y%m%dT%H%M%S%z") - datetime.now(timezone.utc)) < timedelta(minutes=5)


# reliability #89
@pytest.mark.parametrize("name", ["C", "C.UTF-8"])
def test_the_locale_of_the_process_changes_no_byte_of_a_backup(tmp_path: Path, name: str) -> None:
    published(tmp_path / "before", state=small_state("İstanbul", "Straße", "株式会社"))
    old = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
        published(tmp_path / "after", state=small_state("İstanbul", "Straße", "株式会社"))
    finally:
        locale.setlocale(locale.LC_ALL, old)

    assert picture(tmp_path / "before") == picture(tmp_path / "after")


# reliability #65
@pytest.mark.parametrize("path", ["n" * 256, "/".join(["n" * 200] * 25)], ids=["name", "path"])
def test_a_directory_whose_name_is_too_long_is_one_error_and_nothing_is_made(tmp_path: Path, path: str) -> None:
    with pytest.raises(StorageFailed, match="too long"):
        published(tmp_path / path)
