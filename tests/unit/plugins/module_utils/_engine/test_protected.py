# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of protected documents beside the backups: one glob in each line, and never ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.protected import protected_by_file
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput


def listed(directory: Path, content: bytes | None) -> tuple[str, ...]:
    store = BackupStore(str(directory / "backups"), "P1")
    if content is not None:
        (directory / "backups" / "P1").mkdir(parents=True)
        (directory / "backups" / "P1" / "protected.txt").write_bytes(content)
    return protected_by_file(store)


def test_without_a_directory_or_a_file_nothing_is_protected(tmp_path: Path) -> None:
    assert listed(tmp_path, None) == ()
    (tmp_path / "backups" / "P1").mkdir(parents=True)
    assert protected_by_file(BackupStore(str(tmp_path / "backups"), "P1")) == ()


def test_each_line_is_a_glob_and_comments_are_none(tmp_path: Path) -> None:
    """Reliability #95."""
    content = "# the big ones\ntenants/acme\n\n  acme-*   # and theirs\n größe".encode()
    assert listed(tmp_path, content) == ("tenants/acme", "acme-*", "größe")


def test_a_file_that_is_no_text_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"protected.txt can't be read"):
        listed(tmp_path, b"\xff\xfe")


def test_a_link_in_its_place_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("tenants/none")
    (tmp_path / "backups" / "P1").mkdir(parents=True)
    (tmp_path / "backups" / "P1" / "protected.txt").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidInput, match="can't be read"):
        listed(tmp_path, None)
