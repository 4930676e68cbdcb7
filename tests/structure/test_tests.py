# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A test that asserts nothing cannot fail."""

from __future__ import annotations

import ast

from tests.structure.sources import files_below, functions, name_of

CHECKING_CALLS = ("raises", "warns", "fail")


def test_every_test_asserts_something() -> None:
    idle = [
        f"{name_of(file)}: {function.name}"
        for file in files_below("tests")
        if file.name.startswith("test_")
        for function in functions(file)
        if function.name.startswith("test_") and not any(asserts(node) for node in ast.walk(function))
    ]
    assert idle == []


def asserts(node: ast.AST) -> bool:
    """Tell whether the node is an assertion, a pytest check, or a call of a helper named `assert_...`."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in CHECKING_CALLS or name.startswith("assert_")
