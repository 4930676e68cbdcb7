# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts: named so that readers ignore them, and collected when they are old and exactly ours."""

from __future__ import annotations

import os
import re
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.plugins.module_utils._engine.backup_builders import (
    PROJECT,
    START,
    published,
    store,
)


def draft(directory: Path, name: str = ".partial-20261121T231459Z-0123abcd") -> Path:
    path = directory / PROJECT / name
    path.mkdir(parents=True)
    (path / "tenants.json").write_text("[")
    return path


def test_a_draft_older_than_24_hours_is_collected_by_the_next_backup(tmp_path: Path) -> None:
    old = draft(tmp_path)

    published(tmp_path)

    assert not old.exists()


@pytest.mark.parametrize(
    "name",
    [
        ".partial-20261121T231500Z-0123abcd",  # 24 hours to the second
        ".partial-20261122T231459Z-0123abcd",
        ".partial-20991121T231459Z-0123abcd",
        ".partial-20261121T231459Z-0123abcd.bak",
        ".partial-20261121T231459Z-0123ABCD",
        ".partial-20261121T231459Z",
        ".partial-20261399T231459Z-0123abcd",
        "partial-20261121T231459Z-0123abcd",
        ".partial-old",
    ],
)
def test_what_is_not_exactly_an_old_draft_is_not_collected(tmp_path: Path, name: str) -> None:
    other = draft(tmp_path, name)

    published(tmp_path)

    assert (other / "tenants.json").exists()


def test_a_draft_with_anything_foreign_in_it_is_not_collected(tmp_path: Path) -> None:
    old = draft(tmp_path)
    (old / "notes.txt").write_text("mine")

    published(tmp_path)

    assert sorted(os.listdir(old)) == ["notes.txt", "tenants.json"]


def test_a_link_in_a_draft_or_instead_of_one_is_neither_followed_nor_collected(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "tenants.json").write_text("precious")
    inside = draft(tmp_path)
    (inside / "roles.json").symlink_to(outside / "tenants.json")
    link = tmp_path / PROJECT / ".partial-20261121T231459Z-fedcba98"
    link.symlink_to(outside)

    published(tmp_path)

    assert link.is_symlink()
    assert (inside / "roles.json").is_symlink()
    assert (outside / "tenants.json").read_text() == "precious"


def test_a_draft_of_another_user_is_not_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = draft(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    published(tmp_path)

    assert old.exists()


def test_a_draft_has_a_name_that_readers_ignore(tmp_path: Path) -> None:
    draft(tmp_path, ".partial-20261122T231500Z-0123abcd")

    assert store(tmp_path).listed() == []


def test_drafts_have_different_names_and_the_pattern_that_is_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    real = os.mkdir

    def noting(name: str, *arguments: t.Any, **options: t.Any) -> None:
        names.append(str(name))
        real(name, *arguments, **options)

    monkeypatch.setattr(os, "mkdir", noting)

    published(tmp_path)
    published(tmp_path, START + timedelta(seconds=1))

    drafts = [name for name in names if name.startswith(".")]
    assert len(set(drafts)) == 2
    assert all(re.fullmatch(r"\.partial-\d{8}T\d{6}Z-[0-9a-f]{8}", name) for name in drafts)
