# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated page of what is covered is the one that the kinds give now."""

from __future__ import annotations

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.tools.coverage_page import PAGE, page


def test_the_page_is_the_current_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: make coverage-page"


def test_every_kind_has_a_section_that_names_what_is_lost() -> None:
    sections = {part.split("\n", 1)[0]: part for part in page().split("\n## ")[1:]}
    assert set(KINDS) < set(sections)
    for plural, kind in KINDS.items():
        lost = [line for line in sections[plural].splitlines() if line.startswith("* Lost: ")]
        assert len(lost) == len(kind.secrets) + len(kind.lossy), plural
