# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that wants to be longer has two subjects."""

from __future__ import annotations

from tests.structure.sources import PLUGINS, files_below, functions, name_of

FILE_LINES = 320
FUNCTION_LINES = 45


def test_no_plugin_file_is_too_long() -> None:
    lines = {
        name_of(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in files_below("plugins")
        if not file.is_relative_to(PLUGINS / "modules")  # most of a module is its documentation
    }
    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    lines = {
        f"{name_of(file)}: {function.name}": (function.end_lineno or function.lineno) - function.lineno + 1
        for file in files_below("plugins", "tests/simulator")
        for function in functions(file)
    }
    assert {name: count for name, count in lines.items() if count > FUNCTION_LINES} == {}
