# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the Markdown pages work, against a simulator of their own. What nothing runs is counted, on all pages."""

from __future__ import annotations

import pytest

from tests.docs.blocks import steps
from tests.docs.markdown_pages import EMPTY, PAGES, with_words
from tests.docs.runner import ROOT, Reader
from tests.docs.test_pages import RST
from tests.structure.sources import repository_files

DEVELOPERS = {"tests/simulator/README.md"}  # its tests are tests/unit/simulator
PEOPLE = {"tests/docs/README.md"}  # its examples are how examples look like

# How many examples of a page nothing runs; the page, or markdown_pages.py, says of each why.
NOT_RUN = {
    "coming_from.rst": 1,
    "getting_started.rst": 3,
    "README.md": 2,
    "roles/safe_sync/README.md": 2,
    "docs/architecture.md": 1,
    "docs/awx.md": 2,
    "CONTRIBUTING.md": 3,
}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_markdown_page_work(page: str, reader: Reader) -> None:
    reader.follow(with_words(page, steps(ROOT / page)))
    assert all((reader.home / file).is_file() for file in reader.written)


def test_every_markdown_page_with_an_example_is_looked_at() -> None:
    markdown = [file for file in repository_files() if file.suffix == ".md"]
    with_examples = {str(file.relative_to(ROOT)) for file in markdown if steps(file)}
    assert with_examples - PAGES.keys() - DEVELOPERS - PEOPLE == set()
    assert PAGES.keys() >= EMPTY


def test_no_more_than_a_known_number_of_examples_is_not_run() -> None:
    found = {page.name: steps(page) for page in RST} | {page: with_words(page, steps(ROOT / page)) for page in PAGES}
    counts = {page: sum(step.words.startswith("not run") for step in examples) for page, examples in found.items()}
    assert {page: count for page, count in counts.items() if count} == NOT_RUN
