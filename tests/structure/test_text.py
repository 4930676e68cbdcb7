# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every file must say, and what none may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.structure.sources import ROOT, name_of, repository_files

LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
WITHOUT_COMMENTS = (".age", ".json", ".jsonl", ".md", ".txt", ".vault")

MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:work|root)/")
PACKAGE_SOURCE = re.compile(
    r"--(?:extra-|default-)?index(?:-url)?\b|--find-links|https?://[^\s\"']*(?:/simple\b|pypi|pythonhosted|artifactory|mirror)"
)


def test_every_source_file_names_its_licence() -> None:
    missing = [
        name_of(file)
        for file in repository_files()
        if file.relative_to(ROOT).parts[0] in ("plugins", "tests") and file.suffix not in WITHOUT_COMMENTS
        if file.stat().st_size and LICENCE not in file.read_text(encoding="utf-8")[:600]
    ]
    assert missing == []


def test_no_file_mentions_a_path_of_the_machine_it_was_written_on() -> None:
    assert list(matches(MACHINE_PATH)) == []


def test_no_file_names_a_package_index() -> None:
    assert list(matches(PACKAGE_SOURCE)) == []


def matches(pattern: re.Pattern[str]) -> Iterator[str]:
    for file in repository_files():
        if file == Path(__file__):
            continue
        for number, line in enumerate(text(file).splitlines(), start=1):
            if pattern.search(line):
                yield f"{name_of(file)}:{number}: {line.strip()[:120]}"


def text(file: Path) -> str:
    """Return the file's text, or nothing if it is not a text file."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
