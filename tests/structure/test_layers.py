# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which part of the collection may know what; docs/architecture.md gives the reasons."""

from __future__ import annotations

import ast

import pytest

from tests.structure.sources import PLUGINS, UTILS, files_below, imports_any, name_of, tree

PURE = ("plan", "guards", "retention")
IMPURE_IMPORTS = (
    "ansible_collections.descope.mgmt.plugins.module_utils._client",
    "ansible_collections.descope.mgmt.plugins.module_utils._deps.httpx",
    "asyncio",
    "io",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
)
CLOCKS = ("now", "utcnow", "today")


def test_only_the_dependency_file_imports_what_backups_are_encrypted_with() -> None:
    importers = [name_of(f) for f in files_below("plugins") if imports_any(f, "cryptography", "pyrage")]
    assert importers == ["plugins/module_utils/_deps.py"]


def test_only_the_dependency_file_imports_httpx_and_pydantic() -> None:
    importers = [name_of(f) for f in files_below("plugins") if imports_any(f, "httpx", "pydantic", "pydantic_core", "httpcore")]
    assert importers == ["plugins/module_utils/_deps.py"]


def test_only_the_outer_layer_imports_ansible() -> None:
    outer = [PLUGINS / folder for folder in ("modules", "action", "filter", "inventory", "lookup", "plugin_utils")]
    strangers = [
        name_of(file)
        for file in files_below("plugins")
        if file != UTILS / "_module.py" and not any(file.is_relative_to(folder) for folder in outer)
        if imports_any(file, "ansible")
    ]
    assert strangers == []


def test_only_the_module_layer_ends_a_task() -> None:
    enders = {
        name_of(file)
        for file in files_below("plugins")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in ("exit_json", "fail_json")
    }
    assert enders == {"plugins/module_utils/_module.py"}


@pytest.mark.parametrize("name", PURE)
def test_decisions_import_neither_client_nor_disk_nor_clock(name: str) -> None:
    assert imports_any(UTILS / "_engine" / f"{name}.py", *IMPURE_IMPORTS) == []


@pytest.mark.parametrize("name", PURE)
def test_decisions_never_ask_for_the_time_or_a_file(name: str) -> None:
    nodes = list(ast.walk(tree(UTILS / "_engine" / f"{name}.py")))
    clocks = [node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr in CLOCKS]
    opened = [
        node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"
    ]
    waits = [node for node in nodes if isinstance(node, (ast.AsyncFunctionDef, ast.Await))]
    assert (clocks, opened, waits) == ([], [], [])


def test_the_simulator_shares_no_code_with_the_collection() -> None:
    borrowers = [
        name_of(f) for f in files_below("tests/simulator") if imports_any(f, "ansible_collections", "plugins", "ansible")
    ]
    assert files_below("tests/simulator")
    assert borrowers == []
