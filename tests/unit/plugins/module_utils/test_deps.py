# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without httpx or pydantic everything still imports, and says what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _deps
from tests.structure.sources import ROOT, UTILS, files_below

PROGRAM = """
import importlib, json, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError("blocked " + name)

BLOCKED, modules = json.loads(sys.argv[1])
sys.meta_path.insert(0, Blocker())
base = "ansible_collections.descope.mgmt.plugins."
for name in modules:
    importlib.import_module(base + name)
deps = importlib.import_module(base + "module_utils._deps")
print(json.dumps([deps.IMPORT_ERROR, deps.MISSING, sorted(set(BLOCKED) & set(sys.modules))]))
"""


def import_everything(*blocked: str) -> tuple[str | None, str, list[str]]:
    """Import every file of the collection in a process of its own; return the error, what is missing, what slipped in."""
    files = [file.relative_to(UTILS.parent) for file in (*files_below("plugins/module_utils"), *files_below("plugins/modules"))]
    modules = [".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".cache" / "run")}
    command = [sys.executable, "-c", PROGRAM, json.dumps([blocked, modules])]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return t.cast("tuple[str | None, str, list[str]]", tuple(json.loads(done.stdout)))


@pytest.mark.parametrize("library", ["httpx", "pydantic"])
# reliability #47
def test_everything_imports_without_a_library_and_it_is_named(library: str) -> None:
    error, missing, slipped_in = import_everything(library)
    assert error is not None
    assert f"blocked {library}" in error
    assert (missing, slipped_in) == (library, [])


def test_everything_imports_without_both() -> None:
    error, missing, slipped_in = import_everything("httpx", "pydantic", "pydantic_core")
    assert error is not None
    assert missing in ("httpx", "pydantic")
    assert slipped_in == []


def test_with_both_libraries_nothing_is_missing() -> None:
    assert (_deps.IMPORT_ERROR, _deps.MISSING) == (None, "")
    assert _deps.pydantic_version.startswith("2.")
