# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the site is followed from top to bottom, against a simulator of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.docs.blocks import steps
from tests.docs.runner import ROOT, Reader

SITE = ROOT / "docs" / "docsite"
RST = sorted((SITE / "rst").glob("*.rst"))


@pytest.mark.parametrize("page", RST, ids=[page.stem for page in RST])
def test_a_page_works_from_top_to_bottom(page: Path, reader: Reader) -> None:
    reader.follow(steps(page))
    assert all((reader.home / file).is_file() for file in reader.written)


def test_every_page_is_in_the_index_of_the_site_once() -> None:
    sections = yaml.safe_load((SITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    listed = [page for section in sections for page in section["toctree"]]
    assert sorted(listed) == [page.stem for page in RST]
