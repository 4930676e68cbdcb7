# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The suite finds the bugs that it is for: each is put into a copy of the engine, and its test must fail there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.scale import count, some
from tests.simulator.process import ROOT

TESTS_FAILED = 1


def by_name(mutant: Mutant) -> str:
    return mutant.name


@pytest.mark.parametrize("mutant", MUTANTS, ids=by_name)
def test_every_bug_can_still_be_put_in(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert [old for old, _new in mutant.replaced if text.count(old) != 1] == [], f"put the bug into {mutant.file} anew"
    path, _colons, name = mutant.killer.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("mutant", some(MUTANTS[6:13], fast=2) if len(some(MUTANTS, 2)) == 2 else MUTANTS, ids=by_name)
def test_every_bug_is_found_by_its_test(mutant: Mutant, tmp_path: Path) -> None:
    collection = tmp_path / "ansible_collections" / "descope" / "mgmt"
    shutil.copytree(ROOT / "plugins", collection / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    file = collection / mutant.file
    text = file.read_text(encoding="utf-8")
    for old, new in mutant.replaced:
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:xdist", "-o", f"pythonpath=. {tmp_path}", mutant.killer],
        cwd=ROOT,
        env={**os.environ, "FAULTS": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == TESTS_FAILED, f"nobody noticed: {mutant.name}\n{done.stdout[-2000:]}"
    count("seeded bugs", bugs=1, found=1)
