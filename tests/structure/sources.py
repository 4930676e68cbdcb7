# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository's own files, as lists, text and syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
UTILS = PLUGINS / "module_utils"
# What stands before a top-level folder in a dotted name: plugins are imported as part of the collection, tests are not.
COLLECTION = {"plugins": ("ansible_collections", "descope", "mgmt"), "tests": ()}


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is committed or would be, as git sees it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


def files_below(*folders: str, suffix: str = ".py") -> list[Path]:
    roots = [ROOT / folder for folder in folders]
    return [f for f in repository_files() if f.suffix == suffix and any(f.is_relative_to(root) for root in roots)]


def modules() -> list[Path]:
    return [file for file in files_below("plugins/modules") if file.stem != "__init__"]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def name_of(file: Path) -> str:
    """Return the path as messages and test ids show it."""
    return file.relative_to(ROOT).as_posix()


def imports(file: Path) -> Iterator[str]:
    """Yield the absolute dotted name of everything the file imports, wherever in the file it does so."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = file.relative_to(ROOT).parts[: -node.level]
                base = ".".join([*COLLECTION[package[0]], *package, *base.split(".")]).rstrip(".")
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_any(file: Path, *names: str) -> list[str]:
    """Return what the file imports of these modules or from inside them."""
    return [found for found in imports(file) if any(found == name or found.startswith(f"{name}.") for name in names)]


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def constants(body: list[ast.stmt]) -> dict[str, Any]:
    """Return the literal values assigned to plain names in a module's or class's body."""
    values: dict[str, Any] = {}
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
            values[node.targets[0].id] = node.value.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant):
            values[node.target.id] = node.value.value
    return values


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
