# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan in a file is scrubbed as a result is, and a disk that is full takes nothing that was there."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_file import plan_file
from tests.unit.plugins.builders import live, planned, state, tenant

REPORT = Report(planned(live(), state(tenants=[tenant("acme", name="hidden")])))


def test_what_is_to_be_kept_out_of_results_is_kept_out_of_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    with plan_file(str(path)) as file:
        assert file.write(REPORT, lambda value: json.loads(json.dumps(value).replace("hidden", "***"))) == ""
    assert "hidden" not in path.read_text(encoding="utf-8")
    assert "***" in path.read_text(encoding="utf-8")


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    path = tmp_path / "plan.jsonl"
    path.write_text("earlier")
    monkeypatch.setattr(os, "fsync", full)
    with plan_file(str(path)) as file:
        assert "No space left on device" in file.write(REPORT, lambda value: value)
    assert (path.read_text(), list(tmp_path.iterdir())) == ("earlier", [path])
